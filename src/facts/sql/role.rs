//! Roles: who they are, what they may do everywhere, and as whom a statement runs.

use squawk_syntax::SyntaxNode;
use squawk_syntax::ast::{self, AstNode};

use super::name::{self, Identifier};
use super::origin::Origin;
use super::statement::Action;
use crate::source::Span;

/// A role as a statement names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoleName {
    /// By its own name.
    Named(Identifier),
    /// `PUBLIC`: everybody.
    Public,
    /// `CURRENT_USER`, `CURRENT_ROLE`.
    CurrentUser,
    /// `SESSION_USER`.
    SessionUser,
}

/// `CREATE ROLE`, `CREATE USER`, `CREATE GROUP`.
#[derive(Clone, Debug)]
pub struct CreateRole {
    /// Its name.
    pub name: Identifier,
    /// Where that name stands.
    pub span: Span,
    /// What it says about it.
    pub options: RoleOptions,
    /// `IN ROLE`: roles it becomes a member of.
    pub member_of: Vec<RoleName>,
    /// `ADMIN`: roles that become its members and may add others.
    pub administrators: Vec<RoleName>,
}

/// Attributes of a role, where a statement says them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoleOptions {
    /// `SUPERUSER`, `NOSUPERUSER`.
    pub is_superuser: Option<bool>,
    /// `INHERIT`, `NOINHERIT`: whether it has what its groups have without asking.
    pub inherits: Option<bool>,
    /// `BYPASSRLS`, `NOBYPASSRLS`.
    pub bypasses_row_security: Option<bool>,
    /// `LOGIN`, `NOLOGIN`.
    pub can_login: Option<bool>,
    /// `ROLE`, `USER`: roles that become its members.
    pub members: Vec<RoleName>,
}

/// `ALTER ROLE`, `ALTER USER`, `ALTER GROUP`.
#[derive(Clone, Debug)]
pub struct AlterRole {
    /// The role; `None` is `ALL`.
    pub role: Option<RoleName>,
    /// What changes.
    pub change: RoleChange,
}

/// What an [`AlterRole`] does.
#[derive(Clone, Debug)]
pub enum RoleChange {
    /// New attributes; members are those of `ALTER GROUP … ADD USER`.
    Options(RoleOptions),
    /// `ALTER GROUP … DROP USER`.
    DropMembers(Vec<RoleName>),
    /// `RENAME TO`.
    Rename(Identifier),
    /// `SET search_path`: what its next sessions begin with; `None` puts the default back.
    SearchPath(Option<Vec<Identifier>>),
    /// A setting that no model asks for.
    Setting,
}

/// `DROP ROLE`, `DROP USER`, `DROP GROUP`.
#[derive(Clone, Debug)]
pub struct DropRoles {
    /// What it drops.
    pub roles: Vec<RoleName>,
    /// Whether a missing role is passed over.
    pub if_exists: bool,
}

/// `GRANT role TO role` and `REVOKE role FROM role`.
#[derive(Clone, Debug)]
pub struct GrantRoles {
    /// Whether membership is given; taken otherwise.
    pub is_grant: bool,
    /// The groups.
    pub roles: Vec<Identifier>,
    /// Their members.
    pub members: Vec<RoleName>,
    /// Whether it is only about the right to add others: `ADMIN OPTION FOR`.
    pub only_option: bool,
    /// `WITH ADMIN OPTION`.
    pub with_option: bool,
}

/// As whom the following statements run.
#[derive(Clone, Debug)]
pub enum SwitchRole {
    /// `SET ROLE`; `None` is `NONE` or `RESET ROLE`.
    Current(Option<RoleName>),
    /// `SET SESSION AUTHORIZATION`; `None` is `DEFAULT` or a reset.
    Session(Option<RoleName>),
}

impl RoleName {
    /// A role by its name as written: the name `public` means everybody, quoted or not.
    pub(super) fn of(name: Identifier) -> Self {
        if name.as_str() == "public" { Self::Public } else { Self::Named(name) }
    }
}

/// The role that a reference names; `None` where it is empty.
pub(super) fn role(reference: &ast::RoleRef) -> Option<RoleName> {
    Some(match reference.role_ref_value()? {
        ast::RoleRefValue::RoleNameRef(name) => RoleName::of(name::identifier(name.syntax())),
        ast::RoleRefValue::RoleRefCurrentRole(_) | ast::RoleRefValue::RoleRefCurrentUser(_) => {
            RoleName::CurrentUser
        }
        ast::RoleRefValue::RoleRefSessionUser(_) => RoleName::SessionUser,
    })
}

