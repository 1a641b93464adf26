//! What roles own, and every place that names a role.

use std::sync::Arc;

use super::acl::{Acl, Grantee};
use super::catalogue::Catalogue;
use super::dependency::Item;
use super::object::{Object, QualifiedName};
use super::relation::Relation;
use super::table::Column;
use super::user_type::UserType;
use crate::facts::sql::Identifier;

impl Object {
    /// Gives it a new owner, who has what the old one had.
    pub(super) fn hand_over(&mut self, to: &Identifier) {
        let from = std::mem::replace(&mut self.owner, to.clone());
        if let Some(acl) = &mut self.acl {
            acl.hand_over(&from, to);
        }
    }
}

impl Catalogue {
    pub(super) fn schema_mut(&mut self, name: &Identifier) -> Option<&mut Object> {
        self.schemas.get_mut(name).map(Arc::make_mut)
    }

    pub(super) fn type_mut(&mut self, name: &QualifiedName) -> Option<&mut UserType> {
        let kind = self.types.get(name)?;
        self.note_needs(kind.object.id);
        self.types.get_mut(name).map(Arc::make_mut)
    }

    /// Gives a relation a new owner, and with a table the sequences of its columns.
    pub(super) fn own_relation(&mut self, name: &QualifiedName, owner: &Identifier) {
        let Some(relation) = self.get_mut(name) else { return };
        let id = relation.id();
        let before = relation.object().map(|object| object.owner.clone());
        if let Some(object) = relation.object_mut() {
            object.hand_over(owner);
        }
        let Relation::Table(table) = relation else { return };
        for acl in table.columns.iter_mut().filter_map(|column| column.acl.as_mut()) {
            if let Some(before) = &before {
                acl.hand_over(before, owner);
            }
        }
        for (sequence, _) in self.sequences_of(id) {
            if let Some(object) = self.get_mut(&sequence).and_then(Relation::object_mut) {
                object.hand_over(owner);
            }
        }
    }

    /// Every object that has an owner and an access list. All of them are copied from what snapshots share.
    pub(super) fn objects_mut(&mut self) -> impl Iterator<Item = &mut Object> {
        let schemas = self.schemas.values_mut().map(Arc::make_mut);
        let relations = self.relations.values_mut();
        let relations = relations.filter_map(|relation| Arc::make_mut(relation).object_mut());
        let routines = self.routines.values_mut();
        let routines = routines.flat_map(|overloads| Arc::make_mut(overloads).iter_mut());
        let types = self.types.values_mut().map(|kind| &mut Arc::make_mut(kind).object);
        schemas.chain(relations).chain(routines.map(|routine| &mut routine.object)).chain(types)
    }

    fn objects(&self) -> impl Iterator<Item = &Object> {
        let relations = self.relations().filter_map(Relation::object);
        let types = self.types.values().map(|kind| &kind.object);
        let schemas = self.schemas.values().map(|object| &**object);
        schemas.chain(relations).chain(self.routines().map(|routine| &routine.object)).chain(types)
    }

    fn columns_mut(&mut self) -> impl Iterator<Item = &mut Column> {
        let relations = self.relations.values_mut().map(Arc::make_mut);
        relations.flat_map(|relation| match relation {
            Relation::Table(table) => table.columns.iter_mut(),
            Relation::View(view) => view.columns.iter_mut(),
            _ => [].iter_mut(),
        })
    }

    /// Whether a role owns something, was given something or is bound by a policy: it cannot be dropped.
    pub(super) fn is_role_in_use(&self, role: &Identifier) -> bool {
        let names = |acl: &Option<Acl>| acl.as_ref().is_some_and(|acl| acl.names(role));
        self.objects().any(|object| object.owner == *role || names(&object.acl))
            || self.default_privileges.iter().any(|default| default.role == *role || default.acl.names(role))
            || self.tables().any(|table| {
                let is_bound = |role_of: &Grantee| role_of.role() == Some(role);
                table.columns.iter().any(|column| names(&column.acl))
                    || table.policies.iter().any(|policy| policy.roles.iter().any(is_bound))
            })
    }

    /// Puts a role's new name wherever the old one stands.
    pub(super) fn rename_role(&mut self, from: &Identifier, to: &Identifier) {
        let replace = |name: &mut Identifier| {
            if name == from {
                *name = to.clone();
            }
        };
        for object in self.objects_mut() {
            replace(&mut object.owner);
            object.acl.iter_mut().for_each(|acl| acl.rename_role(from, to));
        }
        self.columns_mut().filter_map(|column| column.acl.as_mut()).for_each(|acl| acl.rename_role(from, to));
        for default in Arc::make_mut(&mut self.default_privileges) {
            replace(&mut default.role);
            default.acl.rename_role(from, to);
        }
        for relation in self.relations.values_mut() {
            let Relation::Table(table) = Arc::make_mut(relation) else { continue };
            for grantee in table.policies.iter_mut().flat_map(|policy| policy.roles.iter_mut()) {
                if let Grantee::Role(name) = grantee {
                    replace(name);
                }
            }
        }
        let roles = &mut self.roles;
        if let Some(mut role) = roles.remove(from) {
            Arc::make_mut(&mut role).name = to.clone();
            roles.insert(to.clone(), role);
        }
        for role in roles.values_mut() {
            Arc::make_mut(role).member_of.iter_mut().for_each(replace);
        }
    }

    /// Takes from roles what they were given: on objects and columns, by default, and as those whom a
    /// policy binds. A policy that binds nobody else goes.
    pub(super) fn revoke_everything(&mut self, roles: &[Identifier]) {
        let is_theirs = |grantee: &Grantee| grantee.role().is_some_and(|role| roles.contains(role));
        let take = |acl: &mut Acl| acl.grants.retain(|grant| !is_theirs(&grant.grantee));
        for object in self.objects_mut().filter(|object| !roles.contains(&object.owner)) {
            object.acl.iter_mut().for_each(take);
        }
        for column in self.columns_mut() {
            column.acl.iter_mut().for_each(take);
            column.acl = column.acl.take().filter(|acl| !acl.grants.is_empty());
        }
        let defaults = Arc::make_mut(&mut self.default_privileges);
        defaults.retain(|default| !roles.contains(&default.role));
        for default in defaults.iter_mut() {
            take(&mut default.acl);
        }
        for relation in self.relations.values_mut() {
            let Relation::Table(table) = Arc::make_mut(relation) else { continue };
            table.policies.iter_mut().for_each(|policy| policy.roles.retain(|role| !is_theirs(role)));
            table.policies.retain(|policy| !policy.roles.is_empty());
        }
    }

    /// Everything that one of these roles owns.
    pub(super) fn owned_by(&self, owners: &[Identifier]) -> Vec<Item> {
        let is_theirs = |object: &Object| owners.contains(&object.owner);
        let schemas = self.schemas.iter().filter(|(_, object)| is_theirs(object));
        let relations = self.relations().filter(|relation| relation.object().is_some_and(is_theirs));
        let routines = self.routines().filter(|routine| is_theirs(&routine.object));
        let types = self.types.values().filter(|kind| is_theirs(&kind.object));
        let mut items: Vec<Item> = schemas.map(|(name, _)| Item::Schema(name.clone())).collect();
        items.extend(relations.map(|relation| Item::Relation(relation.id())));
        items.extend(routines.map(|routine| Item::Routine(routine.object.id)));
        items.extend(types.map(|kind| Item::Type(kind.object.id)));
        items
    }
}
