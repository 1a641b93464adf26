//! Calls that end the thread when what they assume does not hold.

use crate::source::Span;

use super::Context;
use super::lookbehind::{self, Word};

/// How much of a function is searched for a look at the length before an index.
const GUARD_BYTES: usize = 4000;

/// One call that panics when what it assumes does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PanicCall {
    /// From the method's or the macro's name to the end of its arguments.
    pub span: Span,
    /// Which.
    pub kind: PanicKind,
    /// What stands around it.
    pub context: Context,
}

/// Which call panics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PanicKind {
    /// `.unwrap()`.
    Unwrap {
        /// Whether on a lock: it fails only after another thread panicked.
        is_lock: bool,
    },
    /// `.expect(…)`.
    Expect {
        /// Whether on a lock: it fails only after another thread panicked.
        is_lock: bool,
        /// The reason, where it is a literal.
        reason: Option<Box<str>>,
    },
    /// `panic!(…)`.
    Panic,
    /// `x[0]` where nothing above it in the function looks at the length of `x`.
    LiteralIndex,
}

/// The call whose arguments, parentheses included, are `arguments`, and whose name ends before them.
pub(super) fn method(text: &str, name: Word, arguments: Span) -> Option<PanicKind> {
    let receiver = lookbehind::receiver(text, name)?;
    let inner = arguments.of(text).strip_prefix('(')?.trim_start();
    let is_lock = matches!(lookbehind::empty_call(text, receiver), "lock" | "read" | "write");
    match name.of(text) {
        "unwrap" if inner == ")" => Some(PanicKind::Unwrap { is_lock }),
        "expect" => {
            let reason = literal(inner);
            let behind = text.get(arguments.end as usize..).unwrap_or_default();
            let is_own = lookbehind::is_self(text, receiver) && (reason.is_none() || behind.starts_with('?'));
            let is_std = reason.is_some() || is_message(inner);
            (is_std && !is_own).then(|| PanicKind::Expect { is_lock, reason: reason.map(Into::into) })
        }
        _ => None,
    }
}

/// The content of the string literal that is all there is before the closing parenthesis.
fn literal(inner: &str) -> Option<&str> {
    let inner = inner.strip_suffix(')')?.trim_end().trim_end_matches(',').trim_end();
    let raw = inner.strip_prefix('r').unwrap_or(inner).trim_start_matches('#').trim_end_matches('#');
    raw.strip_prefix('"')?.strip_suffix('"')
}

/// Whether arguments can be a message: a parser's own `expect(Token::Comma)` or `expect(b'{')` cannot.
fn is_message(inner: &str) -> bool {
    let first = inner.trim_start_matches('&');
    let is_other_literal = first.starts_with(['\'', ')', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
        || first.starts_with("b'")
        || first.starts_with("b\"");
    let segments = first.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).next();
    let last = segments.and_then(|path| path.rsplit_once("::")).map_or("", |(_, name)| name);
    let is_variant = last.starts_with(char::is_uppercase) && last.contains(char::is_lowercase);
    !is_other_literal && !is_variant
}

/// Whether the function's text above the index looks at what is indexed: its length, or its type.
pub(super) fn is_guarded(text: &str, function: u32, receiver: Span) -> bool {
    let name = receiver.of(text);
    // A constant array: the compiler checks a literal index into it.
    if !name.contains(char::is_lowercase) {
        return true;
    }
    let end = receiver.start as usize;
    let start = (function as usize).max(end.saturating_sub(GUARD_BYTES));
    let above = text.get(text.ceil_char_boundary(start)..end).unwrap_or_default();
    let mentions = memchr::memmem::find_iter(above.as_bytes(), name.as_bytes());
    mentions.into_iter().any(|at| {
        let before = &above[..at];
        let is_whole = !before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.');
        let behind = above.get(at + name.len()..).unwrap_or_default();
        is_whole && (tells_length(behind) || is_window(before, behind))
    })
}

/// Whether what stands behind a name says how long its value is.
fn tells_length(behind: &str) -> bool {
    let behind = behind.trim_start();
    let asked = [".len()", ".is_empty()", ".first()", ".get(", ".try_into()"];
    asked.iter().any(|method| behind.starts_with(method)) || is_array(behind)
}

/// Whether it is declared as an array: `: [u8; 4]`, `= [1, 2]`.
fn is_array(behind: &str) -> bool {
    if !behind.starts_with(':') && !behind.starts_with("= ") {
        return false;
    }
    let value = behind.trim_start_matches([':', '=', ' ', '&']).trim_start_matches("mut ");
    value.starts_with('[') && value.find([']', '\n']).is_some_and(|end| value[..end].contains([';', ',']))
}

/// Whether it is the parameter of a closure over pieces of a known length: `.windows(2).map(|pair| …)`.
fn is_window(before: &str, behind: &str) -> bool {
    let is_parameter = before.ends_with('|') && behind.starts_with('|');
    let makes_pieces = |name: &str| before.contains(name);
    is_parameter && ["windows(", "chunks_exact(", "array_chunks("].into_iter().any(makes_pieces)
}
