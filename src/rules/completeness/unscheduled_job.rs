//! Functions that are meant to run by the clock and that nothing calls.

use std::collections::BTreeSet;

use crate::finding::{Confidence, Severity, Subject};
use crate::project::Project;
use crate::project::functions::{Callee, Callers, EdgeFunction, SupabaseProject, TimedBy};
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
    routes(project, report);
}

/// Routes that a clock is meant to ask for.
fn routes(project: &Project, report: &mut Reporter<'_>) {
    let mut seen = BTreeSet::new();
    for entry in project.entry_points() {
        let Some(route) = entry.route.as_ref().filter(|route| route.is_timed()) else { continue };
        let shown = route.shown();
        let subject = Subject::new(shown.as_str(), entry.at.clone());
        if !seen.insert((&route.application, shown.clone())) {
            continue;
        }
        if !route.callers(project).is_empty() {
            report.pass(subject);
            continue;
        }
        let message = format!(
            "nothing ever calls `{shown}`\nits address says that it runs by the clock, and no crons of a deployment, workflow, SQL or code of the repository name it; what calls from outside cannot be seen"
        );
        let finding = report.fail(subject, message);
        // Where others are scheduled in the repository, this one would be too.
        let mut schedulers = project.functions().schedulers.iter();
        if !schedulers.any(|scheduler| matches!(scheduler.callee, Callee::Route(_))) {
            finding.confidence = Confidence::Tentative;
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
