//! TypeScript and JavaScript, read by `oxc`.

use super::{Content, FileFacts};
use crate::source::Span;

/// What one script contains.
#[derive(Debug, Default)]
pub struct TypeScriptFacts {
    /// Calls, in source order of their start.
    pub calls: Vec<Call>,
    /// Names bound to literals.
    pub bindings: Vec<Binding>,
}

/// A call, or a chain of calls on one value, read as one: `supabase.from('t').update({…}).eq('id', id)`.
#[derive(Clone, Debug)]
pub struct Call {
    /// The whole chain.
    pub span: Span,
    /// Dotted path up to the first call: `console.log`, `supabase.from`, `withIdempotency`.
    pub callee: Box<str>,
}

/// A name that a literal is given to.
#[derive(Clone, Debug)]
pub struct Binding {
    /// Dotted keys from the outermost object literal inwards: `server.headers.Content-Security-Policy`;
    /// for a variable or parameter its name.
    pub path: Box<str>,
    /// The literal, as the program would see it.
    pub value: Box<str>,
    /// Where the literal stands.
    pub span: Span,
}

pub(super) fn read(_text: &str, facts: &mut FileFacts) {
    facts.content = Content::TypeScript(Box::default());
}
