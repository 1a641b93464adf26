//! Statements of an SQL file, found as PostgreSQL's own lexer and `psql` find them: nested comments,
//! every kind of quote, `BEGIN ATOMIC` bodies, backslash commands and the data of `COPY … FROM stdin`.
//!
//! Knows where statements end and nothing of what they say.

use memchr::{memchr, memmem};

use super::dialect::Dialect;
use crate::source::Span;

/// How many words of a statement's head are remembered: `create or replace function` is the longest.
const HEAD_WORDS: usize = 4;

/// What a file is made of.
#[derive(Debug, Default)]
pub(super) struct Split {
    /// Statements, in order, without their semicolon.
    pub statements: Vec<Piece>,
    /// Comments outside function bodies, in order, marks included.
    pub comments: Vec<Span>,
}

/// One statement.
#[derive(Debug)]
pub(super) struct Piece {
    /// From its first token to its last.
    pub span: Span,
    /// How deep its parentheses nest.
    pub depth: u32,
    /// Whether something in it is meant for a program that fills in values.
    pub is_templated: bool,
}

/// Splits a file.
pub(super) fn split(text: &str, dialect: Dialect) -> Split {
    let mut splitter = Splitter { bytes: text.as_bytes(), at: 0, dialect, out: Split::default(), open: None };
    splitter.run();
    splitter.out
}

/// The statement that is being read.
struct Open {
    start: usize,
    end: usize,
    depth: u32,
    deepest: u32,
    blocks: u32,
    is_templated: bool,
    head: Vec<Span>,
}

struct Splitter<'t> {
    bytes: &'t [u8],
    at: usize,
    dialect: Dialect,
    out: Split,
    open: Option<Open>,
}

