//! Tables with row level security that no policy opens.

use crate::finding::Related;
use crate::project::Project;
use crate::project::schema::{RelationKind, RowSecurity, Table};
use crate::rule::Reporter;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for schema in project.schemas().iter().filter(|schema| schema.is_production()) {
        let is_judged = |table: &&Table| {
            table.kind == RelationKind::Table
                && table.object.extension.is_none()
                && table.row_security == RowSecurity::On
        };
        for table in schema.tables().filter(is_judged) {
            examine(table, report);
        }
    }
}

fn examine(table: &Table, report: &mut Reporter<'_>) {
    if table.object.doubt.is_some() {
        report.unknown(table, "whether it exists depends on what only the database knows");
    } else if table.policies.iter().any(|policy| policy.doubt.is_none()) {
        report.pass(table);
    } else if table.policy_doubt.is_some() || !table.policies.is_empty() {
        report.unknown(table, "whether it has a policy depends on what only the database knows");
    } else {
        let message = format!(
            "`{}` has row level security on and no policy: only the service role reaches it, which may be meant",
            table.name
        );
        let finding = report.fail(table, message);
        finding.related.extend(
            table
                .row_security_changes
                .last()
                .map(|location| Related { location: location.clone(), label: "switched on here".to_owned() }),
        );
    }
}
