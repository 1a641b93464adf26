//! The state of a database while its migrations run: schemas, relations, the search path.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::relation::{Relation, Table};
use crate::facts::sql::{Identifier, RelationName};

/// Where temporary tables live until the session ends.
pub(super) const TEMPORARY: &str = "pg_temp";
/// Schemas that a Supabase database has before the first migration; those that the project may fill
/// itself come first.
const PLATFORM_SCHEMAS: [&str; 18] = [
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

/// Schemas and relations at one moment.
#[derive(Clone, Debug)]
pub(super) struct Catalogue {
    schemas: BTreeSet<Identifier>,
    relations: BTreeMap<QualifiedName, Relation>,
    search_path: Vec<Identifier>,
}

impl Default for Catalogue {
    fn default() -> Self {
        let schemas = PLATFORM_SCHEMAS.into_iter().map(Identifier::exact).collect();
        let mut catalogue = Self { schemas, relations: BTreeMap::new(), search_path: Vec::new() };
        catalogue.set_search_path(None);
        catalogue
    }
}

impl Catalogue {
    /// Every relation, sorted by name.
    pub(super) fn relations(&self) -> impl Iterator<Item = &Relation> {
        self.relations.values()
    }

    pub(super) fn get(&self, name: &QualifiedName) -> Option<&Relation> {
        self.relations.get(name)
    }

    pub(super) fn get_mut(&mut self, name: &QualifiedName) -> Option<&mut Relation> {
        self.relations.get_mut(name)
    }

    pub(super) fn table_mut(&mut self, name: &QualifiedName) -> Option<&mut Table> {
        match self.get_mut(name)? {
            Relation::Table(table) => Some(table),
            Relation::View(_) => None,
        }
    }

    pub(super) fn insert(&mut self, relation: Relation) {
        self.relations.insert(relation.name().clone(), relation);
    }

    pub(super) fn remove(&mut self, name: &QualifiedName) -> Option<Relation> {
        self.relations.remove(name)
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
        *relation.name_mut() = to.clone();
        for other in self.relations.values_mut() {
            if let Relation::Table(table) = other
                && table.partition_of.as_ref() == Some(from)
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
                if let Relation::Table(table) = relation
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

    /// Ends the session: temporary tables go, settings return to their default.
    pub(super) fn end_session(&mut self) {
        self.relations.retain(|name, _| name.schema.as_str() != TEMPORARY);
        self.set_search_path(None);
    }
}
