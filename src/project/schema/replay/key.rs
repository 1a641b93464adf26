//! Primary keys, unique keys and exclusions: constraints that an index serves.

use super::super::constraint::ConstraintKind;
use super::super::index::{Index, IndexKey, IndexValue};
use super::super::object::{ColumnId, DependsOn, ObjectId, QualifiedName};
use super::super::rejection::{Outcome, Rejected, SqlState};
use super::super::table::Table;
use super::constraint::New;
use super::new_name::joined;
use super::{Session, duplicate_relation};
use crate::facts::sql::{Exclusion, Identifier, IndexKey as WrittenKey, Key, RelationKind};

impl Session<'_> {
    /// A primary or unique key with its index, on the table and its partitions.
    pub(super) fn add_key(
        &mut self,
        table: &QualifiedName,
        new: &New<'_>,
        key: &Key,
        is_primary: bool,
    ) -> Outcome {
        if is_primary && self.catalogue.table(table).is_some_and(Table::has_primary_key) {
            return Err(several_primary_keys(table));
        }
        if let Some(index) = &key.using_index {
            return self.key_of_index(table, new, index, is_primary);
        }
        let columns = self.key_columns(table, &key.columns)?;
        let include = self.key_columns(table, &key.include)?;
        self.covers_partitions(table, &columns, is_primary)?;
        if is_primary {
            for member in self.family(table, false) {
                self.set_not_null(&member, &key.columns);
            }
        }
        let shape = self.index_of(&columns, include, key.are_nulls_equal, is_primary, new);
        self.comparable(table, &shape, &[])?;
        self.add_key_index(table, new, shape).map(drop)
    }

    /// What the keys of an index need to be compared. Refused where they cannot be.
    fn comparable(
        &self,
        table: &QualifiedName,
        index: &Index,
        written: &[WrittenKey],
    ) -> Outcome<Vec<DependsOn>> {
        let columns = self.catalogue.table(table).map(|table| &*table.columns).unwrap_or_default();
        self.catalogue.operator_classes(index, written, columns)
    }

    /// An index of columns by their order alone.
    fn index_of(
        &mut self,
        columns: &[ColumnId],
        include: Vec<ColumnId>,
        are_nulls_equal: bool,
        is_primary: bool,
        new: &New<'_>,
    ) -> Index {
        let key = |id: &ColumnId| IndexKey {
            value: IndexValue::Column(*id),
            normal: Box::default(),
            label: Identifier::exact(""),
            operator_class: None,
            collation: None,
            is_descending: false,
            nulls_first: None,
        };
        Index {
            id: self.catalogue.next_id(),
            name: Identifier::exact(""),
            method: "btree".into(),
            keys: columns.iter().map(key).collect(),
            include,
            predicate: None,
            normal_predicate: None,
            is_unique: true,
            is_primary,
            are_nulls_equal,
            constraint: None,
            inherited_from: None,
            depends_on: Vec::new(),
            created: new.at.clone(),
            doubt: None,
        }
    }

    /// The columns that a key names.
    pub(super) fn key_columns(&self, table: &QualifiedName, names: &[Identifier]) -> Outcome<Vec<ColumnId>> {
        let Some(found) = self.catalogue.table(table) else { return Ok(Vec::new()) };
        let mut columns: Vec<ColumnId> = Vec::new();
        for name in names {
            match found.column(name) {
                Some(column) if columns.contains(&column.id) => {
                    let message = format!("column \"{name}\" appears twice in unique constraint");
                    return Err(Rejected::new(SqlState::DuplicateColumn, message));
                }
                Some(column) => columns.push(column.id),
                None if found.has_foreign_columns => {}
                None => {
                    let message = format!("column \"{name}\" named in key does not exist");
                    return Err(Rejected::new(SqlState::UndefinedColumn, message));
                }
            }
        }
        Ok(columns)
    }

    /// A key of a partitioned table has to hold what divides it.
    pub(super) fn covers_partitions(
        &self,
        table: &QualifiedName,
        columns: &[ColumnId],
        is_primary: bool,
    ) -> Outcome {
        let Some(found) = self.catalogue.table(table) else { return Ok(()) };
        let named =
            |id: &ColumnId| found.column_by_id(*id).is_some_and(|column| columns.contains(&column.id));
        if found.partition_columns.iter().all(named) {
            return Ok(());
        }
        let what = if is_primary { "primary key" } else { "unique" };
        let message = format!("{what} constraint on partitioned table must include all partitioning columns");
        Err(Rejected::new(SqlState::FeatureNotSupported, message))
    }

    fn set_not_null(&mut self, table: &QualifiedName, names: &[Identifier]) {
        let Some(table) = self.catalogue.table_mut(table) else { return };
        for column in table.columns.iter_mut().filter(|column| names.contains(&column.name)) {
            column.is_not_null = true;
        }
    }

    /// The index and the constraint of a key, on the table and its partitions.
    pub(super) fn add_key_index(
        &mut self,
        table: &QualifiedName,
        new: &New<'_>,
        mut index: Index,
    ) -> Outcome<ObjectId> {
        let Some(found) = self.catalogue.table(table) else { return Ok(index.id) };
        let of = found.object.id;
        let columns = self.labels(table, &index);
        for (key, label) in index.keys.iter_mut().zip(&columns) {
            key.label = label.clone();
        }
        let name = match (new.name, index.is_primary) {
            (Some(name), _) => name.clone(),
            (None, true) => {
                self.catalogue.free_relation_name(&table.schema, (&table.name, None), "pkey", true)
            }
            (None, false) => {
                let label = if index.is_unique { "key" } else { "excl" };
                let addition = joined(&columns);
                self.catalogue.free_relation_name(&table.schema, (&table.name, Some(&addition)), label, true)
            }
        };
        let names = QualifiedName { schema: table.schema.clone(), name: name.clone() };
        if self.catalogue.get(&names).is_some() {
            return Err(duplicate_relation(&names));
        }
        let ids: Vec<ColumnId> = index.key_columns().collect();
        let kind = match (index.is_primary, index.is_unique) {
            (true, _) => ConstraintKind::PrimaryKey { columns: ids },
            (false, true) => ConstraintKind::Unique { columns: ids, nulls_are_equal: index.are_nulls_equal },
            (false, false) => ConstraintKind::Exclude,
        };
        let inherited_from = new.inherited_from;
        let constraint = self.push_constraint(table, new, name.clone(), kind, inherited_from);
        index.name = name;
        index.constraint = Some(constraint);
        let id = index.id;
        self.push_index(table, of, index.clone());
        for partition in self.catalogue.direct_partitions(of) {
            self.hand_down_index(table, &index, Some(constraint), &partition)?;
        }
        Ok(id)
    }

    /// `USING INDEX`: an index becomes the constraint's.
    fn key_of_index(
        &mut self,
        table: &QualifiedName,
        new: &New<'_>,
        index: &Identifier,
        is_primary: bool,
    ) -> Outcome {
        let found = self.catalogue.table(table);
        let Some(known) = found.and_then(|found| found.indexes.iter().find(|known| known.name == *index))
        else {
            let message = format!("index \"{index}\" does not exist");
            return Err(Rejected::new(SqlState::UndefinedObject, message));
        };
        if !known.is_unique || known.predicate.is_some() {
            let message = format!("\"{index}\" is not a unique index");
            return Err(Rejected::new(SqlState::WrongObjectType, message));
        }
        let (id, are_nulls_equal) = (known.id, known.are_nulls_equal);
        let columns: Vec<ColumnId> = known.key_columns().collect();
        let name = new.name.unwrap_or(index).clone();
        if name != *index {
            let from = QualifiedName { schema: table.schema.clone(), name: index.clone() };
            self.rename(&from, QualifiedName { schema: table.schema.clone(), name: name.clone() })?;
        }
        let kind = if is_primary {
            ConstraintKind::PrimaryKey { columns: columns.clone() }
        } else {
            ConstraintKind::Unique { columns: columns.clone(), nulls_are_equal: are_nulls_equal }
        };
        let constraint = self.push_constraint(table, new, name.clone(), kind, None);
        if let Some(found) = self.catalogue.table_mut(table) {
            if let Some(index) = found.indexes.iter_mut().find(|index| index.id == id) {
                index.name = name;
                index.is_primary = is_primary;
                index.constraint = Some(constraint);
            }
            let keys = found.columns.iter_mut().filter(|column| is_primary && columns.contains(&column.id));
            keys.for_each(|column| column.is_not_null = true);
        }
        Ok(())
    }

    pub(super) fn add_exclusion(
        &mut self,
        table: &QualifiedName,
        new: &New<'_>,
        exclusion: &Exclusion,
    ) -> Outcome {
        let Some(found) = self.catalogue.table(table) else { return Ok(()) };
        if found.kind == RelationKind::Partitioned {
            let message = "exclusion constraints are not supported on partitioned tables";
            return Err(Rejected::new(SqlState::FeatureNotSupported, message));
        }
        let (keys, mut needs) = self.index_keys(&found.name, &exclusion.keys)?;
        if let Some(predicate) = &exclusion.predicate {
            needs.extend(self.needs(Some(found), predicate)?);
        }
        let labels: Vec<Identifier> = exclusion.keys.iter().map(|key| key.label().clone()).collect();
        let include = self.key_columns(table, &exclusion.include)?;
        let mut index = self.index_of(&[], include, false, false, new);
        index.keys = keys;
        index.is_unique = false;
        index.method = exclusion.method.as_ref().map_or("btree", Identifier::as_str).into();
        index.predicate = exclusion.predicate.as_ref().map(|predicate| predicate.text().into());
        index.normal_predicate = exclusion.predicate.as_ref().map(|predicate| predicate.normal.clone());
        index.depends_on = needs;
        index.depends_on.extend(self.comparable(table, &index, &exclusion.keys)?);
        let addition = joined(&labels);
        let made =
            self.catalogue.free_relation_name(&table.schema, (&table.name, Some(&addition)), "excl", true);
        let name = new.name.unwrap_or(&made).clone();
        self.add_key_index(table, &New { name: Some(&name), ..new.clone() }, index).map(drop)
    }
}
pub(super) fn several_primary_keys(table: &QualifiedName) -> Rejected {
    let message = format!("multiple primary keys for table \"{}\" are not allowed", table.name);
    Rejected::new(SqlState::InvalidTableDefinition, message)
}
