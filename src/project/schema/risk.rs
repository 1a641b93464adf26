//! What statements of a migration risk in a database that holds rows and serves users: an earlier
//! migration made what they change.

use super::object::QualifiedName;
use crate::facts::sql::Identifier;
use crate::finding::Location;

/// A statement that may lose rows, or stop those who use a table.
#[derive(Clone, Debug)]
pub struct Risk {
    /// The statement.
    pub at: Location,
    /// The table it is about, by its name then.
    pub table: QualifiedName,
    /// What it does.
    pub kind: RiskKind,
    /// Whether the migration copied what it takes away before.
    pub is_guarded: bool,
}

/// What a [`Risk`] does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RiskKind {
    /// The table goes with its rows.
    DropTable,
    /// A column goes with its values.
    DropColumn(Identifier),
    /// Every row goes.
    Empty,
    /// Values are forced into a type that does not hold all of them: the column, before, after.
    Narrow(Identifier, String, String),
    /// Every row is written anew for another type of a column: the column, before, after.
    Rewrite(Identifier, String, String),
    /// Every row is written anew for a column whose default differs from row to row.
    Fill(Identifier),
    /// Nothing is written while an index is built; the index, where it is named.
    BuildIndex(Option<Identifier>),
    /// Nothing is written while all rows are checked; the constraint, where it is named.
    Check(Option<Identifier>),
    /// All rows are read while nobody reads or writes, to find none without a value.
    SetNotNull(Identifier),
    /// A column that every row must have and no row has.
    AddRequired(Identifier),
}

impl RiskKind {
    /// Whether rows or values may be lost.
    pub fn is_destructive(&self) -> bool {
        matches!(self, Self::DropTable | Self::DropColumn(_) | Self::Empty | Self::Narrow(..))
    }

    /// Whether others wait for long.
    pub fn is_locking(&self) -> bool {
        !matches!(self, Self::DropTable | Self::DropColumn(_) | Self::Empty)
    }
}
