//! Queues that clients reach and that no row level security protects.

use crate::finding::Subject;
use crate::project::Project;
use crate::project::schema::{Identifier, Queue, RowSecurity, Schema, Table};
use crate::rule::Reporter;

/// The schema through which the data API hands queues to clients.
const SERVED: &str = "pgmq_public";

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    let schemas = project.schemas().iter().filter(|schema| schema.is_production());
    for schema in schemas.filter(|schema| schema.is_served(&Identifier::exact(SERVED))) {
        for queue in schema.queues() {
            if let Some(table) = schema.queue_table(queue) {
                examine(schema, queue, table, report);
            }
        }
    }
}

fn examine(schema: &Schema, queue: &Queue, table: &Table, report: &mut Reporter<'_>) {
    let subject = Subject::new(table.name.to_string(), queue.created.clone());
    match &table.row_security {
        RowSecurity::On => report.pass(subject),
        RowSecurity::Unknown(_) => {
            report.unknown(subject, "a statement that depends on what only the database knows may switch row level security on or off");
        }
        RowSecurity::Off if schema.readers(table).is_empty() => report.pass(subject),
        RowSecurity::Off => {
            let message = format!(
                "the messages of the queue `{}` can be read by {}: row level security of `{}` is off",
                queue.name,
                schema.readers(table).join(" and "),
                table.name
            );
            report.fail(subject, message);
        }
    }
}
