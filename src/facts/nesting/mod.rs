//! Refuses files that nest deeper than a parser can follow, before any parser sees them.
//!
//! Parsers recurse, and a stack that overflows ends the whole program. No grammar is followed here:
//! brackets, and whatever else can nest without them (`!!!!a`, `a ? b : c ? d : …`, `- - - -`,
//! `else if` without end), are counted by their bytes. What people write stays far below the limits.

mod bound;

use self::bound::could_nest;
use crate::source::{Language, Span};

/// Why such a file is not read.
pub(super) const MESSAGE: &str = "nests deeper than gonogo follows";
/// Open brackets at one place. People stay under 50, generators under 300.
const MAX_BRACKETS: usize = 4_000;
/// What stays of it once it is closed: an element stays open until its end tag.
const ELEMENT: usize = 3;
/// Longer regular expressions are taken for divisions.
const MAX_PATTERN: usize = 1_000;
/// What may hang on one another without a bracket, in units of [`weight`].
const MAX_CHAIN: usize = 50_000;
/// The dearest mark but `<`.
const TOKEN: usize = 4;
/// A word that takes an operand.
const WORD: usize = 3;
/// A `<` in a script may begin type arguments: a parser tries both readings at each.
const ANGLE: usize = 50;

/// Where `text` nests too deeply to be parsed; `None` for all that people write.
pub(super) fn too_deep(text: &str, language: Language) -> Option<Span> {
    let bytes = text.as_bytes();
    if !is_read_by_recursion(language) || !could_nest(bytes) {
        return None;
    }
    let at = Scanner::new(bytes, language).find()?;
    Some(Span::new(at, at + 1))
}

fn is_read_by_recursion(language: Language) -> bool {
    match language {
        // Read without recursion, or not at all.
        Language::Dockerfile
        | Language::Env
        | Language::Html
        | Language::Markdown
        | Language::Rust
        | Language::Text => false,
        Language::Astro
        | Language::JavaScript
        | Language::Json
        | Language::Sql
        | Language::Svelte
        | Language::Toml
        | Language::TypeScript
        | Language::Vue
        | Language::Yaml => true,
    }
}

/// Counts of one open bracket, or of the file.
#[derive(Clone, Copy, Default)]
struct Level {
    close: u8,
    /// What hangs on one another since the last separator.
    chain: usize,
    /// `else` since the last statement that did not begin with it.
    branches: usize,
}

/// One pass over the bytes of a file.
struct Scanner<'a> {
    bytes: &'a [u8],
    language: Language,
    at: usize,
    /// The file first, then each open bracket.
    levels: Vec<Level>,
    /// Sum of all chains and branches.
    total: usize,
    /// The last byte that was no white space.
    previous: u8,
    /// Whether a line has ended since.
    is_new_line: bool,
    /// Whether that byte ended a word that takes an operand.
    is_after_operator: bool,
}

impl<'a> Scanner<'a> {
    fn new(bytes: &'a [u8], language: Language) -> Self {
        let levels = vec![Level::default()];
        Self {
            bytes,
            language,
            at: 0,
            levels,
            total: 0,
            previous: b';',
            is_new_line: true,
            is_after_operator: false,
        }
    }

    fn find(&mut self) -> Option<usize> {
        while let Some(byte) = self.bytes.get(self.at).copied() {
            let start = self.at;
            if matches!(byte, b' ' | b'\t' | b'0'..=b'9' | 0x80..) {
                self.at += 1;
                if byte > b' ' {
                    (self.previous, self.is_new_line, self.is_after_operator) = (byte, false, false);
                }
                continue;
            }
            let hidden_too_deep = self.step(byte);
            if hidden_too_deep || self.levels.len() > MAX_BRACKETS || self.total > MAX_CHAIN {
                return Some(start);
            }
            if !byte.is_ascii_whitespace() {
                self.previous = self.bytes[self.at - 1];
                self.is_new_line = false;
                self.is_after_operator &= is_word_start(byte);
            }
        }
        None
    }

    /// Takes one token; true when a string or a comment nests too deeply itself.
    fn step(&mut self, byte: u8) -> bool {
        self.at += 1;
        match byte {
            b'\n' | b'\r' => {
                self.is_new_line = true;
                if matches!(self.language, Language::Toml | Language::Yaml) {
                    self.separate();
                }
            }
            b'(' => self.open(b')'),
            b'[' => self.open(b']'),
            b'{' => self.open(b'}'),
            b')' | b']' | b'}' => self.close(byte),
            b';' | b',' => self.separate(),
            b'\\' => self.at = (self.at + 1).min(self.bytes.len()),
            b'<' if self.language.is_script() => self.angle(),
            b'>' if self.language.is_script() && !matches!(self.previous, b'=' | b'-') => self.release(ANGLE),
            byte if is_word_start(byte) => self.word(),
            b'/' if self.is_pattern() => self.at = self.pattern_end().expect("a pattern has an end"),
            _ => {
                if let Some(end) = self.hidden(byte) {
                    return self.skip(end);
                }
                self.add(weight(byte));
            }
        }
        false
    }

