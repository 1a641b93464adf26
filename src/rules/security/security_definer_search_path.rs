//! Functions whose caller decides what the names in them mean.

use crate::finding::Severity;
use crate::project::Project;
use crate::project::schema::{Routine, RoutineKind, Schema};
use crate::rule::Reporter;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for schema in project.schemas().iter().filter(|schema| schema.is_production()) {
        for routine in schema.own_routines() {
            examine(schema, routine, report);
        }
    }
}

fn examine(schema: &Schema, routine: &Routine, report: &mut Reporter<'_>) {
    let subject = schema.routine_subject(routine);
    if routine.object.doubt.is_some() {
        report.unknown(subject, "whether it exists depends on what only the database knows");
    } else if routine.kind == RoutineKind::Aggregate || routine.setting("search_path").is_some() {
        report.pass(subject);
    } else if routine.is_security_definer {
        let message = format!(
            "`{}` runs with the rights of its owner, and whoever calls it sets its search_path",
            subject.name
        );
        report.fail(subject, message);
    } else {
        let message = format!("`{}` does not pin its search_path", subject.name);
        report.fail(subject, message).severity = Severity::Minor;
    }
}
