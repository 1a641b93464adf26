//! Whether a file that the grammar cannot read is at fault, or the grammar.
//!
//! The grammar lags behind the language, so its word alone convicts nobody. A bracket without its
//! counterpart, a literal or comment without end and a character that begins no token are errors in
//! every edition: those are looked for by a lexer of our own.

use tree_sitter::Tree;

use crate::finding::{Problem, ProblemKind};
use crate::source::{RelPath, Span};

/// What keeps `text` from being read as a whole.
pub(super) fn problem(text: &str, tree: &Tree, path: &RelPath) -> Option<Problem> {
    if !tree.root_node().has_error() {
        return None;
    }
    if let Some((span, message)) = Lexer::new(text).first_fault() {
        return Some(Problem::new(path, span, ProblemKind::SyntaxError, message));
    }
    let message = "gonogo's grammar could not read this part; what it holds may be missed";
    Some(Problem::new(path, first_error(tree), ProblemKind::Undecided, message))
}

/// The first place the grammar stumbles over.
fn first_error(tree: &Tree) -> Span {
    let mut cursor = tree.walk();
    loop {
        let node = cursor.node();
        if node.is_error() || node.is_missing() {
            return Span::new(node.start_byte(), node.end_byte());
        }
        if node.has_error() && cursor.goto_first_child() {
            continue;
        }
        if !cursor.goto_next_sibling() {
            return Span::default();
        }
    }
}

/// A place and what is wrong there.
type Fault = (Span, String);

/// Reads brackets, literals and comments, nothing else.
struct Lexer<'t> {
    text: &'t str,
    at: usize,
    /// Brackets that wait for their counterpart.
    open: Vec<(u8, usize)>,
}

