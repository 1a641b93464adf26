//! Views that read with the rights of their owner, past the row level security of what they read.

use crate::project::Project;
use crate::project::schema::{Relation, RelationKind, RowSecurity, Schema, View};
use crate::rule::Reporter;

/// More names than this make a message unreadable.
const NAMED: usize = 3;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for schema in project.schemas().iter().filter(|schema| schema.is_production()) {
        for view in schema.exposed_views().filter(|view| view.kind == RelationKind::View) {
            examine(schema, view, report);
        }
    }
}

fn examine(schema: &Schema, view: &View, report: &mut Reporter<'_>) {
    if view.object.doubt.is_some() {
        report.unknown(view, "whether it exists depends on what only the database knows");
        return;
    }
    let readers = schema.readers(view);
    if view.is_security_invoker() || readers.is_empty() {
        report.pass(view);
        return;
    }
    let protected = protected(schema, view);
    let past = match protected.as_slice() {
        [] => String::new(),
        names => format!("\nIt passes the row level security of {}", listed(names)),
    };
    let message = format!("`{}` shows {} what its owner may read{past}", view.name, readers.join(" and "));
    report.fail(view, message);
}

/// Tables that the view reads and whose rows somebody meant to protect.
fn protected(schema: &Schema, view: &View) -> Vec<String> {
    let tables = schema.relations_of(view).into_iter().filter_map(Relation::as_table);
    let tables = tables.filter(|table| table.row_security == RowSecurity::On);
    tables.map(|table| format!("`{}`", table.name)).collect()
}

fn listed(names: &[String]) -> String {
    match names.len().checked_sub(NAMED) {
        None | Some(0) => names.join(", "),
        Some(more) => format!("{} and {more} more", names[..NAMED].join(", ")),
    }
}
