//! `CREATE TABLE`, in all its forms.

use super::super::history::Attempt;
use super::super::object::{ColumnId, DependsOn, ObjectId, QualifiedName};
use super::super::reference::Surroundings;
use super::super::rejection::{Outcome, Rejected, SqlState};
use super::super::relation::Relation;
use super::super::table::{Column, Table};
use super::super::user_type::UserTypeKind;
use super::column::{duplicate_column, known};
use super::table::not_a_table;
use super::{Session, duplicate_relation, undefined_relation};
use crate::facts::sql::{
    ColumnDefinition, CreateTable, IndexKey, IndexPart, Like, PartitionBy, RelationKind, RelationName,
    TableElement, quote_identifier,
};
use crate::finding::Location;
use crate::source::Span;

impl Session<'_> {
    pub(super) fn create_table(&mut self, create: &CreateTable, span: Span) -> Outcome {
        let name = self.creation_name(&create.name, create.is_temporary)?;
        if self.catalogue.get(&name).is_some() {
            if !create.if_not_exists {
                return Err(duplicate_relation(&name));
            }
            self.note_attempt(create, &name, true);
            return Ok(());
        }
        self.refuse_type_name(&name)?;
        self.build_table(create, &name, span)?;
        if let Err(rejected) = self.furnish_table(create, &name, span) {
            self.undo_table(&name);
            return Err(rejected);
        }
        self.note_attempt(create, &name, false);
        self.catalogue.created = Some(name);
        let fired = self.fire();
        self.catalogue.created = None;
        fired
    }

    /// Keeps in mind what the statement came to.
    fn note_attempt(&mut self, create: &CreateTable, name: &QualifiedName, was_there: bool) {
        let Some(table) = self.catalogue.table(name) else { return };
        if table.object.is_platform || table.object.extension.is_some() || create.is_temporary {
            return;
        }
        let created = table.object.created.clone();
        let columns = create.columns().filter(|_| was_there && !table.has_foreign_columns);
        let is_missing = |column: &&ColumnDefinition| table.column(&column.name).is_none();
        let missing = columns.filter(is_missing).map(|column| column.name.clone()).collect();
        let attempt = create.if_not_exists.then(|| Attempt {
            name: name.clone(),
            at: self.at(create.name.span),
            table: table.object.id,
            earlier: was_there.then(|| created.clone()),
            missing,
        });
        let history = &mut self.catalogue.history;
        if let Some(attempt) = attempt {
            history.attempts.push(attempt);
        }
        if !was_there {
            history.creations.push(created);
        }
    }

    /// The table with its columns.
    fn build_table(&mut self, create: &CreateTable, name: &QualifiedName, span: Span) -> Outcome {
        let parents = self.parents(create)?;
        let mut table = Table::new(self.object(span), name.clone(), create.kind);
        table.object.created = self.at(create.name.span);
        table.object.extension.clone_from(&create.extension);
        table.is_unlogged = create.is_unlogged;
        if create.partition_of.is_some() {
            table.partition_of = parents.first().copied();
        } else {
            table.inherits.clone_from(&parents);
        }
        table.tenant_columns = self.columns(create);
        table.has_foreign_columns = create.of_type.is_some();
        for parent in parents {
            self.catalogue.keep_parent(parent);
            self.take_columns(&mut table, parent);
        }
        let mut sequences = Vec::new();
        for element in &create.elements {
            match element {
                TableElement::Column(column) => {
                    sequences.extend(self.take_column(&mut table, column, create, span)?);
                }
                TableElement::Like(like) => self.take_likeness(&mut table, like, span)?,
                TableElement::Constraint(_) => {}
            }
        }
        if create.is_from_query {
            self.take_outputs(&mut table, create)?;
        }
        if let Some(by) = &create.partition_by {
            table.partition_key = Some(partition_key(&table, by)?);
            table.partition_columns = partition_columns(&table, by);
        }
        self.catalogue.insert(Relation::Table(table));
        for sequence in sequences {
            self.catalogue.insert(sequence);
        }
        Ok(())
    }

    /// Columns that a query gives, under the names that the statement writes as far as they go.
    fn take_outputs(&mut self, table: &mut Table, create: &CreateTable) -> Outcome {
        let around = Surroundings::default();
        let resolved =
            create.query.as_ref().map(|query| self.catalogue.look_up(query, around)).transpose()?;
        let Some(outputs) = resolved.and_then(|resolved| resolved.columns) else {
            table.has_foreign_columns = true;
            return Ok(());
        };
        let written = std::mem::take(&mut table.columns);
        for (at, output) in outputs.into_iter().enumerate() {
            let name = written.get(at).map_or(output.name, |column| column.name.clone());
            if table.column(&name).is_some() {
                let message = format!("column \"{name}\" specified more than once");
                return Err(Rejected::new(SqlState::DuplicateColumn, message));
            }
            let id = table.new_column_id();
            let kind = output.kind.unwrap_or_else(|| known("unknown"));
            table.columns.push(Column::new(id, name, kind, table.object.created.clone()));
        }
        Ok(())
    }

    fn parents(&self, create: &CreateTable) -> Outcome<Vec<ObjectId>> {
        let of = create.partition_of.iter().map(|of| &of.parent);
        let mut parents = Vec::new();
        for parent in of.chain(&create.inherits) {
            let table = self.table_named(parent)?;
            if create.partition_of.is_some() && table.kind != RelationKind::Partitioned {
                let message = format!("\"{}\" is not partitioned", table.name.name);
                return Err(Rejected::new(SqlState::InvalidObjectDefinition, message));
            }
            parents.push(table.object.id);
        }
        Ok(parents)
    }

    /// Columns that a parent hands down.
    fn take_columns(&self, table: &mut Table, parent: ObjectId) {
        let Some(parent) = self.catalogue.relation_by_id(parent).and_then(Relation::as_table) else { return };
        table.has_foreign_columns |= parent.has_foreign_columns;
        for column in &parent.columns {
            if let Some(known) = table.columns.iter_mut().find(|known| known.name == column.name) {
                known.is_not_null |= column.is_not_null;
                continue;
            }
            let id = table.new_column_id();
            let depends_on = moved(&column.depends_on, parent.object.id, table.object.id);
            table.columns.push(Column {
                id,
                identity: None,
                acl: None,
                depends_on,
                is_inherited: true,
                ..column.clone()
            });
        }
    }

    /// A column that the statement writes; a sequence where it numbers its rows.
    fn take_column(
        &mut self,
        table: &mut Table,
        written: &ColumnDefinition,
        create: &CreateTable,
        span: Span,
    ) -> Outcome<Option<Relation>> {
        let (mut column, sequence) = self.column(table, written, span)?;
        let known = table.columns.iter_mut().find(|known| known.name == written.name);
        match known {
            Some(known) if known.is_inherited => {
                known.is_not_null |= column.is_not_null;
                if column.default.is_some() {
                    known.default = column.default.take();
                    known.depends_on = column.depends_on;
                }
                known.is_inherited = create.partition_of.is_some();
            }
            Some(_) => {
                let message = format!("column \"{}\" specified more than once", written.name);
                return Err(Rejected::new(SqlState::DuplicateColumn, message));
            }
            None if create.partition_of.is_some() => {
                let message = format!("column \"{}\" does not exist", written.name);
                return Err(Rejected::new(SqlState::UndefinedColumn, message));
            }
            None => {
                column.id = table.new_column_id();
                table.columns.push(column);
            }
        }
        Ok(sequence)
    }

    /// Columns of `LIKE`.
    fn take_likeness(&mut self, table: &mut Table, like: &Like, span: Span) -> Outcome {
        let at = self.at(span);
        let Some(found) = self.catalogue.find(&like.table) else {
            if self.catalogue.may_have_unseen(&like.table) {
                table.has_foreign_columns = true;
                return Ok(());
            }
            return Err(undefined_relation(&like.table));
        };
        let attributes = self.attributes(&found, &at);
        let (source, columns) = match self.catalogue.get(&found) {
            Some(Relation::Composite { id, .. }) => (*id, &attributes),
            Some(Relation::Table(source)) => {
                table.has_foreign_columns |= source.has_foreign_columns;
                (source.object.id, &source.columns)
            }
            Some(Relation::View(source)) => {
                table.has_foreign_columns |= source.columns.is_empty();
                (source.object.id, &source.columns)
            }
            _ => return Err(not_a_table(&found)),
        };
        for column in columns {
            if table.column(&column.name).is_some() {
                return Err(duplicate_column(&column.name, &table.name));
            }
            let takes_default = if column.is_generated { like.takes.generated } else { like.takes.defaults };
            let needs = moved(&column.depends_on, source, table.object.id);
            let id = table.new_column_id();
            table.columns.push(Column {
                id,
                default: column.default.clone().filter(|_| takes_default),
                depends_on: if takes_default { needs } else { Vec::new() },
                is_generated: column.is_generated && takes_default,
                identity: column.identity.filter(|_| like.takes.identity),
                acl: None,
                is_inherited: false,
                created: at.clone(),
                ..column.clone()
            });
        }
        Ok(())
    }

    /// What a composite type consists of, as columns; none of any other relation.
    fn attributes(&self, name: &QualifiedName, at: &Location) -> Vec<Column> {
        let kind = self.catalogue.types.get(name).map(|kind| &kind.kind);
        let Some(UserTypeKind::Composite(attributes)) = kind else { return Vec::new() };
        let columns = (1..).zip(attributes).map(|(number, (name, kind))| {
            Column::new(ColumnId(number), name.clone(), kind.clone(), at.clone())
        });
        columns.collect()
    }

    /// Constraints, indexes, and what a parent hands down of them.
    fn furnish_table(&mut self, create: &CreateTable, name: &QualifiedName, span: Span) -> Outcome {
        let (parent, own) = match self.catalogue.table(name) {
            Some(table) => (table.partition_of, table.object.id),
            None => return Ok(()),
        };
        for inherited in self.catalogue.table(name).map(|table| table.inherits.clone()).unwrap_or_default() {
            self.inherit_checks(inherited, name);
        }
        self.identify(name, span);
        for column in create.columns().filter(|column| column.generated.is_some()) {
            self.settle_generated(name, column)?;
        }
        let constraints: Vec<_> = create.constraints().collect();
        self.add_constraints(name, &constraints, true)?;
        for element in &create.elements {
            if let TableElement::Like(like) = element {
                self.copy_constraints(name, like, span)?;
            }
        }
        match parent {
            Some(parent) => self.hand_down(parent, own, span),
            None => Ok(()),
        }
    }

    /// Takes back a table that turned out not to be possible.
    fn undo_table(&mut self, name: &QualifiedName) {
        let Some(id) = self.catalogue.table(name).map(|table| table.object.id) else { return };
        for (sequence, _) in self.catalogue.sequences_of(id) {
            self.catalogue.remove(&sequence);
        }
        self.catalogue.remove(name);
    }

    /// The table that a statement means.
    pub(super) fn table_named(&self, name: &RelationName) -> Outcome<&Table> {
        let found = self.catalogue.find(name).ok_or_else(|| undefined_relation(name))?;
        self.catalogue.table(&found).ok_or_else(|| not_a_table(&found))
    }
}