    fn open(&mut self, close: u8) {
        self.levels.push(Level { close, ..Level::default() });
    }

    /// Closes the nearest bracket of its kind; one that is not open stood in a pattern or a text.
    fn close(&mut self, close: u8) {
        let nearest = self.levels.iter().rposition(|level| level.close == close);
        if let Some(depth) = nearest.filter(|depth| self.levels.len() - depth <= 8) {
            let closed: usize = self.levels.drain(depth..).map(|level| level.chain + level.branches).sum();
            self.total -= closed;
            // `a()()()` hangs together.
            self.add(1);
        }
    }

    fn last(&mut self) -> &mut Level {
        self.levels.last_mut().expect("the level of the file is never closed")
    }

    fn add(&mut self, weight: usize) {
        self.last().chain += weight;
        self.total += weight;
    }

    fn release(&mut self, weight: usize) {
        let level = self.last();
        let released = weight.min(level.chain);
        level.chain -= released;
        self.total -= released;
    }

    fn separate(&mut self) {
        let chain = std::mem::take(&mut self.last().chain);
        self.total -= chain;
    }

    /// An opening angle holds until it closes; the element it may begin, until that ends.
    fn angle(&mut self) {
        match self.bytes.get(self.at) {
            Some(b'/') => {
                self.at += 1;
                self.release(ELEMENT);
                self.add(ANGLE);
            }
            _ => self.add(ANGLE + ELEMENT),
        }
    }

    fn word(&mut self) {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
        let word = &self.bytes[self.at - 1..self.at + length];
        self.at += length;
        if self.begins_statement() && !continues_statement(word) {
            self.separate();
            let branches = std::mem::take(&mut self.last().branches);
            self.total -= branches;
        }
        self.is_after_operator = is_operator(word) || word == b"else";
        if word == b"else" && self.language != Language::Sql {
            self.last().branches += TOKEN;
            self.total += TOKEN;
        } else if self.is_after_operator {
            self.add(WORD);
        }
    }

    /// Whether a word here begins a statement, as far as bytes tell.
    fn begins_statement(&self) -> bool {
        let is_behind_one =
            matches!(self.previous, b'}' | b';') || (self.is_new_line && ends_operand(self.previous));
        is_behind_one && !self.is_after_operator && self.language != Language::Sql
    }

    /// Whether the slash just taken begins a regular expression.
    fn is_pattern(&self) -> bool {
        let is_operand = self.is_after_operator || b"(,=:[!&|?{;+-*%~^<>".contains(&self.previous);
        let is_comment = matches!(self.bytes.get(self.at), Some(b'/' | b'*'));
        self.language.is_script() && is_operand && !is_comment && self.pattern_end().is_some()
    }

    /// Behind the slash that ends a regular expression in this line, outside its classes.
    fn pattern_end(&self) -> Option<usize> {
        let mut in_class = false;
        let mut at = self.at;
        let line = &self.bytes[..self.bytes.len().min(at + MAX_PATTERN)];
        loop {
            match line.get(at)? {
                b'\n' => return None,
                b'\\' => at += 1,
                b'[' => in_class = true,
                b']' => in_class = false,
                b'/' if !in_class => return Some(at + 1),
                _ => {}
            }
            at += 1;
        }
    }

    /// What ends the string or comment that begins with `byte`; `None` when none does.
    fn hidden(&self, byte: u8) -> Option<&'static [u8]> {
        let next = self.bytes.get(self.at).copied();
        match (byte, self.language) {
            (b'/', Language::Yaml | Language::Toml) => None,
            (b'/', _) if next == Some(b'/') => Some(b"\n"),
            (b'/', _) if next == Some(b'*') => Some(b"*/"),
            (b'-', Language::Sql) if next == Some(b'-') => Some(b"\n"),
            (b'#', Language::Yaml | Language::Toml) => Some(b"\n"),
            (b'"', _) => Some(b"\"\n"),
            (b'\'', Language::Sql) => Some(b"'"),
            (b'\'', _) => Some(b"'\n"),
            (b'`', language) if language.is_script() => Some(b"`$"),
            _ => None,
        }
    }

    /// Skips a string or a comment. Where it ends can be told wrongly (a quote in a pattern), so that
    /// it may nest as little as anything else; true when it nests more.
    fn skip(&mut self, end: &'static [u8]) -> bool {
        let (mut depth, mut run) = (0_usize, 0_usize);
        while let Some(byte) = self.bytes.get(self.at).copied() {
            self.at += 1;
            match byte {
                b'*' if end == b"*/" && self.bytes.get(self.at) == Some(&b'/') => {
                    self.at += 1;
                    return false;
                }
                // What stands in a template is code again, up to its brace.
                b'$' if end == b"`$" && self.bytes.get(self.at) == Some(&b'{') => return false,
                _ if end != b"*/" && end.contains(&byte) && byte != b'$' => {
                    self.is_new_line |= byte == b'\n';
                    return false;
                }
                b'\\' => self.at = (self.at + 1).min(self.bytes.len()),
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            run = if byte.is_ascii_punctuation() && !matches!(byte, b'-' | b'=' | b'*' | b'#' | b'/') {
                run + 1
            } else if byte.is_ascii_alphanumeric() {
                0
            } else {
                run
            };
            if depth > MAX_BRACKETS || run > MAX_CHAIN {
                return true;
            }
        }
        false
    }
}

