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

    /// Whether these columns, in this order, are the first of what it holds.
    pub fn begins_with(&self, columns: &[ColumnId]) -> bool {
        let keys = self.keys.iter().map(|key| match key.value {
            IndexValue::Column(id) => Some(id),
            IndexValue::Expression(_) => None,
        });
        let mut held = keys.chain(self.include.iter().map(|id| Some(*id)));
        columns.iter().all(|column| held.next() == Some(Some(*column)))
    }

    /// Whether both hold the same rows in the same order, whatever constraint they serve.
    pub fn is_same(&self, other: &Self) -> bool {
        self.method == other.method
            && self.is_unique == other.is_unique
            && self.are_nulls_equal == other.are_nulls_equal
            && self.normal_predicate == other.normal_predicate
            && self.include == other.include
            && self.keys.len() == other.keys.len()
            && self.keys.iter().zip(&other.keys).all(|(one, other)| one.is_same(other))
    }

    /// Whether a column is part of its key.
    pub fn has_key(&self, column: ColumnId) -> bool {
        self.key_columns().any(|key| key == column)
    }
}

impl IndexKey {
    fn is_same(&self, other: &Self) -> bool {
        let is_same_value = match (&self.value, &other.value) {
            (IndexValue::Column(one), IndexValue::Column(other)) => one == other,
            (IndexValue::Expression(_), IndexValue::Expression(_)) => self.normal == other.normal,
            _ => false,
        };
        is_same_value
            && self.operator_class == other.operator_class
            && self.collation == other.collation
            && self.is_descending == other.is_descending
            && self.nulls_first == other.nulls_first
    }
}