impl Splitter<'_> {
    fn run(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' | b'\x0b' => self.at += 1,
                b'-' if self.next() == Some(b'-') => self.line_comment(),
                b'#' if self.dialect == Dialect::MySql => self.line_comment(),
                b'/' if self.next() == Some(b'*') => self.block_comment(),
                b';' if self.ends_here() => {
                    self.at += 1;
                    self.close();
                }
                b'\\' => self.command(),
                _ => self.token(byte),
            }
        }
        self.close();
    }

    fn next(&self) -> Option<u8> {
        self.bytes.get(self.at + 1).copied()
    }

    fn ends_here(&self) -> bool {
        self.open.as_ref().is_none_or(|open| open.depth == 0 && open.blocks == 0)
    }

    fn line_comment(&mut self) {
        let rest = &self.bytes[self.at..];
        let length = memchr(b'\n', rest).unwrap_or(rest.len());
        let end = self.at + length - usize::from(length > 0 && rest[length - 1] == b'\r');
        self.out.comments.push(Span::new(self.at, end));
        self.at += length;
    }

    fn block_comment(&mut self) {
        let start = self.at;
        let mut depth = 0u32;
        while let Some(found) = self.bytes.get(self.at..self.at + 2) {
            match found {
                b"/*" if depth == 0 || self.dialect.is_postgres() => depth += 1,
                b"*/" => depth -= 1,
                _ => {
                    self.at += 1;
                    continue;
                }
            }
            self.at += 2;
            if depth == 0 {
                self.out.comments.push(Span::new(start, self.at));
                return;
            }
        }
        self.at = self.bytes.len();
        self.out.comments.push(Span::new(start, self.at));
    }

    /// A backslash outside quotes: a line for `psql`, which also ends the statement before it.
    fn command(&mut self) {
        if let Some(open) = &mut self.open {
            open.is_templated = true;
            open.depth = 0;
        }
        self.close();
        let rest = &self.bytes[self.at..];
        self.at += memchr(b'\n', rest).unwrap_or(rest.len());
    }

    fn token(&mut self, byte: u8) {
        let start = self.at;
        self.at = match byte {
            b'\'' => self.quoted(start, b'\'', self.dialect == Dialect::MySql),
            b'"' => self.quoted(start, b'"', self.dialect == Dialect::MySql),
            b'`' if !self.dialect.is_postgres() => self.quoted(start, b'`', false),
            b'$' => self.dollar(start),
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => self.word(start),
            _ => start + 1,
        };
        let is_templated = self.is_template(byte, start);
        let open = self.open.get_or_insert_with(|| Open {
            start,
            end: start,
            depth: 0,
            deepest: 0,
            blocks: 0,
            is_templated: false,
            head: Vec::with_capacity(HEAD_WORDS),
        });
        open.end = self.at;
        open.is_templated |= is_templated;
        match byte {
            b'(' | b'[' => open.depth += 1,
            b')' | b']' => open.depth = open.depth.saturating_sub(1),
            b'a'..=b'z' | b'A'..=b'Z' => open.word(&self.bytes[start..self.at], start, self.bytes),
            _ => {}
        }
        open.deepest = open.deepest.max(open.depth);
    }

    /// Offset behind a quoted text that begins at `start`; the end of the file when it never ends.
    fn quoted(&self, start: usize, quote: u8, has_escapes: bool) -> usize {
        let mut at = start + 1;
        while let Some(&byte) = self.bytes.get(at) {
            if byte == quote {
                if self.bytes.get(at + 1) != Some(&quote) {
                    return at + 1;
                }
                at += 2;
            } else if has_escapes && byte == b'\\' {
                at += 2;
            } else {
                at += 1;
            }
        }
        self.bytes.len()
    }

    /// Offset behind a dollar-quoted text, or behind a parameter or a lone dollar sign.
    fn dollar(&self, start: usize) -> usize {
        let tag_end = self.bytes[start + 1..].iter().position(|byte| !is_word(*byte) || *byte == b'$');
        let Some(tag_end) = tag_end.map(|at| start + 1 + at) else { return self.bytes.len() };
        let is_parameter = self.bytes[start + 1..tag_end].first().is_some_and(u8::is_ascii_digit);
        if is_parameter || self.bytes[tag_end] != b'$' || !self.dialect.is_postgres() {
            return tag_end.max(start + 1);
        }
        let tag = &self.bytes[start..=tag_end];
        let body = tag_end + 1;
        memmem::find(&self.bytes[body..], tag).map_or(self.bytes.len(), |at| body + at + tag.len())
    }

    /// Offset behind a word; behind the quote when the word is the prefix of one.
    fn word(&self, start: usize) -> usize {
        let rest = &self.bytes[start..];
        let length = rest.iter().position(|byte| !is_word(*byte)).unwrap_or(rest.len());
        let end = start + length;
        let is_escape = length == 1 && matches!(rest[0], b'e' | b'E');
        if is_escape && self.bytes.get(end) == Some(&b'\'') {
            return self.quoted(end, b'\'', true);
        }
        end
    }

    /// Braces, `:name`, `:'name'`, `%(name)s` and `<%` are no SQL: a program fills them in first.
    fn is_template(&self, byte: u8, start: usize) -> bool {
        let next = self.bytes.get(start + 1).copied().unwrap_or(b' ');
        match byte {
            b'{' | b'}' => true,
            b':' => {
                let before = start.checked_sub(1).and_then(|at| self.bytes.get(at)).copied();
                before != Some(b':') && (matches!(next, b'\'' | b'"') || next.is_ascii_alphabetic())
            }
            b'%' => matches!(next, b'(' | b's'),
            b'<' => next == b'%',
            b'$' => {
                next.is_ascii_alphabetic() && self.at < self.bytes.len() && self.bytes[self.at - 1] != b'$'
            }
            b'@' => next.is_ascii_alphabetic() || next == b'@',
            // Elsewhere it is an operator on JSON.
            b'?' => matches!(next, b',' | b')'),
            _ => false,
        }
    }

    fn close(&mut self) {
        let Some(open) = self.open.take() else { return };
        let span = Span::new(open.start, open.end);
        let is_copy = open.head_is(self.bytes, &[b"copy"]);
        self.out.statements.push(Piece { span, depth: open.deepest, is_templated: open.is_templated });
        if is_copy && self.bytes.get(self.at - 1) == Some(&b';') {
            self.copy_data(span);
        }
    }

    /// Steps over the rows behind `COPY … FROM stdin;`, up to and including their `\.`.
    fn copy_data(&mut self, statement: Span) {
        let text = self.bytes[statement.start as usize..statement.end as usize].to_ascii_lowercase();
        let mut words = text.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
        let reads_stdin = words.any(|word| word == b"from") && words.next() == Some(b"stdin");
        if !reads_stdin {
            return;
        }
        let rest = &self.bytes[self.at..];
        let ends = ["\n\\.\n", "\n\\.\r"].map(|end| memmem::find(rest, end.as_bytes()));
        if let Some(end) = ends.into_iter().flatten().min() {
            self.at += end + 3;
        } else if rest.ends_with(b"\n\\.") {
            self.at = self.bytes.len();
        }
    }
}

