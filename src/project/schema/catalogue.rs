//! The state of a database while its migrations run: schemas, relations, the search path.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use super::relation::{Relation, Table};
use crate::facts::sql::{Block, CreateRoutine, Identifier, RelationName};

/// Where temporary tables live until the session ends.
pub(super) const TEMPORARY: &str = "pg_temp";
/// Schemas that a Supabase database has before the first migration; those that the project may fill
/// itself come first.
pub(super) const PLATFORM_SCHEMAS: [&str; 18] = [
    "public",
    "extensions",
    "auth",
    "storage",
    "realtime",
    "_realtime",
    "graphql",
    "graphql_public",
    "vault",
    "pgsodium",
    "net",
    "cron",
    "pgbouncer",
    "pgmq",
    "supabase_functions",
    "supabase_migrations",
    "pg_catalog",
    "information_schema",
];

/// The name of a relation, its schema known: `public.notes`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QualifiedName {
    /// The schema.
    pub schema: Identifier,
    /// The relation's own name.
    pub name: Identifier,
}

impl fmt::Display for QualifiedName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}", self.schema, self.name)
    }
}

/// A function that can change a catalogue. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Routine {
    /// Names of what it is given, in order.
    pub parameters: Arc<[Identifier]>,
    /// What it does.
    pub block: Arc<Block>,
}

/// Schemas and relations at one moment.
#[derive(Clone, Debug)]
pub(super) struct Catalogue {
    schemas: BTreeSet<Identifier>,
    /// Shared between a state and its snapshots: a block copies only what it changes.
    pub(super) relations: BTreeMap<QualifiedName, Arc<Relation>>,
    search_path: Vec<Identifier>,
    /// Functions that can change a catalogue, by their own name.
    routines: BTreeMap<Box<str>, Routine>,
    /// Functions that event triggers run after a table was created.
    event_functions: Vec<Box<str>>,
    /// The table that was just created, while event triggers run.
    pub(super) created: Option<QualifiedName>,
}

impl Default for Catalogue {
    fn default() -> Self {
        let schemas = PLATFORM_SCHEMAS.into_iter().map(Identifier::exact).collect();
        let mut catalogue = Self {
            schemas,
            relations: BTreeMap::new(),
            search_path: Vec::new(),
            routines: BTreeMap::new(),
            event_functions: Vec::new(),
            created: None,
        };
        catalogue.set_search_path(None);
        catalogue
    }
}

impl Catalogue {
    /// Every relation, sorted by name.
    pub(super) fn relations(&self) -> impl Iterator<Item = &Relation> {
        self.relations.values().map(|relation| &**relation)
    }

    pub(super) fn get(&self, name: &QualifiedName) -> Option<&Relation> {
        self.relations.get(name).map(|relation| &**relation)
    }

    pub(super) fn get_mut(&mut self, name: &QualifiedName) -> Option<&mut Relation> {
        self.relations.get_mut(name).map(Arc::make_mut)
    }

    pub(super) fn table_mut(&mut self, name: &QualifiedName) -> Option<&mut Table> {
        match self.get_mut(name)? {
            Relation::Table(table) => Some(table),
            Relation::View(_) => None,
        }
    }

    pub(super) fn insert(&mut self, relation: Relation) {
        self.relations.insert(relation.name().clone(), Arc::new(relation));
    }

    pub(super) fn remove(&mut self, name: &QualifiedName) {
        self.relations.remove(name);
    }

    /// Every schema, sorted.
    pub(super) fn schemas(&self) -> impl Iterator<Item = &Identifier> {
        self.schemas.iter()
    }

    pub(super) fn has_schema(&self, name: &Identifier) -> bool {
        self.schemas.contains(name)
    }

    pub(super) fn add_schema(&mut self, name: Identifier) {
        self.schemas.insert(name);
    }

    /// Drops a schema with all it holds.
    pub(super) fn remove_schema(&mut self, name: &Identifier) {
        self.schemas.remove(name);
        self.relations.retain(|relation, _| relation.schema != *name);
    }

    pub(super) fn is_empty_schema(&self, name: &Identifier) -> bool {
        !self.relations.keys().any(|relation| relation.schema == *name)
    }

