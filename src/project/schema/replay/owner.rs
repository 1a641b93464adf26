//! Who owns what, and what goes when somebody's things go.

use super::super::catalogue::Catalogue;
use super::super::object::QualifiedName;
use super::super::rejection::{Outcome, Rejected, SqlState};
use super::drop::SEVERAL;
use super::{Session, undefined_relation};
use crate::facts::sql::{
    AlterOwner, DropOwned, Identifier, OwnedObject, ReassignOwned, RelationName, RoleName,
};

impl Session<'_> {
    /// `OWNER TO` of anything but a table.
    pub(super) fn alter_owner(&mut self, alter: &AlterOwner) -> Outcome {
        let owner = self.role_named(&alter.owner)?;
        match &alter.object {
            OwnedObject::Relation(name) => self.own_relation_named(name, alter.if_exists, &owner),
            OwnedObject::Routine(kind, wanted) => match self.catalogue.routine_of(wanted, *kind) {
                Ok(routine) => {
                    let (name, id) = (routine.name.clone(), routine.object.id);
                    if let Some(routine) = self.catalogue.routine_mut(&name, id) {
                        routine.object.hand_over(&owner);
                    }
                    Ok(())
                }
                Err(_) if Catalogue::is_platform_name(&wanted.name) => Ok(()),
                Err(rejected) => Err(rejected),
            },
            OwnedObject::Schema(name) => {
                self.schema_named(name)?;
                if let Some(object) = self.catalogue.schema_mut(name) {
                    object.hand_over(&owner);
                }
                Ok(())
            }
            OwnedObject::Type(name) => self.own_type(name, &owner),
            OwnedObject::Other => Ok(()),
        }
    }

    fn own_relation_named(&mut self, name: &RelationName, if_exists: bool, owner: &Identifier) -> Outcome {
        match self.catalogue.find(name) {
            Some(found) => {
                self.catalogue.own_relation(&found, owner);
                Ok(())
            }
            None if if_exists || Catalogue::is_platform_name(name) => Ok(()),
            None => Err(undefined_relation(name)),
        }
    }

    /// `ALTER TABLE … OWNER TO`: its sequences go with it.
    pub(super) fn own_table(&mut self, name: &QualifiedName, owner: &RoleName) -> Outcome {
        let owner = self.role_named(owner)?;
        self.catalogue.own_relation(name, &owner);
        Ok(())
    }

    fn own_type(&mut self, name: &RelationName, owner: &Identifier) -> Outcome {
        let types = &self.catalogue.types;
        match self.catalogue.resolve(name, |candidate| types.contains_key(candidate)) {
            Some(found) => {
                if let Some(found) = self.catalogue.type_mut(&found) {
                    found.object.hand_over(owner);
                }
                Ok(())
            }
            // One of an extension or of the platform is not kept; any other is missing.
            None if name.schema.is_none() || Catalogue::is_platform_name(name) => Ok(()),
            None => {
                let message = format!("type \"{}\" does not exist", name.name);
                Err(Rejected::new(SqlState::UndefinedObject, message))
            }
        }
    }

    pub(super) fn reassign_owned(&mut self, reassign: &ReassignOwned) -> Outcome {
        let from = self.roles_named(&reassign.from)?;
        let to = self.role_named(&reassign.to)?;
        for object in self.catalogue.objects_mut() {
            if from.contains(&object.owner) {
                object.hand_over(&to);
            }
        }
        Ok(())
    }

    /// Takes away what roles own and what they were given.
    pub(super) fn drop_owned(&mut self, drop: &DropOwned) -> Outcome {
        let owners = self.roles_named(&drop.owners)?;
        let items = self.catalogue.owned_by(&owners);
        self.drop_items(items, drop.cascade, SEVERAL)?;
        self.catalogue.revoke_everything(&owners);
        Ok(())
    }
}
