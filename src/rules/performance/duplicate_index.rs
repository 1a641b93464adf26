//! Indexes that hold what another index of the same table holds.

use crate::finding::{Related, Subject};
use crate::project::Project;
use crate::project::schema::{Index, QualifiedName, RelationKind, Schema};
use crate::rule::Reporter;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for schema in project.schemas().iter().filter(|schema| schema.is_production()) {
        // A partitioned table keeps nothing in its indexes: those of its partitions do.
        let tables = schema.own_tables().filter(|table| table.kind == RelationKind::Table);
        for table in tables {
            examine(&table.name, &table.indexes, report);
        }
        for view in views(schema) {
            examine(&view.name, &view.indexes, report);
        }
    }
}

fn views(schema: &Schema) -> impl Iterator<Item = &crate::project::schema::View> {
    schema.views().filter(|view| view.kind == RelationKind::MaterializedView)
}

/// Each index, against those before it: of several that are the same the last is one too many.
fn examine(relation: &QualifiedName, indexes: &[Index], report: &mut Reporter<'_>) {
    for (at, index) in indexes.iter().enumerate() {
        let name = format!("{}.{}", relation.schema, index.name);
        let subject = Subject::new(name, index.created.clone());
        let same: Vec<&Index> = indexes[..at].iter().filter(|other| other.is_same(index)).collect();
        let has_later = indexes[at + 1..].iter().any(|other| other.is_same(index));
        if same.is_empty() || has_later {
            report.pass(subject);
            continue;
        }
        if index.doubt.is_some() || same.iter().any(|other| other.doubt.is_some()) {
            report.unknown(subject, "whether both exist depends on what only the database knows");
            continue;
        }
        let names: Vec<String> = same.iter().map(|other| format!("`{}`", other.name)).collect();
        let message =
            format!("`{}` of `{relation}` is the same index as {}", index.name, names.join(" and "));
        let finding = report.fail(subject, message);
        finding.related.extend(
            same.iter()
                .map(|other| Related { location: other.created.clone(), label: format!("`{}`", other.name) }),
        );
    }
}
