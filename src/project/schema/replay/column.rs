//! Columns: as they are made, and what `ALTER TABLE` does to them.

use super::super::dependency::Item;
use super::super::object::{ColumnId, DependencyKind, DependsOn, Object, QualifiedName};
use super::super::reference::Surroundings;
use super::super::rejection::{Outcome, Rejected, SqlState};
use super::super::relation::Relation;
use super::super::sequence::Sequence;
use super::super::table::{Column, Table};
use super::super::user_type::{BaseType, DataType};
use super::Session;
use super::immutable::{check_immutable, check_no_query};
use crate::facts::sql::{
    ColumnChange, ColumnDefault, ColumnDefinition, Formula, Identifier, RelationName, TypeName,
};
use crate::source::Span;

impl Session<'_> {
    /// A column of `table` as a statement writes it; a sequence where it numbers its rows.
    pub(super) fn column(
        &mut self,
        table: &Table,
        written: &ColumnDefinition,
        span: Span,
    ) -> Outcome<(Column, Option<Relation>)> {
        let serial = written.data_type.as_ref().and_then(TypeName::serial);
        let kind = match (&written.data_type, serial) {
            (_, Some(whole)) => self.catalogue.data_type(&TypeName::built_in(whole, written.span))?,
            (Some(kind), None) => self.catalogue.data_type(kind)?,
            (None, None) => known("unknown"),
        };
        let id = ColumnId(table.next_column);
        let mut column = Column::new(id, written.name.clone(), kind, self.at(written.span));
        column.is_not_null = written.is_not_null || serial.is_some() || written.identity.is_some();
        column.identity = written.identity;
        column.is_generated = written.generated.is_some();
        if let Some(default) = written.default.as_ref().filter(|default| is_kept(default, &column.kind)) {
            column.default = Some(default.formula.text().into());
            check_no_query(&default.formula, "DEFAULT expression")?;
            self.catalogue.check_default(&column, default)?;
            column.depends_on = self.needs(None, &default.formula)?;
        }
        if let Some(generated) = &written.generated {
            column.default = Some(generated.text().into());
        }
        let numbers = serial.is_some() || written.identity.is_some();
        let sequence = numbers
            .then(|| self.numbering(table, &mut column, serial.is_some(), written.sequence.as_ref(), span));
        Ok((column, sequence))
    }

    /// The sequence behind a column that numbers its rows.
    pub(super) fn numbering(
        &mut self,
        table: &Table,
        column: &mut Column,
        is_serial: bool,
        named: Option<&RelationName>,
        span: Span,
    ) -> Relation {
        let schema =
            named.and_then(|named| named.schema.clone()).unwrap_or_else(|| table.name.schema.clone());
        let default_name = || {
            let parts = (&table.name.name, Some(column.name.as_str()));
            self.catalogue.free_relation_name(&schema, parts, "seq", false)
        };
        let name = named.map_or_else(default_name, |named| named.name.clone());
        let name = QualifiedName { schema, name };
        // Whoever adds the column, the numbers are the table's.
        let object = Object { owner: table.object.owner.clone(), ..self.object(span) };
        if is_serial {
            column.default = Some(format!("nextval('{name}'::regclass)").into());
            let kind = DependencyKind::Normal;
            column.depends_on.push(DependsOn { object: object.id, column: None, kind });
        }
        Relation::Sequence(Sequence { object, name, owned_by: Some((table.object.id, column.id)) })
    }

    /// What an expression of `table` needs. A column that is not there is refused.
    pub(super) fn needs(&self, table: Option<&Table>, formula: &Formula) -> Outcome<Vec<DependsOn>> {
        let own = table.map(|table| (&table.name.name, table.object.id));
        let around = Surroundings { relations: own.as_slice(), ..Surroundings::default() };
        Ok(self.catalogue.look_up(&formula.references, around)?.depends_on)
    }

    pub(super) fn alter_column(
        &mut self,
        table: &QualifiedName,
        change: &ColumnChange,
        span: Span,
        is_only: bool,
    ) -> Outcome {
        self.change_column(table, change)?;
        match change {
            ColumnChange::Add { column, if_not_exists } => {
                self.add_column(table, column, *if_not_exists, span, is_only)
            }
            ColumnChange::Drop { name, if_exists, cascade, .. } => {
                self.drop_column(table, name, *if_exists, *cascade)
            }
            ColumnChange::Rename { from, to, .. } => self.rename_column(table, from, to),
            ColumnChange::Alter { name, to, .. } => {
                for table in self.family(table, is_only) {
                    self.alter_one(&table, name, to, span)?;
                }
                Ok(())
            }
        }
    }

    /// A table and, unless it alone is meant, those that inherit from it.
    pub(super) fn family(&self, table: &QualifiedName, is_only: bool) -> Vec<QualifiedName> {
        let mut family = vec![table.clone()];
        if !is_only && let Some(id) = self.catalogue.get(table).map(Relation::id) {
            family.extend(self.catalogue.heirs(id));
        }
        family
    }

    fn add_column(
        &mut self,
        table: &QualifiedName,
        written: &ColumnDefinition,
        if_not_exists: bool,
        span: Span,
        is_only: bool,
    ) -> Outcome {
        if self.catalogue.table(table).is_some_and(|table| table.partition_of.is_some()) {
            let message = "cannot add column to a partition";
            return Err(Rejected::new(SqlState::WrongObjectType, message));
        }
        let family = self.family(table, is_only);
        for (generation, name) in family.iter().enumerate() {
            let Some(target) = self.catalogue.table(name) else { continue };
            if target.column(&written.name).is_some() {
                match generation {
                    0 if if_not_exists => return Ok(()),
                    0 => return Err(duplicate_column(&written.name, name)),
                    // A child that has it already shares it from now on.
                    _ => continue,
                }
            }
            let shape = Table::new(target.object.clone(), name.clone(), target.kind);
            let shape = Table { next_column: target.next_column, ..shape };
            let (mut column, sequence) = self.column(&shape, written, span)?;
            if matches!(column.kind.base, BaseType::User(id) if id == shape.object.id) {
                let message = format!("composite type {} cannot be made a member of itself", name.name);
                return Err(Rejected::new(SqlState::InvalidTableDefinition, message));
            }
            if column.default.is_some() || column.identity.is_some() {
                self.check_row_type(&shape)?;
            }
            column.is_inherited = generation > 0;
            let target = self.catalogue.table_mut(name).expect("found above");
            column.id = target.new_column_id();
            target.columns.push(column);
            if let Some(sequence) = sequence.filter(|_| generation == 0) {
                self.catalogue.insert(sequence);
            }
            if written.generated.is_some() {
                self.settle_generated(name, written)?;
            }
        }
        let constraints: Vec<_> = written.constraints.iter().collect();
        self.add_constraints(table, &constraints, false)
    }

    /// Columns that hold whole rows of a table keep its rows from being written anew.
    fn check_row_type(&mut self, table: &Table) -> Outcome {
        let id = table.object.id;
        let holders = self.catalogue.relations_that_need(id).filter_map(Relation::as_table);
        let columns = holders.flat_map(|holder| holder.columns.iter().map(move |column| (holder, column)));
        let mut holding =
            columns.filter(|(_, column)| matches!(column.kind.base, BaseType::User(kind) if kind == id));
        let Some((holder, column)) = holding.next() else { return Ok(()) };
        let message = format!(
            "cannot alter table \"{}\" because column \"{}.{}\" uses its row type",
            table.name.name, holder.name.name, column.name
        );
        Err(Rejected::new(SqlState::FeatureNotSupported, message))
    }

    /// What a generated column is made of is looked up once all columns are there.
    pub(super) fn settle_generated(&mut self, table: &QualifiedName, written: &ColumnDefinition) -> Outcome {
        let (Some(formula), Some(target)) = (&written.generated, self.catalogue.table(table)) else {
            return Ok(());
        };
        let needs = self.needs(Some(target), formula)?;
        check_no_query(formula, "column generation expression")?;
        check_immutable(self.catalogue, Some(target), formula, "generation expression is not immutable")?;
        let is_generated = |name: &&Identifier| {
            **name != written.name && target.column(name).is_some_and(|column| column.is_generated)
        };
        if let Some(other) = formula.columns().into_iter().find(is_generated) {
            let message = format!("cannot use generated column \"{other}\" in column generation expression");
            return Err(Rejected::new(SqlState::InvalidObjectDefinition, message));
        }
        let target = self.catalogue.table_mut(table).expect("found above");
        if let Some(column) = target.columns.iter_mut().find(|column| column.name == written.name) {
            column.depends_on = needs;
        }
        Ok(())
    }

    fn drop_column(
        &mut self,
        table: &QualifiedName,
        name: &Identifier,
        if_exists: bool,
        cascade: bool,
    ) -> Outcome {
        let Some(found) = self.catalogue.table(table) else { return Ok(()) };
        let Some(column) = found.column(name) else {
            return if if_exists { Ok(()) } else { found.missing(name) };
        };
        if column.is_inherited {
            return Err(is_inherited("drop", name));
        }
        let mut items = vec![Item::Column(found.object.id, column.id)];
        for heir in self.catalogue.heirs(found.object.id) {
            let Some(heir) = self.catalogue.table(&heir) else { continue };
            let inherited = heir.column(name).filter(|column| column.is_inherited);
            items.extend(inherited.map(|column| Item::Column(heir.object.id, column.id)));
        }
        let what = format!("column {name} of table {}", table.name);
        self.drop_items(items, cascade, &what)
    }

    fn rename_column(&mut self, table: &QualifiedName, from: &Identifier, to: &Identifier) -> Outcome {
        if let Some(Relation::View(view)) = self.catalogue.get_mut(table) {
            if view.columns.iter().any(|column| column.name == *to) {
                return Err(duplicate_column(to, table));
            }
            let is_known = !view.columns.is_empty();
            return match view.columns.iter_mut().find(|column| column.name == *from) {
                Some(column) => {
                    column.name = to.clone();
                    Ok(())
                }
                None if is_known => Err(undefined_column(from)),
                None => Ok(()),
            };
        }
        for (generation, name) in self.family(table, false).iter().enumerate() {
            let Some(target) = self.catalogue.table_mut(name) else { continue };
            if target.column(to).is_some() {
                return Err(duplicate_column(to, name));
            }
            match target.columns.iter_mut().find(|column| column.name == *from) {
                Some(column) if generation == 0 && column.is_inherited => {
                    return Err(is_inherited("rename", from));
                }
                Some(column) => column.name = to.clone(),
                None if generation > 0 || target.has_foreign_columns => {}
                None => return Err(undefined_column(from)),
            }
        }
        Ok(())
    }

    pub(super) fn with_column(
        &mut self,
        table: &QualifiedName,
        id: ColumnId,
        change: impl FnOnce(&mut Column),
    ) {
        let table = self.catalogue.table_mut(table);
        if let Some(column) = table.and_then(|table| table.columns.iter_mut().find(|column| column.id == id))
        {
            change(column);
        }
    }
}

