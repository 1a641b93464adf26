//! Text of the audited repository, made harmless: file names, messages and code may hold escape
//! sequences that a terminal would obey, or characters that make text read in another order.

use std::borrow::Cow;

/// `text` in one line: each character that would act instead of being shown becomes a visible mark.
pub(super) fn line(text: &str) -> Cow<'_, str> {
    replaced(text, |character| acts(character) || matches!(character, '\n' | '\t'))
}

/// `text` with its line breaks and tabs kept, all else as in [`line()`].
pub(super) fn block(text: &str) -> Cow<'_, str> {
    replaced(text, acts)
}

fn replaced(text: &str, is_mark: impl Fn(char) -> bool + Copy) -> Cow<'_, str> {
    if !text.chars().any(is_mark) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(
        text.chars().map(|character| if is_mark(character) { mark(character) } else { character }).collect(),
    )
}

/// Whether a character acts: controls, and those that turn the direction of text around.
pub(super) fn acts(character: char) -> bool {
    (character.is_control() && !matches!(character, '\n' | '\t'))
        || matches!(
            character,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}

/// The picture of a control character, or the mark of a character that cannot be shown. As wide as any
/// letter, so that columns stay true.
pub(super) fn mark(character: char) -> char {
    match u32::from(character) {
        code @ 0..=0x1f => char::from_u32(0x2400 + code).unwrap_or(char::REPLACEMENT_CHARACTER),
        0x7f => '\u{2421}',
        _ => char::REPLACEMENT_CHARACTER,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_and_direction_marks_become_visible() {
        assert_eq!(line("a\u{1b}[31mb\nc"), "a␛[31mb␊c");
        assert_eq!(block("a\n\tb\u{202e}c\r"), "a\n\tb\u{fffd}c␍");
        assert_eq!(line("\u{9b}2J\u{7f}"), "\u{fffd}2J␡");
        assert!(matches!(line("häßlich"), Cow::Borrowed(_)));
    }
}
