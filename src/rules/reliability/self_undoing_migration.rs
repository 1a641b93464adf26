//! Migrations that drop the tables they made.

use std::collections::BTreeMap;

use crate::finding::{Confidence, Location, Related, Subject};
use crate::project::Project;
use crate::project::schema::{History, Schema, Undone};
use crate::rule::Reporter;
use crate::source::RelPath;

/// Words in names of tables that are there for the time of one migration.
const PASSING: [&str; 8] = ["backup", "bak", "copy", "old", "staging", "stage", "temp", "tmp"];

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for schema in project.schemas().iter().filter(|schema| schema.is_production()) {
        let mut made: BTreeMap<&RelPath, usize> = BTreeMap::new();
        for creation in schema.history().creations() {
            *made.entry(&creation.path).or_default() += 1;
        }
        for (path, count) in made {
            examine(schema, path, count, report);
        }
    }
}

fn examine(schema: &Schema, path: &RelPath, made: usize, report: &mut Reporter<'_>) {
    let undone = undone(schema, schema.history(), path);
    let Some((first, rest)) = undone.split_first() else {
        report.pass(Subject::new(path.as_str(), Location::file(path)));
        return;
    };
    let subject = Subject::new(path.as_str(), first.dropped.clone());
    let what = match rest.len() {
        0 => format!("`{}`, which it", first.name),
        more => format!("`{}` and {more} more, which it", first.name),
    };
    let finding = report.fail(subject, format!("the migration drops {what} made itself"));
    if undone.len() < made {
        // One of several may be there for the time of the migration only.
        finding.confidence = Confidence::Tentative;
    }
    finding.related.extend(undone.iter().map(|table| Related {
        location: table.created.clone(),
        label: format!("`{}` is made here", table.name),
    }));
}

/// What a migration made and dropped, unless it made it again, or its name says that it was not to stay.
fn undone<'s>(schema: &'s Schema, history: &'s History, path: &RelPath) -> Vec<&'s Undone> {
    let own = history.undone().filter(|table| table.dropped.path == *path);
    let is_back =
        |table: &Undone| schema.table(&table.name).is_some_and(|now| now.object.created.path == *path);
    let is_passing = |table: &Undone| {
        table.name.name.as_str().split('_').any(|word| PASSING.contains(&word.to_ascii_lowercase().as_str()))
    };
    own.filter(|table| !is_back(table) && !is_passing(table)).collect()
}