impl Table {
    /// Refuses a column that is not there, unless it may be there unseen.
    pub(super) fn missing(&self, name: &Identifier) -> Outcome {
        if self.has_foreign_columns {
            return Ok(());
        }
        let message = format!("column \"{name}\" of relation \"{}\" does not exist", self.name.name);
        Err(Rejected::new(SqlState::UndefinedColumn, message))
    }
}

/// `NULL` is what a column without a default gets: PostgreSQL keeps it only where it has to be narrowed.
pub(super) fn is_kept(default: &ColumnDefault, kind: &DataType) -> bool {
    !default.is_null || !kind.modifiers.is_empty()
}

/// A type that PostgreSQL brings.
pub(super) fn known(name: &str) -> DataType {
    DataType { base: BaseType::Known(name.into()), modifiers: Box::default(), dimensions: 0 }
}

fn undefined_column(name: &Identifier) -> Rejected {
    Rejected::new(SqlState::UndefinedColumn, format!("column \"{name}\" does not exist"))
}

/// What a parent hands down, its children cannot do without.
fn is_inherited(what: &str, name: &Identifier) -> Rejected {
    Rejected::new(SqlState::InvalidTableDefinition, format!("cannot {what} inherited column \"{name}\""))
}

pub(super) fn duplicate_column(name: &Identifier, table: &QualifiedName) -> Rejected {
    let message = format!("column \"{name}\" of relation \"{}\" already exists", table.name);
    Rejected::new(SqlState::DuplicateColumn, message)
}
