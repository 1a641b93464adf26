//! Statements about schemas.

use super::super::rejection::{Outcome, Rejected, SqlState};
use super::Session;
use crate::facts::sql::{CreateSchema, DropSchemas, Identifier};
use crate::source::Span;

impl Session<'_> {
    pub(super) fn create_schema(&mut self, create: &CreateSchema, span: Span) -> Outcome {
        if self.catalogue.has_schema(&create.name) {
            return if create.if_not_exists { Ok(()) } else { Err(duplicate_schema(&create.name)) };
        }
        let object = self.object(span);
        self.catalogue.add_schema(create.name.clone(), object);
        create.elements.iter().try_for_each(|element| self.apply(element))
    }

    pub(super) fn rename_schema(&mut self, from: &Identifier, to: &Identifier) -> Outcome {
        if !self.catalogue.has_schema(from) {
            return Err(undefined_schema(from));
        }
        if self.catalogue.has_schema(to) {
            return Err(duplicate_schema(to));
        }
        self.catalogue.rename_schema(from, to);
        Ok(())
    }

    pub(super) fn drop_schemas(&mut self, drop: &DropSchemas) -> Outcome {
        for name in &drop.names {
            if !self.catalogue.has_schema(name) && !drop.if_exists {
                return Err(undefined_schema(name));
            }
            if !drop.cascade && !self.catalogue.is_empty_schema(name) {
                let message = format!("cannot drop schema {name} because other objects depend on it");
                return Err(Rejected::new(SqlState::DependentObjects, message));
            }
        }
        for name in &drop.names {
            self.catalogue.remove_schema(name);
        }
        Ok(())
    }
}

fn undefined_schema(name: &Identifier) -> Rejected {
    Rejected::new(SqlState::UndefinedSchema, format!("schema \"{name}\" does not exist"))
}

fn duplicate_schema(name: &Identifier) -> Rejected {
    Rejected::new(SqlState::DuplicateSchema, format!("schema \"{name}\" already exists"))
}