    /// Gives a relation another name, in which every reference to it follows.
    pub(super) fn rename(&mut self, from: &QualifiedName, to: QualifiedName) {
        let Some(mut relation) = self.relations.remove(from) else { return };
        *Arc::make_mut(&mut relation).name_mut() = to.clone();
        for other in self.relations.values_mut() {
            if matches!(&**other, Relation::Table(table) if table.partition_of.as_ref() == Some(from))
                && let Relation::Table(table) = Arc::make_mut(other)
            {
                table.partition_of = Some(to.clone());
            }
        }
        self.relations.insert(to, relation);
    }

    pub(super) fn rename_schema(&mut self, from: &Identifier, to: &Identifier) {
        self.schemas.remove(from);
        self.schemas.insert(to.clone());
        let moved: Vec<_> = self.relations.keys().filter(|name| name.schema == *from).cloned().collect();
        for name in moved {
            let renamed = QualifiedName { schema: to.clone(), name: name.name.clone() };
            self.rename(&name, renamed);
        }
    }

    /// Partitions of a table, at any depth.
    pub(super) fn partitions(&self, parent: &QualifiedName) -> Vec<QualifiedName> {
        let mut found = Vec::new();
        let mut parents = vec![parent.clone()];
        while let Some(parent) = parents.pop() {
            for relation in self.relations.values() {
                if let Relation::Table(table) = &**relation
                    && table.partition_of.as_ref() == Some(&parent)
                {
                    parents.push(table.name.clone());
                    found.push(table.name.clone());
                }
            }
        }
        found
    }

    /// Sets the search path; `None` puts the platform's default back.
    pub(super) fn set_search_path(&mut self, path: Option<&[Identifier]>) {
        self.search_path = match path {
            Some(path) => path.to_vec(),
            None => ["public", "extensions"].into_iter().map(Identifier::exact).collect(),
        };
    }

    /// The schema into which a statement creates a relation without one; `None` when the path leads to
    /// none that exists.
    pub(super) fn creation_name(&self, name: &RelationName) -> Option<QualifiedName> {
        let schema = match &name.schema {
            Some(schema) => Some(schema),
            None => self.search_path.iter().find(|schema| self.has_schema(schema)),
        }?;
        self.has_schema(schema).then(|| QualifiedName { schema: schema.clone(), name: name.name.clone() })
    }

    /// The existing relation that a statement means.
    pub(super) fn find(&self, name: &RelationName) -> Option<QualifiedName> {
        let named = |schema: &Identifier| QualifiedName { schema: schema.clone(), name: name.name.clone() };
        let exists = |candidate: &QualifiedName| self.relations.contains_key(candidate);
        if let Some(schema) = &name.schema {
            return Some(named(schema)).filter(exists);
        }
        let temporary = named(&Identifier::exact(TEMPORARY));
        let on_path = self.search_path.iter().map(named);
        std::iter::once(temporary).chain(on_path).find(exists)
    }

    /// Whether a name lies in a schema that the platform fills, so that it may exist unseen.
    pub(super) fn is_platform_name(name: &RelationName) -> bool {
        let platform = &PLATFORM_SCHEMAS[1..];
        name.schema.as_ref().is_some_and(|schema| platform.contains(&schema.as_str()))
    }

    /// Takes in a function; one that cannot change a catalogue only replaces another of its name.
    pub(super) fn add_routine(&mut self, create: &CreateRoutine) {
        let name = create.name.name.as_str();
        match &create.block {
            Some(block) => {
                let parameters = create.parameters.iter().cloned().collect();
                self.routines.insert(name.into(), Routine { parameters, block: block.clone() });
            }
            None => drop(self.routines.remove(name)),
        }
    }

    /// The function of that name, where it can change a catalogue.
    pub(super) fn routine(&self, name: &str) -> Option<Routine> {
        self.routines.get(name).cloned()
    }

    pub(super) fn add_event_function(&mut self, name: &str) {
        self.event_functions.push(name.into());
    }

    /// Bodies that event triggers run after a table was created.
    pub(super) fn event_functions(&self) -> impl Iterator<Item = Arc<Block>> {
        self.event_functions.iter().filter_map(|name| Some(self.routines.get(name)?.block.clone()))
    }

    /// Ends the session: temporary tables go, settings return to their default.
    pub(super) fn end_session(&mut self) {
        self.relations.retain(|name, _| name.schema.as_str() != TEMPORARY);
        self.set_search_path(None);
    }
}
