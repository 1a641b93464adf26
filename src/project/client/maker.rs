//! Statements that would make what a client misses: those that fail, and those of files that are no
//! migrations.

use std::collections::BTreeMap;

use crate::facts::sql::{Action, Expression, RowChange, RowChangeKind, Statement};
use crate::facts::{Content, FileFacts};
use crate::finding::{Location, Related};
use crate::project::Project;
use crate::project::schema::Schema;
use crate::project::words::words;
use crate::source::Role;

/// Every statement of the repository that makes a table, a view, a function or a bucket, by the name it makes.
#[derive(Debug, Default)]
pub(super) struct Makers<'p> {
    relations: BTreeMap<&'p str, Vec<Maker<'p>>>,
    routines: BTreeMap<&'p str, Vec<Maker<'p>>>,
    buckets: BTreeMap<&'p str, Vec<Maker<'p>>>,
}

/// One of them.
#[derive(Debug)]
struct Maker<'p> {
    file: &'p FileFacts,
    statement: &'p Statement,
}

/// A statement that would make what is missing.
#[derive(Debug)]
pub enum Made {
    /// In a migration, where it fails.
    Fails(Location),
    /// In a migration of another folder, which nothing here says who runs.
    Beside(Location),
    /// In a file that is no migration.
    Elsewhere(Location),
}

impl Made {
    /// What a message adds.
    pub fn hint(&self) -> String {
        match self {
            Self::Fails(at) => format!("\nthe statement that makes it fails, in {}", at.path),
            Self::Beside(at) => format!("\n{} makes it, among other migrations", at.path),
            Self::Elsewhere(at) => format!("\n{} makes it and is no migration", at.path),
        }
    }

    /// Why nobody can say whether it is missing.
    pub fn doubt(&self) -> Option<String> {
        match self {
            Self::Beside(at) => Some(format!("{} makes it, and nothing says who runs that folder", at.path)),
            Self::Fails(_) | Self::Elsewhere(_) => None,
        }
    }

    /// The place of the statement.
    pub fn related(self) -> Related {
        let (Self::Fails(location) | Self::Beside(location) | Self::Elsewhere(location)) = self;
        Related { location, label: "what would make it".to_owned() }
    }
}

impl<'p> Makers<'p> {
    pub(super) fn of(project: &'p Project) -> Self {
        let mut makers = Self::default();
        for file in project.files() {
            let Content::Sql(sql) = &file.content else { continue };
            for statement in &sql.statements {
                let (by_name, name) = match &statement.action {
                    Action::CreateTable(create) => (&mut makers.relations, create.name.name.as_str()),
                    Action::CreateView(create) => (&mut makers.relations, create.name.name.as_str()),
                    Action::CreateRoutine(create) => (&mut makers.routines, create.name.name.as_str()),
                    Action::ChangeRows(change) => {
                        for id in bucket_ids(change) {
                            makers.buckets.entry(id).or_default().push(Maker { file, statement });
                        }
                        continue;
                    }
                    _ => continue,
                };
                by_name.entry(name).or_default().push(Maker { file, statement });
            }
        }
        makers
    }

    pub(super) fn of_relation(&self, name: &str, schemas: &[&Schema]) -> Option<Made> {
        self.relations.get(name).and_then(|makers| made(makers, schemas))
    }

    pub(super) fn of_routine(&self, name: &str, schemas: &[&Schema]) -> Option<Made> {
        self.routines.get(name).and_then(|makers| made(makers, schemas))
    }

    pub(super) fn of_bucket(&self, id: &str, schemas: &[&Schema]) -> Option<Made> {
        self.buckets.get(id).and_then(|makers| made(makers, schemas))
    }
}

/// Ids of the buckets whose rows a statement writes out.
fn bucket_ids(change: &RowChange) -> impl Iterator<Item = &str> {
    let is_of_buckets = change.table.name.as_str() == "buckets"
        && change.table.schema.as_ref().is_some_and(|schema| schema.as_str() == "storage");
    let rows = match &change.kind {
        RowChangeKind::Insert { columns, rows: Some(rows), .. } if is_of_buckets => {
            let at = columns.iter().position(|column| column.as_str() == "id").unwrap_or(0);
            rows.values.iter().map(move |row| row.get(at)).collect()
        }
        _ => Vec::new(),
    };
    rows.into_iter().filter_map(|id| match id {
        Some(Expression::Text(id)) => Some(&**id),
        _ => None,
    })
}

fn made(makers: &[Maker<'_>], schemas: &[&Schema]) -> Option<Made> {
    let is_migration =
        |maker: &Maker<'_>| schemas.iter().any(|schema| schema.migrations().contains(&maker.file.path));
    let at = |maker: &Maker<'_>| Location::new(&maker.file.path, maker.statement.span);
    let fails = |maker: &&Maker<'_>| {
        let failures = schemas.iter().flat_map(|schema| schema.failures());
        let here = failures.filter(|failure| failure.at.path == maker.file.path);
        here.map(|failure| failure.at.span)
            .any(|span| maker.statement.span.start <= span.start && span.end <= maker.statement.span.end)
    };
    if let Some(failed) = makers.iter().find(fails) {
        return Some(Made::Fails(at(failed)));
    }
    let beside = makers.iter().find(|maker| !is_migration(maker) && is_among_migrations(maker.file));
    let elsewhere =
        || makers.iter().find(|maker| !is_migration(maker)).map(|maker| Made::Elsewhere(at(maker)));
    beside.map(|maker| Made::Beside(at(maker))).or_else(elsewhere)
}

/// Whether a file lies where somebody keeps migrations, none of them laid aside.
fn is_among_migrations(file: &FileFacts) -> bool {
    const ASIDE: [&str; 9] =
        ["archive", "backup", "bak", "deprecated", "disabled", "legacy", "old", "skip", "unused"];
    let is_aside = |folder: &str| words(folder).any(|word| ASIDE.iter().any(|aside| word.starts_with(aside)));
    // The folder of the tool whose migrations are known holds no others.
    file.role == Role::Production
        && file.path.folders().any(|folder| folder == "migrations")
        && !file.path.folder().contains("supabase/migrations")
        && !file.path.folders().any(is_aside)
}
