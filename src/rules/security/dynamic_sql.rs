//! Statements put together from what somebody else gave.

use crate::finding::{Confidence, Location, Severity, Subject};
use crate::project::Project;
use crate::project::schema::{DynamicText, Routine, Schema};
use crate::rule::Reporter;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for schema in project.schemas().iter().filter(|schema| schema.is_production()) {
        for routine in schema.own_routines() {
            examine(schema, routine, report);
        }
    }
}

fn examine(schema: &Schema, routine: &Routine, report: &mut Reporter<'_>) {
    let Some(body) = routine.body.as_ref().filter(|body| !body.dynamic.is_empty()) else { return };
    let name = schema.routine_subject(routine).name;
    for statement in &body.dynamic {
        let subject = Subject::new(name.clone(), Location::new(&routine.defined.path, statement.span));
        match &statement.text {
            DynamicText::Constant | DynamicText::Quoted => report.pass(subject),
            DynamicText::Whole(what) => {
                report.fail(subject, format!("`{name}` runs whatever its caller gives as `{what}`"));
            }
            DynamicText::Parameter(what) => {
                let message =
                    format!("`{name}` joins `{what}` into the statement it runs, as its caller wrote it");
                report.fail(subject, message);
            }
            DynamicText::Data(what) => {
                let message =
                    format!("`{name}` joins `{what}` into the statement it runs, as the table has it");
                let finding = report.fail(subject, message);
                finding.severity = Severity::Major;
                finding.confidence = Confidence::Firm;
            }
            DynamicText::Name(what) => {
                let message = format!("`{name}` joins `{what}` into the statement it runs without `%I`");
                let finding = report.fail(subject, message);
                finding.severity = Severity::Minor;
                finding.confidence = Confidence::Tentative;
            }
        }
    }
}
