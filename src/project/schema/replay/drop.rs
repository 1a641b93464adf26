//! What goes when something is dropped.

use super::super::object::QualifiedName;
use super::super::rejection::{Outcome, Rejected, SqlState};
use super::super::relation::Relation;
use super::{Session, undefined_relation};
use crate::facts::sql::{DropRelations, RelationKind};

impl Session<'_> {
    pub(super) fn drop_relations(&mut self, drop: &DropRelations) -> Outcome {
        let mut found = Vec::with_capacity(drop.names.len());
        for name in &drop.names {
            match self.catalogue.find(name) {
                Some(name) if self.can_drop(&name, drop.kind) => found.push(name),
                // One of the wrong kind is an error even with `IF EXISTS`.
                Some(name) => {
                    let message = format!("\"{}\" is of another kind", name.name);
                    return Err(Rejected::new(SqlState::WrongObjectType, message));
                }
                None if drop.if_exists => {}
                None => return Err(undefined_relation(name)),
            }
        }
        for name in found {
            if let Some(id) = self.catalogue.get(&name).map(Relation::id) {
                for partition in self.catalogue.partitions(id) {
                    self.catalogue.remove(&partition);
                }
            }
            self.catalogue.remove(&name);
        }
        Ok(())
    }

    fn can_drop(&self, name: &QualifiedName, kind: RelationKind) -> bool {
        let found = self.catalogue.get(name).and_then(Relation::kind);
        found == Some(kind) || (kind == RelationKind::Table && found == Some(RelationKind::Partitioned))
    }
}
