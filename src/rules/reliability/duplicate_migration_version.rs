//! Migrations that share the version by which their tool remembers them.

use std::collections::BTreeMap;

use crate::finding::{Confidence, Location, Related, Severity, Subject};
use crate::project::Project;
use crate::project::schema::{Schema, Tool};
use crate::rule::Reporter;
use crate::source::RelPath;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for schema in project.schemas().iter().filter(|schema| schema.is_production()) {
        examine(schema, report);
    }
}

fn examine(schema: &Schema, report: &mut Reporter<'_>) {
    let mut first: BTreeMap<_, &RelPath> = BTreeMap::new();
    for migration in schema.migrations() {
        let Some(version) = schema.tool().version_key(migration) else { continue };
        let Some(taken) = first.get(&version) else {
            first.insert(version, migration);
            report.pass(Subject::file(migration));
            continue;
        };
        let message = format!(
            "`{}` has version {version}, too: {}",
            taken.as_str(),
            match schema.tool() {
                Tool::Supabase => "`supabase db reset` stops at the second",
                _ => "one of the two is skipped, or the run stops",
            }
        );
        let other = Location::file(taken);
        let finding = report.fail(Subject::file(migration), message);
        finding.related.push(Related { location: other, label: "the other one".to_owned() });
        if schema.tool() == Tool::Plain {
            // What runs them may go by their whole names.
            finding.confidence = Confidence::Tentative;
            finding.severity = Severity::Major;
        }
    }
}
