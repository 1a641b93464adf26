//! Who may do what with an object: its access list, its owner, and the roles that somebody acts as.

use std::sync::Arc;

use super::Schema;
use super::acl::{Acl, Grantee};
use super::catalogue::Catalogue;
use super::object::Object;
use super::routine::Routine;
use super::sequence::Sequence;
use super::table::{Column, Table};
use super::user_type::UserType;
use super::view::View;
use crate::facts::sql::{DefaultsFor, Identifier, Privilege, Privileges};

/// What new objects of one kind, made by one role, are given.
#[derive(Clone, Debug)]
pub struct DefaultPrivileges {
    /// The role that makes them.
    pub role: Identifier,
    /// The schema in which it makes them; `None` for all.
    pub schema: Option<Identifier>,
    /// Their kind.
    pub kind: DefaultsFor,
    /// What they are given.
    pub acl: Acl,
}

/// An object that privileges can be granted on.
#[derive(Clone, Copy, Debug)]
pub struct Securable<'o> {
    object: &'o Object,
    kind: DefaultsFor,
}

impl<'o> Securable<'o> {
    pub(super) fn new(object: &'o Object, kind: DefaultsFor) -> Self {
        Self { object, kind }
    }

    /// A schema.
    pub fn schema(object: &'o Object) -> Self {
        Self::new(object, DefaultsFor::Schemas)
    }

    /// The role that owns it.
    pub fn owner(self) -> &'o Identifier {
        &self.object.owner
    }

    /// Its access list, the built-in one where it has none of its own.
    pub fn acl(self) -> Acl {
        self.object.acl.clone().unwrap_or_else(|| Acl::built_in(self.kind, &self.object.owner))
    }
}

impl<'o> From<&'o Table> for Securable<'o> {
    fn from(table: &'o Table) -> Self {
        Self::new(&table.object, DefaultsFor::Tables)
    }
}

impl<'o> From<&'o View> for Securable<'o> {
    fn from(view: &'o View) -> Self {
        Self::new(&view.object, DefaultsFor::Tables)
    }
}

impl<'o> From<&'o Sequence> for Securable<'o> {
    fn from(sequence: &'o Sequence) -> Self {
        Self::new(&sequence.object, DefaultsFor::Sequences)
    }
}

impl<'o> From<&'o Routine> for Securable<'o> {
    fn from(routine: &'o Routine) -> Self {
        Self::new(&routine.object, DefaultsFor::Functions)
    }
}

impl<'o> From<&'o UserType> for Securable<'o> {
    fn from(kind: &'o UserType) -> Self {
        Self::new(&kind.object, DefaultsFor::Types)
    }
}

impl Schema {
    /// Whether a role may do that to an object, itself or as a role it inherits from. Does not ask whether
    /// it may use the object's schema. A role that does not exist may do nothing.
    pub fn has_privilege<'o>(
        &self,
        role: &Identifier,
        object: impl Into<Securable<'o>>,
        privilege: Privilege,
    ) -> bool {
        self.catalogue.has_privilege(role, object.into(), privilege)
    }

    /// Whether a role may do that to a column by a grant on the column itself.
    pub fn has_column_privilege(&self, role: &Identifier, column: &Column, privilege: Privilege) -> bool {
        let Some(acl) = &column.acl else { return false };
        self.catalogue.acting_roles(role).into_iter().map(Grantee::Role).chain([Grantee::Public]).any(
            |grantee| {
                let (privileges, _) = acl.direct(&grantee);
                privileges.has(privilege)
            },
        )
    }

    /// The schema of that name as what privileges are granted on.
    pub(super) fn schema_object(&self, name: &Identifier) -> Option<&Object> {
        self.catalogue.schemas.get(name).map(|object| &**object)
    }

    /// The roles whose rights that role has: itself first, then those it inherits from.
    pub(super) fn acting_roles(&self, role: &Identifier) -> Vec<Identifier> {
        self.catalogue.acting_roles(role)
    }

    /// Whether a role may use what the schema of that name holds.
    pub fn has_schema_usage(&self, role: &Identifier, schema: &Identifier) -> bool {
        let object = self.schema_object(schema);
        object.is_some_and(|object| self.has_privilege(role, Securable::schema(object), Privilege::Usage))
    }
}

impl Catalogue {
    /// Takes away what the platform gives clients on what migrations create in `public`. What every
    /// PostgreSQL gives, calling a function, stays.
    pub(super) fn give_clients_nothing(&mut self) {
        let is_of_platform = |default: &DefaultPrivileges| {
            default.schema.as_ref().is_some_and(|schema| schema.as_str() == "public")
        };
        Arc::make_mut(&mut self.default_privileges).retain(|default| !is_of_platform(default));
    }

    pub(super) fn has_privilege(
        &self,
        role: &Identifier,
        object: Securable<'_>,
        privilege: Privilege,
    ) -> bool {
        if self.is_superuser(role) {
            return true;
        }
        if !self.roles.contains_key(role) {
            return false;
        }
        let acl = object.acl();
        let (public, _) = acl.direct(&Grantee::Public);
        let acting = self.acting_roles(role);
        public.has(privilege)
            || acting.iter().any(|name| acl.direct(&Grantee::Role(name.clone())).0.has(privilege))
            || acting.iter().any(|name| predefined(name.as_str(), object.kind).has(privilege))
    }

    /// What a new object of that owner in that schema starts with; `None` where that is the built-in
    /// default.
    pub(super) fn default_acl(
        &self,
        kind: DefaultsFor,
        owner: &Identifier,
        schema: Option<&Identifier>,
    ) -> Option<Acl> {
        let of = |schema: Option<&Identifier>| {
            let fits = |default: &&DefaultPrivileges| {
                default.kind == kind && default.role == *owner && default.schema.as_ref() == schema
            };
            self.default_privileges.iter().find(fits)
        };
        let everywhere = of(None);
        let here = schema.and_then(|schema| of(Some(schema)));
        if everywhere.is_none() && here.is_none() {
            return None;
        }
        let built_in = Acl::built_in(kind, owner);
        let mut acl = everywhere.map_or_else(|| built_in.clone(), |default| default.acl.clone());
        if let Some(here) = here {
            acl.merge(&here.acl);
        }
        (acl != built_in).then_some(acl)
    }
}

/// What PostgreSQL's own roles may do to every object of a kind.
fn predefined(role: &str, kind: DefaultsFor) -> Privileges {
    match (role, kind) {
        ("pg_read_all_data", DefaultsFor::Tables | DefaultsFor::Sequences) => {
            Privileges::of(&[Privilege::Select])
        }
        ("pg_read_all_data" | "pg_write_all_data", DefaultsFor::Schemas) => {
            Privileges::of(&[Privilege::Usage])
        }
        ("pg_write_all_data", DefaultsFor::Tables) => {
            Privileges::of(&[Privilege::Insert, Privilege::Update, Privilege::Delete])
        }
        _ => Privileges::NONE,
    }
}
