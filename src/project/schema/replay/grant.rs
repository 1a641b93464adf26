//! `GRANT` and `REVOKE` on objects, and the privileges that new ones start with.

use std::sync::Arc;

use super::super::acl::{self, Acl, AclChange, Grantee};
use super::super::catalogue::Catalogue;
use super::super::object::{Object, ObjectId, QualifiedName};
use super::super::privilege::{DefaultPrivileges, Securable};
use super::super::rejection::{Outcome, Rejected, SqlState};
use super::super::relation::Relation;
use super::super::routine::{Routine, RoutineKind};
use super::super::table::Column;
use super::{Session, undefined_relation};
use crate::facts::sql::{
    self, AlterDefaultPrivileges, DefaultsFor, Grant, GrantTarget, GrantedPrivilege, Identifier, Privilege,
    Privileges, RelationName, RoutineSignature, SchemaContent,
};
use crate::source::Span;

/// An object that a statement grants on.
enum Granted {
    Relation(QualifiedName),
    Routine(QualifiedName, ObjectId),
    Schema(Identifier),
    Type(QualifiedName),
}

impl Session<'_> {
    /// `GRANT` and `REVOKE`: on every object it names, or on none.
    pub(super) fn grant(&mut self, grant: &Grant, span: Span) -> Outcome {
        let at = self.at(span);
        let grantees = self.grantees(&grant.grantees)?;
        let change = AclChange {
            is_grant: grant.is_grant,
            grant_option: grant.grant_option,
            cascade: grant.cascade,
            grantees: &grantees,
            at: &at,
        };
        let objects = self.granted(&grant.target)?;
        let before = self.catalogue.clone();
        let outcome = objects.iter().try_for_each(|object| match object {
            Granted::Relation(name) => self.grant_on_relation(name, grant, &change),
            Granted::Routine(name, id) => self.grant_on_routine(name, *id, grant, &change),
            Granted::Schema(name) => self.grant_on_schema(name, grant, &change),
            Granted::Type(name) => self.grant_on_type(name, grant, &change),
        });
        if outcome.is_err() {
            *self.catalogue = before;
        }
        outcome
    }

    /// The objects that a statement means. Those that the platform keeps unseen are left out.
    fn granted(&self, target: &GrantTarget) -> Outcome<Vec<Granted>> {
        let relation = |name: &RelationName| match self.catalogue.find(name) {
            Some(found) => Ok(Some(Granted::Relation(found))),
            None if Catalogue::is_platform_name(name) => Ok(None),
            None => Err(undefined_relation(name)),
        };
        match target {
            GrantTarget::Relations(names) | GrantTarget::Sequences(names) => {
                names.iter().filter_map(|name| relation(name).transpose()).collect()
            }
            GrantTarget::Routines(kind, signatures) => signatures
                .iter()
                .filter_map(|wanted| self.granted_routine(wanted, *kind).transpose())
                .collect(),
            GrantTarget::Schemas(names) => names
                .iter()
                .map(|name| self.schema_named(name).map(|()| Granted::Schema(name.clone())))
                .collect(),
            GrantTarget::Types(names) => {
                Ok(names.iter().filter_map(|name| self.granted_type(name)).collect())
            }
            GrantTarget::AllInSchema(content, schemas) => {
                schemas.iter().try_for_each(|schema| self.schema_named(schema))?;
                Ok(schemas.iter().flat_map(|schema| self.all_in_schema(*content, schema)).collect())
            }
            GrantTarget::Other => Ok(Vec::new()),
        }
    }

    fn granted_routine(&self, wanted: &RoutineSignature, kind: sql::RoutineKind) -> Outcome<Option<Granted>> {
        match self.catalogue.routine_of(wanted, kind) {
            Ok(routine) => Ok(Some(Granted::Routine(routine.name.clone(), routine.object.id))),
            Err(_) if Catalogue::is_platform_name(&wanted.name) => Ok(None),
            Err(rejected) => Err(rejected),
        }
    }

    /// `None` for built-in types and those of extensions, which are not kept.
    fn granted_type(&self, name: &RelationName) -> Option<Granted> {
        let types = &self.catalogue.types;
        self.catalogue.resolve(name, |candidate| types.contains_key(candidate)).map(Granted::Type)
    }

    pub(super) fn schema_named(&self, name: &Identifier) -> Outcome {
        if self.catalogue.has_schema(name) {
            return Ok(());
        }
        Err(Rejected::new(SqlState::UndefinedSchema, format!("schema \"{name}\" does not exist")))
    }

    fn all_in_schema(&self, content: SchemaContent, schema: &Identifier) -> Vec<Granted> {
        let relations = |is_meant: fn(&Relation) -> bool| {
            let here = self.catalogue.relations().filter(|relation| relation.name().schema == *schema);
            let meant = here.filter(|relation| is_meant(relation));
            meant.map(|relation| Granted::Relation(relation.name().clone())).collect()
        };
        match content {
            SchemaContent::Tables => {
                relations(|relation| matches!(relation, Relation::Table(_) | Relation::View(_)))
            }
            SchemaContent::Sequences => relations(|relation| matches!(relation, Relation::Sequence(_))),
            SchemaContent::Routines(kind) => {
                let is_meant = |routine: &Routine| match kind {
                    sql::RoutineKind::Procedure => routine.kind == RoutineKind::Procedure,
                    sql::RoutineKind::Routine => true,
                    _ => routine.kind != RoutineKind::Procedure,
                };
                let here = self.catalogue.routines().filter(|routine| routine.name.schema == *schema);
                let meant = here.filter(|routine| is_meant(routine));
                meant.map(|routine| Granted::Routine(routine.name.clone(), routine.object.id)).collect()
            }
        }
    }

    fn grant_on_relation(&mut self, name: &QualifiedName, grant: &Grant, change: &AclChange<'_>) -> Outcome {
        let Some(relation) = self.catalogue.get(name) else { return Ok(()) };
        let Some(object) = relation.object() else {
            let message = format!("\"{}\" is an index or a composite type", name.name);
            return Err(Rejected::new(SqlState::WrongObjectType, message));
        };
        let is_sequence = matches!(relation, Relation::Sequence(_));
        if !is_sequence && matches!(grant.target, GrantTarget::Sequences(_)) {
            let message = format!("\"{}\" is not a sequence", name.name);
            return Err(Rejected::new(SqlState::WrongObjectType, message));
        }
        let kind = if is_sequence { DefaultsFor::Sequences } else { DefaultsFor::Tables };
        let whole = whole(&grant.privileges, kind)?;
        let changed = self.changed_acl(Securable::new(object, kind), change, whole)?;
        let owner = object.owner.clone();
        if let (Some(object), Some(acl)) =
            (self.catalogue.get_mut(name).and_then(Relation::object_mut), changed)
        {
            object.acl = Some(acl);
        }
        self.grant_on_columns(name, &owner, grant, change, whole)
    }

    /// Privileges on single columns. What is taken from a table is taken from its columns too.
    fn grant_on_columns(
        &mut self,
        name: &QualifiedName,
        owner: &Identifier,
        grant: &Grant,
        change: &AclChange<'_>,
        whole: Privileges,
    ) -> Outcome {
        let grantor = owner.clone();
        let Some(relation) = self.catalogue.get_mut(name) else { return Ok(()) };
        let (columns, is_complete) = match relation {
            Relation::Table(table) => {
                let is_complete = table.knows_columns() && !table.object.is_platform;
                (&mut table.columns, is_complete)
            }
            Relation::View(view) => {
                let is_complete = !view.columns.is_empty() && !view.object.is_platform;
                (&mut view.columns, is_complete)
            }
            _ => return Ok(()),
        };
        if !change.is_grant {
            let taken = whole.intersection(acl::all_of_column());
            for column in columns.iter_mut().filter(|column| column.acl.is_some()) {
                change_column(column, change, taken, &grantor, owner)?;
            }
        }
        for granted in grant.privileges.iter().filter(|granted| !granted.columns.is_empty()) {
            let privileges =
                granted.privilege.map_or(acl::all_of_column(), |privilege| Privileges::of(&[privilege]));
            if !acl::all_of_column().includes(privileges) {
                return Err(invalid_privilege("column"));
            }
            for wanted in &granted.columns {
                match columns.iter_mut().find(|column| column.name == *wanted) {
                    Some(column) => change_column(column, change, privileges, &grantor, owner)?,
                    None if is_complete => {
                        let message =
                            format!("column \"{wanted}\" of relation \"{}\" does not exist", name.name);
                        return Err(Rejected::new(SqlState::UndefinedColumn, message));
                    }
                    None => {}
                }
            }
        }
        Ok(())
    }

    fn grant_on_routine(
        &mut self,
        name: &QualifiedName,
        id: ObjectId,
        grant: &Grant,
        change: &AclChange<'_>,
    ) -> Outcome {
        let whole = whole(&grant.privileges, DefaultsFor::Functions)?;
        let routines = self.catalogue.routines.get(name);
        let found = routines.and_then(|overloads| overloads.iter().find(|routine| routine.object.id == id));
        let Some(found) = found else { return Ok(()) };
        let changed = self.changed_acl(Securable::from(found), change, whole)?;
        if let Some(routine) = self.catalogue.routine_mut(name, id)
            && let Some(acl) = changed
        {
            routine.object.acl = Some(acl);
        }
        Ok(())
    }

    fn grant_on_schema(&mut self, name: &Identifier, grant: &Grant, change: &AclChange<'_>) -> Outcome {
        let whole = whole(&grant.privileges, DefaultsFor::Schemas)?;
        let Some(object) = self.catalogue.schemas.get(name) else { return Ok(()) };
        let changed = self.changed_acl(Securable::schema(object), change, whole)?;
        set(self.catalogue.schemas.get_mut(name).map(Arc::make_mut), changed);
        Ok(())
    }

    fn grant_on_type(&mut self, name: &QualifiedName, grant: &Grant, change: &AclChange<'_>) -> Outcome {
        let whole = whole(&grant.privileges, DefaultsFor::Types)?;
        let Some(found) = self.catalogue.types.get(name) else { return Ok(()) };
        let changed = self.changed_acl(Securable::from(&**found), change, whole)?;
        let found = self.catalogue.types.get_mut(name).map(Arc::make_mut);
        set(found.map(|found| &mut found.object), changed);
        Ok(())
    }

    /// The access list that an object has afterwards; `None` where it stays as it is.
    fn changed_acl(
        &self,
        object: Securable<'_>,
        change: &AclChange<'_>,
        privileges: Privileges,
    ) -> Outcome<Option<Acl>> {
        if privileges.is_empty() {
            return Ok(None);
        }
        let mut acl = object.acl();
        let Some((grantor, privileges)) = self.catalogue.best_grantor(&acl, object, privileges) else {
            return Err(Rejected::new(SqlState::InsufficientPrivilege, "permission denied"));
        };
        acl.change(change, privileges, &grantor, object.owner())?;
        Ok(Some(acl))
    }

    pub(super) fn alter_default_privileges(&mut self, alter: &AlterDefaultPrivileges, span: Span) -> Outcome {
        let at = self.at(span);
        let grantees = self.grantees(&alter.grantees)?;
        let mut creators = self.roles_named(&alter.creators)?;
        if alter.creators.is_empty() {
            creators.push(self.catalogue.role.clone());
        }
        alter.schemas.iter().try_for_each(|schema| self.schema_named(schema))?;
        let privileges = whole(&alter.privileges, alter.kind)?;
        let change = AclChange {
            is_grant: alter.is_grant,
            grant_option: alter.grant_option,
            cascade: false,
            grantees: &grantees,
            at: &at,
        };
        let schemas: Vec<Option<&Identifier>> =
            if alter.schemas.is_empty() { vec![None] } else { alter.schemas.iter().map(Some).collect() };
        for creator in &creators {
            for schema in &schemas {
                self.change_default(creator, *schema, alter.kind, &change, privileges)?;
            }
        }
        Ok(())
    }

    fn change_default(
        &mut self,
        creator: &Identifier,
        schema: Option<&Identifier>,
        kind: DefaultsFor,
        change: &AclChange<'_>,
        privileges: Privileges,
    ) -> Outcome {
        let defaults = Arc::make_mut(&mut self.catalogue.default_privileges);
        let is_it = |default: &DefaultPrivileges| {
            default.role == *creator && default.schema.as_ref() == schema && default.kind == kind
        };
        // What is said of one schema comes on top of what holds everywhere.
        let none = if schema.is_some() { Acl::default() } else { Acl::built_in(kind, creator) };
        let at = defaults.iter().position(is_it);
        let mut acl = at.and_then(|at| defaults.get(at)).map_or_else(|| none.clone(), |it| it.acl.clone());
        acl.change(change, privileges, creator, creator)?;
        match at.and_then(|at| defaults.get_mut(at)) {
            Some(_) if acl == none => defaults.retain(|default| !is_it(default)),
            Some(default) => default.acl = acl,
            None if acl == none => {}
            None => {
                let default = DefaultPrivileges { role: creator.clone(), schema: schema.cloned(), kind, acl };
                defaults.push(default);
            }
        }
        Ok(())
    }
}

