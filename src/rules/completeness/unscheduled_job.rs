//! Functions that are meant to run by the clock and that nothing calls.

use crate::finding::{Confidence, Severity};
use crate::project::Project;
use crate::project::functions::{Callers, EdgeFunction, SupabaseProject, TimedBy};
use crate::rule::Reporter;
use crate::source::Role;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    let mut callers = None;
    for supabase in &project.functions().projects {
        for function in supabase.functions.iter().filter(|function| !function.is_shared_code()) {
            let entry = supabase.entry(&function.name);
            let is_on = entry.is_none_or(|entry| entry.is_enabled);
            let code = project.file(function.entry.as_str());
            if let Some(timed) = TimedBy::of(function, entry, code).filter(|_| is_on) {
                let callers = callers.get_or_insert_with(|| Callers::of(project));
                examine(project, supabase, function, timed, callers, report);
            }
        }
    }
}

fn examine(
    project: &Project,
    supabase: &SupabaseProject,
    function: &EdgeFunction,
    timed: TimedBy,
    callers: &Callers,
    report: &mut Reporter<'_>,
) {
    if callers.of_function(function).next().is_some() {
        return report.pass(function);
    }
    if function.is_named_in_code(project) {
        return report.unknown(function, "code names it, and may call it");
    }
    let says = match timed {
        TimedBy::Configuration => "its entry in the configuration gives it a schedule",
        TimedBy::Comment => "the comment at its head says that it runs by the clock",
        TimedBy::Name => "its name says that it runs by the clock",
    };
    let message = format!(
        "nothing ever calls `{}`\n{says}, and no SQL, workflow or code of the repository calls it; what a dashboard schedules cannot be seen",
        function.name
    );
    let finding = report.fail(function, message);
    // Where nothing at all is scheduled in the repository, it may all be in a dashboard.
    if timed == TimedBy::Name && project.functions().schedulers.is_empty() {
        finding.confidence = Confidence::Tentative;
    }
    if supabase.role != Role::Production {
        finding.severity = Severity::Critical.outside_production();
    }
}
