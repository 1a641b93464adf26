//! Roles that reach rows or columns which they did not reach at the merge base.

use crate::finding::{Confidence, Related, Severity, Subject};
use crate::project::schema::{AccessChange, AccessStep, Identifier, Reach, Schema, Widening};
use crate::project::{Before, Project};
use crate::rule::Reporter;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    if project.before().is_none() {
        if project.schemas().iter().any(Schema::is_production) {
            report.not_asked(Before::UNASKED);
        }
        return;
    }
    match project.access_steps() {
        Ok(steps) => steps.iter().for_each(|step| examine(step, report)),
        Err(reason) => report.not_evaluated(reason),
    }
}

fn examine(step: &AccessStep, report: &mut Reporter<'_>) {
    // A table that is gone is no way in.
    let Some(now) = step.after else { return };
    let widening = match &step.change {
        AccessChange::NotWider => return report.pass(step.subject()),
        AccessChange::Unknown(reason) => return report.unknown(step.subject(), *reason),
        AccessChange::Wider(widening) => widening,
    };
    let subject = Subject { at: Some(widening.cause.at.clone()), ..step.subject() };
    let finding = report.fail(subject, message(step, widening, now));
    if widening.is_tentative {
        finding.confidence = Confidence::Tentative;
    } else if now == Reach::OwnRows && widening.columns.is_empty() {
        finding.severity = Severity::Major;
    }
    for other in &widening.others {
        finding.related.push(Related { location: other.at.clone(), label: other.words.clone() });
    }
}

fn message(step: &AccessStep, widening: &Widening, now: Reach) -> String {
    let (role, command, table) = (&step.role, step.command.privilege().name(), &step.table);
    let columns: Vec<&str> = widening.columns.iter().map(Identifier::as_str).collect();
    let of = if columns.is_empty() { String::new() } else { format!(" of {}", columns.join(", ")) };
    let was = step.before.map_or("no such table".to_owned(), |reach| rows(reach).to_owned());
    let renamed = step.was.as_ref().map_or_else(String::new, |was| format!(", called `{was}` then"));
    let verb = if widening.is_tentative { "may gain" } else { "gains" };
    let cause = &widening.cause.words;
    format!(
        "`{role}` {verb} {command}{of} on `{table}`: {cause}\nat the merge base {was}{renamed}, now {}",
        rows(now)
    )
}

fn rows(reach: Reach) -> &'static str {
    match reach {
        Reach::Closed => "no row",
        Reach::OwnRows => "own rows",
        Reach::Conditional => "rows by condition",
        Reach::Open => "every row",
        Reach::Unknown => "rows that only the database knows",
    }
}
