//! Statements about event triggers.

use squawk_syntax::ast::{self, AstNode};

use super::name::{self, Identifier, RelationName};
use super::origin::Origin;
use super::statement::Action;
use super::trigger::{self, TriggerFiring};

/// `CREATE EVENT TRIGGER`.
#[derive(Clone, Debug)]
pub struct CreateEventTrigger {
    /// Its name.
    pub name: Identifier,
    /// The event: `ddl_command_end`.
    pub event: Box<str>,
    /// The function it runs.
    pub function: RelationName,
}

/// `ALTER EVENT TRIGGER`.
#[derive(Clone, Debug)]
pub struct AlterEventTrigger {
    /// Which.
    pub name: Identifier,
    /// What it does.
    pub change: EventTriggerChange,
}

/// What an [`AlterEventTrigger`] does.
#[derive(Clone, Debug)]
pub enum EventTriggerChange {
    /// `RENAME TO`.
    Rename(Identifier),
    /// `ENABLE`, `DISABLE`.
    Switch(TriggerFiring),
}

/// `DROP EVENT TRIGGER`.
#[derive(Clone, Debug)]
pub struct DropEventTrigger {
    /// Which.
    pub name: Identifier,
    /// Whether a missing one is passed over.
    pub if_exists: bool,
    /// Whether what depends on it goes too.
    pub cascade: bool,
}

pub(super) fn create(create: &ast::CreateEventTrigger, origin: Origin<'_>) -> Option<Action> {
    Some(Action::CreateEventTrigger(CreateEventTrigger {
        name: name::identifier(create.event_trigger()?.syntax()),
        event: create.event()?.syntax().text().to_string().to_ascii_lowercase().into(),
        function: trigger::function(&create.call_expr()?, origin)?,
    }))
}

pub(super) fn alter(alter: &ast::AlterEventTrigger) -> Option<Action> {
    use ast::AlterEventTriggerAction as Written;
    let change = match alter.action()? {
        Written::EventTriggerRenameTo(rename) => {
            EventTriggerChange::Rename(name::identifier(rename.event_trigger()?.syntax()))
        }
        Written::OwnerTo(_) => return None,
        Written::Disable(_) => EventTriggerChange::Switch(TriggerFiring::Disabled),
        Written::Enable(_) => EventTriggerChange::Switch(TriggerFiring::Origin),
        Written::EnableAlways(_) => EventTriggerChange::Switch(TriggerFiring::Always),
        Written::EnableReplica(_) => EventTriggerChange::Switch(TriggerFiring::Replica),
    };
    let name = name::identifier(alter.event_trigger_ref()?.syntax());
    Some(Action::AlterEventTrigger(AlterEventTrigger { name, change }))
}

pub(super) fn drop(drop: &ast::DropEventTrigger) -> Option<Action> {
    Some(Action::DropEventTrigger(DropEventTrigger {
        name: name::identifier(drop.event_trigger_ref()?.syntax()),
        if_exists: drop.if_exists().is_some(),
        cascade: matches!(drop.drop_behavior(), Some(ast::DropBehavior::Cascade(_))),
    }))
}
