//! Functions, procedures and aggregates.

use std::sync::Arc;

use super::object::{DependsOn, Object, QualifiedName};
use super::user_type::DataType;
use crate::facts::sql::{Block, Identifier};

/// A function, procedure or aggregate after the last migration.
#[derive(Clone, Debug)]
pub struct Routine {
    /// Identity, owner, privileges, history.
    pub object: Object,
    /// Its name now; overloads share it.
    pub name: QualifiedName,
    /// Function, procedure or aggregate.
    pub kind: RoutineKind,
    /// Its arguments, in order, those that only give back included.
    pub arguments: Vec<Argument>,
    /// What it gives back; `None` for a procedure without outputs.
    pub returns: Option<Returns>,
    /// Its language, folded: `plpgsql`.
    pub language: Box<str>,
    /// How its result may change.
    pub volatility: Volatility,
    /// Whether it runs with the rights of its owner.
    pub is_security_definer: bool,
    /// Whether null in gives null out without a call.
    pub is_strict: bool,
    /// Whether it may run in parallel workers: `u`, `r` or `s`.
    pub parallel: char,
    /// Its settings, in the order in which they were made: `("search_path", "public, pg_temp")`.
    pub config: Vec<(Box<str>, Box<str>)>,
    /// Its body, as written; shared with the facts.
    pub body: Arc<str>,
    /// What it does, where that can change a catalogue.
    pub block: Option<Arc<Block>>,
    /// What its signature, and a body that is parsed at creation, need.
    pub depends_on: Vec<DependsOn>,
}

/// What a routine is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RoutineKind {
    /// A function.
    Function,
    /// A procedure.
    Procedure,
    /// An aggregate.
    Aggregate,
}

/// One argument of a routine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    /// In, out, both, the rest, or a column of the result.
    pub mode: ArgumentMode,
    /// Its name, where it has one.
    pub name: Option<Identifier>,
    /// Its type.
    pub kind: DataType,
    /// Its default, as written.
    pub default: Option<Box<str>>,
}

/// Which way an argument goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ArgumentMode {
    /// Given.
    In,
    /// Given back.
    Out,
    /// Both.
    InOut,
    /// All further ones, as an array.
    Variadic,
    /// A column of `RETURNS TABLE`.
    Table,
}

/// What a routine gives back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returns {
    /// The type of a value or row; of `RETURNS TABLE`, `record` unless it has one column.
    pub kind: DataType,
    /// Whether there may be many.
    pub is_set: bool,
    /// Whether it was written as `RETURNS TABLE`.
    pub is_table: bool,
}

/// How a function's result may change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Volatility {
    /// Never, for the same arguments.
    Immutable,
    /// Not within one statement.
    Stable,
    /// At any time; it may also write.
    #[default]
    Volatile,
}
