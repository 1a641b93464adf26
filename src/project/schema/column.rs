//! Columns that hold the id of a tenant, and the default in force: what an insert gets that names none.

use std::sync::Arc;

use super::catalogue::Catalogue;
use super::execute::has_hole;
use super::merge::fits;
use super::object::QualifiedName;
use super::rejection::{Outcome, Rejected, SqlState};
use super::relation::Relation;
use super::replay::Session;
use super::table::Table;
use crate::facts::is_tenant_key;
use crate::facts::sql::{
    ColumnAlteration, ColumnChange, ColumnDefault, ColumnDefinition, CreateTable, Identifier, LiteralDefault,
    RelationName,
};
use crate::finding::Location;

/// A column that holds the id of a tenant, after the last migration.
#[derive(Clone, Debug)]
pub struct TenantColumn {
    /// Its name now.
    pub name: Identifier,
    /// The literal it defaults to; `None` without one, and for what the database works out.
    pub default: Option<LiteralDefault>,
    /// Where its default was last set or dropped; the column itself where it never was.
    pub set: Location,
    /// A place that decides what its default is, when that could not be found out.
    pub doubt: Option<Location>,
}

impl TenantColumn {
    fn new(name: &Identifier, default: Option<&ColumnDefault>, set: Location) -> Self {
        let default = default.and_then(|default| default.literal.clone());
        let is_open = default.as_ref().is_some_and(|default| has_hole(&default.text));
        let doubt = is_open.then(|| set.clone());
        Self { name: name.clone(), default, set, doubt }
    }

    /// Whether one of the ways that part at `at` brought its default. A column that such a way adds is
    /// there for the statement after it, whichever way was gone: the other way is for a database that
    /// has the column already.
    fn is_set_within(&self, at: &Location) -> bool {
        self.set.path == at.path && at.span.start <= self.set.span.start && self.set.span.end <= at.span.end
    }
}

impl Session<'_> {
    /// The columns with which a table is created.
    pub(super) fn columns(&self, create: &CreateTable) -> Vec<TenantColumn> {
        let tenants = create.columns().filter(|column| is_tenant_key(column.name.as_str()));
        let column = |definition: &ColumnDefinition| {
            let span = definition.default.as_ref().map_or(definition.span, |default| default.span);
            TenantColumn::new(&definition.name, definition.default.as_ref(), self.at(span))
        };
        tenants.map(column).collect()
    }

    /// One action on a column; views have no columns that are followed.
    pub(super) fn change_column(&mut self, table: &QualifiedName, change: &ColumnChange) -> Outcome {
        let at = self.at(change.span());
        let Some(table) = self.catalogue.table_mut(table) else { return Ok(()) };
        let is_key = |name: &Identifier| is_tenant_key(name.as_str());
        match change {
            ColumnChange::Add { column, if_not_exists } if is_key(&column.name) => {
                table.add_column(column, *if_not_exists, at)
            }
            ColumnChange::Alter { name, to: ColumnAlteration::Default(default), .. } if is_key(name) => {
                table.set_default(name, default.as_ref(), at)
            }
            ColumnChange::Rename { from, to, .. } if is_key(from) || is_key(to) => {
                table.rename_column(from, to, at)
            }
            ColumnChange::Drop { name, if_exists, .. } if is_key(name) => table.drop_column(name, *if_exists),
            _ => Ok(()),
        }
    }
}

impl Table {
    fn column_at(&self, name: &Identifier) -> Option<usize> {
        self.tenant_columns.iter().position(|column| column.name == *name)
    }

    /// A column that is not known may yet be there when others than this statement brought columns.
    fn missing_column(&self, name: &Identifier) -> Outcome {
        if self.has_foreign_columns {
            return Ok(());
        }
        let message = format!("column \"{name}\" of relation \"{}\" does not exist", self.name.name);
        Err(Rejected::new(SqlState::UndefinedColumn, message))
    }

    fn duplicate_column(&self, name: &Identifier) -> Rejected {
        let message = format!("column \"{name}\" of relation \"{}\" already exists", self.name.name);
        Rejected::new(SqlState::DuplicateColumn, message)
    }

    fn add_column(&mut self, column: &ColumnDefinition, if_not_exists: bool, at: Location) -> Outcome {
        if self.column_at(&column.name).is_some() {
            return if if_not_exists { Ok(()) } else { Err(self.duplicate_column(&column.name)) };
        }
        self.tenant_columns.push(TenantColumn::new(&column.name, column.default.as_ref(), at));
        Ok(())
    }

    fn set_default(&mut self, name: &Identifier, default: Option<&ColumnDefault>, at: Location) -> Outcome {
        let column = TenantColumn::new(name, default, at);
        if let Some(known) = self.column_at(name) {
            self.tenant_columns[known] = column;
        } else {
            self.missing_column(name)?;
            self.tenant_columns.push(column);
        }
        Ok(())
    }

    fn rename_column(&mut self, from: &Identifier, to: &Identifier, at: Location) -> Outcome {
        if self.column_at(to).is_some() {
            return Err(self.duplicate_column(to));
        }
        let is_key = is_tenant_key(to.as_str());
        match self.column_at(from) {
            Some(known) if is_key => self.tenant_columns[known].name = to.clone(),
            Some(known) => drop(self.tenant_columns.remove(known)),
            None if is_tenant_key(from.as_str()) => self.missing_column(from)?,
            // Under a name that was no tenant's, nobody kept its default.
            None => self.tenant_columns.push(TenantColumn {
                name: to.clone(),
                default: None,
                set: at.clone(),
                doubt: Some(at),
            }),
        }
        Ok(())
    }

    fn drop_column(&mut self, name: &Identifier, if_exists: bool) -> Outcome {
        match self.column_at(name) {
            Some(known) => drop(self.tenant_columns.remove(known)),
            None if if_exists => {}
            None => self.missing_column(name)?,
        }
        Ok(())
    }

    /// Takes in what the same table may have come to otherwise.
    pub(super) fn merge_columns(&mut self, other: &[TenantColumn], at: &Location) {
        for column in &mut self.tenant_columns {
            match other.iter().find(|there| there.name == column.name) {
                Some(there) if there.default == column.default => {
                    column.doubt = column.doubt.take().or_else(|| there.doubt.clone());
                }
                None if column.is_set_within(at) => {}
                Some(there) if column.default.is_none() => {
                    *column = TenantColumn { doubt: Some(at.clone()), ..there.clone() };
                }
                Some(_) | None => column.doubt = Some(at.clone()),
            }
        }
        for there in other {
            if self.column_at(&there.name).is_none() {
                let mut column = there.clone();
                if !column.is_set_within(at) {
                    column.doubt = Some(at.clone());
                }
                self.tenant_columns.push(column);
            }
        }
    }
}

impl Catalogue {
    /// A statement that may change a column of some tables.
    pub(super) fn doubt_column(&mut self, table: &RelationName, column: &Identifier, at: &Location) {
        for relation in self.relations.values_mut().filter(|relation| fits(table, relation.name())) {
            if let Relation::Table(table) = &**relation
                && let Some(known) = table.column_at(column)
                && let Relation::Table(table) = Arc::make_mut(relation)
            {
                table.tenant_columns[known].doubt = Some(at.clone());
            }
        }
    }
}
