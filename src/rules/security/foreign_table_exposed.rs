//! Foreign tables that clients reach: no row level security holds for them.

use crate::project::Project;
use crate::project::schema::{Schema, Table};
use crate::rule::Reporter;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for schema in project.schemas().iter().filter(|schema| schema.is_production()) {
        for table in schema.exposed_foreign_tables() {
            examine(schema, table, report);
        }
    }
}

fn examine(schema: &Schema, table: &Table, report: &mut Reporter<'_>) {
    if table.object.doubt.is_some() {
        report.unknown(table, "whether it exists depends on what only the database knows");
        return;
    }
    let readers = schema.readers(table);
    if readers.is_empty() {
        report.pass(table);
        return;
    }
    let message = format!(
        "the foreign table `{}` can be read by {}, past every policy",
        table.name,
        readers.join(" and ")
    );
    report.fail(table, message);
}
