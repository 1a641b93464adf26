//! Rules that rewrite statements: `CREATE RULE` and its kin.

use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::{SyntaxKind, SyntaxNode};

use super::name::{self, Identifier, RelationName};
use super::origin::Origin;
use super::references::{self, References};
use super::row_change::{self, RowChange};
use super::statement::Action;
use super::trigger::{TriggerEvent, TriggerFiring};
use crate::source::Span;

/// `CREATE RULE`.
#[derive(Clone, Debug)]
pub struct CreateRewriteRule {
    /// Its name.
    pub name: Identifier,
    /// Where that name stands.
    pub span: Span,
    /// Whether one of that name is replaced.
    pub or_replace: bool,
    /// The table or view whose statements it rewrites.
    pub relation: RelationName,
    /// Which of them.
    pub event: RewriteEvent,
    /// Whether they do not happen themselves.
    pub is_instead: bool,
    /// Which rows it is for, as written; `None` for all.
    pub condition: Option<Box<str>>,
    /// What that condition uses.
    pub references: Option<Box<References>>,
    /// What it does, in order; empty for `NOTHING`.
    pub actions: Vec<RewriteAction>,
}

/// The statements that a rule rewrites.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RewriteEvent {
    /// `SELECT`.
    Select,
    /// `INSERT`.
    Insert,
    /// `UPDATE`.
    Update,
    /// `DELETE`.
    Delete,
}

impl RewriteEvent {
    /// Whether a trigger for `event` runs for these statements.
    pub fn is_for(self, event: &TriggerEvent) -> bool {
        matches!(
            (event, self),
            (TriggerEvent::Insert, Self::Insert)
                | (TriggerEvent::Update(_), Self::Update)
                | (TriggerEvent::Delete, Self::Delete)
        )
    }
}

/// One statement of a rule.
#[derive(Clone, Debug)]
pub enum RewriteAction {
    /// `INSERT`, `UPDATE`, `DELETE`.
    Change(Box<RowChange>),
    /// A query, by what it uses.
    Read(Box<References>),
    /// `NOTIFY`.
    Notify,
}

impl RewriteAction {
    /// What it uses.
    pub fn references(&self) -> Option<&References> {
        match self {
            Self::Change(change) => Some(&change.references),
            Self::Read(references) => Some(references),
            Self::Notify => None,
        }
    }
}

/// `ALTER RULE … RENAME TO`.
#[derive(Clone, Debug)]
pub struct RenameRewriteRule {
    /// Before.
    pub from: Identifier,
    /// After.
    pub to: Identifier,
    /// Its table or view.
    pub relation: RelationName,
}

/// `DROP RULE`.
#[derive(Clone, Debug)]
pub struct DropRewriteRule {
    /// The rule.
    pub name: Identifier,
    /// Its table or view.
    pub relation: RelationName,
    /// Whether a missing rule or relation is passed over.
    pub if_exists: bool,
}

/// `ENABLE RULE` and its kin.
#[derive(Clone, Debug)]
pub struct SwitchRewriteRule {
    /// The rule.
    pub name: Identifier,
    /// When it rewrites from now on.
    pub to: TriggerFiring,
}

pub(super) fn create(create: &ast::CreateRule, origin: Origin<'_>) -> Option<Action> {
    let rule = create.rule()?;
    let on = create.rule_on()?;
    let does = create.rule_do()?;
    let condition = on.where_clause().and_then(|clause| clause.expr());
    let event = on.rule_event()?;
    Some(Action::CreateRewriteRule(Box::new(CreateRewriteRule {
        name: name::identifier(rule.syntax()),
        span: origin.span(rule.syntax()),
        or_replace: create.or_replace().is_some(),
        relation: name::relation(on.relation_name_ref()?.syntax(), origin)?,
        event: if event.insert_token().is_some() {
            RewriteEvent::Insert
        } else if event.update_token().is_some() {
            RewriteEvent::Update
        } else if event.delete_token().is_some() {
            RewriteEvent::Delete
        } else {
            RewriteEvent::Select
        },
        is_instead: does.instead_token().is_some(),
        condition: condition.as_ref().map(|condition| condition.syntax().text().to_string().into()),
        references: condition
            .map(|condition| Box::new(references::of_condition(&condition, "WHERE", origin))),
        actions: actions(&does.rule_action()?, origin),
    })))
}

