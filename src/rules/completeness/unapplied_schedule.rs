//! Schedules in `config.toml`, which nothing ever reads.

use crate::finding::{Related, Severity, Subject};
use crate::project::Project;
use crate::project::functions::{ConfigFunction, Schedule};
use crate::rule::Reporter;
use crate::source::Role;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    let functions = project.functions();
    for supabase in &functions.projects {
        let entries = supabase.configured.iter();
        let schedules =
            entries.flat_map(|entry| entry.schedules.iter().map(move |schedule| (entry, schedule)));
        for (function, schedule) in schedules {
            let caller = functions.scheduler_of(&function.name);
            let rest = caller.map_or_else(
                || "nothing calls it by the clock".to_owned(),
                |caller| format!("{} calls it instead", caller.kind.name()),
            );
            let subject = Subject::new(&*function.name, schedule.at.clone());
            let finding = report
                .fail(subject, format!("{}: Supabase reads no such key\n{rest}", what(function, schedule)));
            if let Some(caller) = caller {
                finding.severity = Severity::Minor;
                let label = "what really calls it".to_owned();
                finding.related.push(Related { location: caller.at.clone(), label });
            }
            if supabase.role != Role::Production {
                finding.severity = finding.severity.outside_production();
            }
        }
    }
}

fn what(function: &ConfigFunction, schedule: &Schedule) -> String {
    let value = schedule.value.as_ref().map_or_else(String::new, |value| format!(" = \"{value}\""));
    format!("`{}` is given `{}{value}`", function.name, schedule.key)
}
