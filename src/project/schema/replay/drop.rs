//! What goes when something is dropped.

use super::super::catalogue::TEMPORARY;
use super::super::dependency::Item;
use super::super::history::Undone;
use super::super::object::{ObjectId, QualifiedName};
use super::super::rejection::{Outcome, Rejected, SqlState};
use super::super::relation::Relation;
use super::super::table::Table;
use super::Session;
use crate::facts::sql::{DropRelations, RelationKind, RelationName};
use crate::source::Span;

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
        let mut items = Vec::with_capacity(found.len());
        for name in &found {
            match self.catalogue.get(name) {
                Some(Relation::Index { id, of, .. }) => {
                    self.check_index_is_free(*of, *id)?;
                    items.push(Item::Index(*of, *id));
                }
                Some(relation) => items.push(Item::Relation(relation.id())),
                None => {}
            }
        }
        let undone = self.undone(&found, drop);
        self.drop_items(items, drop.cascade, &what)?;
        for table in undone {
            self.catalogue.history.undone.push(table);
        }
        Ok(())
    }

    /// The tables among `names` that this file made.
    fn undone(&self, names: &[QualifiedName], drop: &DropRelations) -> Vec<Undone> {
        let tables = names.iter().filter_map(|name| self.catalogue.table(name));
        let own = tables.filter(|table| {
            let is_lasting = table.name.schema.as_str() != TEMPORARY && !table.object.is_platform;
            is_lasting && self.is_own(&table.object.created)
        });
        let undone = |table: &Table| {
            let written = drop.names.iter().find(|written| written.name == table.name.name);
            let span = written.map_or_else(Span::default, |written| written.span);
            let (name, created) = (table.name.clone(), table.object.created.clone());
            Undone { name, created, dropped: self.at(span) }
        };
        own.map(undone).collect()
    }

    /// An index that a constraint or the index of a whole needs goes only with that.
    fn check_index_is_free(&self, of: ObjectId, id: ObjectId) -> Outcome {
        let table = self.catalogue.relation_by_id(of).and_then(Relation::as_table);
        let Some(index) = table.and_then(|table| table.indexes.iter().find(|index| index.id == id)) else {
            return Ok(());
        };
        let needed_by = match (index.constraint, index.inherited_from) {
            (Some(_), _) => "constraint",
            (None, Some(_)) => "index",
            (None, None) => return Ok(()),
        };
        let message = format!("cannot drop index {} because {needed_by} requires it", index.name);
        Err(Rejected::new(SqlState::DependentObjects, message))
    }

    /// `table "notes" does not exist`.
    fn missing(&self, name: &RelationName, kind: RelationKind) -> Rejected {
        match &name.schema {
            Some(schema) if !self.catalogue.has_schema(schema) => {
                Rejected::new(SqlState::UndefinedSchema, format!("schema \"{schema}\" does not exist"))
            }
            _ => {
                let message = format!("{} \"{}\" does not exist", word(kind), name.name);
                let is_index = kind == RelationKind::Index;
                let state = if is_index { SqlState::UndefinedObject } else { SqlState::UndefinedTable };
                Rejected::new(state, message)
            }
        }
    }

    fn can_drop(&self, name: &QualifiedName, kind: RelationKind) -> bool {
        let found = self.catalogue.get(name);
        match kind {
            RelationKind::Index => return matches!(found, Some(Relation::Index { .. })),
            RelationKind::Sequence => return matches!(found, Some(Relation::Sequence(_))),
            _ => {}
        }
        let found = found.and_then(Relation::kind);
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
