//! Statements about roles, and as whom the following ones run.

use std::sync::Arc;

use super::super::acl::Grantee;
use super::super::rejection::{Outcome, Rejected, SqlState};
use super::super::role::Role;
use super::Session;
use crate::facts::sql::{
    AlterRole, CreateRole, DropRoles, GrantRoles, Identifier, RoleChange, RoleName, RoleOptions, SwitchRole,
};

impl Session<'_> {
    /// The existing role that a statement names. `PUBLIC` is none.
    pub(super) fn role_named(&self, name: &RoleName) -> Outcome<Identifier> {
        match self.grantee(name)? {
            Grantee::Role(name) => Ok(name),
            Grantee::Public => Err(undefined_role("public")),
        }
    }

    pub(super) fn roles_named(&self, names: &[RoleName]) -> Outcome<Vec<Identifier>> {
        names.iter().map(|name| self.role_named(name)).collect()
    }

    fn grantee(&self, name: &RoleName) -> Outcome<Grantee> {
        let name = match name {
            RoleName::Public => return Ok(Grantee::Public),
            RoleName::CurrentUser => &self.catalogue.role,
            RoleName::SessionUser => &self.catalogue.session_role,
            RoleName::Named(name) => name,
        };
        if !self.catalogue.roles.contains_key(name) {
            return Err(undefined_role(name.as_str()));
        }
        Ok(Grantee::Role(name.clone()))
    }

    /// Existing roles, or everybody, as a statement names them.
    pub(super) fn grantees(&self, names: &[RoleName]) -> Outcome<Vec<Grantee>> {
        names.iter().map(|name| self.grantee(name)).collect()
    }

    /// Whom a policy binds: everybody, where it says so beside others.
    pub(super) fn policy_roles(&self, names: &[RoleName]) -> Outcome<Vec<Grantee>> {
        let roles = self.grantees(names)?;
        Ok(if roles.contains(&Grantee::Public) { vec![Grantee::Public] } else { roles })
    }

    pub(super) fn create_role(&mut self, create: &CreateRole) -> Outcome {
        if self.catalogue.roles.contains_key(&create.name) {
            let message = format!("role \"{}\" already exists", create.name);
            return Err(Rejected::new(SqlState::DuplicateObject, message));
        }
        if matches!(create.name.as_str(), "public" | "none") || create.name.as_str().starts_with("pg_") {
            let message = format!("role name \"{}\" is reserved", create.name);
            return Err(Rejected::new(SqlState::Other, message));
        }
        let groups = self.roles_named(&create.member_of)?;
        let mut members = self.roles_named(&create.options.members)?;
        members.extend(self.roles_named(&create.administrators)?);
        let mut role = Role::new(create.name.clone());
        role.is_platform = self.is_platform;
        role.member_of = groups;
        role.changed.push(self.at(self.here));
        set_options(&mut role, &create.options);
        self.catalogue.roles.insert(create.name.clone(), Arc::new(role));
        members.iter().try_for_each(|member| self.add_member(member, &create.name))
    }

    fn add_member(&mut self, member: &Identifier, group: &Identifier) -> Outcome {
        if self.catalogue.is_member(group, member) {
            let message = format!("role \"{group}\" is a member of role \"{member}\"");
            return Err(Rejected::new(SqlState::Other, message));
        }
        let at = self.at(self.here);
        if let Some(role) = self.role_mut(member)
            && !role.member_of.contains(group)
        {
            role.member_of.push(group.clone());
            role.changed.push(at);
        }
        Ok(())
    }

    fn role_mut(&mut self, name: &Identifier) -> Option<&mut Role> {
        self.catalogue.roles.get_mut(name).map(Arc::make_mut)
    }

    pub(super) fn grant_roles(&mut self, grant: &GrantRoles) -> Outcome {
        if let Some(missing) = grant.roles.iter().find(|role| !self.catalogue.roles.contains_key(role)) {
            return Err(undefined_role(missing.as_str()));
        }
        let members = self.roles_named(&grant.members)?;
        let before = self.catalogue.roles.clone();
        for (group, member) in grant.roles.iter().flat_map(|group| members.iter().map(move |it| (group, it)))
        {
            if grant.is_grant {
                if let Err(rejected) = self.add_member(member, group) {
                    self.catalogue.roles = before;
                    return Err(rejected);
                }
            } else if !grant.only_option
                && let Some(role) = self.role_mut(member)
            {
                role.member_of.retain(|known| known != group);
            }
        }
        Ok(())
    }

    pub(super) fn alter_role(&mut self, alter: &AlterRole) -> Outcome {
        let Some(role) = &alter.role else {
            // A setting of every role gives way to a role's own; no model asks for it.
            return Ok(());
        };
        let name = self.role_named(role)?;
        match &alter.change {
            RoleChange::Options(options) => {
                let members = self.roles_named(&options.members)?;
                let at = self.at(self.here);
                if let Some(role) = self.role_mut(&name) {
                    set_options(role, options);
                    role.changed.push(at);
                }
                members.iter().try_for_each(|member| self.add_member(member, &name))
            }
            RoleChange::DropMembers(members) => {
                for member in self.roles_named(members)? {
                    if let Some(role) = self.role_mut(&member) {
                        role.member_of.retain(|known| *known != name);
                    }
                }
                Ok(())
            }
            RoleChange::Rename(to) => self.rename_role(&name, to),
            RoleChange::SearchPath(path) => {
                if let Some(role) = self.role_mut(&name) {
                    role.search_path.clone_from(path);
                }
                Ok(())
            }
            RoleChange::Setting => Ok(()),
        }
    }

    fn rename_role(&mut self, from: &Identifier, to: &Identifier) -> Outcome {
        if self.catalogue.roles.contains_key(to) {
            let message = format!("role \"{to}\" already exists");
            return Err(Rejected::new(SqlState::DuplicateObject, message));
        }
        if *from == self.catalogue.role || *from == self.catalogue.session_role {
            return Err(Rejected::new(SqlState::FeatureNotSupported, "current user cannot be renamed"));
        }
        self.catalogue.rename_role(from, to);
        Ok(())
    }

    pub(super) fn drop_roles(&mut self, drop: &DropRoles) -> Outcome {
        let mut found = Vec::with_capacity(drop.roles.len());
        for role in &drop.roles {
            match self.role_named(role) {
                Ok(name) => found.push(name),
                Err(_) if drop.if_exists => {}
                Err(rejected) => return Err(rejected),
            }
        }
        for name in &found {
            if *name == self.catalogue.role || *name == self.catalogue.session_role {
                return Err(Rejected::new(SqlState::Other, "current user cannot be dropped"));
            }
            if self.catalogue.is_role_in_use(name) {
                let message = format!("role \"{name}\" cannot be dropped because some objects depend on it");
                return Err(Rejected::new(SqlState::DependentObjects, message));
            }
        }
        let roles = &mut self.catalogue.roles;
        for name in &found {
            roles.remove(name);
        }
        for role in roles.values_mut().filter(|role| role.member_of.iter().any(|it| found.contains(it))) {
            Arc::make_mut(role).member_of.retain(|group| !found.contains(group));
        }
        Ok(())
    }

    pub(super) fn switch_role(&mut self, switch: &SwitchRole) -> Outcome {
        match switch {
            SwitchRole::Current(None) => self.catalogue.role = self.catalogue.session_role.clone(),
            SwitchRole::Current(Some(role)) => {
                let role = self.role_named(role)?;
                let session = &self.catalogue.session_role;
                if !self.catalogue.is_superuser(session) && !self.catalogue.is_member(session, &role) {
                    let message = format!("permission denied to set role \"{role}\"");
                    return Err(Rejected::new(SqlState::InsufficientPrivilege, message));
                }
                self.catalogue.role = role;
            }
            SwitchRole::Session(role) => {
                let role = match role {
                    Some(role) => self.role_named(role)?,
                    None => Identifier::exact("postgres"),
                };
                self.catalogue.role = role.clone();
                self.catalogue.session_role = role;
            }
        }
        Ok(())
    }
}

fn set_options(role: &mut Role, options: &RoleOptions) {
    let set = |to: &mut bool, option: Option<bool>| *to = option.unwrap_or(*to);
    set(&mut role.is_superuser, options.is_superuser);
    set(&mut role.inherits, options.inherits);
    set(&mut role.bypasses_row_security, options.bypasses_row_security);
    set(&mut role.can_log_in, options.can_login);
}

fn undefined_role(name: &str) -> Rejected {
    Rejected::new(SqlState::UndefinedObject, format!("role \"{name}\" does not exist"))
}