impl Catalogue {
    /// In whose name a statement grants, and what of it that role may give: the owner's for the owner and
    /// for superusers, else the name of the acting role that may give the most.
    fn best_grantor(
        &self,
        acl: &Acl,
        object: Securable<'_>,
        wanted: Privileges,
    ) -> Option<(Identifier, Privileges)> {
        let acting = self.acting_roles(&self.role);
        if self.is_superuser(&self.role) || acting.contains(object.owner()) {
            return Some((object.owner().clone(), wanted));
        }
        let mut best: Option<(Identifier, Privileges)> = None;
        let mut has_any = false;
        for role in acting {
            let (privileges, grantable) = acl.direct(&Grantee::Role(role.clone()));
            has_any |= !privileges.is_empty();
            let can_give = grantable.intersection(wanted);
            let count = |set: Privileges| set.iter().count();
            if best.as_ref().is_none_or(|(_, known)| count(can_give) > count(*known)) {
                best = Some((role, can_give));
            }
        }
        // Somebody who may do something with it is only warned.
        best.filter(|(_, can_give)| has_any || !can_give.is_empty())
    }
}

fn set(object: Option<&mut Object>, acl: Option<Acl>) {
    if let (Some(object), Some(acl)) = (object, acl) {
        object.acl = Some(acl);
    }
}