/// The roles of a list, in order.
pub(super) fn roles(list: Option<ast::RoleRefList>) -> Vec<RoleName> {
    list.into_iter()
        .flat_map(|list| list.role_refs().collect::<Vec<_>>())
        .filter_map(|it| role(&it))
        .collect()
}

pub(super) fn create(node: &SyntaxNode, origin: Origin<'_>) -> Option<Action> {
    let name = node.children().find_map(ast::Role::cast)?;
    let mut create = CreateRole {
        name: name::identifier(name.syntax()),
        span: origin.span(name.syntax()),
        options: RoleOptions::default(),
        member_of: Vec::new(),
        administrators: Vec::new(),
    };
    let list = node.children().find_map(ast::RoleOptionList::cast);
    for option in list.into_iter().flat_map(|list| list.role_options().collect::<Vec<_>>()) {
        match option {
            ast::RoleOption::RoleOptionInRole(list) => create.member_of.extend(roles(list.role_ref_list())),
            ast::RoleOption::RoleOptionInGroup(list) => create.member_of.extend(roles(list.role_ref_list())),
            ast::RoleOption::RoleOptionAdmin(list) => {
                create.administrators.extend(roles(list.role_ref_list()));
            }
            other => create.options.read(&other),
        }
    }
    // `CREATE USER` is `CREATE ROLE … LOGIN`.
    if ast::CreateUser::can_cast(node.kind()) {
        create.options.can_login.get_or_insert(true);
    }
    Some(Action::CreateRole(Box::new(create)))
}

pub(super) fn alter(node: &SyntaxNode) -> Option<Action> {
    let role = node.children().find_map(ast::RoleRef::cast).and_then(|reference| role(&reference));
    let change = node.children().find_map(|child| change(&child))?;
    Some(Action::AlterRole(Box::new(AlterRole { role, change })))
}

fn change(node: &SyntaxNode) -> Option<RoleChange> {
    if let Some(list) = ast::RoleOptionList::cast(node.clone()) {
        let mut options = RoleOptions::default();
        list.role_options().for_each(|option| options.read(&option));
        return Some(RoleChange::Options(options));
    }
    if let Some(rename) = ast::RoleRenameTo::cast(node.clone()) {
        return Some(RoleChange::Rename(name::identifier(rename.role()?.syntax())));
    }
    if let Some(set) = ast::SetConfigParam::cast(node.clone()) {
        let is_path = names_search_path(set.config_parameter_ref()?.syntax());
        let path = set.config_assignment().and_then(|value| super::schema::path(&value));
        return Some(if is_path { RoleChange::SearchPath(path) } else { RoleChange::Setting });
    }
    if let Some(reset) = ast::ResetConfigParam::cast(node.clone()) {
        let is_path = reset.config_parameter_ref().is_none_or(|name| names_search_path(name.syntax()));
        return Some(if is_path { RoleChange::SearchPath(None) } else { RoleChange::Setting });
    }
    let members = || node.children().filter_map(ast::RoleRef::cast).filter_map(|it| role(&it)).collect();
    if ast::AddUsers::can_cast(node.kind()) {
        return Some(RoleChange::Options(RoleOptions { members: members(), ..RoleOptions::default() }));
    }
    ast::DropUsers::can_cast(node.kind()).then(|| RoleChange::DropMembers(members()))
}

fn names_search_path(parameter: &SyntaxNode) -> bool {
    parameter.text().to_string().trim().eq_ignore_ascii_case("search_path")
}

impl RoleOptions {
    fn read(&mut self, option: &ast::RoleOption) {
        match option {
            ast::RoleOption::RoleOptionInherit(_) => self.inherits = Some(true),
            ast::RoleOption::RoleOptionRole(list) => self.members.extend(roles(list.role_ref_list())),
            ast::RoleOption::RoleOptionUser(list) => self.members.extend(roles(list.role_ref_list())),
            ast::RoleOption::RoleOptionGeneric(word) => self.word(word.syntax()),
            _ => {}
        }
    }

    fn word(&mut self, word: &SyntaxNode) {
        let word = word.text().to_string().to_ascii_lowercase();
        let (word, is_on) = word.trim().strip_prefix("no").map_or((word.trim(), true), |rest| (rest, false));
        match word {
            "superuser" => self.is_superuser = Some(is_on),
            "inherit" => self.inherits = Some(is_on),
            "bypassrls" => self.bypasses_row_security = Some(is_on),
            "login" => self.can_login = Some(is_on),
            _ => {}
        }
    }
}

