//! Columns of vectors that no index finds neighbours in.

use crate::finding::Subject;
use crate::project::Project;
use crate::project::schema::{Column, Index, RelationKind, Schema, Table};
use crate::rule::Reporter;

/// Types that are searched for neighbours.
const VECTORS: [&str; 3] = ["halfvec", "sparsevec", "vector"];
/// Ways to organise an index that find them.
const METHODS: [&str; 4] = ["diskann", "hnsw", "ivfflat", "vchordrq"];

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for schema in project.schemas().iter().filter(|schema| schema.is_production()) {
        // A partitioned table keeps nothing itself.
        for table in schema.own_tables().filter(|table| table.kind == RelationKind::Table) {
            for column in table.columns.iter().filter(|column| is_vector(schema, column)) {
                examine(table, column, report);
            }
        }
    }
}

fn is_vector(schema: &Schema, column: &Column) -> bool {
    column.kind.dimensions == 0 && VECTORS.contains(&schema.type_word(&column.kind))
}

fn examine(table: &Table, column: &Column, report: &mut Reporter<'_>) {
    let subject = Subject::new(format!("{}.{}", table.name, column.name), column.created.clone());
    // An index of an expression may be about the column too: a cast to fewer dimensions is the usual one.
    let serves = |index: &&Index| {
        METHODS.contains(&&*index.method)
            && (index.has_key(column.id)
                || index.depends_on.iter().any(|need| need.column == Some(column.id)))
    };
    let mut serving = table.indexes.iter().filter(serves).peekable();
    let has_any = serving.peek().is_some();
    if serving.any(|index| index.doubt.is_none()) {
        report.pass(subject);
    } else if has_any || table.object.doubt.is_some() || column.doubt.is_some() {
        report.unknown(subject, "whether it has an index depends on what only the database knows");
    } else {
        let message = format!(
            "`{}.{}` has no index for neighbours: each search compares every row",
            table.name, column.name
        );
        report.fail(subject, message);
    }
}
