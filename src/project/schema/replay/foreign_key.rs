//! Foreign keys: which key they refer to, and whether there is one.

use super::super::catalogue::TEMPORARY;
use super::super::constraint::{ConstraintKind, ForeignKey};
use super::super::object::{ColumnId, ObjectId, QualifiedName};
use super::super::rejection::{Outcome, Rejected, SqlState};
use super::super::relation::Relation;
use super::super::table::Table;
use super::cast::is_incomparable;
use super::constraint::New;
use super::new_name::joined;
use super::table::not_a_table;
use super::{Session, undefined_relation};
use crate::facts::sql::{ForeignKey as Written, Identifier, RelationKind, Timing};

impl Session<'_> {
    pub(super) fn add_foreign_key(
        &mut self,
        table: &QualifiedName,
        new: &New<'_>,
        written: &Written,
    ) -> Outcome {
        let Some(found) = self.catalogue.table(table) else { return Ok(()) };
        let columns = referring_columns(found, &written.columns)?;
        let target = match self.catalogue.find(&written.target) {
            Some(target) => target,
            None if self.catalogue.may_have_unseen(&written.target) => return Ok(()),
            None => return Err(undefined_relation(&written.target)),
        };
        let Some(target) = self.catalogue.table(&target) else {
            let message = format!("referenced relation \"{}\" is not a table", target.name);
            return Err(Rejected::new(SqlState::WrongObjectType, message));
        };
        if target.kind == RelationKind::Foreign {
            return Err(not_a_table(&target.name));
        }
        if target.is_unlogged && !found.is_unlogged && found.name.schema.as_str() != TEMPORARY {
            let message = "constraints on permanent tables may reference only permanent tables";
            return Err(Rejected::new(SqlState::InvalidTableDefinition, message));
        }
        let referenced = referenced_key(target, &written.target_columns)?;
        let key = ForeignKey {
            columns,
            references: target.object.id,
            through: referenced.as_ref().and_then(|(_, index)| *index),
            referenced_columns: referenced.map(|(columns, _)| columns).unwrap_or_default(),
            on_delete: written.on_delete,
            on_update: written.on_update,
        };
        let name = new.name.cloned().unwrap_or_else(|| {
            let addition = joined(&written.columns);
            self.catalogue.free_constraint_name(&table.schema, (&table.name, Some(&addition)), "fkey")
        });
        self.check_types(found, target, &key, &name)?;
        self.place_foreign_key(table, new, &name, &key, new.inherited_from);
        Ok(())
    }

    fn check_types(&self, table: &Table, target: &Table, key: &ForeignKey, name: &Identifier) -> Outcome {
        if key.referenced_columns.is_empty() || key.columns.is_empty() {
            return Ok(());
        }
        if key.columns.len() != key.referenced_columns.len() {
            let message = "number of referencing and referenced columns for foreign key disagree";
            return Err(Rejected::new(SqlState::InvalidForeignKey, message));
        }
        for (own, other) in key.columns.iter().zip(&key.referenced_columns) {
            let (Some(own), Some(other)) = (table.column_by_id(*own), target.column_by_id(*other)) else {
                continue;
            };
            if is_incomparable(self.catalogue, &own.kind, &other.kind) {
                let message = format!("foreign key constraint \"{name}\" cannot be implemented");
                return Err(Rejected::new(SqlState::DatatypeMismatch, message));
            }
        }
        Ok(())
    }

    /// Puts a foreign key into a table and its partitions, and one beside it for each partition of the
    /// table that it refers to.
    pub(super) fn place_foreign_key(
        &mut self,
        table: &QualifiedName,
        new: &New<'_>,
        name: &Identifier,
        key: &ForeignKey,
        inherited_from: Option<ObjectId>,
    ) {
        let Some(found) = self.catalogue.table(table) else { return };
        let of = found.object.id;
        let has_name = found.constraints.iter().any(|constraint| constraint.name == *name);
        let name = if has_name { self.free_key_name(table, &key.columns) } else { name.clone() };
        let id = self.push_constraint(
            table,
            new,
            name.clone(),
            ConstraintKind::ForeignKey(key.clone()),
            inherited_from,
        );
        for partition in self.catalogue.direct_partitions(key.references) {
            self.refer_to_partition(table, new, key, &partition, id);
        }
        for partition in self.catalogue.direct_partitions(of) {
            let columns = self.mapped(table, &key.columns, &partition);
            let key = ForeignKey { columns, ..key.clone() };
            self.place_foreign_key_below(&partition, new, &name, &key, id);
        }
    }

    /// A partition takes the key of its parent: one of its own that says the same becomes that.
    pub(super) fn place_foreign_key_below(
        &mut self,
        partition: &QualifiedName,
        new: &New<'_>,
        name: &Identifier,
        key: &ForeignKey,
        parent: ObjectId,
    ) {
        let is_same =
            |kind: &ConstraintKind| matches!(kind, ConstraintKind::ForeignKey(own) if own.is_same(key));
        if let Some(found) = self.catalogue.table_mut(partition)
            && let Some(own) =
                found.constraints.iter_mut().find(|own| own.inherited_from.is_none() && is_same(&own.kind))
        {
            own.inherited_from = Some(parent);
            return;
        }
        self.place_foreign_key(partition, new, name, key, Some(parent));
    }

    /// A foreign key to a partitioned table has one beside it for each of its partitions.
    pub(super) fn refer_to_partition(
        &mut self,
        table: &QualifiedName,
        new: &New<'_>,
        key: &ForeignKey,
        partition: &QualifiedName,
        parent: ObjectId,
    ) {
        let Some(whole) = self.catalogue.relation_by_id(key.references).map(|whole| whole.name().clone())
        else {
            return;
        };
        let referenced_columns = self.mapped(&whole, &key.referenced_columns, partition);
        let Some(references) = self.catalogue.get(partition).map(Relation::id) else { return };
        let name = self.free_key_name(table, &key.columns);
        let key = ForeignKey { references, referenced_columns, through: None, ..key.clone() };
        let id =
            self.push_constraint(table, new, name, ConstraintKind::ForeignKey(key.clone()), Some(parent));
        for below in self.catalogue.direct_partitions(references) {
            self.refer_to_partition(table, new, &key, &below, id);
        }
    }

    fn free_key_name(&self, table: &QualifiedName, columns: &[ColumnId]) -> Identifier {
        let found = self.catalogue.table(table);
        let names = columns.iter().filter_map(|id| Some(&found?.column_by_id(*id)?.name));
        let addition = joined(names);
        self.catalogue.free_constraint_name(&table.schema, (&table.name, Some(&addition)), "fkey")
    }

    /// References of other tables to the whole of which `partition` becomes a part.
    pub(super) fn refer_to_new_partition(&mut self, whole: ObjectId, partition: &QualifiedName) {
        let mut references = Vec::new();
        let referring = self.catalogue.relations_that_need(whole).filter_map(Relation::as_table);
        for table in referring.filter(|table| table.partition_of.is_none()) {
            for constraint in &table.constraints {
                if let ConstraintKind::ForeignKey(key) = &constraint.kind
                    && key.references == whole
                {
                    references.push((table.name.clone(), constraint.clone(), key.clone()));
                }
            }
        }
        for (table, constraint, key) in references {
            let new = New {
                is_validated: constraint.is_validated,
                ..New::unnamed(constraint.created.clone(), constraint.timing)
            };
            self.refer_to_partition(&table, &new, &key, partition, constraint.id);
        }
    }
}

