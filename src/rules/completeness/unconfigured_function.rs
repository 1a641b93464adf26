//! Edge functions that `config.toml` does not name, so that defaults apply unseen.

use crate::finding::Severity;
use crate::project::Project;
use crate::project::functions::{SupabaseProject, plain_name};
use crate::rule::Reporter;
use crate::source::Role;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for supabase in &project.functions().projects {
        let Some(config) = supabase.config.as_ref().filter(|_| !supabase.configured.is_empty()) else {
            continue;
        };
        for function in supabase.functions.iter().filter(|function| !function.is_shared_code()) {
            if supabase.entry(&function.name).is_some() {
                report.pass(function);
                continue;
            }
            let message = format!(
                "`{}` has no entry in {config}: its JWT check is on and it has no import map{}",
                function.name,
                near_entry(&function.name, supabase)
            );
            let finding = report.fail(function, message);
            if supabase.role != Role::Production {
                finding.severity = Severity::Minor.outside_production();
            }
        }
    }
}

/// An entry that differs only by `-`, `_` or case.
fn near_entry(name: &str, supabase: &SupabaseProject) -> String {
    let near = supabase.configured.iter().find(|entry| plain_name(&entry.name) == plain_name(name));
    near.map_or_else(String::new, |entry| format!("\nthe entry is called `{}`", entry.name))
}