/// What an expression needs, once it is another table's.
pub(super) fn moved(needs: &[DependsOn], from: ObjectId, to: ObjectId) -> Vec<DependsOn> {
    let own = |need: &DependsOn| {
        let object = if need.object == from { to } else { need.object };
        DependsOn { object, ..*need }
    };
    needs.iter().map(own).collect()
}

/// `RANGE (created_at)`.
fn partition_key(table: &Table, by: &PartitionBy) -> Outcome<Box<str>> {
    let mut keys = Vec::new();
    for key in &by.keys {
        match &key.part {
            IndexPart::Column(name) if table.column(name).is_none() && !table.has_foreign_columns => {
                let message = format!("column \"{name}\" named in partition key does not exist");
                return Err(Rejected::new(SqlState::UndefinedColumn, message));
            }
            IndexPart::Column(name) => keys.push(quote_identifier(name.as_str()).into_owned()),
            IndexPart::Expression { formula, .. } => keys.push(format!("({})", formula.text())),
        }
    }
    Ok(format!("{} ({})", by.strategy.to_ascii_uppercase(), keys.join(", ")).into())
}

fn partition_columns(table: &Table, by: &PartitionBy) -> Vec<ColumnId> {
    let column = |key: &IndexKey| match &key.part {
        IndexPart::Column(name) => Some(table.column(name)?.id),
        IndexPart::Expression { .. } => None,
    };
    by.keys.iter().filter_map(column).collect()
}