impl<'t> Lexer<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, at: front_matter_end(text), open: Vec::new() }
    }

    /// The first certain error of the file.
    fn first_fault(mut self) -> Option<Fault> {
        while let Some(byte) = self.byte(0) {
            let start = self.at;
            let fault = match byte {
                b'/' if self.byte(1) == Some(b'/') => self.skip_line(),
                b'/' if self.byte(1) == Some(b'*') => self.block_comment(),
                b'"' => self.string(start),
                b'\'' => self.quote(),
                b'(' | b'[' | b'{' => {
                    self.open.push((byte, start));
                    self.skip(1)
                }
                b')' | b']' | b'}' => self.close(byte),
                b'`' | b'\\' => Some(fault(start, 1, format!("`{}` begins no token", byte as char))),
                _ if byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80 => self.word(),
                _ => self.skip(1),
            };
            if fault.is_some() {
                return fault;
            }
        }
        let (bracket, start) = self.open.pop()?;
        Some(fault(start, 1, format!("`{}` is never closed", bracket as char)))
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    fn skip(&mut self, bytes: usize) -> Option<Fault> {
        self.at += bytes;
        None
    }

    fn skip_line(&mut self) -> Option<Fault> {
        let rest = &self.text.as_bytes()[self.at..];
        self.skip(memchr::memchr(b'\n', rest).unwrap_or(rest.len()))
    }

    fn block_comment(&mut self) -> Option<Fault> {
        let start = self.at;
        let mut depth = 0_usize;
        while let (Some(first), Some(second)) = (self.byte(0), self.byte(1)) {
            match [first, second] {
                [b'/', b'*'] => {
                    depth += 1;
                    self.at += 2;
                }
                [b'*', b'/'] => {
                    depth -= 1;
                    self.at += 2;
                    if depth == 0 {
                        return None;
                    }
                }
                _ => self.at += 1,
            }
        }
        Some(fault(start, 2, "this comment never ends"))
    }

    fn string(&mut self, start: usize) -> Option<Fault> {
        self.at += 1;
        while let Some(byte) = self.byte(0) {
            match byte {
                b'"' => return self.skip(1),
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        Some(fault(start, 1, "this string never ends"))
    }

    /// A raw string whose `#` or `"` stands here, or a raw identifier.
    fn raw_string(&mut self, start: usize) -> Option<Fault> {
        let rest = &self.text[self.at..];
        let hashes = rest.len() - rest.trim_start_matches('#').len();
        if !rest[hashes..].starts_with('"') {
            return self.skip(hashes.max(1));
        }
        let end = format!("\"{}", "#".repeat(hashes));
        let body = &rest.as_bytes()[hashes + 1..];
        match memchr::memmem::find(body, end.as_bytes()) {
            Some(length) => self.skip(hashes + 1 + length + end.len()),
            None => Some(fault(start, 1, "this raw string never ends")),
        }
    }

    /// A character, or a lifetime or label.
    fn quote(&mut self) -> Option<Fault> {
        let start = self.at;
        if self.byte(1) == Some(b'\\') {
            // The escaped character is skipped, so that `'\''` ends where it does.
            self.at += 3;
            let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
            let end = memchr::memchr2(b'\'', b'\n', rest);
            return match end.filter(|end| rest[*end] == b'\'') {
                Some(end) => self.skip(end + 1),
                None => Some(fault(start, 1, "this character never ends")),
            };
        }
        let mut behind = self.text[self.at + 1..].chars();
        let first = behind.next().map_or(0, char::len_utf8);
        self.skip(if behind.next() == Some('\'') { first + 2 } else { 1 })
    }

    fn close(&mut self, byte: u8) -> Option<Fault> {
        let opening = match byte {
            b')' => b'(',
            b']' => b'[',
            _ => b'{',
        };
        match self.open.pop() {
            Some((bracket, _)) if bracket == opening => self.skip(1),
            Some((bracket, _)) => {
                let message = format!("`{}` stands where `{}` is still open", byte as char, bracket as char);
                Some(fault(self.at, 1, message))
            }
            None => Some(fault(self.at, 1, format!("`{}` closes nothing", byte as char))),
        }
    }

    /// An identifier, number or the prefix of a literal.
    fn word(&mut self) -> Option<Fault> {
        let start = self.at;
        while self.byte(0).is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80) {
            self.at += 1;
        }
        match (&self.text[start..self.at], self.byte(0)) {
            ("r" | "br" | "cr", Some(b'#' | b'"')) => self.raw_string(start),
            _ => None,
        }
    }
}

fn fault(start: usize, length: usize, message: impl Into<String>) -> Fault {
    (Span::new(start, start + length), message.into())
}

/// Behind the `#!` line and the front matter of a cargo script.
fn front_matter_end(text: &str) -> usize {
    let is_shebang = text.starts_with("#!") && !text[2..].trim_start().starts_with('[');
    let mut at = if is_shebang { text.find('\n').unwrap_or(text.len()) } else { 0 };
    at += text[at..].len() - text[at..].trim_start().len();
    let rest = &text[at..];
    let dashes = rest.len() - rest.trim_start_matches('-').len();
    if dashes < 3 {
        return at;
    }
    let end = format!("\n{}", &rest[..dashes]);
    rest.find(&end).map_or(at, |length| at + length + end.len())
}

#[cfg(test)]
mod tests {
    use super::super::tests::facts;
    use super::*;

    fn kinds(text: &str) -> Vec<ProblemKind> {
        facts(text).problems.iter().map(|problem| problem.kind).collect()
    }

    #[test]
    fn a_bracket_without_counterpart_is_a_syntax_error() {
        for text in
            ["fn a() { (", "fn a() }", "fn a( {)}", "fn a() { \"x }", "fn a() { /* x }", "fn a() { ` }"]
        {
            assert_eq!(kinds(text), [ProblemKind::SyntaxError], "{text}");
        }
    }

    #[test]
    fn what_only_the_grammar_does_not_know_is_no_syntax_error() {
        for text in ["fn a() { let x = ; }", "---\n[dependencies]\nx = \"it's\"\n---\nfn main() {}"] {
            assert!(!kinds(text).contains(&ProblemKind::SyntaxError), "{text}");
        }
    }

    #[test]
    fn brackets_in_literals_and_comments_do_not_count() {
        let text = r##"fn a<'a>() { let x = ; '('; '\''; b'{'; "\"("; r#""("#; r#fn; c"("; /* ( /* ( */ */ 'a: loop {} } // ("##;
        assert_eq!(kinds(text), [ProblemKind::Undecided]);
    }
}
