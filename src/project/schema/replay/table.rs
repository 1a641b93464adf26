//! Statements about tables.

use super::super::catalogue::Catalogue;
use super::super::object::QualifiedName;
use super::super::rejection::{Outcome, Rejected, SqlState};
use super::super::relation::Relation;
use super::super::table::{RowSecurity, Table};
use super::{Session, duplicate_relation, undefined_relation};
use crate::facts::sql::{AlterRelation, CreateTable, RelationChange, RelationName};
use crate::source::Span;

impl Session<'_> {
    pub(super) fn create_table(&mut self, create: &CreateTable, span: Span) -> Outcome {
        let name = self.creation_name(&create.name, create.is_temporary)?;
        if self.catalogue.get(&name).is_some() {
            return if create.if_not_exists { Ok(()) } else { Err(duplicate_relation(&name)) };
        }
        if let Some(missing) = create.needs().find(|needed| !self.may_exist(needed)) {
            return Err(undefined_relation(missing));
        }
        let partition_of = match &create.partition_of {
            Some(of) => Some(self.table_named(&of.parent)?.object.id),
            None => None,
        };
        let mut table = Table::new(self.object(span), name.clone(), create.kind);
        table.object.created = self.at(create.name.span);
        table.object.extension.clone_from(&create.extension);
        table.partition_of = partition_of;
        table.tenant_columns = self.columns(create);
        table.has_foreign_columns = create.has_foreign_columns();
        self.catalogue.insert(Relation::Table(table));
        if let Some(parent) = partition_of.and_then(|id| self.catalogue.relation_by_id(id)) {
            let parent = parent.name().clone();
            self.copy_triggers(&parent, &name);
        }
        self.catalogue.created = Some(name);
        let fired = self.fire();
        self.catalogue.created = None;
        fired
    }

    pub(super) fn may_exist(&self, name: &RelationName) -> bool {
        Catalogue::is_platform_name(name) || self.catalogue.find(name).is_some()
    }

    /// The table that a statement means.
    pub(super) fn table_named(&self, name: &RelationName) -> Outcome<&Table> {
        let found = self.catalogue.find(name).ok_or_else(|| undefined_relation(name))?;
        self.catalogue.table(&found).ok_or_else(|| not_a_table(&found))
    }

    pub(super) fn alter_relation(&mut self, alter: &AlterRelation, span: Span) -> Outcome {
        let Some(mut name) = self.catalogue.find(&alter.name) else {
            return if alter.if_exists { Ok(()) } else { Err(undefined_relation(&alter.name)) };
        };
        // All of its actions happen, or none.
        let before = (alter.changes.len() > 1).then(|| self.catalogue.clone());
        for change in &alter.changes {
            match self.change(name, change, span) {
                Ok(now) => name = now,
                Err(rejected) => {
                    if let Some(before) = before {
                        *self.catalogue = before;
                    }
                    return Err(rejected);
                }
            }
        }
        Ok(())
    }

    /// One action on a relation; returns the name it has afterwards.
    fn change(&mut self, name: QualifiedName, change: &RelationChange, span: Span) -> Outcome<QualifiedName> {
        match change {
            RelationChange::Column(change) => self.change_column(&name, change)?,
            RelationChange::SetOptions(options) => self.set_options(&name, options),
            RelationChange::ResetOptions(options) => self.reset_options(&name, options),
            RelationChange::SwitchTrigger(switch) => self.switch_trigger(&name, switch)?,
            RelationChange::EnableRowSecurity => self.set_row_security(&name, RowSecurity::On, span)?,
            RelationChange::DisableRowSecurity => self.set_row_security(&name, RowSecurity::Off, span)?,
            RelationChange::ForceRowSecurity => self.force_row_security(&name, true)?,
            RelationChange::NoForceRowSecurity => self.force_row_security(&name, false)?,
            RelationChange::Inherit(_)
            | RelationChange::NoInherit(_)
            | RelationChange::SetLogged(_)
            | RelationChange::OwnedBy(_)
            | RelationChange::Constraint(_) => {}
            RelationChange::Owner(owner) => self.own_table(&name, owner)?,
            RelationChange::Rename(to) => {
                return self.rename(&name, QualifiedName { schema: name.schema.clone(), name: to.clone() });
            }
            RelationChange::SetSchema(schema) => {
                if !self.catalogue.has_schema(schema) {
                    let message = format!("schema \"{schema}\" does not exist");
                    return Err(Rejected::new(SqlState::UndefinedSchema, message));
                }
                return self.rename(&name, QualifiedName { schema: schema.clone(), name: name.name.clone() });
            }
            RelationChange::Attach { part, .. } => {
                let parent = self.catalogue.get(&name).map(Relation::id);
                let partition = self.table_named(part)?.name.clone();
                if let Some(table) = self.catalogue.table_mut(&partition) {
                    table.partition_of = parent;
                }
                self.copy_triggers(&name, &partition);
            }
            RelationChange::Detach(partition) => {
                let partition = self.table_named(partition)?.name.clone();
                if let Some(table) = self.catalogue.table_mut(&partition) {
                    table.partition_of = None;
                    table.triggers.retain(|trigger| trigger.copy_of.is_none());
                }
            }
        }
        Ok(name)
    }

    fn set_row_security(&mut self, name: &QualifiedName, to: RowSecurity, span: Span) -> Outcome {
        let at = self.at(span);
        let table = self.catalogue.table_mut(name).ok_or_else(|| not_a_table(name))?;
        if !table.has_row_security() {
            return Err(not_a_table(name));
        }
        if table.row_security != to {
            table.row_security_changes.push(at);
        }
        table.row_security = to;
        Ok(())
    }

    fn force_row_security(&mut self, name: &QualifiedName, forces: bool) -> Outcome {
        let table = self.catalogue.table_mut(name).ok_or_else(|| not_a_table(name))?;
        table.forces_row_security = forces;
        Ok(())
    }

    fn rename(&mut self, from: &QualifiedName, to: QualifiedName) -> Outcome<QualifiedName> {
        if self.catalogue.get(&to).is_some() {
            return Err(duplicate_relation(&to));
        }
        self.catalogue.rename(from, to.clone());
        Ok(to)
    }
}

pub(super) fn not_a_table(name: &QualifiedName) -> Rejected {
    Rejected::new(SqlState::WrongObjectType, format!("\"{}\" is not a table", name.name))
}
