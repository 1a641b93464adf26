//! Text that comes from a repository as Markdown that only shows it: in a paragraph, in a table's
//! cell, as code. One line each.

use super::super::neutral;

/// Words: nothing in them is markup, a table's border, a mention or a formula.
pub(super) fn text(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    for character in neutral::line(words).chars() {
        match character {
            '|' | '\\' | '`' | '$' => push_entity(&mut escaped, character),
            '*' | '_' | '[' | ']' | '<' | '>' | '#' | '~' | '!' | '&' => {
                escaped.push('\\');
                escaped.push(character);
            }
            // A zero-width space keeps GitHub from telling whoever has that name.
            '@' => escaped.push_str("@&#8203;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// Code within a line.
pub(super) fn code(code: &str) -> String {
    let code = neutral::line(code);
    let is_plain = !code.contains(['`', '|', '\\']) && !code.trim().is_empty() && code.trim() == code;
    if is_plain {
        return format!("`{code}`");
    }
    // No quoting of these holds in a table and outside of it, so each character is an entity.
    let mut escaped = String::from("<code>");
    for character in code.chars() {
        if character.is_ascii_punctuation() {
            push_entity(&mut escaped, character);
        } else {
            escaped.push(character);
        }
    }
    escaped.push_str("</code>");
    escaped
}

/// A message: what it holds between two backticks is code, the rest words. Only its first line.
pub(super) fn message(message: &str) -> String {
    let first = message.lines().next().unwrap_or_default();
    let pieces: Vec<&str> = first.split('`').collect();
    let mut escaped = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        let is_closed = at + 1 < pieces.len();
        match at % 2 {
            0 => escaped.push_str(&text(piece)),
            _ if is_closed && !piece.is_empty() => escaped.push_str(&code(piece)),
            _ => escaped.push_str(&text(&format!("`{piece}"))),
        }
    }
    escaped
}

/// A block of code that nothing in it can end.
pub(super) fn fence(code: &str, language: &str) -> String {
    let code = neutral::block(code);
    let longest = code.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat((longest + 1).max(3));
    let is_word = !language.is_empty() && language.chars().all(|character| character.is_ascii_alphanumeric());
    format!("{fence}{}\n{code}\n{fence}\n", if is_word { language } else { "" })
}

fn push_entity(escaped: &mut String, character: char) {
    escaped.extend(["&#", &u32::from(character).to_string(), ";"]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_text_stays_text() {
        assert_eq!(text("a|b\n<img> @me *x* $1$"), "a&#124;b␊\\<img\\> @&#8203;me \\*x\\* &#36;1&#36;");
    }

    #[test]
    fn code_with_backticks_or_pipes_is_spelt_out() {
        assert_eq!(code("a.b_c"), "`a.b_c`");
        assert_eq!(code("a|`b"), "<code>a&#124;&#96;b</code>");
        assert_eq!(code(" "), "<code> </code>");
    }

    #[test]
    fn names_in_messages_become_code() {
        assert_eq!(message("`public.a` is *open*\nmore"), "`public.a` is \\*open\\*");
        assert_eq!(message("one ` alone"), "one &#96; alone");
    }

    #[test]
    fn a_fence_is_longer_than_any_in_the_code() {
        assert_eq!(fence("a\n````\nb", "ts"), "`````ts\na\n````\nb\n`````\n");
        assert_eq!(fence("a", "t s"), "```\na\n```\n");
    }
}
