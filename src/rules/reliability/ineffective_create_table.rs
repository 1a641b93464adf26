//! `CREATE TABLE IF NOT EXISTS` of tables that were there, with other columns.

use crate::finding::Related;
use crate::project::Project;
use crate::project::schema::{Attempt, Identifier, Schema, Table};
use crate::rule::Reporter;

/// More names than this make a message unreadable.
const NAMED: usize = 5;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for schema in project.schemas().iter().filter(|schema| schema.is_production()) {
        for attempt in schema.history().attempts() {
            examine(schema, attempt, report);
        }
    }
}

fn examine(schema: &Schema, attempt: &Attempt, report: &mut Reporter<'_>) {
    let table = schema.table_by_id(attempt.table);
    // A column that came later is there after all; a table that went promises nothing.
    let is_missing = |table: &Table, name: &&Identifier| table.column(name).is_none();
    let missing: Vec<&Identifier> = table
        .map(|table| attempt.missing.iter().filter(|name| is_missing(table, name)).collect())
        .unwrap_or_default();
    let (Some(table), Some(earlier)) = (table.filter(|_| !missing.is_empty()), &attempt.earlier) else {
        report.pass(attempt);
        return;
    };
    if table.object.doubt.is_some() {
        report.unknown(attempt, "whether the table was there depends on what only the database knows");
        return;
    }
    let message = format!(
        "`{}` is there already, so this statement does nothing: it has no {}",
        attempt.name,
        listed(&missing)
    );
    let finding = report.fail(attempt, message);
    finding.related.push(Related { location: earlier.clone(), label: "the table that there is".to_owned() });
}

fn listed(names: &[&Identifier]) -> String {
    let shown = names.iter().take(NAMED).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match names.len().checked_sub(NAMED) {
        None | Some(0) => shown,
        Some(more) => format!("{shown} and {more} more"),
    }
}
