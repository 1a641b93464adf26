//! Statements of migrations that PostgreSQL rejects on a fresh database.

use std::collections::BTreeSet;

use crate::finding::Subject;
use crate::project::Project;
use crate::project::schema::{Dialect, Failure, Schema};
use crate::rule::Reporter;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    let schemas = project.schemas().iter().filter(|schema| schema.is_production());
    for schema in schemas.filter(|schema| schema.dialect() == Dialect::PostgreSql) {
        examine(schema, report);
    }
}

fn examine(schema: &Schema, report: &mut Reporter<'_>) {
    let broken: BTreeSet<_> = schema.failures().iter().map(|failure| &failure.at.path).collect();
    for migration in schema.migrations() {
        if !broken.contains(migration) {
            report.pass(Subject::file(migration));
        }
    }
    for failure in schema.failures() {
        let subject = Subject::new(failure.at.path.as_str(), failure.at.clone());
        report.fail(subject, message(failure));
    }
}

fn message(failure: &Failure) -> String {
    let (code, _) = failure.state.code_and_condition();
    format!("a fresh database refuses it: {} ({code})", failure.message)
}
