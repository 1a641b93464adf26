//! What makes a repeated request harmless: wrappers with an idempotency key, found by name.

use super::DatabaseWrite;
use crate::facts::typescript::{Call, TypeScriptFacts, Value};

/// The calls of one script that make what they wrap idempotent.
#[derive(Debug)]
pub struct IdempotencyWrappers<'f> {
    script: &'f TypeScriptFacts,
    names: &'f [String],
    any: bool,
}

impl<'f> IdempotencyWrappers<'f> {
    /// Finds them by name, the configured `names` included.
    pub fn of(script: &'f TypeScriptFacts, names: &'f [String]) -> Self {
        let mut wrappers = Self { script, names, any: false };
        wrappers.any = script.calls.iter().any(|call| wrappers.is_wrapper(call));
        wrappers
    }

    fn is_wrapper(&self, call: &Call) -> bool {
        says_idempotent(call.name())
            && call.links.iter().any(|link| link.arguments.iter().any(|argument| runs(&argument.value)))
            || self.names.iter().any(|name| *name == *call.callee || name == call.name())
    }

    /// Whether a call runs inside a wrapper: among its arguments, in a function that is passed to it by
    /// name, or in one that is only called from inside.
    pub fn cover(&self, call: &Call) -> bool {
        self.any && (self.surround(call) || self.functions(call.function).any(|name| self.wrap(name)))
    }

    fn surround(&self, call: &Call) -> bool {
        let around = |call: &Call| self.script.calls.get(call.within? as usize);
        std::iter::successors(around(call), |call| around(call)).any(|call| self.is_wrapper(call))
    }

    /// The names of the functions around, innermost first.
    fn functions(&self, innermost: Option<u32>) -> impl Iterator<Item = &'f str> {
        let functions = &self.script.functions;
        let at = |index: u32| functions.get(index as usize);
        let around = std::iter::successors(innermost.and_then(at), move |one| one.parent.and_then(at));
        around.map(|function| &*function.name).filter(|name| !name.is_empty())
    }

    fn wrap(&self, function: &str) -> bool {
        let passes = |call: &Call| {
            let mut arguments = call.links.iter().flat_map(|link| &link.arguments);
            arguments.any(|argument| argument.value.path() == Some(function))
        };
        let mut callers = self.script.calls.iter().filter(|call| *call.callee == *function).peekable();
        self.script.calls.iter().any(|call| self.is_wrapper(call) && passes(call))
            || (callers.peek().is_some() && callers.all(|caller| self.surround(caller)))
    }

    /// Whether a write is the wrapper's own: it remembers which keys were seen.
    pub fn is_bookkeeping(&self, write: &DatabaseWrite<'_>) -> bool {
        self.functions(write.call.function).any(says_idempotent) || write.target.is_some_and(says_idempotent)
    }
}

fn says_idempotent(name: &str) -> bool {
    name.as_bytes().windows(9).any(|part| part.eq_ignore_ascii_case(b"idempoten"))
}

/// Whether an argument is code that a wrapper can run; `buildIdempotencyKey(parts)` wraps nothing.
fn runs(value: &Value) -> bool {
    matches!(value, Value::Function | Value::Path(_))
}
