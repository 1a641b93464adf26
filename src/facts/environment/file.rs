//! `.env` files, a line at a time. No crate reads them with their places; shells, compose and the dotenv
//! libraries agree on what is read here.

use crate::facts::secret::{self, Nature};
use crate::facts::{Content, FileFacts};
use crate::source::Span;

/// What one file sets, in order.
#[derive(Debug, Default)]
pub struct EnvironmentFile {
    /// Assignments, those in comments too.
    pub entries: Vec<EnvironmentEntry>,
}

/// One assignment. Its value is not kept: what it is like is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvironmentEntry {
    /// The variable.
    pub name: Box<str>,
    /// Where it stands, its value included.
    pub span: Span,
    /// What the value is like.
    pub nature: Nature,
    /// Whether a `#` stands before it.
    pub is_comment: bool,
}

/// Every text is such a file: lines that set nothing are passed over.
pub(in crate::facts) fn read(text: &str, facts: &mut FileFacts) {
    let mut file = EnvironmentFile::default();
    let mut at = 0;
    while at < text.len() {
        let end = memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |end| at + end);
        let line = text[at..end].trim_end_matches('\r');
        let next = assignment(line).map(|found| {
            let within = if found.is_comment { &text[..end] } else { text };
            let (value, length) = value(within, at + found.value, end);
            let span = Span::new(at + found.name.0, (at + found.value + length).max(at + found.name.1));
            let name = &line[found.name.0..found.name.1];
            file.entries.push(EnvironmentEntry {
                name: name.into(),
                span,
                nature: secret::of_variable(name, value),
                is_comment: found.is_comment,
            });
            if found.is_comment { end } else { span.end as usize }
        });
        let next = next.unwrap_or(end).max(end);
        at = memchr::memchr(b'\n', &text.as_bytes()[next..]).map_or(text.len(), |newline| next + newline + 1);
    }
    facts.content = Content::Environment(file);
}

/// An assignment in a line, by offsets in it.
struct Assignment {
    name: (usize, usize),
    /// Where the value begins.
    value: usize,
    is_comment: bool,
}

fn assignment(line: &str) -> Option<Assignment> {
    let bare = line.trim_start();
    let is_comment = bare.starts_with('#');
    let bare = if is_comment { bare.trim_start_matches('#').trim_start() } else { bare };
    let bare = bare.strip_prefix("export ").map_or(bare, str::trim_start);
    let start = line.len() - bare.len();
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    let length = bare.find(|c| !is_of_name(c)).unwrap_or(bare.len());
    let behind = bare[length..].trim_start();
    // Prose in a comment may hold an equals sign; a name in small letters there is a word.
    let is_name = length > 0
        && bare.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && (!is_comment || super::is_variable_name(&bare[..length]));
    let value = behind.strip_prefix('=')?.trim_start_matches([' ', '\t']);
    is_name.then(|| Assignment { name: (start, start + length), value: line.len() - value.len(), is_comment })
}

/// The value that begins at `start` of a line that ends at `line_end`, without its quotes, and how long it is
/// with them. One in quotes may go on over lines.
fn value(text: &str, start: usize, line_end: usize) -> (&str, usize) {
    let rest = &text[start..];
    let line = text[start..line_end].trim_end();
    let Some(quote) = rest.chars().next().filter(|first| matches!(first, '"' | '\'' | '`')) else {
        let end = line.find(" #").unwrap_or(line.len());
        let value = line[..end].trim_end();
        return (value, value.len());
    };
    let mut is_escaped = false;
    let closing = rest.char_indices().skip(1).find(|(_, c)| {
        let is_closing = *c == quote && !is_escaped;
        is_escaped = *c == '\\' && !is_escaped && quote == '"';
        is_closing
    });
    match closing {
        Some((end, _)) => (&rest[1..end], end + 1),
        // A quote that nothing closes is a part of the value.
        None => (line, line.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::extract;
    use crate::source::{RelPath, SourceFile};

    fn entries(text: &str) -> Vec<(String, String, bool)> {
        let facts = extract(&SourceFile::new(RelPath::new(".env"), text)).remove(0);
        let Content::Environment(file) = facts.content else { panic!("an .env file") };
        let shown = |entry: &EnvironmentEntry| {
            (entry.name.to_string(), entry.span.of(text).to_owned(), entry.is_comment)
        };
        file.entries.iter().map(shown).collect()
    }

    #[test]
    fn assignments_are_read_as_shells_and_libraries_read_them() {
        let text = "# words about x = y\nA=1 # one\r\nexport B = 'two # 2'\nC=\"three\nlines\"\n#D_D=4\nE=\nnothing\nF=it's\n";
        let found = entries(text);
        let shown: Vec<_> = found.iter().map(|(_, text, is_comment)| (text.as_str(), *is_comment)).collect();
        let expected = [
            ("A=1", false),
            ("B = 'two # 2'", false),
            ("C=\"three\nlines\"", false),
            ("D_D=4", true),
            ("E=", false),
            ("F=it's", false),
        ];
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_quote_that_is_not_closed_ends_with_its_line() {
        let found = entries("A='x\nB=2\n");
        assert_eq!(found.iter().map(|one| one.0.as_str()).collect::<Vec<_>>(), ["A", "B"]);
    }
}
