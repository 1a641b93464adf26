//! Guards that let everybody through once what they ask fails, or that ask for what is not there.

use crate::finding::{Location, Related};
use crate::project::Project;
use crate::project::guard::{Guard, guards};
use crate::rule::Reporter;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for guard in guards(project) {
        let at = |span| Location::new(&guard.file.path, span);
        if let Some((span, what)) = &guard.missing {
            let does = if guard.function.lets_through.is_some() {
                "lets everybody through"
            } else {
                "fails each time"
            };
            let message = format!("`{}` asks for {what}, which no migration leaves: it {does}", guard.name());
            let finding = report.fail(guard.subject_at(*span), message);
            let let_through = guard.function.lets_through.map(at);
            finding
                .related
                .extend(let_through.map(|location| Related { location, label: "lets through".to_owned() }));
        } else if let Some(span) = guard.function.lets_through {
            let message = format!("`{}` lets requests through when {} fails", guard.name(), asked(&guard));
            report.fail(guard.subject_at(span), message);
        } else if let Some((span, reason)) = &guard.doubt {
            report.unknown(guard.subject_at(*span), reason.as_str());
        } else {
            report.pass(guard.subject_at(guard.function.span));
        }
    }
}

/// What a guard asks the database for.
fn asked(guard: &Guard<'_>) -> String {
    guard.asked.first().map_or_else(|| "the database".to_owned(), |name| format!("what it asks of `{name}`"))
}
