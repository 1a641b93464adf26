//! What goes when something is dropped.

use super::super::dependency::Item;
use super::super::object::QualifiedName;
use super::super::rejection::{Outcome, Rejected, SqlState};
use super::super::relation::Relation;
use super::Session;
use crate::facts::sql::{DropRelations, RelationKind, RelationName};

/// What PostgreSQL calls the objects of a `DROP` that names several.
pub(super) const SEVERAL: &str = "desired object(s)";

impl Session<'_> {
    /// Drops `items` and what goes along; `what` names the first of them in a refusal: `table notes`.
    pub(super) fn drop_items(
        &mut self,
        items: impl IntoIterator<Item = Item>,
        cascade: bool,
        what: &str,
    ) -> Outcome {
        let Some(doomed) = self.catalogue.doom(items, cascade) else {
            let it = if what == SEVERAL { "them" } else { "it" };
            let message = format!("cannot drop {what} because other objects depend on {it}");
            return Err(Rejected::new(SqlState::DependentObjects, message));
        };
        self.catalogue.remove_all(doomed);
        Ok(())
    }

    pub(super) fn drop_relations(&mut self, drop: &DropRelations) -> Outcome {
        let mut found = Vec::with_capacity(drop.names.len());
        for name in &drop.names {
            match self.catalogue.find(name) {
                Some(name) if self.can_drop(&name, drop.kind) => found.push(name),
                // One of the wrong kind is an error even with `IF EXISTS`.
                Some(name) => {
                    let message = format!("\"{}\" is not {}", name.name, article(drop.kind));
                    return Err(Rejected::new(SqlState::WrongObjectType, message));
                }
                None if drop.if_exists => {}
                None => return Err(self.missing(name, drop.kind)),
            }
        }
        let Some(first) = found.first() else { return Ok(()) };
        let what = match &found[1..] {
            [] => format!("{} {}", word(drop.kind), first.name),
            _ => SEVERAL.to_owned(),
        };
        let ids = found.iter().filter_map(|name| self.catalogue.get(name).map(Relation::id));
        let items: Vec<_> = ids.map(Item::Relation).collect();
        self.drop_items(items, drop.cascade, &what)
    }

    /// `table "notes" does not exist`.
    fn missing(&self, name: &RelationName, kind: RelationKind) -> Rejected {
        match &name.schema {
            Some(schema) if !self.catalogue.has_schema(schema) => {
                Rejected::new(SqlState::UndefinedSchema, format!("schema \"{schema}\" does not exist"))
            }
            _ => {
                let message = format!("{} \"{}\" does not exist", word(kind), name.name);
                Rejected::new(SqlState::UndefinedTable, message)
            }
        }
    }

    fn can_drop(&self, name: &QualifiedName, kind: RelationKind) -> bool {
        let found = self.catalogue.get(name).and_then(Relation::kind);
        found == Some(kind) || (kind == RelationKind::Table && found == Some(RelationKind::Partitioned))
    }
}

fn word(kind: RelationKind) -> &'static str {
    match kind {
        RelationKind::Table | RelationKind::Partitioned => "table",
        RelationKind::Foreign => "foreign table",
        RelationKind::View => "view",
        RelationKind::MaterializedView => "materialized view",
        RelationKind::Index => "index",
        RelationKind::Sequence => "sequence",
    }
}

fn article(kind: RelationKind) -> &'static str {
    match kind {
        RelationKind::Table | RelationKind::Partitioned => "a table",
        RelationKind::Foreign => "a foreign table",
        RelationKind::View => "a view",
        RelationKind::MaterializedView => "a materialized view",
        RelationKind::Index => "an index",
        RelationKind::Sequence => "a sequence",
    }
}
