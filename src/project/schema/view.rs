//! Views, plain and materialized.

use super::index::Index;
use super::object::{DependsOn, Object, QualifiedName};
use super::rewrite_rule::RewriteRule;
use super::table::Column;
use super::trigger::Trigger;
use super::writable::{ColumnOrigin, RowOrigin};
use crate::facts::sql::{RelationKind, RewriteEvent, TriggerTiming};
use crate::finding::Subject;

/// A view after the last migration.
#[derive(Clone, Debug)]
pub struct View {
    /// Identity, owner, privileges, history.
    pub object: Object,
    /// Its name now.
    pub name: QualifiedName,
    /// View or materialized view.
    pub kind: RelationKind,
    /// Its columns; empty where they could not be derived.
    pub columns: Vec<Column>,
    /// Its storage parameters, folded, sorted: `("security_invoker", "true")`.
    pub options: Vec<(Box<str>, Box<str>)>,
    /// What its query reads and calls.
    pub depends_on: Vec<DependsOn>,
    /// Whose rows it shows.
    pub(super) rows: RowOrigin,
    /// What becomes of each of its columns, in their order; empty where that is not known.
    pub(super) origins: Box<[ColumnOrigin]>,
    /// Its query, as written.
    pub query: Box<str>,
    /// Indexes of a materialized view.
    pub indexes: Vec<Index>,
    /// Its `INSTEAD OF` triggers.
    pub triggers: Vec<Trigger>,
    /// Its rules but the one that is its query, in creation order.
    pub rewrite_rules: Vec<RewriteRule>,
}

impl View {
    /// Whether a trigger takes what a statement would write, in the place of the view.
    pub(super) fn is_written_by_trigger(&self, event: RewriteEvent) -> bool {
        let is_for = |trigger: &Trigger| trigger.events.iter().any(|one| event.is_for(one));
        self.triggers.iter().any(|trigger| trigger.timing == TriggerTiming::InsteadOf && is_for(trigger))
    }

    /// A view of which nothing is known but its name.
    pub(super) fn new(object: Object, name: QualifiedName, kind: RelationKind) -> Self {
        Self {
            object,
            name,
            kind,
            columns: Vec::new(),
            options: Vec::new(),
            depends_on: Vec::new(),
            rows: RowOrigin::Unknown,
            origins: Box::default(),
            query: Box::from(""),
            indexes: Vec::new(),
            triggers: Vec::new(),
            rewrite_rules: Vec::new(),
        }
    }

    /// Whether it reads with the rights of who asks, not of its owner.
    pub fn is_security_invoker(&self) -> bool {
        let is_set = |value: &str| matches!(value, "1" | "true" | "yes" | "on");
        self.options.iter().any(|(name, value)| &**name == "security_invoker" && is_set(value))
    }
}

impl From<&View> for Subject {
    fn from(view: &View) -> Self {
        Self::new(view.name.to_string(), view.object.created.clone())
    }
}
