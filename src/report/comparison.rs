//! What changed since a commit.

use super::Place;
use crate::project::schema::{AccessCommand, Identifier, QualifiedName, Reach};

/// What changed since a commit.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The commit, in hexadecimal.
    pub commit: Box<str>,
    /// What roles gain and lose, sorted by database, table, role and command; or why that is not known.
    pub access: Result<Vec<AccessChange>, String>,
}

/// What a role gains or loses of one table with one command.
#[derive(Clone, Debug)]
pub struct AccessChange {
    /// The folder of the database.
    pub database: Box<str>,
    /// The table; for one that is gone, as it was called.
    pub table: QualifiedName,
    /// What the table was called, where it had another name.
    pub was: Option<QualifiedName>,
    /// The role.
    pub role: Identifier,
    /// The command.
    pub command: AccessCommand,
    /// The rows then; `None` where there was no such table.
    pub before: Option<Reach>,
    /// The rows now; `None` where there is no such table.
    pub after: Option<Reach>,
    /// Whether it is more or less.
    pub direction: Direction,
    /// Columns that the role reaches only now, where it reached others before.
    pub columns: Vec<Identifier>,
    /// What gave it, the decisive statement first, with what it did; empty where nothing was given.
    pub causes: Vec<(Place, String)>,
}

/// Which way a change goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// The role reaches what it did not.
    Gains,
    /// It may: rows that fulfil a further condition, or another one, or what only the database knows.
    MayGain,
    /// It reaches less.
    Loses,
}

impl Direction {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Gains, Self::MayGain, Self::Loses];

    /// As reports say it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gains => "gains",
            Self::MayGain => "may gain",
            Self::Loses => "loses",
        }
    }
}
