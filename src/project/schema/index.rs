//! Indexes.

use super::object::{ColumnId, DependsOn, ObjectId};
use crate::facts::sql::Identifier;
use crate::finding::Location;

/// An index after the last migration. It lies in the schema of its table.
#[derive(Clone, Debug)]
pub struct Index {
    /// Its identity.
    pub id: ObjectId,
    /// Its name, written or as PostgreSQL makes it.
    pub name: Identifier,
    /// The access method: `btree`.
    pub method: Box<str>,
    /// Its key, in order.
    pub keys: Vec<IndexKey>,
    /// Columns that it holds beside its key: `INCLUDE`.
    pub include: Vec<ColumnId>,
    /// The condition on the rows it holds, as written.
    pub predicate: Option<Box<str>>,
    /// What the condition has in common with those that say the same.
    pub normal_predicate: Option<Box<str>>,
    /// Whether its key is unique.
    pub is_unique: bool,
    /// Whether nulls are equal to each other.
    pub are_nulls_equal: bool,
    /// Whether it is the primary key's.
    pub is_primary: bool,
    /// The constraint it serves.
    pub constraint: Option<ObjectId>,
    /// The index of the partitioned parent that brought it.
    pub inherited_from: Option<ObjectId>,
    /// What its expressions and predicate need.
    pub depends_on: Vec<DependsOn>,
    /// Where it was created.
    pub created: Location,
    /// A place that decides whether it exists at all, when that could not be found out.
    pub doubt: Option<Location>,
}

/// One part of an index's key.
#[derive(Clone, Debug)]
pub struct IndexKey {
    /// The column, or the expression as written.
    pub value: IndexValue,
    /// What an expression has in common with those that say the same; empty for a column.
    pub normal: Box<str>,
    /// The name of the key within the index.
    pub label: Identifier,
    /// The operator class, where written.
    pub operator_class: Option<Box<str>>,
    /// `COLLATE`, as written.
    pub collation: Option<Box<str>>,
    /// Whether it sorts from the end: `DESC`.
    pub is_descending: bool,
    /// `NULLS FIRST` or `LAST`, where it is not what the direction brings.
    pub nulls_first: Option<bool>,
}

/// What an index sorts by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IndexValue {
    /// A column.
    Column(ColumnId),
    /// An expression, as written, without its parentheses.
    Expression(Box<str>),
}

impl Index {
    /// The columns of its key, in order, expressions left out.
    pub fn key_columns(&self) -> impl Iterator<Item = ColumnId> {
        self.keys.iter().filter_map(|key| match key.value {
            IndexValue::Column(id) => Some(id),
            IndexValue::Expression(_) => None,
        })
    }

    /// Whether a column is part of its key.
    pub fn has_key(&self, column: ColumnId) -> bool {
        self.key_columns().any(|key| key == column)
    }
}
