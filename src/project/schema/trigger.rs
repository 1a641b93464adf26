//! Triggers of tables and views.

use super::object::{DependsOn, ObjectId};
use crate::facts::sql::{Identifier, TriggerEvent, TriggerFiring, TriggerTiming};
use crate::finding::Location;

/// A trigger after the last migration.
#[derive(Clone, Debug)]
pub struct Trigger {
    /// Its identity.
    pub id: ObjectId,
    /// Its name.
    pub name: Identifier,
    /// The function it runs.
    pub function: ObjectId,
    /// When it runs.
    pub timing: TriggerTiming,
    /// What it runs for, as written.
    pub events: Vec<TriggerEvent>,
    /// Whether it runs for each row, not once a statement.
    pub for_each_row: bool,
    /// Whether it is a constraint trigger.
    pub is_constraint: bool,
    /// In which sessions it fires.
    pub firing: TriggerFiring,
    /// The trigger of the partitioned table that this one is a copy of.
    pub copy_of: Option<ObjectId>,
    /// What its condition needs.
    pub depends_on: Vec<DependsOn>,
    /// Where it was created.
    pub created: Location,
    /// A place that decides whether it exists at all, when that could not be found out.
    pub doubt: Option<Location>,
}

/// An event trigger after the last migration.
#[derive(Clone, Debug)]
pub struct EventTrigger {
    /// Its identity.
    pub id: ObjectId,
    /// Its name.
    pub name: Identifier,
    /// The event: `ddl_command_end`.
    pub event: Box<str>,
    /// The function it runs.
    pub function: ObjectId,
    /// In which sessions it fires.
    pub firing: TriggerFiring,
    /// Where it was created.
    pub created: Location,
}