fn change_column(
    column: &mut Column,
    change: &AclChange<'_>,
    privileges: Privileges,
    grantor: &Identifier,
    owner: &Identifier,
) -> Outcome {
    let mut acl = column.acl.take().unwrap_or_default();
    acl.change(change, privileges, grantor, owner)?;
    column.acl = Some(acl).filter(|acl| !acl.grants.is_empty());
    Ok(())
}

/// What a statement gives or takes of a whole object.
fn whole(granted: &[GrantedPrivilege], kind: DefaultsFor) -> Outcome<Privileges> {
    let all = acl::all_of(kind);
    let mut set = Privileges::NONE;
    for granted in granted.iter().filter(|granted| granted.columns.is_empty()) {
        set = match granted.privilege {
            None => set.union(all),
            // A later server knows it; here it gives nothing.
            Some(Privilege::Maintain) if kind == DefaultsFor::Tables => set,
            Some(privilege) if all.has(privilege) => set.with(privilege),
            // `GRANT … ON TABLE` of a sequence gives what a sequence has.
            Some(privilege)
                if kind == DefaultsFor::Sequences && acl::all_of(DefaultsFor::Tables).has(privilege) =>
            {
                set
            }
            Some(_) => return Err(invalid_privilege("object")),
        };
    }
    Ok(set)
}

