//! Functions, procedures and aggregates.

use std::sync::Arc;

use super::object::{DependsOn, Object, QualifiedName};
use super::user_type::DataType;
use crate::facts::sql::{Identifier, Parallel, ParameterMode, RoutineBody, Volatility};
use crate::finding::{Location, Subject};

/// A function, procedure or aggregate after the last migration.
#[derive(Clone, Debug)]
pub struct Routine {
    /// Identity, owner, privileges, history.
    pub object: Object,
    /// Where what it runs now was written.
    pub defined: Location,
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
    /// Whether it may run in parallel workers.
    pub parallel: Parallel,
    /// Its settings, in the order in which they were made: `("search_path", "public, pg_temp")`.
    pub config: Vec<(Box<str>, Box<str>)>,
    /// What it runs, shared with the facts; `None` where that cannot be read.
    pub body: Option<Arc<RoutineBody>>,
    /// What its signature, and a body that is parsed at creation, need.
    pub depends_on: Vec<DependsOn>,
}

/// What a routine is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RoutineKind {
    /// A function.
    Function,
    /// A function over windows.
    Window,
    /// A procedure.
    Procedure,
    /// An aggregate.
    Aggregate,
}

impl RoutineKind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Function => "function",
            Self::Window => "window",
            Self::Procedure => "procedure",
            Self::Aggregate => "aggregate",
        }
    }
}

/// One argument of a routine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    /// In, out, both, the rest, or a column of the result.
    pub mode: ParameterMode,
    /// Its name, where it has one.
    pub name: Option<Identifier>,
    /// Its type; what narrows it is dropped, as PostgreSQL does.
    pub kind: DataType,
    /// Its default, as written.
    pub default: Option<Box<str>>,
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

impl Argument {
    /// Whether a call gives it.
    pub fn is_input(&self) -> bool {
        !matches!(self.mode, ParameterMode::Out | ParameterMode::Table)
    }

    /// Whether the result holds it.
    pub fn is_output(&self) -> bool {
        !matches!(self.mode, ParameterMode::In | ParameterMode::Variadic)
    }
}

impl Routine {
    /// The arguments that a call gives, in order.
    pub fn inputs(&self) -> impl Iterator<Item = &Argument> + Clone {
        self.arguments.iter().filter(|argument| argument.is_input())
    }

    /// The value of a setting that holds while it runs.
    pub fn setting(&self, name: &str) -> Option<&str> {
        self.config.iter().find(|(known, _)| &**known == name).map(|(_, value)| &**value)
    }

    /// Whether it is written for triggers, so that nobody calls it.
    pub fn is_for_triggers(&self) -> bool {
        self.returns
            .as_ref()
            .is_some_and(|returns| matches!(returns.kind.known(), Some("trigger" | "event_trigger")))
    }
}

impl From<&Routine> for Subject {
    fn from(routine: &Routine) -> Self {
        Self::new(routine.name.to_string(), routine.object.created.clone())
    }
}
