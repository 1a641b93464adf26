//! Statements of migrations that PostgreSQL rejects on a fresh database.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::Content;
use crate::facts::sql::Action;
use crate::finding::{Related, Subject};
use crate::project::Project;
use crate::project::schema::{Dialect, Failure, Schema};
use crate::rule::Reporter;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    let schemas = project.schemas().iter().filter(|schema| schema.is_production());
    for schema in schemas.filter(|schema| schema.dialect() == Dialect::PostgreSql) {
        examine(project, schema, report);
    }
}

fn examine(project: &Project, schema: &Schema, report: &mut Reporter<'_>) {
    let broken: BTreeSet<_> = schema.failures().iter().map(|failure| &failure.at.path).collect();
    for migration in schema.migrations() {
        if !broken.contains(migration) {
            report.pass(Subject::file(migration));
        }
    }
    let refused = refused(project, schema.failures());
    for failure in schema.failures() {
        let first = first_cause(failure, &refused);
        let subject = Subject::new(failure.at.path.as_str(), failure.at.clone());
        let finding = report.fail(subject, message(failure));
        finding.cause = Some(first.message.clone());
        if first.at != failure.at {
            finding.message.push_str("\nwhat would make it is refused, too: ");
            finding.message.push_str(&first.message);
            let label = "refused first".to_owned();
            finding.related.push(Related { location: first.at.clone(), label });
        }
    }
}

fn message(failure: &Failure) -> String {
    let (code, _) = failure.state.code_and_condition();
    format!("a fresh database refuses it: {} ({code})", failure.message)
}

/// What refused statements would make, by its bare name, and the first refusal of each.
fn refused<'p>(project: &'p Project, failures: &'p [Failure]) -> BTreeMap<&'p str, &'p Failure> {
    let mut refused = BTreeMap::new();
    for failure in failures {
        let Some(Content::Sql(sql)) = project.file(failure.at.path.as_str()).map(|file| &file.content) else {
            continue;
        };
        let behind =
            sql.statements.partition_point(|statement| statement.span.start <= failure.at.span.start);
        let made = match sql.statements[..behind].last().map(|statement| &statement.action) {
            Some(Action::CreateTable(create)) => &create.name,
            Some(Action::CreateView(create)) => &create.name,
            Some(Action::CreateRoutine(create)) => &create.name,
            Some(Action::CreateType(create)) => &create.name,
            _ => continue,
        };
        refused.entry(made.name.as_str()).or_insert(failure);
    }
    refused
}

/// The refusal behind a refusal: what a statement misses may have been refused itself.
fn first_cause<'p>(failure: &'p Failure, refused: &BTreeMap<&'p str, &'p Failure>) -> &'p Failure {
    let maker = |failure: &&Failure| refused.get(missing(&failure.message)?).copied();
    // Statements that wait for one another would go round for ever.
    let chain = std::iter::successors(Some(failure), maker).take(refused.len() + 1);
    let mut seen = BTreeSet::new();
    chain.take_while(|failure| seen.insert(&failure.at)).last().unwrap_or(failure)
}

/// The bare name of what a message says does not exist: of `relation "public.notes" does not exist`.
fn missing(message: &str) -> Option<&str> {
    let what = message.strip_suffix(" does not exist")?;
    let name = what.strip_prefix("relation ").or_else(|| what.strip_prefix("type "));
    let name = name.or_else(|| what.strip_prefix("function ")?.split('(').next())?;
    name.trim_matches('"').rsplit('.').next()
}
