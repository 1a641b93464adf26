//! What owns a name: tables, views, sequences, indexes and composite types share one name space.

use super::index::Index;
use super::object::{Object, ObjectId, QualifiedName};
use super::rewrite_rule::RewriteRule;
use super::sequence::Sequence;
use super::table::Table;
use super::trigger::Trigger;
use super::view::View;
use crate::facts::sql::{Identifier, RelationKind};

/// What a schema holds under one name.
#[derive(Clone, Debug)]
pub enum Relation {
    /// A table.
    Table(Table),
    /// A view, plain or materialized.
    View(View),
    /// A sequence.
    Sequence(Sequence),
    /// The name of an index, which its table or materialized view holds.
    Index {
        /// Its name now.
        name: QualifiedName,
        /// Its identity.
        id: ObjectId,
        /// The relation that holds it.
        of: ObjectId,
    },
    /// The name of a composite type, which the types hold.
    Composite {
        /// Its name now.
        name: QualifiedName,
        /// The identity of the type.
        id: ObjectId,
    },
}

impl Relation {
    /// Its name now.
    pub fn name(&self) -> &QualifiedName {
        match self {
            Self::Table(table) => &table.name,
            Self::View(view) => &view.name,
            Self::Sequence(sequence) => &sequence.name,
            Self::Index { name, .. } | Self::Composite { name, .. } => name,
        }
    }

    /// Its identity.
    pub fn id(&self) -> ObjectId {
        match self {
            Self::Table(table) => table.object.id,
            Self::View(view) => view.object.id,
            Self::Sequence(sequence) => sequence.object.id,
            Self::Index { id, .. } | Self::Composite { id, .. } => *id,
        }
    }

    /// The table, where it is one.
    pub fn as_table(&self) -> Option<&Table> {
        match self {
            Self::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The view, where it is one.
    pub fn as_view(&self) -> Option<&View> {
        match self {
            Self::View(view) => Some(view),
            _ => None,
        }
    }

    /// Whether it has rows, whose type goes by its name.
    pub fn has_rows(&self) -> bool {
        matches!(self, Self::Table(_) | Self::View(_))
    }

    /// Its indexes, in creation order.
    pub(super) fn indexes(&self) -> &[Index] {
        match self {
            Self::Table(table) => &table.indexes,
            Self::View(view) => &view.indexes,
            Self::Sequence(_) | Self::Index { .. } | Self::Composite { .. } => &[],
        }
    }

    /// Its triggers, in creation order.
    pub fn triggers(&self) -> &[Trigger] {
        match self {
            Self::Table(table) => &table.triggers,
            Self::View(view) => &view.triggers,
            Self::Sequence(_) | Self::Index { .. } | Self::Composite { .. } => &[],
        }
    }

    pub(super) fn triggers_mut(&mut self) -> Option<&mut Vec<Trigger>> {
        match self {
            Self::Table(table) => Some(&mut table.triggers),
            Self::View(view) => Some(&mut view.triggers),
            Self::Sequence(_) | Self::Index { .. } | Self::Composite { .. } => None,
        }
    }

    /// Its rules, in creation order.
    pub fn rewrite_rules(&self) -> &[RewriteRule] {
        match self {
            Self::Table(table) => &table.rewrite_rules,
            Self::View(view) => &view.rewrite_rules,
            Self::Sequence(_) | Self::Index { .. } | Self::Composite { .. } => &[],
        }
    }

    pub(super) fn rewrite_rule(&self, name: &Identifier) -> Option<&RewriteRule> {
        self.rewrite_rules().iter().find(|rule| rule.name == *name)
    }

    pub(super) fn rewrite_rules_mut(&mut self) -> Option<&mut Vec<RewriteRule>> {
        match self {
            Self::Table(table) => Some(&mut table.rewrite_rules),
            Self::View(view) => Some(&mut view.rewrite_rules),
            Self::Sequence(_) | Self::Index { .. } | Self::Composite { .. } => None,
        }
    }

    /// What it shares with other objects; an index or a composite type has none of its own.
    pub fn object(&self) -> Option<&Object> {
        match self {
            Self::Table(table) => Some(&table.object),
            Self::View(view) => Some(&view.object),
            Self::Sequence(sequence) => Some(&sequence.object),
            Self::Index { .. } | Self::Composite { .. } => None,
        }
    }

    pub(super) fn object_mut(&mut self) -> Option<&mut Object> {
        match self {
            Self::Table(table) => Some(&mut table.object),
            Self::View(view) => Some(&mut view.object),
            Self::Sequence(sequence) => Some(&mut sequence.object),
            Self::Index { .. } | Self::Composite { .. } => None,
        }
    }

    pub(super) fn name_mut(&mut self) -> &mut QualifiedName {
        match self {
            Self::Table(table) => &mut table.name,
            Self::View(view) => &mut view.name,
            Self::Sequence(sequence) => &mut sequence.name,
            Self::Index { name, .. } | Self::Composite { name, .. } => name,
        }
    }

    /// Table or view; `None` for what no query reads.
    pub(super) fn kind(&self) -> Option<RelationKind> {
        match self {
            Self::Table(table) => Some(table.kind),
            Self::View(view) => Some(view.kind),
            Self::Sequence(_) | Self::Index { .. } | Self::Composite { .. } => None,
        }
    }
}
