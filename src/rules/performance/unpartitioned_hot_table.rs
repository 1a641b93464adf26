//! Tables that only grow and that nothing divides.

use crate::project::Project;
use crate::project::schema::{BaseType, Column, RelationKind, Table};
use crate::rule::Reporter;

/// Endings of names of tables that rows are only added to.
const ENDINGS: [&str; 11] = [
    "_audit",
    "_audit_log",
    "_event",
    "_events",
    "_history",
    "_ledger",
    "_log",
    "_logs",
    "_metrics",
    "_telemetry",
    "_views_log",
];
/// Types of a moment.
const MOMENTS: [&str; 3] = ["date", "timestamp with time zone", "timestamp without time zone"];

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for schema in project.schemas().iter().filter(|schema| schema.is_production()) {
        for table in schema.own_tables().filter(|table| is_hot(table)) {
            examine(table, report);
        }
    }
}

/// Whether rows with a moment are added to it as things happen. A partition is a part already.
fn is_hot(table: &Table) -> bool {
    let name = table.name.name.as_str();
    let is_named = ENDINGS.iter().any(|ending| name.ends_with(ending) || *name == ending[1..]);
    is_named && table.partition_of.is_none() && table.kind != RelationKind::Foreign && moment(table).is_some()
}

/// The column that says when a row came.
fn moment(table: &Table) -> Option<&Column> {
    table.columns.iter().find(|column| {
        matches!(&column.kind.base, BaseType::Known(name) if column.kind.dimensions == 0 && MOMENTS.contains(&&**name))
    })
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