pub(super) fn drop(node: &SyntaxNode) -> Action {
    let roles = node.children().filter_map(ast::RoleRef::cast).filter_map(|reference| role(&reference));
    let if_exists = node.children().any(|child| ast::IfExists::can_cast(child.kind()));
    Action::DropRoles(DropRoles { roles: roles.collect(), if_exists })
}

pub(super) fn set_role(set: &ast::SetRole) -> Option<Action> {
    let role = match set.set_role_target()? {
        ast::SetRoleTarget::RoleRef(reference) => Some(role(&reference)?),
        ast::SetRoleTarget::Literal(literal) => named(&literal.string_value()?),
        ast::SetRoleTarget::SetRoleNone(_) => None,
    };
    let is_none = matches!(&role, Some(RoleName::Named(name)) if name.as_str() == "none");
    Some(Action::SwitchRole(SwitchRole::Current(role.filter(|_| !is_none))))
}

pub(super) fn set_session(set: &ast::SetSessionAuth) -> Option<Action> {
    let role = match set.set_session_auth_target()? {
        ast::SetSessionAuthTarget::RoleRef(reference) => Some(role(&reference)?),
        ast::SetSessionAuthTarget::Literal(literal) => named(&literal.string_value()?),
        ast::SetSessionAuthTarget::SetSessionAuthDefault(_) => None,
    };
    Some(Action::SwitchRole(SwitchRole::Session(role)))
}

/// `SET role = …` by the setting's name; `None` for every other setting.
pub(super) fn set_setting(parameter: &str, value: Option<&[Identifier]>) -> Option<Action> {
    let role = value.and_then(|value| value.first()).filter(|name| name.as_str() != "none");
    let role = role.cloned().map(RoleName::of);
    let switch = match parameter.to_ascii_lowercase().as_str() {
        "role" => SwitchRole::Current(role),
        "session_authorization" => SwitchRole::Session(role),
        _ => return None,
    };
    Some(Action::SwitchRole(switch))
}

fn named(text: &str) -> Option<RoleName> {
    (!text.eq_ignore_ascii_case("none")).then(|| RoleName::of(Identifier::exact(text)))
}

#[cfg(test)]
mod tests {
    use super::super::read_composed;
    use super::*;

    fn action(text: &str) -> Action {
        let mut statements = read_composed(text, Span::default()).expect("a good statement");
        statements.remove(0).action
    }

    fn name(name: &str) -> RoleName {
        RoleName::Named(Identifier::exact(name))
    }

    #[test]
    fn a_new_role_has_attributes_and_groups() {
        let text = "create user Worker with nosuperuser noinherit bypassrls in role app, staff role anon";
        let Action::CreateRole(role) = action(text) else { panic!() };
        assert_eq!(role.name.as_str(), "worker");
        assert_eq!(role.options.is_superuser, Some(false));
        assert_eq!(role.options.inherits, Some(false));
        assert_eq!(role.options.bypasses_row_security, Some(true));
        assert_eq!(role.options.can_login, Some(true));
        assert_eq!(role.member_of, [name("app"), name("staff")]);
        assert_eq!(role.options.members, [name("anon")]);
    }

    #[test]
    fn a_search_path_of_a_role_is_kept_other_settings_are_not() {
        let Action::AlterRole(alter) = action("alter role anon set search_path = public, \"X\"") else {
            panic!()
        };
        let RoleChange::SearchPath(Some(path)) = alter.change else { panic!() };
        assert_eq!(path, [Identifier::exact("public"), Identifier::exact("X")]);
        let Action::AlterRole(alter) = action("alter role anon set statement_timeout = '3s'") else {
            panic!()
        };
        assert!(matches!(alter.change, RoleChange::Setting));
    }

    #[test]
    fn a_statement_switches_the_role() {
        let role = |text: &str| match action(text) {
            Action::SwitchRole(SwitchRole::Current(role)) => role,
            other => panic!("{other:?}"),
        };
        assert_eq!(role("set role anon"), Some(name("anon")));
        assert_eq!(role("set local role 'Anon'"), Some(name("Anon")));
        assert_eq!(role("set role to service_role"), Some(name("service_role")));
        assert_eq!(role("reset role"), None);
        assert_eq!(role("set role none"), None);
    }

    #[test]
    fn quoted_public_is_everybody() {
        let Action::DropRoles(drop) = action("drop role if exists \"public\", current_user") else {
            panic!()
        };
        assert!(drop.if_exists);
        assert_eq!(drop.roles, [RoleName::Public, RoleName::CurrentUser]);
    }
}
