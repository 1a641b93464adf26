//! Views that show clients the accounts of all users.

use crate::project::Project;
use crate::project::schema::{RelationKind, RowSecurity, Schema, View};
use crate::rule::Reporter;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for schema in project.schemas().iter().filter(|schema| schema.is_production()) {
        for view in schema.exposed_views() {
            examine(schema, view, report);
        }
    }
}

fn examine(schema: &Schema, view: &View, report: &mut Reporter<'_>) {
    let Some(users) = schema.table_of(view, "auth", "users") else { return };
    if view.object.doubt.is_some() {
        report.unknown(view, "whether it exists depends on what only the database knows");
        return;
    }
    let readers = schema.readers(view);
    let asks_policies = view.kind == RelationKind::View
        && view.is_security_invoker()
        && users.row_security == RowSecurity::On;
    if readers.is_empty() || asks_policies {
        report.pass(view);
        return;
    }
    let message = format!(
        "`{}` shows {} rows of `auth.users`, everybody's among them",
        view.name,
        readers.join(" and ")
    );
    report.fail(view, message);
}
