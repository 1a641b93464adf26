//! Functions, arrows and methods.

use crate::source::Span;

/// One function, arrow or method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// Its own name, or that of the variable or property it is given to; empty when there is none.
    pub name: Box<str>,
    /// The whole function.
    pub span: Span,
    /// Index of the function it stands in.
    pub parent: Option<u32>,
    /// Index of the call it is an argument of: `serve(async (request) => …)`.
    pub passed_to: Option<u32>,
    /// The class whose method, or property, it is.
    pub class: Option<Box<str>>,
    /// Whether it is `async`.
    pub is_async: bool,
    /// Whether its own declaration exports it.
    pub is_exported: bool,
    /// Where it lets a request through because something failed, for one that guards by its name.
    pub lets_through: Option<Span>,
}
