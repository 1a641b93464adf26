//! Triggers of tables and views.

use super::object::{DependsOn, ObjectId};
use crate::facts::sql::Identifier;
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
    /// Whether it fires: `ENABLE`, `DISABLE`.
    pub is_enabled: bool,
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
    /// Its name.
    pub name: Identifier,
    /// The event: `ddl_command_end`.
    pub event: Box<str>,
    /// The function it runs, by its own name.
    pub function: Box<str>,
}
