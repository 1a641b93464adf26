//! Functions, arrows and methods.

use super::FunctionBody;
use super::collector::Collector;
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
    /// What its body comes to.
    pub body: FunctionBody,
    /// Whether its own declaration exports it.
    pub is_exported: bool,
    /// Whether browsers call it over the network: its first line is `'use server'`.
    pub is_action: bool,
    /// Where it lets a request through because something failed, for one that guards by its name.
    pub lets_through: Option<Span>,
}

impl Collector<'_> {
    /// Enters a class: functions directly in it are its methods.
    pub(super) fn in_class(&mut self, name: Option<&str>, work: impl FnOnce(&mut Self)) {
        let around = std::mem::replace(&mut self.class, name.map(Box::from));
        self.afresh(work);
        self.class = around;
    }
}