/// Columns, and the index over them.
type ReferencedKey = (Vec<ColumnId>, Option<ObjectId>);

impl ForeignKey {
    fn is_same(&self, other: &Self) -> bool {
        self.columns == other.columns
            && self.references == other.references
            && self.referenced_columns == other.referenced_columns
            && self.on_delete == other.on_delete
            && self.on_update == other.on_update
    }
}

fn referring_columns(table: &Table, names: &[Identifier]) -> Outcome<Vec<ColumnId>> {
    let mut columns = Vec::with_capacity(names.len());
    for name in names {
        match table.column(name) {
            Some(column) => columns.push(column.id),
            None if table.has_foreign_columns => {}
            None => return Err(undefined_key(name)),
        }
    }
    Ok(columns)
}

/// The columns that a foreign key refers to; `None` where that cannot be known.
/// The columns that a key refers to, and the index that makes them unique; `None` where it cannot be known.
fn referenced_key(target: &Table, names: &[Identifier]) -> Outcome<Option<ReferencedKey>> {
    let primary = target.indexes.iter().find(|index| index.is_primary);
    if names.is_empty() {
        return match primary {
            Some(index) => Ok(Some((index.key_columns().collect(), Some(index.id)))),
            None if target.has_foreign_columns => Ok(None),
            None => {
                let message =
                    format!("there is no primary key for referenced table \"{}\"", target.name.name);
                Err(Rejected::new(SqlState::InvalidForeignKey, message))
            }
        };
    }
    let mut columns = Vec::with_capacity(names.len());
    for name in names {
        match target.column(name) {
            Some(column) => columns.push(column.id),
            None if target.has_foreign_columns => return Ok(None),
            None => return Err(undefined_key(name)),
        }
    }
    let is_deferred = |id: Option<ObjectId>| {
        target.constraints.iter().any(|one| Some(one.id) == id && one.timing != Timing::Immediate)
    };
    let found = target.indexes.iter().find(|index| {
        let keys: Vec<ColumnId> = index.key_columns().collect();
        index.is_unique
            && index.predicate.is_none()
            && keys.len() == index.keys.len()
            && keys.len() == columns.len()
            && columns.iter().all(|column| keys.contains(column))
            && !is_deferred(index.constraint)
    });
    if found.is_some() || target.has_foreign_columns {
        return Ok(Some((columns, found.map(|index| index.id))));
    }
    let message = format!(
        "there is no unique constraint matching given keys for referenced table \"{}\"",
        target.name.name
    );
    Err(Rejected::new(SqlState::InvalidForeignKey, message))
}

fn undefined_key(name: &Identifier) -> Rejected {
    let message = format!("column \"{name}\" referenced in foreign key constraint does not exist");
    Rejected::new(SqlState::UndefinedColumn, message)
}
