//! What makes PostgreSQL reject a body in plpgsql when its function is made.
//!
//! The parser does not know all of the language, so most of its complaints say nothing; these do.

use memchr::memmem;
use squawk_syntax::plpgsql::Plpgsql;
use squawk_syntax::quote::is_reserved_word;
use squawk_syntax::{SyntaxElement, SyntaxKind, SyntaxNode, SyntaxToken};

use super::plpgsql_return::Promise;
use super::routine_body::BodyFault;

/// How the parser complains of a statement that begins with a word that begins none.
const NO_STATEMENT: &str = "expected a statement, got ";
/// Words that begin statements which the parser does not know within blocks: they read into variables.
const STARTERS: [&str; 3] = ["select", "table", "with"];

/// Why PostgreSQL rejects a body; `None` when nothing of the kind was found.
pub(super) fn of(body: &Plpgsql, promise: Promise) -> Option<BodyFault> {
    // Such a word begins a node of errors, and asking for the errors costs more than the parse did.
    let mut broken = None;
    let mut has_errors = false;
    let mut may_begin_none = false;
    for node in body.syntax().descendants() {
        if node.kind() == SyntaxKind::ERROR {
            has_errors = true;
            may_begin_none |= first_word(&node).is_some_and(|word| begins_none(word.text()));
        }
        broken = broken.or_else(|| promise.broken_by(&node));
    }
    let complaint = |message: &str| {
        message.strip_prefix(NO_STATEMENT).map(|word| word.trim_end_matches("_KW").to_owned())
    };
    if may_begin_none
        && body.errors().iter().filter_map(|error| complaint(error.message())).any(|word| begins_none(&word))
    {
        return Some(BodyFault::Syntax("syntax error"));
    }
    raise(body.text()).map(BodyFault::Syntax).or(broken.filter(|_| !has_errors))
}

fn first_word(node: &SyntaxNode) -> Option<SyntaxToken> {
    let mut tokens = node.descendants_with_tokens().filter_map(SyntaxElement::into_token);
    tokens.find(|token| !token.kind().is_trivia())
}

/// Whether a statement cannot begin with that word.
fn begins_none(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    is_reserved_word(&word) && !STARTERS.contains(&&*word)
}

/// A `RAISE` that gives more or fewer values than its text has places for.
fn raise(text: &str) -> Option<&'static str> {
    if !["raise", "RAISE", "Raise"]
        .iter()
        .any(|word| memmem::find(text.as_bytes(), word.as_bytes()).is_some())
    {
        return None;
    }
    let tokens = tokens(text);
    let begins = |token: &str| {
        [";", "then", "else", "begin", "loop", ">"].iter().any(|word| word.eq_ignore_ascii_case(token))
    };
    let starts = tokens.windows(2).enumerate().filter(|(_, pair)| begins(pair[0]));
    let mut raises = starts.filter(|(_, pair)| pair[1].eq_ignore_ascii_case("raise")).map(|(at, _)| at + 2);
    raises.find_map(|at| unbalanced(&tokens[at..]))
}

/// Compares the places in the text of one `RAISE` with what stands behind it.
fn unbalanced(tokens: &[&str]) -> Option<&'static str> {
    let levels = ["debug", "log", "info", "notice", "warning", "exception"];
    let has_level =
        tokens.first().is_some_and(|word| levels.iter().any(|level| level.eq_ignore_ascii_case(word)));
    let tokens = &tokens[usize::from(has_level)..];
    let texts = tokens.iter().take_while(|token| token.starts_with('\'')).count();
    if texts == 0 {
        return None;
    }
    let places: usize = tokens[..texts].iter().map(|text| text.replace("%%", "").matches('%').count()).sum();
    let mut depth = 0u32;
    let mut given = 0;
    for token in &tokens[texts..] {
        match *token {
            "(" | "[" => depth += 1,
            ")" | "]" => depth = depth.saturating_sub(1),
            "," if depth == 0 => given += 1,
            ";" => break,
            word if depth == 0 && word.eq_ignore_ascii_case("using") => break,
            _ => {}
        }
    }
    match given {
        _ if given > places => Some("too many parameters specified for RAISE"),
        _ if given < places => Some("too few parameters specified for RAISE"),
        _ => None,
    }
}

/// Words, texts and single marks; comments and what dollars quote are left out.
fn tokens(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '\'' => quoted(rest, '\''),
            '"' => quoted(rest, '"'),
            '$' => dollar(rest),
            _ if is_word(first) => rest.find(|c: char| !is_word(c) && c != '$').unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let token = &rest[..length];
        if !token.starts_with("--") && !token.starts_with("/*") {
            found.push(token);
        }
        rest = rest[length..].trim_start();
    }
    found
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// The length of a text between two of `quote`, doubled ones within it.
fn quoted(text: &str, quote: char) -> usize {
    let mut at = 1;
    while let Some(end) = text[at..].find(quote) {
        at += end + 1;
        if !text[at..].starts_with(quote) {
            return at;
        }
        at += 1;
    }
    text.len()
}

fn dollar(text: &str) -> usize {
    let Some(end) = text[1..].find(|c: char| !is_word(c)).map(|end| end + 1) else { return text.len() };
    if !text[end..].starts_with('$') {
        return end;
    }
    let tag = &text[..=end];
    text[tag.len()..].find(tag).map_or(text.len(), |at| at + 2 * tag.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_values_of_a_raise_must_agree() {
        let fault = |body| raise(&format!("begin {body}; end"));
        for body in [
            "raise notice 'a'",
            "raise notice 'a %', f(1, 2)",
            "raise exception 'it''s 5%% of %', x using errcode = 'P0001', hint = 'h'",
            "raise",
            "raise unique_violation using message = 'x'",
            "raise exception using message = format('%s', x)",
            "-- raise notice '%';\n null",
            "if x then raise 'a % b %', 1, (select 1, 2); end if",
        ] {
            assert_eq!(fault(body), None, "{body}");
        }
        assert_eq!(fault("raise notice 'a'\n, x"), Some("too many parameters specified for RAISE"));
        assert_eq!(fault("raise exception 'a %'"), Some("too few parameters specified for RAISE"));
        assert_eq!(
            fault("if a then raise 'a % %', 1; end if"),
            Some("too few parameters specified for RAISE")
        );
    }
}
