//! Service role keys, and variables that hold them, where a browser or a reader of the repository finds them.

use crate::facts::secret::Nature;
use crate::facts::typescript::TypeScriptFacts;
use crate::finding::{Location, Severity, Subject};
use crate::project::modules::Sides;
use crate::project::{KeyMention, KeyMentionKind, Project, holds_service_role};
use crate::rule::Reporter;
use crate::source::Role;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for mention in KeyMention::all(project) {
        let at = Location::new(&mention.file.path, mention.span);
        match mention.kind {
            KeyMentionKind::Literal(nature) => literal(nature, at, report),
            KeyMentionKind::Exposed(name) => {
                let subject = Subject::new(name, at);
                if holds_service_role(name) {
                    exposed(name, subject, mention.file.role, report);
                } else {
                    report.pass(subject);
                }
            }
            KeyMentionKind::HandedOut(name) => {
                let message = format!("the build puts `{name}`, the service role key, into every page");
                report.fail(Subject::new(name, at), message);
            }
            KeyMentionKind::Read(name, script) => read(project, name, script, at, report),
        }
    }
}

/// A key as it stands in a text.
fn literal(nature: &Nature, at: Location, report: &mut Reporter<'_>) {
    match nature {
        Nature::Secret(secret) => {
            let name = format!("{} {}…", secret.kind, secret.head);
            let message = format!("a {} (`{}…`) stands in the repository", secret.kind, secret.head);
            report.fail(Subject::new(name, at), message);
        }
        _ => report.pass(Subject::new("key for clients", at)),
    }
}

/// A variable of the service role that a bundler puts into pages.
fn exposed(name: &str, subject: Subject, role: Role, report: &mut Reporter<'_>) {
    let message = format!("`{name}` is put into every page by its name, and holds the service role key");
    let finding = report.fail(subject, message);
    if role != Role::Production {
        finding.severity = finding.severity.outside_production();
    }
}

/// A variable of the service role in a script, by where that runs.
fn read(project: &Project, name: &str, script: &TypeScriptFacts, at: Location, report: &mut Reporter<'_>) {
    let sides = project.reach().sides(project.modules(), &at.path).unwrap_or(Sides::NONE);
    let subject = Subject::new(name, at);
    if sides.meets(Sides::BROWSER) {
        let message = format!("a page loads this module, which reads the service role key `{name}`");
        let finding = report.fail(subject, message);
        if sides.meets(Sides::SERVER | Sides::SHARED) && script.directive.is_none() {
            // The server needs it there, and a bundler leaves out what it is not told to hand out.
            finding.severity = Severity::Critical;
        }
    } else if sides.meets(Sides::SHARED) {
        report.unknown(subject, "its framework decides which part of this module a browser loads");
    } else {
        report.pass(subject);
    }
}
