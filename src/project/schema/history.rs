//! What statements did that the state after them does not show: tables that were there already, tables
//! that went in the file that made them.

use super::object::{ObjectId, QualifiedName};
use super::persistent::SharedList;
use crate::facts::sql::Identifier;
use crate::finding::{Location, Subject};

/// What statements about tables came to, in the order in which they ran.
#[derive(Clone, Debug, Default)]
pub struct History {
    pub(super) attempts: SharedList<Attempt>,
    pub(super) creations: SharedList<Location>,
    pub(super) undone: SharedList<Undone>,
}

impl History {
    /// Every `CREATE TABLE IF NOT EXISTS`.
    pub fn attempts(&self) -> impl Iterator<Item = &Attempt> {
        self.attempts.values().map(|attempt| &**attempt)
    }

    /// Where tables were made, those that a later statement dropped included.
    pub fn creations(&self) -> impl Iterator<Item = &Location> {
        self.creations.values().map(|creation| &**creation)
    }

    /// Tables that the file that made them dropped.
    pub fn undone(&self) -> impl Iterator<Item = &Undone> {
        self.undone.values().map(|undone| &**undone)
    }
}

/// One `CREATE TABLE IF NOT EXISTS`.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// The table it names.
    pub name: QualifiedName,
    /// Where it names it.
    pub at: Location,
    /// The table that there was after it.
    pub table: ObjectId,
    /// Where that was made, when it was there before.
    pub earlier: Option<Location>,
    /// Columns that it writes and that table had not.
    pub missing: Vec<Identifier>,
}

/// A table that the file that made it dropped.
#[derive(Clone, Debug)]
pub struct Undone {
    /// Its name at the end.
    pub name: QualifiedName,
    /// Where it was made.
    pub created: Location,
    /// Where it was dropped.
    pub dropped: Location,
}

impl From<&Attempt> for Subject {
    fn from(attempt: &Attempt) -> Self {
        Self::new(attempt.name.to_string(), attempt.at.clone())
    }
}
