//! Calls, with chains on one value read as one.

use super::Value;
use crate::source::Span;

/// A call, or a chain of calls on one value: `supabase.from('t').update({…}).eq('id', id)`. Type
/// assertions, `!`, `?.` and parentheses are looked through.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The whole chain.
    pub span: Span,
    /// Dotted path up to the first call: `console.log`, `supabase.from`, `withIdempotency`; a
    /// construction begins with `new `; empty when the chain hangs on something without a name.
    pub callee: Box<str>,
    /// The calls, first to last; at least one.
    pub links: Box<[Link]>,
    /// Index of the function it stands in; `None` at the top level.
    pub function: Option<u32>,
    /// Index of the innermost call among whose arguments it stands, function bodies included.
    pub within: Option<u32>,
    /// Whether it is awaited.
    pub is_awaited: bool,
    /// What becomes of its result.
    pub usage: Usage,
    /// Whether it stands under a condition that only holds in development.
    pub is_development_only: bool,
}

/// One call of a chain.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The last name before the parentheses; empty when there is none.
    pub name: Box<str>,
    /// The member that the name is taken from, where something other than the callee's path comes before
    /// it: `storage` in `client().storage.from('x')`.
    pub through: Box<str>,
    /// From that name to the closing parenthesis.
    pub span: Span,
    /// What is passed, in order.
    pub arguments: Box<[Argument]>,
}

/// One argument.
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    /// Where.
    pub span: Span,
    /// What.
    pub value: Value,
}

/// What becomes of a call's result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Usage {
    /// Nothing: the call is a statement of its own.
    Dropped,
    /// Given to these names: one for `const r =`, the picked ones for `const { error } =`.
    Bound(Box<[Box<str>]>),
    /// Returned from the function it stands in.
    Returned,
    /// Part of a larger expression.
    Used,
}

impl Call {
    /// The link of that name, where the chain has one.
    pub fn link(&self, name: &str) -> Option<&Link> {
        self.links.iter().find(|link| &*link.name == name)
    }

    /// Whether its result, or a part of it, is given to that name.
    pub fn is_bound_to(&self, name: &str) -> bool {
        matches!(&self.usage, Usage::Bound(names) if names.iter().any(|bound| **bound == *name))
    }

    /// The last name of the callee: `log` of `console.log`.
    pub fn name(&self) -> &str {
        self.callee.rsplit_once('.').map_or(&*self.callee, |(_, name)| name)
    }
}

impl Link {
    /// The value of an argument.
    pub fn argument(&self, at: usize) -> Option<&Value> {
        self.arguments.get(at).map(|argument| &argument.value)
    }

    /// The text of an argument that is a string literal.
    pub fn text(&self, at: usize) -> Option<&str> {
        self.argument(at).and_then(Value::text)
    }
}