fn actions(action: &ast::RuleAction, origin: Origin<'_>) -> Vec<RewriteAction> {
    match action {
        ast::RuleAction::Nothing(_) => Vec::new(),
        ast::RuleAction::RuleStmt(statement) => vec![lower(statement, origin)],
        ast::RuleAction::RuleStmtList(list) => {
            list.rule_stmts().map(|statement| lower(&statement, origin)).collect()
        }
    }
}

fn lower(statement: &ast::RuleStmt, origin: Origin<'_>) -> RewriteAction {
    let node = statement.syntax();
    if matches!(statement, ast::RuleStmt::Notify(_)) {
        return RewriteAction::Notify;
    }
    let change = ast::Stmt::cast(node.clone()).and_then(|statement| row_change::lower(&statement, origin));
    match change {
        Some(mut change) => {
            // It runs with whoever writes, not in the block that makes it.
            change.references.is_in_block = false;
            RewriteAction::Change(Box::new(change))
        }
        None => RewriteAction::Read(Box::new(references::of_definition(node, origin))),
    }
}

pub(super) fn alter(alter: &ast::AlterRule, origin: Origin<'_>) -> Option<Action> {
    Some(Action::RenameRewriteRule(RenameRewriteRule {
        from: name::identifier(alter.rule_ref()?.syntax()),
        to: name::identifier(alter.rule_rename_to()?.rule()?.syntax()),
        relation: name::relation(alter.on_relation()?.syntax(), origin)?,
    }))
}

pub(super) fn drop(drop: &ast::DropRule, origin: Origin<'_>) -> Option<Action> {
    Some(Action::DropRewriteRule(DropRewriteRule {
        name: name::identifier(drop.rule_ref()?.syntax()),
        relation: name::relation(drop.on_relation()?.syntax(), origin)?,
        if_exists: drop.if_exists().is_some(),
    }))
}

/// `ENABLE RULE` and its kin among the actions of an `ALTER TABLE`.
pub(super) fn switch(node: &SyntaxNode) -> Option<SwitchRewriteRule> {
    let to = match node.kind() {
        SyntaxKind::ENABLE_RULE => TriggerFiring::Origin,
        SyntaxKind::DISABLE_RULE => TriggerFiring::Disabled,
        SyntaxKind::ENABLE_ALWAYS_RULE => TriggerFiring::Always,
        SyntaxKind::ENABLE_REPLICA_RULE => TriggerFiring::Replica,
        _ => return None,
    };
    let named = node.descendants().find_map(ast::RuleRef::cast)?;
    Some(SwitchRewriteRule { name: name::identifier(named.syntax()), to })
}

#[cfg(test)]
mod tests {
    use super::super::read_composed;
    use super::*;

    fn rule(text: &str) -> CreateRewriteRule {
        match read_composed(text, Span::default()).expect("a good statement").remove(0).action {
            Action::CreateRewriteRule(create) => *create,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_rewritten_and_how_is_read() {
        let create = rule(
            "create or replace rule \"R\" as on update to app.v where old.a > 1 do instead \
                (update t set a = new.a where id = old.id returning a; notify changed)",
        );
        assert_eq!((create.name.as_str(), create.relation.name.as_str()), ("R", "v"));
        assert_eq!((create.event, create.is_instead, create.or_replace), (RewriteEvent::Update, true, true));
        assert_eq!(create.condition.as_deref(), Some("old.a > 1"));
        assert_eq!(create.actions.len(), 2);
        let [RewriteAction::Change(change), RewriteAction::Notify] = create.actions.as_slice() else {
            panic!("{:?}", create.actions)
        };
        assert_eq!(change.returning.len(), 1);
    }

    #[test]
    fn nothing_is_no_action() {
        let create = rule("create rule r as on insert to t do also nothing");
        assert!(create.actions.is_empty() && !create.is_instead);
        assert_eq!(create.event, RewriteEvent::Insert);
    }
}