fn invalid_privilege(on: &str) -> Rejected {
    Rejected::new(SqlState::Other, format!("invalid privilege type for this kind of {on}"))
}

#[cfg(test)]
mod tests {
    use super::super::super::sample::replayed;
    use crate::facts::sql::{Identifier, Privilege};

    fn has(sql: &str, role: &str, table: &str, privilege: Privilege) -> bool {
        let schema = replayed(sql);
        let table = schema.tables().find(|known| known.name.name.as_str() == table).expect("the table");
        schema.has_privilege(&Identifier::exact(role), table, privilege)
    }

    #[test]
    fn a_new_table_of_public_is_open_to_every_client() {
        assert!(has("create table t (a int)", "anon", "t", Privilege::Select));
        let elsewhere = "create schema app; create table app.t (a int)";
        assert!(!has(elsewhere, "anon", "t", Privilege::Select));
    }

    #[test]
    fn revoke_from_public_leaves_what_a_role_was_given_itself() {
        assert!(has("create table t (a int); revoke all on t from public", "anon", "t", Privilege::Delete));
        assert!(!has("create table t (a int); revoke all on t from anon", "anon", "t", Privilege::Delete));
    }

    #[test]
    fn default_privileges_hold_for_what_comes_later() {
        let sql = "create table before (a int); \
            alter default privileges in schema public revoke all on tables from anon; \
            create table after (a int);";
        assert!(has(sql, "anon", "before", Privilege::Select));
        assert!(!has(sql, "anon", "after", Privilege::Select));
        assert!(has(sql, "authenticated", "after", Privilege::Select));
    }

    #[test]
    fn a_grant_to_nobody_known_does_not_happen() {
        let sql = "create schema app; create table app.t (a int); grant select on app.t to anon, visitor";
        assert!(!has(sql, "anon", "t", Privilege::Select));
    }

    #[test]
    fn members_have_what_their_groups_have_if_they_inherit() {
        let sql = "create schema app; create table app.t (a int); create role staff; create role clerk; \
            create role guest noinherit; grant staff to clerk, guest; grant select on app.t to staff;";
        assert!(has(sql, "clerk", "t", Privilege::Select));
        assert!(!has(sql, "guest", "t", Privilege::Select));
    }

    #[test]
    fn a_whole_schema_is_granted_on_as_it_is_now() {
        let sql = "create schema app; create table app.t (a int); create view app.v as select 1 as a; \
            grant select on all tables in schema app to anon; create table app.later (a int)";
        assert!(has(sql, "anon", "t", Privilege::Select));
        assert!(!has(sql, "anon", "later", Privilege::Select));
    }
}
