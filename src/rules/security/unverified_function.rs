//! Edge functions that answer anybody.

use crate::finding::{Confidence, Location, Related, Severity, Subject};
use crate::project::Project;
use crate::project::functions::{Entrypoint, Guard, OpenDeploy, Power, Reach, is_health_check};
use crate::rule::Reporter;
use crate::source::{RelPath, Role};

/// A function that the platform lets everybody call.
struct Open<'p> {
    subject: Subject,
    name: &'p str,
    code: &'p RelPath,
    /// What opens it.
    by: &'static str,
    role: Role,
}

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    let deploys = OpenDeploy::all(project);
    for supabase in &project.functions().projects {
        let open =
            supabase.configured.iter().filter(|entry| entry.is_enabled && entry.verify_jwt == Some(false));
        for entry in open {
            let (subject, name) = (Subject::from(entry), &*entry.name);
            let by = "`verify_jwt = false`";
            match &entry.entrypoint {
                Entrypoint::Found(code) => {
                    examine(project, Open { subject, name, code, by, role: supabase.role }, report);
                }
                Entrypoint::Unseen(reason) => report.unknown(entry, &**reason),
                Entrypoint::Missing(_) => {}
            }
        }
        for (function, deploy) in supabase.opened_by(&deploys) {
            let (subject, name) = (Subject::new(&*function.name, deploy.at.clone()), &*function.name);
            let (by, code) = ("it is deployed with `--no-verify-jwt`", &function.entry);
            examine(project, Open { subject, name, code, by, role: supabase.role }, report);
        }
    }
}

fn examine(project: &Project, open: Open<'_>, report: &mut Reporter<'_>) {
    let Open { subject, name, code, by, role } = open;
    let reach = Reach::of(project, code);
    let power = Power::of(&reach);
    match Guard::of(&reach, &project.settings().auth_wrappers) {
        Guard::Checks => return report.pass(subject),
        Guard::Delegates if !power.has_full_access => return report.pass(subject),
        Guard::Delegates => {
            return report
                .unknown(subject, "the database checks its caller for a part of what it does, if that");
        }
        Guard::MayCheck => {
            return report.unknown(
                subject,
                "it reads a secret for its callers; whether it is compared cannot be seen",
            );
        }
        Guard::Nothing => {}
    }
    if let Some(reason) = reach.unseen() {
        return report.unknown(subject, format!("not all of its code is known: {reason}"));
    }
    // Whoever asks learns that it runs, no more.
    if !power.reaches {
        return;
    }
    let is_limited = reach.is_limited();
    let message = format!(
        "`{name}` answers anybody: {by}, and its code checks no caller
{}{}",
        power.shown(),
        if is_limited { "; a limit slows callers down" } else { "" }
    );
    let finding = report.fail(subject, message);
    finding.related.push(Related { location: Location::file(code), label: "its code".to_owned() });
    // Who limits how often callers may ask means it for everyone.
    if !(power.has_full_access || power.writes) || is_limited {
        finding.severity = Severity::Critical;
    }
    if is_health_check(name) && !power.writes {
        finding.severity = Severity::Critical;
        finding.confidence = Confidence::Tentative;
    }
    if role != Role::Production {
        finding.severity = finding.severity.outside_production();
    }
}
