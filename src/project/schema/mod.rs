//! The database that a Supabase project ends with: its migrations replayed in name order.
//!
//! A statement that PostgreSQL would reject does not happen. What cannot be decided makes the tables
//! it may touch unknown, never fine and never wrong.

mod catalogue;
mod column;
mod evaluate;
mod fork;
mod merge;
mod relation;
mod replay;
mod root;
mod rows;
mod run;
mod system;
mod unsure;
mod value;

use std::sync::Arc;

pub use catalogue::QualifiedName;
pub use column::TenantColumn;
pub use relation::{Policy, Relation, RowSecurity, Table, View};

use self::catalogue::Catalogue;
use crate::facts::FileFacts;
use crate::facts::sql::Identifier;
use crate::source::RelPath;

/// The database of one `supabase` folder after its last migration.
#[derive(Debug)]
pub struct Schema {
    folder: Box<str>,
    migrations: Vec<RelPath>,
    is_production: bool,
    exposed: Vec<Identifier>,
    catalogue: Catalogue,
}

impl Schema {
    /// The `supabase` folder, relative to the root of the repository.
    pub fn folder(&self) -> &str {
        &self.folder
    }

    /// Its migrations, in the order in which they run.
    pub fn migrations(&self) -> &[RelPath] {
        &self.migrations
    }

    /// Whether its migrations are run for users, not for tests or as an example.
    pub fn is_production(&self) -> bool {
        self.is_production
    }

    /// Every table of the project's own schemas, sorted by name. Temporary tables are gone, those that
    /// the platform brings are left out.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.all_tables().filter(|table| !table.is_platform)
    }

    /// Every table, also of the platform's schemas where a statement of the project touched one.
    pub fn all_tables(&self) -> impl Iterator<Item = &Table> {
        self.catalogue.relations().filter_map(|relation| match relation {
            Relation::Table(table) => Some(table),
            Relation::View(_) => None,
        })
    }

    /// Tables that clients reach through the data API, sorted by name.
    pub fn exposed_tables(&self) -> impl Iterator<Item = &Table> {
        self.tables().filter(|table| self.exposed.contains(&table.name.schema))
    }

    /// The table of that name.
    pub fn table(&self, name: &QualifiedName) -> Option<&Table> {
        match self.catalogue.get(name)? {
            Relation::Table(table) => Some(table),
            Relation::View(_) => None,
        }
    }

    /// Every view of the project's own schemas, sorted by name.
    pub fn views(&self) -> impl Iterator<Item = &View> {
        self.catalogue.relations().filter_map(|relation| match relation {
            Relation::View(view) => Some(view),
            Relation::Table(_) => None,
        })
    }
}

/// Replays the migrations of every `supabase` folder among `files`, sorted by folder.
pub(super) fn schemas(files: &[Arc<FileFacts>]) -> Vec<Schema> {
    root::roots(files).into_iter().map(|root| replay::replay(root)).collect()
}
