//! Policies that nothing enforces, because their table's row level security is off.

use crate::finding::Related;
use crate::project::Project;
use crate::project::schema::{RowSecurity, Table};
use crate::rule::Reporter;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for schema in project.schemas().iter().filter(|schema| schema.is_production()) {
        for table in schema.tables().filter(|table| !table.policies.is_empty()) {
            examine(table, report);
        }
    }
}

fn examine(table: &Table, report: &mut Reporter<'_>) {
    let certain = table.policies.iter().filter(|policy| policy.doubt.is_none()).count();
    match &table.row_security {
        RowSecurity::On => report.pass(table),
        _ if table.object.doubt.is_some() => {
            report.unknown(table, "whether it exists depends on what only the database knows");
        }
        RowSecurity::Unknown(_) => {
            report.unknown(table, "a statement that depends on what only the database knows may switch row level security on or off");
        }
        RowSecurity::Off if certain == 0 => {
            report.unknown(table, "whether it has a policy depends on what only the database knows");
        }
        RowSecurity::Off => {
            let policies = if certain == 1 { "policy is" } else { "policies are" };
            let message =
                format!("`{}` has row level security off: its {certain} {policies} not enforced", table.name);
            let finding = report.fail(table, message);
            finding.related.extend(table.policies.iter().map(|policy| Related {
                location: policy.created.clone(),
                label: format!("policy \"{}\"", policy.name),
            }));
        }
    }
}
