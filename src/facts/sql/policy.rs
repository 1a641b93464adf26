//! Statements about row security policies.

use squawk_syntax::ast::{self, AstNode};

use super::condition::{self, Condition};
use super::name::{self, Identifier, RelationName};
use super::origin::Origin;
use super::references::{self, References};
use super::role::{self, RoleName};
use super::statement::Action;
use super::tree;
use crate::source::Span;

/// What a policy is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PolicyCommand {
    /// Every command.
    All,
    /// Reading.
    Select,
    /// New rows.
    Insert,
    /// Changed rows.
    Update,
    /// Removed rows.
    Delete,
}

/// `CREATE POLICY`.
#[derive(Clone, Debug)]
pub struct CreatePolicy {
    /// The policy's own name.
    pub name: Identifier,
    /// Where that name stands.
    pub name_span: Span,
    /// Its table.
    pub table: RelationName,
    /// What it is about.
    pub command: PolicyCommand,
    /// Whether it widens what others allow; a restrictive one narrows it.
    pub is_permissive: bool,
    /// Whom it binds; `public` when it says nobody.
    pub roles: Vec<RoleName>,
    /// The condition on existing rows, as written, without its parentheses.
    pub using: Option<Box<str>>,
    /// What that condition comes to.
    pub using_condition: Option<Condition>,
    /// What the condition on new rows comes to.
    pub check_condition: Option<Condition>,
    /// The condition on new rows, as written, without its parentheses.
    pub with_check: Option<Box<str>>,
    /// What the condition on existing rows uses.
    pub using_references: Option<Box<References>>,
    /// What the condition on new rows uses.
    pub check_references: Option<Box<References>>,
}

/// `ALTER POLICY`.
#[derive(Clone, Debug)]
pub struct AlterPolicy {
    /// The policy's name before.
    pub name: Identifier,
    /// Its table.
    pub table: RelationName,
    /// Its name after.
    pub rename: Option<Identifier>,
    /// New roles.
    pub roles: Option<Vec<RoleName>>,
    /// A new condition on existing rows.
    pub using: Option<Box<str>>,
    /// What that condition comes to.
    pub using_condition: Option<Condition>,
    /// What the condition on new rows comes to.
    pub check_condition: Option<Condition>,
    /// A new condition on new rows.
    pub with_check: Option<Box<str>>,
    /// What the new condition on existing rows uses.
    pub using_references: Option<Box<References>>,
    /// What the new condition on new rows uses.
    pub check_references: Option<Box<References>>,
}

/// `DROP POLICY`.
#[derive(Clone, Debug)]
pub struct DropPolicy {
    /// The policy.
    pub name: Identifier,
    /// Its table.
    pub table: RelationName,
    /// Whether a missing policy or table is passed over.
    pub if_exists: bool,
}

pub(super) fn create(create: &ast::CreatePolicy, origin: Origin<'_>) -> Option<Action> {
    let policy = create.policy()?;
    let is_restrictive = create.as_policy_type().is_some_and(|kind| {
        kind.ident_token().is_some_and(|token| token.text().eq_ignore_ascii_case("restrictive"))
    });
    let roles = create.policy_roles().map(|roles| role::roles(roles.role_ref_list()));
    let using = create.using_expr_clause().and_then(|clause| clause.expr());
    let check = create.with_check_expr_clause().and_then(|clause| clause.expr());
    Some(Action::CreatePolicy(Box::new(CreatePolicy {
        name: name::identifier(policy.syntax()),
        name_span: origin.span(policy.syntax()),
        table: name::relation(create.on_table()?.syntax(), origin)?,
        command: create
            .policy_command()
            .and_then(|command| command.command())
            .map_or(PolicyCommand::All, |kind| command(&kind)),
        is_permissive: !is_restrictive,
        roles: roles.unwrap_or_else(|| vec![RoleName::Public]),
        using: text(using.as_ref()),
        using_condition: using.as_ref().map(condition::read),
        check_condition: check.as_ref().map(condition::read),
        with_check: text(check.as_ref()),
        using_references: references(using.as_ref(), origin),
        check_references: references(check.as_ref(), origin),
    })))
}

pub(super) fn alter(alter: &ast::AlterPolicy, origin: Origin<'_>) -> Option<Action> {
    let mut altered = AlterPolicy {
        name: name::identifier(alter.policy_ref()?.syntax()),
        table: name::relation(alter.on_table()?.syntax(), origin)?,
        rename: None,
        roles: None,
        using: None,
        using_condition: None,
        check_condition: None,
        with_check: None,
        using_references: None,
        check_references: None,
    };
    match alter.action()? {
        ast::AlterPolicyAction::PolicyRenameTo(rename) => {
            altered.rename = Some(name::identifier(rename.policy()?.syntax()));
        }
        ast::AlterPolicyAction::AlterPolicyTo(to) => {
            altered.roles = to.policy_roles().map(|roles| role::roles(roles.role_ref_list()));
            let using = to.using_expr_clause().and_then(|clause| clause.expr());
            let check = to.with_check_expr_clause().and_then(|clause| clause.expr());
            altered.using = text(using.as_ref());
            altered.using_condition = using.as_ref().map(condition::read);
            altered.check_condition = check.as_ref().map(condition::read);
            altered.with_check = text(check.as_ref());
            altered.using_references = references(using.as_ref(), origin);
            altered.check_references = references(check.as_ref(), origin);
        }
    }
    Some(Action::AlterPolicy(Box::new(altered)))
}

pub(super) fn drop(drop: &ast::DropPolicy, origin: Origin<'_>) -> Option<Action> {
    Some(Action::DropPolicy(DropPolicy {
        name: name::identifier(drop.policy_ref()?.syntax()),
        table: name::relation(drop.on_table()?.syntax(), origin)?,
        if_exists: drop.if_exists().is_some(),
    }))
}

fn command(kind: &ast::PolicyCommandKind) -> PolicyCommand {
    match kind {
        ast::PolicyCommandKind::PolicyCommandAll(_) => PolicyCommand::All,
        ast::PolicyCommandKind::PolicyCommandSelect(_) => PolicyCommand::Select,
        ast::PolicyCommandKind::PolicyCommandInsert(_) => PolicyCommand::Insert,
        ast::PolicyCommandKind::PolicyCommandUpdate(_) => PolicyCommand::Update,
        ast::PolicyCommandKind::PolicyCommandDelete(_) => PolicyCommand::Delete,
    }
}

fn text(expression: Option<&ast::Expr>) -> Option<Box<str>> {
    Some(tree::text(expression?.syntax()))
}

fn references(expression: Option<&ast::Expr>, origin: Origin<'_>) -> Option<Box<References>> {
    Some(Box::new(references::of_condition(expression?, "POLICY", origin)))
}
