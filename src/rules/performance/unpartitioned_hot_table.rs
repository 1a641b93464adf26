//! Tables that only grow and that nothing divides.

use std::collections::BTreeSet;

use crate::project::Project;
use crate::project::client::{Asked, ClientCall};
use crate::project::schema::{BaseType, Column, RelationKind, Table};
use crate::rule::Reporter;

/// Endings of names of tables that rows are only added to. The word alone may mean something else: the
/// events of a calendar.
const ENDINGS: [&str; 10] = [
    "_audit",
    "_event",
    "_events",
    "_history",
    "_ledger",
    "_log",
    "_logs",
    "_metrics",
    "_telemetry",
    "_trail",
];
/// Beginnings of names of tables that keep one row a period.
const SUMS: [&str; 5] = ["daily_", "hourly_", "monthly_", "weekly_", "yearly_"];
/// Words in names of moments that change, or that lie ahead.
const OTHER_MOMENTS: [&str; 9] =
    ["deleted", "end", "ends", "expires", "last", "start", "starts", "until", "updated"];
/// Types of a moment.
const MOMENTS: [&str; 3] = ["date", "timestamp with time zone", "timestamp without time zone"];

/// Words in names of moments that rows are planned for: people change them.
const PLANNED: [&str; 8] = ["begins", "due", "end", "ends", "scheduled", "start", "starts", "until"];
/// Words in names of moments at which a row was changed.
const CHANGED: [&str; 3] = ["edited", "modified", "updated"];
/// Methods of a client that change rows.
const CHANGES: [&str; 2] = ["update", "upsert"];

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    let calls = project.client_calls().asking(project, Asked::Relation);
    let changed: BTreeSet<&str> = calls.filter(changes).map(|call| call.name).collect();
    for schema in project.schemas().iter().filter(|schema| schema.is_production()) {
        let own = schema.updated_names();
        let is_changed = |table: &Table| {
            let name = table.name.name.as_str();
            changed.contains(name) || own.contains(name)
        };
        for table in schema.own_tables().filter(|table| is_hot(table) && !is_changed(table)) {
            examine(table, report);
        }
    }
}

fn changes(call: &ClientCall<'_>) -> bool {
    call.rest().iter().any(|link| CHANGES.contains(&&*link.name))
}

/// Whether rows with a moment are added to it as things happen. A partition is a part already.
fn is_hot(table: &Table) -> bool {
    let name = table.name.name.as_str();
    let is_named = ENDINGS.iter().any(|ending| name.ends_with(ending));
    let is_sum = SUMS.iter().any(|beginning| name.starts_with(beginning));
    is_named
        && !is_sum
        && table.partition_of.is_none()
        && table.kind != RelationKind::Foreign
        && !table
            .columns
            .iter()
            .any(|column| is_moment(column) && has_word(column, &[&PLANNED[..], &CHANGED]))
        && moment(table).is_some()
}

fn has_word(column: &Column, words: &[&[&str]]) -> bool {
    column.name.as_str().split('_').any(|word| words.iter().any(|words| words.contains(&word)))
}

fn is_moment(column: &Column) -> bool {
    let BaseType::Known(kind) = &column.kind.base else { return false };
    column.kind.dimensions == 0 && MOMENTS.contains(&&**kind)
}

/// The column that says when a row came.
fn moment(table: &Table) -> Option<&Column> {
    table.columns.iter().find(|column| is_moment(column) && !has_word(column, &[&OTHER_MOMENTS]))
}

fn examine(table: &Table, report: &mut Reporter<'_>) {
    if table.kind == RelationKind::Partitioned {
        report.pass(table);
    } else if table.object.doubt.is_some() {
        report.unknown(table, "whether it exists depends on what only the database knows");
    } else if let Some(moment) = moment(table) {
        let message = format!(
            "`{}` grows with every event and is not partitioned by `{}`; how fast it grows cannot be seen here",
            table.name, moment.name
        );
        report.fail(table, message);
    }
}
