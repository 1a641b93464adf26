//! Foreign keys whose columns no index begins with.

use crate::finding::Subject;
use crate::project::Project;
use crate::project::schema::{Constraint, ForeignKey, Schema, Table};
use crate::rule::Reporter;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for schema in project.schemas().iter().filter(|schema| schema.is_production()) {
        for table in schema.own_tables() {
            for (constraint, key) in table.foreign_keys() {
                examine(schema, table, constraint, key, report);
            }
        }
    }
}

fn examine(
    schema: &Schema,
    table: &Table,
    constraint: &Constraint,
    key: &ForeignKey,
    report: &mut Reporter<'_>,
) {
    let subject = Subject::new(format!("{}.{}", table.name, constraint.name), constraint.created.clone());
    let covering = table.indexes.iter().filter(|index| index.begins_with(&key.columns));
    let is_covered = covering.clone().any(|index| index.doubt.is_none());
    if is_covered {
        report.pass(subject);
    } else if table.object.doubt.is_some() || constraint.doubt.is_some() || covering.count() > 0 {
        report.unknown(subject, "whether it or its index exists depends on what only the database knows");
    } else {
        let columns = table.column_names(&key.columns);
        let target = match schema.table_by_id(key.references) {
            Some(target) => format!("`{}`", target.name),
            None => "another table".to_owned(),
        };
        let message = format!(
            "no index of `{}` begins with ({columns}), which refers to {target}\nEach row that goes there reads all of this table",
            table.name
        );
        report.fail(subject, message);
    }
}
