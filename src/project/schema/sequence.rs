//! Sequences.

use super::object::{ColumnId, Object, ObjectId, QualifiedName};

/// A sequence after the last migration.
#[derive(Clone, Debug)]
pub struct Sequence {
    /// Identity, owner, privileges, history.
    pub object: Object,
    /// Its name now.
    pub name: QualifiedName,
    /// The column with which it goes: `OWNED BY`, `serial`, identity.
    pub owned_by: Option<(ObjectId, ColumnId)>,
}
