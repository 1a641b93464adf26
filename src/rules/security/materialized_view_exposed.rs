//! Materialized views that clients read: no row level security holds for them.

use crate::project::Project;
use crate::project::schema::{RelationKind, Schema, View};
use crate::rule::Reporter;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for schema in project.schemas().iter().filter(|schema| schema.is_production()) {
        for view in schema.exposed_views().filter(|view| view.kind == RelationKind::MaterializedView) {
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
    if readers.is_empty() {
        report.pass(view);
        return;
    }
    let message = format!(
        "every row of the materialized view `{}` can be read by {}",
        view.name,
        readers.join(" and ")
    );
    report.fail(view, message);
}
