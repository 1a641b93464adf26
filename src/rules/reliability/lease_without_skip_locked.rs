//! Workers that queue behind each other's row locks.

use crate::finding::{Location, Subject};
use crate::project::Project;
use crate::project::schema::{Routine, Schema};
use crate::rule::Reporter;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for schema in project.schemas().iter().filter(|schema| schema.is_production()) {
        for routine in schema.own_routines() {
            examine(schema, routine, report);
        }
    }
}

fn examine(schema: &Schema, routine: &Routine, report: &mut Reporter<'_>) {
    let Some(body) = &routine.body else { return };
    let subject = schema.routine_subject(routine);
    let mut claims = body.locks.iter().filter(|lock| lock.claims).peekable();
    if claims.peek().is_none() {
        return;
    }
    match claims.find(|lock| lock.waits) {
        None => report.pass(subject),
        Some(lock) => {
            let message = format!(
                "`{}` claims rows with FOR UPDATE: a second worker waits for the first, without SKIP LOCKED",
                subject.name
            );
            let at = Location::new(&routine.defined.path, lock.span);
            report.fail(Subject::new(subject.name, at), message);
        }
    }
}
