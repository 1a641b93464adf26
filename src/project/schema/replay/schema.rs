//! Statements about schemas.

use super::super::dependency::Item;
use super::super::rejection::{Outcome, Rejected, SqlState};
use super::Session;
use super::drop::SEVERAL;
use crate::facts::sql::{CreateSchema, DefaultsFor, DropSchemas, Identifier};
use crate::source::Span;

impl Session<'_> {
    pub(super) fn create_schema(&mut self, create: &CreateSchema, span: Span) -> Outcome {
        if self.catalogue.has_schema(&create.name) {
            return if create.if_not_exists { Ok(()) } else { Err(duplicate_schema(&create.name)) };
        }
        let mut object = self.object(span);
        if let Some(owner) = &create.owner {
            object.owner = self.role_named(owner)?;
        }
        object.acl = self.catalogue.default_acl(DefaultsFor::Schemas, &object.owner, None);
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
        let missing = drop.names.iter().find(|name| !self.catalogue.has_schema(name));
        if let Some(missing) = missing.filter(|_| !drop.if_exists) {
            return Err(undefined_schema(missing));
        }
        let known: Vec<_> = drop.names.iter().filter(|name| self.catalogue.has_schema(name)).collect();
        let what = match known.as_slice() {
            [] => return Ok(()),
            [only] => format!("schema {only}"),
            _ => SEVERAL.to_owned(),
        };
        let items: Vec<_> = known.into_iter().cloned().map(Item::Schema).collect();
        self.drop_items(items, drop.cascade, &what)
    }
}

fn undefined_schema(name: &Identifier) -> Rejected {
    Rejected::new(SqlState::UndefinedSchema, format!("schema \"{name}\" does not exist"))
}

fn duplicate_schema(name: &Identifier) -> Rejected {
    Rejected::new(SqlState::DuplicateSchema, format!("schema \"{name}\" already exists"))
}