impl Open {
    /// Takes note of a word that is neither quoted nor a prefix of a quote.
    fn word(&mut self, word: &[u8], start: usize, bytes: &[u8]) {
        if self.head.len() < HEAD_WORDS {
            self.head.push(Span::new(start, start + word.len()));
        }
        let opens =
            word.eq_ignore_ascii_case(b"begin") || (self.blocks > 0 && word.eq_ignore_ascii_case(b"case"));
        let closes = self.blocks > 0 && word.eq_ignore_ascii_case(b"end");
        if self.depth == 0 && (opens || closes) && self.has_body(bytes) {
            self.blocks = if opens { self.blocks + 1 } else { self.blocks - 1 };
        }
    }

    /// Whether statements may stand within this one without quotes.
    fn has_body(&self, bytes: &[u8]) -> bool {
        let is = |words: &[&[u8]]| self.head_is(bytes, words);
        is(&[b"create", b"function"])
            || is(&[b"create", b"procedure"])
            || is(&[b"create", b"or", b"replace", b"function"])
            || is(&[b"create", b"or", b"replace", b"procedure"])
            || is(&[b"create", b"trigger"])
            || is(&[b"create", b"temp", b"trigger"])
            || is(&[b"create", b"temporary", b"trigger"])
    }

    fn head_is(&self, bytes: &[u8], words: &[&[u8]]) -> bool {
        self.head.len() >= words.len()
            && self
                .head
                .iter()
                .zip(words)
                .all(|(span, word)| bytes[span.start as usize..span.end as usize].eq_ignore_ascii_case(word))
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statements(text: &str) -> Vec<&str> {
        split(text, Dialect::PostgreSql).statements.iter().map(|piece| piece.span.of(text)).collect()
    }

    #[test]
    fn semicolons_in_quotes_comments_and_parentheses_end_nothing() {
        let text = "select ';', E'\\';', \";\", $a$;$$;$a$ /* ; /* ; */ ; */ -- ;\n, (1;2); select 2";
        assert_eq!(statements(text).len(), 2);
    }

    #[test]
    fn a_dollar_sign_within_a_word_opens_no_quote() {
        assert_eq!(
            statements("select a$b$c; select $1; select 2"),
            ["select a$b$c", "select $1", "select 2"]
        );
    }

    #[test]
    fn an_atomic_body_is_one_statement() {
        let text = "create function f() returns int begin atomic select case when true then 1 end; select 2; end; select 3";
        assert_eq!(statements(text).len(), 2);
    }

    #[test]
    fn a_transaction_is_several_statements() {
        assert_eq!(statements("begin; select 1; end;"), ["begin", "select 1", "end"]);
    }

    #[test]
    fn lines_for_psql_and_copied_rows_are_stepped_over() {
        let text = "\\restrict x;y\ncopy public.t (a) from stdin;\nit's;\n\\.\nselect 1;";
        assert_eq!(statements(text), ["copy public.t (a) from stdin", "select 1"]);
    }

    #[test]
    fn comments_are_kept_without_their_line_ending() {
        let text = "-- one\r\nselect 1 /* two */;";
        let comments = split(text, Dialect::PostgreSql).comments;
        assert_eq!(comments.iter().map(|span| span.of(text)).collect::<Vec<_>>(), ["-- one", "/* two */"]);
    }

    #[test]
    fn values_to_fill_in_are_seen_and_casts_are_not() {
        let is_templated = |text| split(text, Dialect::PostgreSql).statements[0].is_templated;
        for text in
            ["select {{ x }}", "select :'name'", "select :name", "\\echo\nselect %(x)s", "select * from @t"]
        {
            assert!(is_templated(text), "{text}");
        }
        for text in ["select a::int", "select a[1:2]", "select '{}'::jsonb", "select $1", "select 5 % 3"] {
            assert!(!is_templated(text), "{text}");
        }
    }
}
