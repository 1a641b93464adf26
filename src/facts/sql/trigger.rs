//! Statements about triggers.

use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::{SyntaxKind, SyntaxNode};

use super::name::{self, Identifier, RelationName};
use super::origin::Origin;
use super::statement::Action;
use super::tree;
use crate::source::Span;

/// `CREATE TRIGGER`.
#[derive(Clone, Debug)]
pub struct CreateTrigger {
    /// Its name.
    pub name: Identifier,
    /// Where that name stands.
    pub span: Span,
    /// Whether one of that name is replaced.
    pub or_replace: bool,
    /// Whether it is a `CONSTRAINT TRIGGER`.
    pub is_constraint: bool,
    /// Its table or view.
    pub table: RelationName,
    /// When it runs.
    pub timing: TriggerTiming,
    /// What it runs for, as written, in order.
    pub events: Vec<TriggerEvent>,
    /// Whether it runs for each row, not once a statement.
    pub for_each_row: bool,
    /// Its condition, as written, without its parentheses.
    pub condition: Option<Box<str>>,
    /// The function it runs.
    pub function: RelationName,
}

/// When a trigger runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TriggerTiming {
    /// Before the change.
    Before,
    /// After it.
    After,
    /// In its place.
    InsteadOf,
}

/// What a trigger runs for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TriggerEvent {
    /// New rows.
    Insert,
    /// Changed rows; where columns are named, only when one of them is set.
    Update(Vec<Identifier>),
    /// Removed rows.
    Delete,
    /// `TRUNCATE`.
    Truncate,
}

/// `ALTER TRIGGER … RENAME TO`.
#[derive(Clone, Debug)]
pub struct RenameTrigger {
    /// Before.
    pub from: Identifier,
    /// After.
    pub to: Identifier,
    /// Its table or view.
    pub table: RelationName,
}

/// `DROP TRIGGER`.
#[derive(Clone, Debug)]
pub struct DropTrigger {
    /// The trigger.
    pub name: Identifier,
    /// Its table or view.
    pub table: RelationName,
    /// Whether a missing trigger or table is passed over.
    pub if_exists: bool,
}

/// `ENABLE TRIGGER` and `DISABLE TRIGGER` of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SwitchTrigger {
    /// Which.
    pub triggers: TriggerSelection,
    /// When it fires from now on.
    pub to: TriggerFiring,
}

/// Which triggers of a table are switched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TriggerSelection {
    /// One.
    Named(Identifier),
    /// All of them; those that keep foreign keys too where it says `ALL`.
    All,
}

/// In which sessions a trigger fires, by the letter that PostgreSQL keeps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum TriggerFiring {
    /// `A`: in all.
    Always,
    /// `D`: in none.
    Disabled,
    /// `O`: in all that do not replay another server's changes.
    #[default]
    Origin,
    /// `R`: in those that do.
    Replica,
}

impl TriggerFiring {
    /// The letter of `pg_trigger.tgenabled`.
    pub fn letter(self) -> &'static str {
        match self {
            Self::Always => "A",
            Self::Disabled => "D",
            Self::Origin => "O",
            Self::Replica => "R",
        }
    }
}

pub(super) fn create(create: &ast::CreateTrigger, origin: Origin<'_>) -> Option<Action> {
    let trigger = create.trigger()?;
    let condition = create.when_condition().and_then(|condition| condition.expr());
    let events = create.trigger_event_list()?.trigger_events().map(|event| lower_event(&event)).collect();
    Some(Action::CreateTrigger(Box::new(CreateTrigger {
        name: name::identifier(trigger.syntax()),
        span: origin.span(trigger.syntax()),
        or_replace: create.or_replace().is_some(),
        is_constraint: create.constraint_token().is_some(),
        table: name::relation(create.on_relation()?.syntax(), origin)?,
        timing: match create.timing()? {
            ast::Timing::TimingAfter(_) => TriggerTiming::After,
            ast::Timing::TimingBefore(_) => TriggerTiming::Before,
            ast::Timing::TimingInsteadOf(_) => TriggerTiming::InsteadOf,
        },
        events,
        for_each_row: matches!(create.trigger_level(), Some(ast::TriggerLevel::ForEachRow(_))),
        condition: condition.map(|condition| tree::text(condition.syntax())),
        function: function(&create.call_expr()?, origin)?,
    })))
}

fn lower_event(event: &ast::TriggerEvent) -> TriggerEvent {
    match event {
        ast::TriggerEvent::TriggerEventInsert(_) => TriggerEvent::Insert,
        ast::TriggerEvent::TriggerEventDelete(_) => TriggerEvent::Delete,
        ast::TriggerEvent::TriggerEventTruncate(_) => TriggerEvent::Truncate,
        ast::TriggerEvent::TriggerEventUpdate(update) => {
            let columns = update.column_name_refs().map(|column| name::identifier(column.syntax()));
            TriggerEvent::Update(columns.collect())
        }
    }
}

/// The function that a trigger names with its arguments.
pub(super) fn function(call: &ast::CallExpr, origin: Origin<'_>) -> Option<RelationName> {
    let named = call.expr()?;
    Some(RelationName::written(&named.syntax().text().to_string(), origin.span(named.syntax())))
}

pub(super) fn alter(alter: &ast::AlterTrigger, origin: Origin<'_>) -> Option<Action> {
    let ast::AlterTriggerAction::TriggerRenameTo(rename) = alter.action()? else { return None };
    Some(Action::RenameTrigger(RenameTrigger {
        from: name::identifier(alter.trigger_ref()?.syntax()),
        to: name::identifier(rename.trigger()?.syntax()),
        table: name::relation(alter.on_relation()?.syntax(), origin)?,
    }))
}

pub(super) fn drop(drop: &ast::DropTrigger, origin: Origin<'_>) -> Option<Action> {
    Some(Action::DropTrigger(DropTrigger {
        name: name::identifier(drop.trigger_ref()?.syntax()),
        table: name::relation(drop.on_relation()?.syntax(), origin)?,
        if_exists: drop.if_exists().is_some(),
    }))
}

/// `ENABLE TRIGGER` and its kin among the actions of an `ALTER TABLE`.
pub(super) fn switch(node: &SyntaxNode) -> Option<SwitchTrigger> {
    let to = match node.kind() {
        SyntaxKind::ENABLE_TRIGGER => TriggerFiring::Origin,
        SyntaxKind::DISABLE_TRIGGER => TriggerFiring::Disabled,
        SyntaxKind::ENABLE_ALWAYS_TRIGGER => TriggerFiring::Always,
        SyntaxKind::ENABLE_REPLICA_TRIGGER => TriggerFiring::Replica,
        _ => return None,
    };
    let named = node.descendants().find_map(ast::TriggerRef::cast);
    let triggers = named
        .map_or(TriggerSelection::All, |trigger| TriggerSelection::Named(name::identifier(trigger.syntax())));
    Some(SwitchTrigger { triggers, to })
}
