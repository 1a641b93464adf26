//! Comments that say their author is not done.

use super::Comment;
use crate::source::Span;

/// What people write.
const MARKERS: [&str; 4] = ["TODO", "FIXME", "HACK", "XXX"];
/// Marks that may stand before the first word of a comment's line.
const COMMENT_MARKS: [char; 8] = ['/', '*', '#', '-', '!', '<', '@', '{'];

/// A marker of unfinished work in a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marker<'c> {
    /// From the marker to the end of its line, closing marks left out.
    pub span: Span,
    /// The text there.
    pub line: &'c str,
    /// Whether it is a comment in code that a block of comment shows: nobody runs it.
    pub is_in_sample: bool,
}

impl Comment {
    /// Its markers of unfinished work, at most one a line, in order.
    pub fn markers(&self) -> impl Iterator<Item = Marker<'_>> {
        let base = self.text.as_ptr() as usize;
        // Each has one of three letters that hardly any comment has: most need no closer look.
        let has_letter = memchr::memchr3(b'D', b'K', b'X', self.text.as_bytes()).is_some();
        let text = if has_letter { &*self.text } else { "" };
        text.lines().filter_map(move |line| {
            let at = marker(line)?;
            let rest = line[at..].trim_end().trim_end_matches("*/").trim_end_matches("-->").trim_end();
            let start = line.as_ptr() as usize - base + at;
            let span = Span::new(start, start + rest.len()).shifted(self.span.start);
            let before = line[..at].trim_start().strip_prefix('*').map(str::trim_start);
            let is_in_sample = before.is_some_and(|before| before.starts_with("//"));
            Some(Marker { span, line: rest, is_in_sample })
        })
    }
}

/// Offset of the first marker that is meant as one: at the head of the line, alone in brackets, or followed by
/// `:`, `(` or `-`.
fn marker(line: &str) -> Option<usize> {
    let words = MARKERS.iter().flat_map(|marker| line.match_indices(marker));
    let meant = words.filter(|(at, marker)| {
        let (before, after) = (&line[..*at], &line[at + marker.len()..]);
        let is_word = !before.ends_with(is_word_letter) && !after.starts_with(is_word_letter);
        let is_mark = |c: char| c.is_whitespace() || COMMENT_MARKS.contains(&c);
        let is_head = before.trim_start_matches(is_mark).is_empty();
        let is_bracketed = *marker != "XXX" && before.ends_with(['(', '[']) && after.starts_with([')', ']']);
        is_word
            && (is_bracketed
                || (is_head && !(*marker == "XXX" && after.starts_with('-')))
                || is_introduced(after))
    });
    meant.map(|(at, _)| at).min()
}

fn is_word_letter(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// `TODO: x`, `TODO(name)`, `TODO - x`; not `XXX-XXXX`, which is how a number is laid out.
fn is_introduced(after: &str) -> bool {
    let next = after.strip_prefix(' ').unwrap_or(after);
    next.starts_with([':', '('])
        || next.strip_prefix('-').is_some_and(|rest| !rest.starts_with(is_word_letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_is_meant_as_one() {
        for (line, expected) in [
            ("// TODO one", Some("TODO one")),
            (" * FIXME(anna) two", Some("FIXME(anna) two")),
            ("/* HACK */", Some("HACK")),
            ("// later, TODO: three", Some("TODO: three")),
            ("-- XXX - four", Some("XXX - four")),
            ("// TODO-12 five", Some("TODO-12 five")),
            ("  // @TODO six", Some("TODO six")),
            (" * - an audit log (TODO)", Some("TODO)")),
            ("// the TODO list", None),
            ("// XXX-XXXX", None),
            ("// TODO_LIST: a name", None),
            ("// METODO: get", None),
            ("// todo el mundo", None),
        ] {
            let comment = Comment { span: Span::default(), text: line.into() };
            assert_eq!(comment.markers().next().map(|marker| marker.line), expected, "{line}");
        }
    }
}
