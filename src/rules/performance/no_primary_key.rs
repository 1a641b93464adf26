//! Tables without a primary key.

use crate::project::Project;
use crate::project::schema::{RelationKind, Table};
use crate::rule::Reporter;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for schema in project.schemas().iter().filter(|schema| schema.is_production()) {
        for table in schema.own_tables().filter(|table| table.kind == RelationKind::Table) {
            examine(table, report);
        }
    }
}

fn examine(table: &Table, report: &mut Reporter<'_>) {
    let mut keys = table.indexes.iter().filter(|index| index.is_primary).peekable();
    let has_any = keys.peek().is_some();
    if keys.any(|index| index.doubt.is_none()) {
        report.pass(table);
    } else if has_any || table.object.doubt.is_some() {
        report.unknown(table, "whether it has one depends on what only the database knows");
    } else {
        let unique = table.indexes.iter().find(|index| index.is_unique && index.predicate.is_none());
        let instead = match unique {
            Some(index) => format!("; `{}` comes near to one", index.name),
            None => String::new(),
        };
        report.fail(table, format!("`{}` has no primary key{instead}", table.name));
    }
}
