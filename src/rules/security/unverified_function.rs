//! Edge functions that answer anybody.

use crate::finding::{Confidence, Location, Related, Severity};
use crate::project::Project;
use crate::project::functions::{
    ConfigFunction, Entrypoint, Guard, Power, Reach, SupabaseProject, is_health_check,
};
use crate::rule::Reporter;
use crate::source::{RelPath, Role};

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for supabase in &project.functions().projects {
        let open =
            supabase.configured.iter().filter(|entry| entry.is_enabled && entry.verify_jwt == Some(false));
        for entry in open {
            match &entry.entrypoint {
                Entrypoint::Found(code) => examine(project, supabase, entry, code, report),
                Entrypoint::Unseen(reason) => report.unknown(entry, &**reason),
                Entrypoint::Missing(_) => {}
            }
        }
    }
}

fn examine(
    project: &Project,
    supabase: &SupabaseProject,
    entry: &ConfigFunction,
    code: &RelPath,
    report: &mut Reporter<'_>,
) {
    let reach = Reach::of(project, code);
    let power = Power::of(&reach);
    match Guard::of(&reach, &project.settings().auth_wrappers) {
        Guard::Checks => return report.pass(entry),
        Guard::Delegates if !power.has_full_access => return report.pass(entry),
        Guard::Delegates => {
            return report
                .unknown(entry, "the database checks its caller for a part of what it does, if that");
        }
        Guard::MayCheck => {
            return report
                .unknown(entry, "it reads a secret for its callers; whether it is compared cannot be seen");
        }
        Guard::Nothing => {}
    }
    if let Some(reason) = reach.unseen() {
        return report.unknown(entry, format!("not all of its code is known: {reason}"));
    }
    // Whoever asks learns that it runs, no more.
    if !power.reaches {
        return;
    }
    let is_limited = reach.is_limited();
    let message = format!(
        "`{}` answers anybody: `verify_jwt = false`, and its code checks no caller
{}{}",
        entry.name,
        power.shown(),
        if is_limited { "; a limit slows callers down" } else { "" }
    );
    let finding = report.fail(entry, message);
    finding.related.push(Related { location: Location::file(code), label: "its code".to_owned() });
    // Who limits how often callers may ask means it for everyone.
    if !(power.has_full_access || power.writes) || is_limited {
        finding.severity = Severity::Critical;
    }
    if is_health_check(&entry.name) && !power.writes {
        finding.severity = Severity::Critical;
        finding.confidence = Confidence::Tentative;
    }
    if supabase.role != Role::Production {
        finding.severity = finding.severity.outside_production();
    }
}
