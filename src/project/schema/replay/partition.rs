//! Partitions and inheritance: what a parent hands down, and what stays when they part.

use super::super::constraint::{Constraint, ConstraintKind, ForeignKey};
use super::super::index::Index;
use super::super::object::{DependsOn, ObjectId, QualifiedName};
use super::super::rejection::{Outcome, Rejected, SqlState};
use super::super::relation::Relation;
use super::super::table::Table;
use super::Session;
use super::constraint::New;
use super::create_table::moved;
use crate::facts::sql::{Like, RelationKind, RelationName, Timing};
use crate::source::Span;

impl Session<'_> {
    /// Checks, keys, indexes and references that a partitioned table hands to a partition.
    pub(super) fn hand_down(&mut self, parent: ObjectId, partition: ObjectId, _span: Span) -> Outcome {
        let Some(whole) = self.catalogue.relation_by_id(parent).and_then(Relation::as_table).cloned() else {
            return Ok(());
        };
        let Some(part) = self.catalogue.relation_by_id(partition).map(|part| part.name().clone()) else {
            return Ok(());
        };
        self.inherit_checks(parent, &part);
        for index in &whole.indexes {
            self.hand_down_index(&whole.name, index, index.constraint, &part)?;
        }
        for constraint in &whole.constraints {
            let ConstraintKind::ForeignKey(key) = &constraint.kind else { continue };
            // One that stands beside another for the sake of a partition comes with that other.
            let is_beside = constraint
                .inherited_from
                .is_some_and(|other| whole.constraints.iter().any(|constraint| constraint.id == other));
            if is_beside {
                continue;
            }
            let columns = self.mapped(&whole.name, &key.columns, &part);
            let key = ForeignKey { columns, ..key.clone() };
            let new = New {
                is_validated: constraint.is_validated,
                ..New::unnamed(constraint.created.clone(), constraint.timing)
            };
            self.place_foreign_key_below(&part, &new, &constraint.name, &key, constraint.id);
        }
        self.refer_to_new_partition(parent, &part);
        self.copy_triggers(&whole.name, &part);
        Ok(())
    }

    pub(super) fn attach(&mut self, whole: &QualifiedName, part: &RelationName, span: Span) -> Outcome {
        let Some(parent) = self.catalogue.table(whole).map(|table| (table.object.id, table.kind)) else {
            return Ok(());
        };
        if parent.1 != RelationKind::Partitioned {
            let message = format!("table \"{}\" is not partitioned", whole.name);
            return Err(Rejected::new(SqlState::InvalidTableDefinition, message));
        }
        let part = self.table_named(part)?;
        if part.partition_of.is_some() {
            let message = format!("\"{}\" is already a partition", part.name.name);
            return Err(Rejected::new(SqlState::WrongObjectType, message));
        }
        let (name, id) = (part.name.clone(), part.object.id);
        let inherited: Vec<_> = self.catalogue.table(whole).map(names_of).unwrap_or_default();
        self.catalogue.keep_parent(parent.0);
        if let Some(part) = self.catalogue.table_mut(&name) {
            part.partition_of = Some(parent.0);
            for column in part.columns.iter_mut().filter(|column| inherited.contains(&column.name)) {
                column.is_inherited = true;
            }
        }
        self.hand_down(parent.0, id, span)
    }

    /// What a partition has of its parent stays, as its own; what refers to it on its parent's account
    /// goes.
    pub(super) fn detach(&mut self, whole: &QualifiedName, part: &RelationName) -> Outcome {
        let parent = self.catalogue.get(whole).map(Relation::id);
        let part = self.table_named(part)?;
        let (name, id, is_part) = (part.name.clone(), part.object.id, part.partition_of == parent);
        if !is_part {
            let message =
                format!("relation \"{}\" is not a partition of relation \"{}\"", name.name, whole.name);
            return Err(Rejected::new(SqlState::UndefinedTable, message));
        }
        if let Some(part) = self.catalogue.table_mut(&name) {
            part.partition_of = None;
            part.triggers.retain(|trigger| trigger.copy_of.is_none());
            part.columns.iter_mut().for_each(|column| column.is_inherited = false);
            part.indexes.iter_mut().for_each(|index| index.inherited_from = None);
            part.constraints.iter_mut().for_each(|constraint| constraint.inherited_from = None);
        }
        let is_to_part = |constraint: &Constraint| {
            constraint.inherited_from.is_some()
                && matches!(&constraint.kind, ConstraintKind::ForeignKey(key) if key.references == id)
        };
        let referring: Vec<_> = self
            .catalogue
            .relations_that_need(id)
            .filter_map(Relation::as_table)
            .filter(|table| table.constraints.iter().any(is_to_part))
            .map(|table| table.name.clone())
            .collect();
        for table in referring {
            if let Some(table) = self.catalogue.table_mut(&table) {
                table.constraints.retain(|constraint| !is_to_part(constraint));
            }
        }
        Ok(())
    }

    pub(super) fn inherit(&mut self, heir: &QualifiedName, parent: &RelationName) -> Outcome {
        let parent = self.table_named(parent)?;
        let (id, inherited) = (parent.object.id, names_of(parent));
        self.catalogue.keep_parent(id);
        if let Some(heir) = self.catalogue.table_mut(heir) {
            heir.inherits.push(id);
            for column in heir.columns.iter_mut().filter(|column| inherited.contains(&column.name)) {
                column.is_inherited = true;
            }
        }
        self.inherit_checks(id, heir);
        Ok(())
    }

    pub(super) fn disinherit(&mut self, heir: &QualifiedName, parent: &RelationName) -> Outcome {
        let id = self.table_named(parent)?.object.id;
        if let Some(heir) = self.catalogue.table_mut(heir) {
            heir.inherits.retain(|other| *other != id);
            heir.columns.iter_mut().for_each(|column| column.is_inherited = false);
            heir.constraints.iter_mut().for_each(|constraint| constraint.inherited_from = None);
        }
        Ok(())
    }

    /// A kind of constraint as it is on a table with columns of the same names.
    pub(super) fn kind_for(
        &self,
        kind: &ConstraintKind,
        from: ObjectId,
        to: &QualifiedName,
    ) -> ConstraintKind {
        let ConstraintKind::Check { expression, normal, depends_on } = kind else { return kind.clone() };
        let source = self.catalogue.relation_by_id(from).map(|source| source.name().clone());
        let (Some(source), Some(id)) = (source, self.catalogue.get(to).map(Relation::id)) else {
            return kind.clone();
        };
        let mapped = |need: &DependsOn| {
            let column = need.column.and_then(|column| self.mapped(&source, &[column], to).first().copied());
            DependsOn { column: column.or(need.column), ..*need }
        };
        let needs: Vec<_> = depends_on.iter().map(mapped).collect();
        ConstraintKind::Check {
            expression: expression.clone(),
            normal: normal.clone(),
            depends_on: moved(&needs, from, id),
        }
    }

    /// Checks, indexes and keys that `LIKE … INCLUDING` takes; sequences of numbered columns.
    pub(super) fn copy_constraints(&mut self, table: &QualifiedName, like: &Like, span: Span) -> Outcome {
        let Some(source) = self.catalogue.find(&like.table).and_then(|name| self.catalogue.table(&name))
        else {
            return Ok(());
        };
        let source = source.clone();
        if like.takes.checks {
            for check in &source.constraints {
                if !matches!(check.kind, ConstraintKind::Check { .. }) {
                    continue;
                }
                let kind = self.kind_for(&check.kind, source.object.id, table);
                let new = New::unnamed(self.at(span), Timing::Immediate);
                self.push_constraint(table, &new, check.name.clone(), kind, None);
            }
        }
        if like.takes.indexes {
            // PostgreSQL takes them in the order of their own names.
            let mut indexes: Vec<&Index> = source.indexes.iter().collect();
            indexes.sort_by_key(|index| !index.is_primary);
            for index in indexes {
                self.copy_index(&source, index, table, span)?;
            }
        }
        Ok(())
    }

    fn copy_index(&mut self, source: &Table, index: &Index, table: &QualifiedName, span: Span) -> Outcome {
        let mut own = self.mapped_index(&source.name, index, table);
        own.id = self.catalogue.next_id();
        own.inherited_from = None;
        own.constraint = None;
        own.created = self.at(span);
        let served = source.constraints.iter().find(|constraint| Some(constraint.id) == index.constraint);
        if let Some(served) = served {
            let new = New::unnamed(self.at(span), served.timing);
            if own.is_primary {
                let keys: Vec<_> = own.key_columns().collect();
                if let Some(table) = self.catalogue.table_mut(table) {
                    let columns = table.columns.iter_mut().filter(|column| keys.contains(&column.id));
                    columns.for_each(|column| column.is_not_null = true);
                }
            }
            return self.add_key_index(table, &new, own).map(drop);
        }
        let of = self.catalogue.get(table).map(Relation::id);
        let Some(of) = of else { return Ok(()) };
        own.name = self.free_index_name(table, &own);
        self.push_index(table, of, own);
        Ok(())
    }

    /// Identity columns that came from a template number their rows by sequences of their own.
    pub(super) fn identify(&mut self, table: &QualifiedName, span: Span) {
        let Some(found) = self.catalogue.table(table) else { return };
        let id = found.object.id;
        let numbered = found.columns.iter().filter(|column| column.identity.is_some());
        let mut missing: Vec<_> = numbered.cloned().collect();
        if missing.is_empty() {
            return;
        }
        let owned = self.catalogue.sequences_of(id);
        missing.retain(|column| owned.iter().all(|(_, of)| *of != column.id));
        let Some(found) = self.catalogue.table(table) else { return };
        if missing.is_empty() {
            return;
        }
        let shape = Table::new(found.object.clone(), found.name.clone(), found.kind);
        for mut column in missing {
            let sequence = self.numbering(&shape, &mut column, false, None, span);
            self.catalogue.insert(sequence);
        }
    }
}

fn names_of(table: &Table) -> Vec<crate::facts::sql::Identifier> {
    table.columns.iter().map(|column| column.name.clone()).collect()
}
