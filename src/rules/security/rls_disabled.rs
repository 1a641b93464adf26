//! Tables that clients can reach and that no row level security protects.

use crate::finding::{Related, Severity};
use crate::project::Project;
use crate::project::schema::{RowSecurity, Table};
use crate::rule::Reporter;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for schema in project.schemas().iter().filter(|schema| schema.is_production()) {
        for table in schema.exposed_tables().filter(|table| table.has_row_security()) {
            examine(table, report);
        }
    }
}

fn examine(table: &Table, report: &mut Reporter<'_>) {
    if table.object.doubt.is_some() {
        report.unknown(table, "whether it exists depends on what only the database knows");
        return;
    }
    match &table.row_security {
        RowSecurity::On => report.pass(table),
        RowSecurity::Unknown(_) => {
            report.unknown(table, "a statement that depends on what only the database knows may switch row level security on or off");
        }
        RowSecurity::Off => {
            let again =
                if table.row_security_changes.is_empty() { "is off" } else { "is switched off again" };
            let message = format!(
                "`{}` can be read and written with the public key: row level security {again}",
                table.name
            );
            let finding = report.fail(table, message);
            if table.object.extension.is_some() {
                // Reference data that nobody should change, not what the application keeps.
                finding.severity = Severity::Critical;
            }
            let switched = table.row_security_changes.iter().enumerate();
            finding.related.extend(switched.map(|(index, location)| Related {
                location: location.clone(),
                label: if index % 2 == 0 { "switched on here" } else { "switched off here" }.to_owned(),
            }));
        }
    }
}
