//! Tables and those that inherit from them; names that only creation asks for.

use std::sync::Arc;

use super::catalogue::Catalogue;
use super::object::{ObjectId, QualifiedName};
use super::table::Table;
use crate::facts::sql::Identifier;

impl Catalogue {
    /// Remembers that a constraint has that name.
    pub(super) fn keep_constraint_name(&mut self, name: &Identifier) {
        if !self.constraint_names.contains_key(name) {
            self.constraint_names.insert(name.clone(), Arc::default());
        }
    }

    /// Remembers that a table has heirs.
    pub(super) fn keep_parent(&mut self, parent: ObjectId) {
        self.parents.insert(parent, Arc::default());
    }

    /// Tables that inherit from one, its partitions included, at any depth.
    pub(super) fn heirs(&self, parent: ObjectId) -> Vec<QualifiedName> {
        self.descendants(parent, |table, parent| {
            table.partition_of == Some(parent) || table.inherits.contains(&parent)
        })
    }

    /// Partitions of a table, at any depth.
    pub(super) fn partitions(&self, parent: ObjectId) -> Vec<QualifiedName> {
        self.descendants(parent, |table, parent| table.partition_of == Some(parent))
    }

    fn descendants(&self, parent: ObjectId, is_of: fn(&Table, ObjectId) -> bool) -> Vec<QualifiedName> {
        let mut found = Vec::new();
        let mut parents = vec![parent];
        parents.retain(|parent| self.parents.contains_key(parent));
        while let Some(parent) = parents.pop() {
            for table in self.tables().filter(|table| is_of(table, parent)) {
                if !found.contains(&table.name) {
                    parents.extend(Some(table.object.id).filter(|id| self.parents.contains_key(id)));
                    found.push(table.name.clone());
                }
            }
        }
        found
    }

    /// Partitions of a table, one step down, in the order in which they were made.
    pub(super) fn direct_partitions(&self, parent: ObjectId) -> Vec<QualifiedName> {
        if !self.parents.contains_key(&parent) {
            return Vec::new();
        }
        let parts = self.tables().filter(|table| table.partition_of == Some(parent));
        let mut parts: Vec<_> = parts.map(|table| (table.object.id, table.name.clone())).collect();
        parts.sort_unstable();
        parts.into_iter().map(|(_, name)| name).collect()
    }
}
