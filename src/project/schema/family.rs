//! Tables and those that inherit from them; names that only creation asks for.

use std::sync::Arc;

use super::catalogue::Catalogue;
use super::object::{ObjectId, QualifiedName};
use crate::facts::sql::Identifier;

impl Catalogue {
    /// Remembers that a constraint has that name.
    pub(super) fn keep_constraint_name(&mut self, name: &Identifier) {
        if !self.constraint_names.contains(name) {
            Arc::make_mut(&mut self.constraint_names).insert(name.clone());
        }
    }

    /// Tables that inherit from one, its partitions included, at any depth.
    pub(super) fn heirs(&self, parent: ObjectId) -> Vec<QualifiedName> {
        let mut found = Vec::new();
        let mut parents = vec![parent];
        while let Some(parent) = parents.pop() {
            for table in self.tables() {
                let inherits = table.partition_of == Some(parent) || table.inherits.contains(&parent);
                if inherits && !found.contains(&table.name) {
                    parents.push(table.object.id);
                    found.push(table.name.clone());
                }
            }
        }
        found
    }

    /// Partitions of a table, one step down, in the order in which they were made.
    pub(super) fn direct_partitions(&self, parent: ObjectId) -> Vec<QualifiedName> {
        let parts = self.tables().filter(|table| table.partition_of == Some(parent));
        let mut parts: Vec<_> = parts.map(|table| (table.object.id, table.name.clone())).collect();
        parts.sort_unstable();
        parts.into_iter().map(|(_, name)| name).collect()
    }
}
