//! Columns that keep the number of a catalogue entry, which another server gives to something else.

use crate::finding::Subject;
use crate::project::Project;
use crate::project::schema::{Schema, Table};
use crate::rule::Reporter;

/// Types that `pg_upgrade` refuses to move, as `format_type` prints them.
const REFUSED: [&str; 8] = [
    "regcollation",
    "regconfig",
    "regdictionary",
    "regnamespace",
    "regoper",
    "regoperator",
    "regproc",
    "regprocedure",
];

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for schema in project.schemas().iter().filter(|schema| schema.is_production()) {
        for table in schema.tables().filter(|table| table.object.extension.is_none()) {
            examine(schema, table, report);
        }
    }
}

fn examine(schema: &Schema, table: &Table, report: &mut Reporter<'_>) {
    let mut is_refused = false;
    for column in &table.columns {
        let kind = schema.shown_type(&column.kind);
        if REFUSED.contains(&kind.as_str()) {
            is_refused = true;
            let message = format!(
                "`{}.{}` is a `{kind}`, which no upgrade of the server can move",
                table.name, column.name
            );
            let subject = Subject::new(format!("{}.{}", table.name, column.name), column.created.clone());
            report.fail(subject, message);
        }
    }
    if !is_refused {
        report.pass(table);
    }
}