/// What a mark adds to a chain. A sum of many texts is common, so `+` is cheap.
#[inline]
fn weight(byte: u8) -> usize {
    match byte {
        b'+' | b'!' | b'~' | b'=' | b'%' | b'>' | b'<' => 1,
        b'-' | b'*' | b'/' | b'.' | b'?' | b'^' | b'@' => TOKEN,
        b'&' | b'|' | b':' => TOKEN / 2,
        _ => 0,
    }
}

fn is_word_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'$')
}

fn ends_operand(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b')' | b']' | b'\'' | b'"' | b'`')
}

fn continues_statement(word: &[u8]) -> bool {
    matches!(
        word,
        b"as"
            | b"catch"
            | b"else"
            | b"extends"
            | b"finally"
            | b"in"
            | b"instanceof"
            | b"is"
            | b"of"
            | b"satisfies"
    )
}

/// Words that take an operand or a statement, and so nest without a bracket.
fn is_operator(word: &[u8]) -> bool {
    matches!(
        word,
        b"and"
            | b"as"
            | b"await"
            | b"delete"
            | b"do"
            | b"extends"
            | b"for"
            | b"if"
            | b"in"
            | b"infer"
            | b"instanceof"
            | b"is"
            | b"keyof"
            | b"new"
            | b"not"
            | b"of"
            | b"or"
            | b"satisfies"
            | b"typeof"
            | b"void"
            | b"while"
            | b"yield"
    ) || matches!(word, b"AND" | b"CASE" | b"NOT" | b"OR" | b"case")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_too_deep(text: &str, language: Language) -> bool {
        too_deep(text, language).is_some()
    }

    #[test]
    fn whatever_can_nest_twenty_thousand_times_is_refused() {
        for (language, part) in [
            (Language::TypeScript, "("),
            (Language::TypeScript, "f<"),
            (Language::TypeScript, "a?b:"),
            (Language::TypeScript, "typeof "),
            (Language::TypeScript, "!typeof"),
            (Language::TypeScript, "- "),
            (Language::TypeScript, "if(a);else "),
            (Language::TypeScript, "`${"),
            (Language::TypeScript, "a && "),
            (Language::TypeScript, "<a>"),
            (Language::TypeScript, "<a>b {c}\n"),
            (Language::TypeScript, "a</'/;(((((((((("),
            (Language::Sql, "(select "),
            (Language::Sql, "not "),
            (Language::Sql, "case when a then "),
            (Language::Json, "{\"a\":"),
            (Language::Toml, "[[\n"),
            (Language::Yaml, "- "),
            (Language::Yaml, "? "),
        ] {
            assert!(is_too_deep(&part.repeat(20_000), language), "{part}");
        }
    }

    #[test]
    fn long_files_of_shallow_code_are_read() {
        let (many, base64) = (20_000, "Ab+/".repeat(250_000));
        for (language, text) in [
            (Language::TypeScript, format!("const a = 'x'{};", " +\n  'abc(((d'".repeat(many / 2))),
            (Language::TypeScript, format!("const a = \"{base64}\";\nconst b = `{base64}`;")),
            (Language::TypeScript, "a.b(c).d(e => e ? f : g)\n".repeat(many)),
            (Language::TypeScript, "if (a) { b() } else { c() }\n".repeat(many)),
            (Language::TypeScript, "const r = /[(]['\"]/.test(':(')\n".repeat(many)),
            (Language::TypeScript, "function a(b) { if (!b) { return } }".repeat(many)),
            (Language::TypeScript, format!("a = [{}]", "\":(\", -1.5, ".repeat(many))),
            (Language::TypeScript, "  <div a={b} c=\"d\"><Icon/>don't</div>\n".repeat(many)),
            (Language::TypeScript, "const a: Array<Map<string, b<c>>> = d < e\n".repeat(many)),
            (Language::Sql, format!("insert into a values {};", "('it''s (:', -1, null),\n".repeat(many))),
            (Language::Json, format!("[{}]", "{\"a\": [-1.5, \"(\"]},".repeat(many))),
            (Language::Yaml, "- a: {b: -1}\n  c: don't (\n".repeat(many)),
            (Language::Toml, "a.b.c = [\"(\", -1.5]\n".repeat(many)),
        ] {
            assert!(!is_too_deep(&text, language), "{}", &text[..60]);
        }
    }
}
