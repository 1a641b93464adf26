//! Indexes: as statements create, rename and attach them.

use super::super::index::{Index, IndexKey, IndexValue};
use super::super::object::{ColumnId, DependsOn, ObjectId, QualifiedName};
use super::super::rejection::{Outcome, Rejected, SqlState};
use super::super::relation::Relation;
use super::super::table::{Column, Table};
use super::constraint::New;
use super::immutable::{check_immutable, check_no_query};
use super::new_name::joined;
use super::{Session, duplicate_relation, undefined_relation};
use crate::facts::sql::{CreateIndex, Identifier, IndexKey as WrittenKey, IndexPart, RelationKind, Timing};

impl Session<'_> {
    pub(super) fn create_index(&mut self, create: &CreateIndex) -> Outcome {
        let table = match self.catalogue.find(&create.table) {
            Some(table) => table,
            None if self.catalogue.may_have_unseen(&create.table) => return Ok(()),
            None => return Err(undefined_relation(&create.table)),
        };
        let (of, is_partitioned) = match self.catalogue.get(&table) {
            Some(Relation::Table(found)) if found.kind != RelationKind::Foreign => {
                (found.object.id, found.kind == RelationKind::Partitioned)
            }
            Some(Relation::View(view)) if view.kind == RelationKind::MaterializedView => {
                (view.object.id, false)
            }
            _ => {
                let message = format!("cannot create index on relation \"{}\"", table.name);
                return Err(Rejected::new(SqlState::WrongObjectType, message));
            }
        };
        let index = self.new_index(create, &table)?;
        let name = match &create.name {
            Some(name) => name.name.clone(),
            None => self.free_index_name(&table, &index),
        };
        let named = QualifiedName { schema: table.schema.clone(), name: name.clone() };
        if self.catalogue.get(&named).is_some() {
            return if create.if_not_exists { Ok(()) } else { Err(duplicate_relation(&named)) };
        }
        if is_partitioned && create.is_unique {
            let columns: Vec<ColumnId> = index.key_columns().collect();
            self.covers_partitions(&table, &columns, false)?;
        }
        let index = Index { name, ..index };
        self.push_index(&table, of, index.clone());
        if !create.is_only {
            for partition in self.catalogue.direct_partitions(of) {
                self.hand_down_index(&table, &index, None, &partition)?;
            }
        }
        Ok(())
    }

    fn new_index(&mut self, create: &CreateIndex, table: &QualifiedName) -> Outcome<Index> {
        let (keys, mut needs) = self.index_keys(table, &create.keys)?;
        let include = self.included(table, &create.include)?;
        if let Some(predicate) = &create.predicate {
            let found = self.catalogue.table(table);
            needs.extend(self.needs(found, predicate)?);
            check_no_query(predicate, "index predicate")?;
            check_immutable(
                self.catalogue,
                found,
                predicate,
                "functions in index predicate must be marked IMMUTABLE",
            )?;
        }
        let index = Index {
            id: self.catalogue.next_id(),
            name: Identifier::exact(""),
            method: create.method.as_ref().map_or("btree", Identifier::as_str).into(),
            keys,
            include,
            predicate: create.predicate.as_ref().map(|predicate| predicate.text().into()),
            normal_predicate: create.predicate.as_ref().map(|predicate| predicate.normal.clone()),
            is_unique: create.is_unique,
            is_primary: false,
            are_nulls_equal: create.are_nulls_equal,
            constraint: None,
            inherited_from: None,
            depends_on: needs,
            created: self.at(create.span),
            doubt: None,
        };
        let (columns, _) = self.columns_of(table);
        let classes = self.catalogue.operator_classes(&index, &create.keys, columns)?;
        Ok(Index { depends_on: [index.depends_on.clone(), classes].concat(), ..index })
    }

    /// The keys of an index on a table or materialized view, and what their expressions need.
    pub(super) fn index_keys(
        &self,
        table: &QualifiedName,
        written: &[WrittenKey],
    ) -> Outcome<(Vec<IndexKey>, Vec<DependsOn>)> {
        let mut needs = Vec::new();
        let mut keys: Vec<IndexKey> = Vec::with_capacity(written.len());
        for key in written {
            let (value, normal) = match &key.part {
                IndexPart::Column(name) => match self.index_column(table, name)? {
                    Some(id) => (IndexValue::Column(id), Box::default()),
                    None => (IndexValue::Expression(name.as_str().into()), name.as_str().into()),
                },
                IndexPart::Expression { formula, .. } => {
                    let found = self.catalogue.table(table);
                    needs.extend(self.needs(found, formula)?);
                    check_no_query(formula, "index expression")?;
                    check_immutable(
                        self.catalogue,
                        found,
                        formula,
                        "functions in index expression must be marked IMMUTABLE",
                    )?;
                    (IndexValue::Expression(formula.text().into()), formula.normal.clone())
                }
            };
            let text = |name: &crate::facts::sql::RelationName| Box::from(name.name.as_str());
            keys.push(IndexKey {
                value,
                normal,
                label: free_label(&keys, key.label()),
                operator_class: key.operator_class.as_ref().map(text),
                collation: key.collation.as_ref().map(text),
                is_descending: key.is_descending,
                nulls_first: key.nulls_first.filter(|first| *first != key.is_descending),
            });
        }
        Ok((keys, needs))
    }

    fn columns_of(&self, relation: &QualifiedName) -> (&[Column], bool) {
        match self.catalogue.get(relation) {
            Some(Relation::Table(table)) => (&table.columns, table.has_foreign_columns),
            Some(Relation::View(view)) => (&view.columns, view.columns.is_empty()),
            _ => (&[], true),
        }
    }

    /// The column of an index; `None` where it may be there unseen.
    fn index_column(&self, table: &QualifiedName, name: &Identifier) -> Outcome<Option<ColumnId>> {
        let (columns, is_open) = self.columns_of(table);
        match columns.iter().find(|column| column.name == *name) {
            Some(column) => Ok(Some(column.id)),
            None if is_open => Ok(None),
            None => {
                let message = format!("column \"{name}\" does not exist");
                Err(Rejected::new(SqlState::UndefinedColumn, message))
            }
        }
    }

    fn included(&self, table: &QualifiedName, names: &[Identifier]) -> Outcome<Vec<ColumnId>> {
        let mut columns = Vec::new();
        for name in names {
            columns.extend(self.index_column(table, name)?);
        }
        Ok(columns)
    }

    /// `notes_author_created_idx`.
    pub(super) fn free_index_name(&self, table: &QualifiedName, index: &Index) -> Identifier {
        let labels = self.labels(table, index);
        self.catalogue.free_relation_name(&table.schema, (&table.name, Some(&joined(&labels))), "idx", false)
    }

    /// The names of an index's columns, those it only carries along included.
    pub(super) fn labels(&self, table: &QualifiedName, index: &Index) -> Vec<Identifier> {
        let (columns, _) = self.columns_of(table);
        let name = |id: &ColumnId| Some(columns.iter().find(|column| column.id == *id)?.name.clone());
        let keys = index.keys.iter().map(|key| match &key.value {
            // A column that was renamed since keeps its old name within the index.
            IndexValue::Column(id) if key.label.as_str().is_empty() => {
                name(id).unwrap_or_else(|| key.label.clone())
            }
            IndexValue::Column(_) | IndexValue::Expression(_) => key.label.clone(),
        });
        keys.chain(index.include.iter().filter_map(name)).collect()
    }

    /// Puts an index into a table or materialized view, and its name among the relations.
    pub(super) fn push_index(&mut self, table: &QualifiedName, of: ObjectId, index: Index) {
        let name = QualifiedName { schema: table.schema.clone(), name: index.name.clone() };
        let id = index.id;
        match self.catalogue.get_mut(table) {
            Some(Relation::Table(table)) => table.indexes.push(index),
            Some(Relation::View(view)) => view.indexes.push(index),
            _ => return,
        }
        self.catalogue.insert(Relation::Index { name, id, of });
    }

    /// An index of a partitioned table has one of its kind on each partition: one that is there, or a new
    /// one.
    pub(super) fn hand_down_index(
        &mut self,
        parent: &QualifiedName,
        index: &Index,
        constraint: Option<ObjectId>,
        partition: &QualifiedName,
    ) -> Outcome {
        let mut own = self.mapped_index(parent, index, partition);
        let Some(found) = self.catalogue.table_mut(partition) else { return Ok(()) };
        let of = found.object.id;
        if found.kind == RelationKind::Foreign {
            return Ok(());
        }
        let fits = |known: &&mut Index| {
            known.inherited_from.is_none()
                && known.is_primary == own.is_primary
                && known.is_same(&own)
                && (constraint.is_none() || known.constraint.is_some())
        };
        if let Some(known) = found.indexes.iter_mut().find(fits) {
            known.inherited_from = Some(index.id);
            let (id, own) = (known.constraint, known.clone());
            let kept = found.constraints.iter_mut().filter(|one| constraint.is_some() && Some(one.id) == id);
            kept.for_each(|one| one.inherited_from = constraint);
            for below in self.catalogue.direct_partitions(of) {
                self.hand_down_index(partition, &own, id, &below)?;
            }
            return Ok(());
        }
        own.id = self.catalogue.next_id();
        own.inherited_from = Some(index.id);
        own.constraint = None;
        if constraint.is_some() {
            let new =
                New { inherited_from: constraint, ..New::unnamed(index.created.clone(), Timing::Immediate) };
            return self.add_key_index(partition, &new, own).map(drop);
        }
        own.name = self.free_index_name(partition, &own);
        self.push_index(partition, of, own.clone());
        for below in self.catalogue.direct_partitions(of) {
            self.hand_down_index(partition, &own, None, &below)?;
        }
        Ok(())
    }

    /// An index as it is on another table with columns of the same names.
    pub(super) fn mapped_index(&self, from: &QualifiedName, index: &Index, to: &QualifiedName) -> Index {
        let mut own = index.clone();
        for key in &mut own.keys {
            if let IndexValue::Column(id) = &mut key.value
                && let Some(mapped) = self.mapped(from, &[*id], to).first()
            {
                *id = *mapped;
            }
        }
        own.include = self.mapped(from, &index.include, to);
        let ids = (self.catalogue.get(from).map(Relation::id), self.catalogue.get(to).map(Relation::id));
        if let (Some(from), Some(to)) = ids {
            own.depends_on = super::create_table::moved(&index.depends_on, from, to);
        }
        own
    }

    /// Columns of one table by their names in another.
    pub(super) fn mapped(
        &self,
        from: &QualifiedName,
        columns: &[ColumnId],
        to: &QualifiedName,
    ) -> Vec<ColumnId> {
        let (Some(from), Some(to)) = (self.catalogue.table(from), self.catalogue.table(to)) else {
            return Vec::new();
        };
        let same = |id: &ColumnId| Some(to.column(&from.column_by_id(*id)?.name)?.id);
        columns.iter().filter_map(same).collect()
    }

    /// `ALTER INDEX … RENAME TO`: a constraint of the index follows.
    pub(super) fn rename_index(&mut self, of: ObjectId, id: ObjectId, to: &Identifier) {
        let Some(name) = self.catalogue.relation_by_id(of).map(|found| found.name().clone()) else { return };
        self.catalogue.keep_constraint_name(to);
        let rename = |indexes: &mut [Index]| {
            let index = indexes.iter_mut().find(|index| index.id == id)?;
            index.name = to.clone();
            index.constraint
        };
        match self.catalogue.get_mut(&name) {
            Some(Relation::Table(table)) => {
                if let Some(constraint) = rename(&mut table.indexes) {
                    let known = table.constraints.iter_mut().filter(|known| known.id == constraint);
                    known.for_each(|constraint| constraint.name = to.clone());
                }
            }
            Some(Relation::View(view)) => drop(rename(&mut view.indexes)),
            _ => {}
        }
    }

    /// `ALTER INDEX … ATTACH PARTITION`.
    pub(super) fn attach_index(&mut self, parent: ObjectId, of: ObjectId, id: ObjectId) {
        let Some(name) = self.catalogue.relation_by_id(of).map(|found| found.name().clone()) else { return };
        if let Some(table) = self.catalogue.table_mut(&name)
            && let Some(index) = table.indexes.iter_mut().find(|index| index.id == id)
        {
            index.inherited_from = Some(parent);
        }
    }
}

/// Tells a label from those of earlier keys, as PostgreSQL does.
fn free_label(keys: &[IndexKey], label: &Identifier) -> Identifier {
    let is_taken = |name: &str| keys.iter().any(|key| key.label.as_str() == name);
    let mut name = label.as_str().to_owned();
    let mut count = 0;
    while is_taken(&name) {
        count += 1;
        name = format!("{}{count}", label.as_str());
    }
    Identifier::exact(&name)
}

impl Table {
    pub(super) fn has_primary_key(&self) -> bool {
        self.indexes.iter().any(|index| index.is_primary)
    }
}
