//! Generated types of a database that say something else than its migrations.

use crate::finding::Subject;
use crate::project::Project;
use crate::project::client::{Databases, Drift, Verdict};
use crate::rule::Reporter;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    let databases = Databases::of(project);
    for Drift { name, at, verdict } in databases.drift(project) {
        let message = match verdict {
            Verdict::Same => {
                report.pass(Subject::new(name, at));
                continue;
            }
            Verdict::Unsure(reason) => {
                report.unknown(Subject::new(name, at), reason);
                continue;
            }
            Verdict::OnlyTyped(what) => {
                format!("no migration leaves the {} `{name}` that the types know", what.word())
            }
            Verdict::OnlyMigrated(what) => format!("the types lack the {} `{name}`", what.word()),
            Verdict::Columns(typed, migrated) => columns(&name, &typed, &migrated),
        };
        report.fail(Subject::new(name, at), message);
    }
}

fn columns(table: &str, typed: &[String], migrated: &[String]) -> String {
    let listed = |names: &[String]| names.join("`, `");
    match (typed, migrated) {
        (typed, []) => {
            format!("`{table}` has columns that only the types know\nonly typed: `{}`", listed(typed))
        }
        ([], migrated) => {
            format!("`{table}` has columns that the types lack\nnot typed: `{}`", listed(migrated))
        }
        _ => format!(
            "`{table}` has other columns than the types say\nonly typed: `{}`\nnot typed: `{}`",
            listed(typed),
            listed(migrated)
        ),
    }
}
