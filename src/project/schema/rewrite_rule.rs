//! Rules of tables and views that rewrite statements.

use std::sync::Arc;

use super::object::{DependsOn, ObjectId};
use crate::facts::sql::{Identifier, RewriteEvent, RowChange, TriggerFiring};
use crate::finding::Location;

/// A rule after the last migration.
#[derive(Clone, Debug)]
pub struct RewriteRule {
    /// Its identity.
    pub id: ObjectId,
    /// Its name.
    pub name: Identifier,
    /// The statements that it rewrites.
    pub event: RewriteEvent,
    /// Whether they do not happen themselves.
    pub is_instead: bool,
    /// Which rows it is for, as written; `None` for all.
    pub condition: Option<Box<str>>,
    /// Whether it does anything: not `DO NOTHING`.
    pub has_actions: bool,
    /// The rows that its statements change, with the relation of each.
    pub(super) writes: Vec<(ObjectId, Arc<RowChange>)>,
    /// Whether it gives rows to `RETURNING`.
    pub has_returning: bool,
    /// In which sessions it rewrites.
    pub firing: TriggerFiring,
    /// What its condition and its statements need.
    pub depends_on: Vec<DependsOn>,
    /// Where it was created.
    pub created: Location,
    /// A place that decides whether it exists at all, when that could not be found out.
    pub doubt: Option<Location>,
}

impl RewriteRule {
    /// Whether it rewrites in the sessions of clients.
    pub fn is_on(&self) -> bool {
        matches!(self.firing, TriggerFiring::Origin | TriggerFiring::Always)
    }
}
