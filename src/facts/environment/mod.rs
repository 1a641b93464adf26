//! Variables of the environment: where programs read them, and what files set or name them.

mod file;
mod name;

pub use file::{EnvironmentEntry, EnvironmentFile};
pub use name::{is_exposed, is_variable_name, words};

pub(super) use name::named_variables;

pub(super) use file::read;

use crate::source::Span;

/// A place where a program reads a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvironmentRead {
    /// The variable.
    pub name: Box<str>,
    /// Where it is named.
    pub span: Span,
    /// By what it is read.
    pub host: EnvironmentHost,
}

/// What hands a program its variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EnvironmentHost {
    /// `import.meta.env`, and `env` of a framework that reads `.env` files.
    Bundler,
    /// `process.env`, `Deno.env`, `Bun.env`, Rust's `std::env`.
    Process,
}
