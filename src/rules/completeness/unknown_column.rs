//! Columns that clients name and that their table does not have.

use std::collections::BTreeSet;

use crate::finding::{Location, Severity, Subject};
use crate::project::Project;
use crate::project::client::{Asked, ClientCall, ColumnMention, DEFAULT_SCHEMA, Databases};
use crate::project::schema::{HasColumn, Relation, Schema, Served};
use crate::rule::Reporter;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    let databases = Databases::of(project);
    if databases.is_empty() {
        return;
    }
    for call in project.client_calls().asking(project, Asked::Relation) {
        let chosen = call.schema().unwrap_or(DEFAULT_SCHEMA);
        let schemas = databases.of_script(&call.file.path);
        let found = schemas.iter().find_map(|schema| match schema.served_relation(chosen, call.name) {
            Served::There(relation) => Some((*schema, relation)),
            _ => None,
        });
        if let Some((schema, relation)) = found {
            examine(&call, (schema, relation), &databases, report);
        }
    }
}

fn examine(
    call: &ClientCall<'_>,
    of: (&Schema, &Relation),
    databases: &Databases<'_>,
    report: &mut Reporter<'_>,
) {
    let mut seen = BTreeSet::new();
    for mention in call.columns() {
        if !seen.insert((mention.through.clone(), mention.name)) {
            continue;
        }
        let Some(relation) = table_of(&mention, of) else { continue };
        let name = relation.name();
        let (table, column) = (name.name.as_str(), mention.name);
        let subject = Subject::new(format!("{table}.{column}"), Location::new(&call.file.path, mention.span));
        match of.0.has_served_column(relation, column) {
            HasColumn::Yes => report.pass(subject),
            _ if databases.has_typed_column(name.schema.as_str(), table, column) => report.pass(subject),
            HasColumn::Unsure => report.unknown(subject, format!("not every column of `{table}` is known")),
            HasColumn::No(nearest) => {
                let hint = nearest.map_or_else(String::new, |name| format!("; the nearest name is `{name}`"));
                let message = format!("`{table}` has no column `{column}`{hint}");
                let finding = report.fail(subject, message);
                finding.severity = call.severity(Severity::Critical);
                finding.cause = Some(format!("{table}.{column}").into());
            }
        }
    }
}

/// The table or view that a mention is about; `None` where nobody can tell.
fn table_of<'s>(
    mention: &ColumnMention<'_>,
    (schema, from): (&'s Schema, &'s Relation),
) -> Option<&'s Relation> {
    mention.through.iter().try_fold(from, |relation, target| schema.embedded(relation, target))
}
