//! What stands before a place in Rust source, read backwards.
//!
//! Only called where the syntax tree says that code ends: so there is no string or comment to mistake
//! for code, save one between two tokens, at which the reading stops.

use crate::source::Span;

/// An identifier's place.
pub(super) type Word = Span;

/// The identifier that ends right before `end`, spaces between them allowed; empty when there is none.
pub(super) fn word(text: &str, end: u32) -> Word {
    let before = text.get(..end as usize).unwrap_or_default().trim_end();
    let start = before.trim_end_matches(is_identifier).len();
    Span::new(start, before.len())
}

/// The name of the macro whose arguments begin at `end`; empty when what stands there is no `!`.
pub(super) fn macro_name(text: &str, end: u32) -> Word {
    let before = text.get(..end as usize).unwrap_or_default().trim_end();
    match before.strip_suffix('!') {
        Some(before) => word(text, before.len() as u32),
        None => Span::new(before.len(), before.len()),
    }
}

/// The offset behind the receiver of the method `name`; `None` when no `.` stands before the name.
pub(super) fn receiver(text: &str, name: Word) -> Option<u32> {
    let before = text.get(..name.start as usize)?.trim_end().strip_suffix('.')?;
    let is_range = before.ends_with('.');
    (!is_range).then(|| before.trim_end().len() as u32)
}

/// The method that is called without arguments right before `end`; empty when that is no such call.
pub(super) fn empty_call(text: &str, end: u32) -> &str {
    let before = text.get(..end as usize).unwrap_or_default();
    let called = before.strip_suffix(')').and_then(|before| before.trim_end().strip_suffix('('));
    let Some(called) = called else { return "" };
    let name = word(text, called.len() as u32);
    if receiver(text, name).is_some() { name.of(text) } else { "" }
}

/// Whether the expression that ends at `end` is `self` alone.
pub(super) fn is_self(text: &str, end: u32) -> bool {
    word(text, end).of(text) == "self"
}

/// Whether the path that ends before `name` ends in one of `types`: `LazyLock::` before `new`.
pub(super) fn is_of_type(text: &str, name: Word, types: &[&str]) -> bool {
    let before = text.get(..name.start as usize).unwrap_or_default();
    let Some(path) = before.strip_suffix("::") else { return false };
    types.contains(&word(text, path.len() as u32).of(text))
}

/// Whether a value ends at `end`, so that `[` behind it indexes.
pub(super) fn is_value(text: &str, end: u32) -> bool {
    let before = text.get(..end as usize).unwrap_or_default().trim_end();
    if before.ends_with([')', ']']) {
        return true;
    }
    let word = word(text, end).of(text);
    let is_keyword = matches!(
        word,
        "as" | "break" | "const" | "else" | "if" | "in" | "let" | "match" | "move" | "mut" | "ref" | "return"
    );
    !word.is_empty() && !is_keyword && !word.starts_with(|c: char| c.is_ascii_digit())
}

fn is_identifier(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
