//! Schemas of a catalogue: what lies in one goes and is renamed with it.

use std::sync::Arc;

use super::catalogue::Catalogue;
use super::object::{Object, QualifiedName};
use crate::facts::sql::Identifier;

impl Catalogue {
    pub(super) fn has_schema(&self, name: &Identifier) -> bool {
        self.schemas.contains_key(name)
    }

    pub(super) fn add_schema(&mut self, name: Identifier, object: Object) {
        self.schemas.insert(name, Arc::new(object));
    }

    /// Drops a schema with all it holds.
    pub(super) fn remove_schema(&mut self, name: &Identifier) {
        self.schemas.remove(name);
        self.relations.retain(|object, _| object.schema != *name);
        self.routines.retain(|object, _| object.schema != *name);
        self.types.retain(|object, _| object.schema != *name);
        Arc::make_mut(&mut self.default_privileges).retain(|default| default.schema.as_ref() != Some(name));
    }

    pub(super) fn rename_schema(&mut self, from: &Identifier, to: &Identifier) {
        for default in Arc::make_mut(&mut self.default_privileges) {
            if default.schema.as_ref() == Some(from) {
                default.schema = Some(to.clone());
            }
        }
        let schemas = &mut self.schemas;
        if let Some(object) = schemas.remove(from) {
            schemas.insert(to.clone(), object);
        }
        let moved = |name: &QualifiedName| QualifiedName { schema: to.clone(), name: name.name.clone() };
        let relations: Vec<_> = self.relations.keys().filter(|name| name.schema == *from).cloned().collect();
        for name in relations {
            self.rename(&name, &moved(&name));
        }
        let routines: Vec<_> = self.routines.keys().filter(|name| name.schema == *from).cloned().collect();
        for name in routines {
            self.rename_routines(&name, &moved(&name));
        }
        let types: Vec<_> = self.types.keys().filter(|name| name.schema == *from).cloned().collect();
        for name in types {
            self.rename_type(&name, moved(&name));
        }
    }
}
