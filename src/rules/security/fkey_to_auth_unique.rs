//! Foreign keys to columns of the authentication service that only a unique constraint keeps.

use crate::finding::Subject;
use crate::project::Project;
use crate::project::schema::{Constraint, ForeignKey, Schema, Table};
use crate::rule::Reporter;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for schema in project.schemas().iter().filter(|schema| schema.is_production() && schema.has_platform()) {
        for table in schema.own_tables() {
            for (constraint, key) in table.foreign_keys() {
                let target = schema.table_by_id(key.references);
                if let Some(target) = target.filter(|target| target.name.schema.as_str() == "auth") {
                    examine(schema, table, constraint, (key, target), report);
                }
            }
        }
    }
}

fn examine(
    _: &Schema,
    table: &Table,
    constraint: &Constraint,
    (key, target): (&ForeignKey, &Table),
    report: &mut Reporter<'_>,
) {
    let subject = Subject::new(format!("{}.{}", table.name, constraint.name), constraint.created.clone());
    let is_held = |columns: Vec<_>| {
        columns.len() == key.referenced_columns.len()
            && key.referenced_columns.iter().all(|column| columns.contains(column))
    };
    let mut primary = target.indexes.iter().filter(|index| index.is_primary);
    if key.referenced_columns.is_empty() || primary.any(|index| is_held(index.key_columns().collect())) {
        report.pass(subject);
    } else if table.object.doubt.is_some() || constraint.doubt.is_some() {
        report.unknown(subject, "whether it exists depends on what only the database knows");
    } else {
        let columns = target.column_names(&key.referenced_columns);
        let message = format!(
            "`{}` refers to ({columns}) of `{}`, which is no primary key: the service may change or drop it",
            table.name, target.name
        );
        report.fail(subject, message);
    }
}
