//! Constraints of tables.

use super::object::{ColumnId, DependsOn, ObjectId};
use crate::facts::sql::{Identifier, ReferentialAction, Timing};
use crate::finding::Location;

/// A constraint of a table after the last migration.
#[derive(Clone, Debug)]
pub struct Constraint {
    /// Its identity.
    pub id: ObjectId,
    /// Its name, written or as PostgreSQL makes it.
    pub name: Identifier,
    /// What it demands.
    pub kind: ConstraintKind,
    /// When it is checked.
    pub timing: Timing,
    /// Whether existing rows were checked: not after `NOT VALID`.
    pub is_validated: bool,
    /// The constraint of the partitioned parent that brought it.
    pub inherited_from: Option<ObjectId>,
    /// Where it was created.
    pub created: Location,
    /// A place that decides whether it exists at all, when that could not be found out.
    pub doubt: Option<Location>,
}

/// What a constraint demands.
#[derive(Clone, Debug)]
pub enum ConstraintKind {
    /// A primary key; its index has the same name.
    PrimaryKey {
        /// Its columns, in order.
        columns: Vec<ColumnId>,
    },
    /// Unique; its index has the same name.
    Unique {
        /// Its columns, in order.
        columns: Vec<ColumnId>,
        /// Whether two nulls are the same.
        nulls_are_equal: bool,
    },
    /// A condition on each row.
    Check {
        /// The condition, as written, without its parentheses.
        expression: Box<str>,
        /// What it has in common with conditions that say the same.
        normal: Box<str>,
        /// What it needs.
        depends_on: Vec<DependsOn>,
    },
    /// No two rows may compare so; its index has the same name.
    Exclude,
    /// A foreign key.
    ForeignKey(ForeignKey),
}

/// A reference to another table.
#[derive(Clone, Debug)]
pub struct ForeignKey {
    /// Its columns, in order.
    pub columns: Vec<ColumnId>,
    /// The table it refers to.
    pub references: ObjectId,
    /// The columns it refers to, in the order of `columns`.
    pub referenced_columns: Vec<ColumnId>,
    /// The unique index that it was made with, and that cannot go without it; `None` where it is not known.
    pub(super) through: Option<ObjectId>,
    /// What happens to rows when those they refer to go.
    pub on_delete: ReferentialAction,
    /// What happens to rows when those they refer to change their key.
    pub on_update: ReferentialAction,
}

impl Constraint {
    /// What it refers to, where it is a foreign key.
    pub fn as_foreign_key(&self) -> Option<&ForeignKey> {
        match &self.kind {
            ConstraintKind::ForeignKey(key) => Some(key),
            _ => None,
        }
    }
}
