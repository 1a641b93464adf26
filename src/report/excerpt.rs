//! The lines around a finding, cut so that an excerpt fits a screen and no line is much wider.

use crate::source::{LineIndex, Span};

/// Lines shown before and behind a finding.
const CONTEXT_LINES: u32 = 1;
/// Most lines of one excerpt: a finding that covers more shows its beginning.
const MAX_LINES: u32 = 8;
/// Longest line that is shown whole, in bytes.
const MAX_LINE_BYTES: usize = 160;
/// What stays in front of a finding on a longer line, in bytes.
const BYTES_BEFORE: usize = 40;

/// A piece of source text to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// Number of its first line, from 1.
    pub first_line: u32,
    /// Column of the first character of its first line, from 1; more than 1 where a long line was cut.
    pub first_column: u32,
    /// Whole lines without the last line ending, every other one a line feed; or the part around the
    /// finding of a very long one.
    pub text: String,
    /// What the finding covers, in bytes of `text`.
    pub span: Span,
}

impl Excerpt {
    /// The lines around `span` of `text`; `None` for an empty span, which stands for the whole file.
    pub fn around(text: &str, index: &LineIndex, span: Span) -> Option<Self> {
        if span.of(text).is_empty() {
            return None;
        }
        let line = index.line(span.start);
        if content(text, index, line)?.1.len() > MAX_LINE_BYTES {
            return Self::within(text, index, line, span);
        }
        Some(Self::lines(text, index, line, span))
    }

    fn lines(text: &str, index: &LineIndex, line: u32, span: Span) -> Self {
        let is_short = |number: &u32| {
            content(text, index, *number).is_some_and(|(_, content)| content.len() <= MAX_LINE_BYTES)
        };
        let first_line = (line.saturating_sub(CONTEXT_LINES).max(1)..=line).find(is_short).unwrap_or(line);
        let last_line = index.line(span.end.saturating_sub(1)).saturating_add(CONTEXT_LINES);
        let last_line = last_line.min(first_line + MAX_LINES - 1);
        let mut excerpt = Self { first_line, first_column: 1, text: String::new(), span: Span::default() };
        for number in (first_line..=last_line).take_while(is_short) {
            let Some((start, content)) = content(text, index, number) else { break };
            if number > first_line {
                excerpt.text.push('\n');
            }
            let at = excerpt.text.len();
            let mapped =
                |offset: u32| (at + (offset.max(start) - start) as usize).min(at + content.len()) as u32;
            if number == line {
                excerpt.span.start = mapped(span.start);
            }
            if start <= span.end {
                excerpt.span.end = mapped(span.end);
            }
            excerpt.text.push_str(content);
        }
        excerpt
    }

    /// The part of one long line around the beginning of `span`.
    fn within(text: &str, index: &LineIndex, line: u32, span: Span) -> Option<Self> {
        let (start, content) = content(text, index, line)?;
        let begin = (span.start - start) as usize;
        let from = content.floor_char_boundary(begin.saturating_sub(BYTES_BEFORE));
        let to = content.floor_char_boundary(from + MAX_LINE_BYTES);
        let shown = content.get(from..to)?;
        let end = (span.end - start) as usize;
        Some(Self {
            first_line: line,
            first_column: content.get(..from)?.chars().count() as u32 + 1,
            text: shown.to_owned(),
            span: Span::new((begin - from).min(shown.len()), (end - from).min(shown.len())),
        })
    }
}

/// Where a line begins, and the line without its ending.
fn content<'t>(text: &'t str, index: &LineIndex, line: u32) -> Option<(u32, &'t str)> {
    let span = index.line_span(text, line)?;
    Some((span.start, span.of(text).trim_end_matches(['\n', '\r'])))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(text: &str, found: &str) -> Excerpt {
        let start = text.find(found).expect("there");
        let span = Span::new(start, start + found.len());
        Excerpt::around(text, &LineIndex::new(text), span).expect("an excerpt")
    }

    #[test]
    fn a_line_of_context_stands_on_each_side_whatever_ends_lines() {
        for end in ["\n", "\r\n", "\r"] {
            let excerpt = around(&["a", "b", "  see", "d", "e"].join(end), "see");
            assert_eq!(excerpt.text, "b\n  see\nd");
            assert_eq!((excerpt.first_line, excerpt.first_column), (2, 1));
            assert_eq!(excerpt.span.of(&excerpt.text), "see");
        }
    }

    #[test]
    fn a_finding_of_many_lines_shows_its_beginning() {
        let text = "x\n".repeat(100);
        let excerpt =
            Excerpt::around(&text, &LineIndex::new(&text), Span::new(0, text.len())).expect("lines");
        assert_eq!(excerpt.text.lines().count(), 8);
        assert_eq!(excerpt.span, Span::new(0, excerpt.text.len()));
    }

    #[test]
    fn a_long_line_is_cut_around_the_finding() {
        let text = format!("short\n{}é here {}", "é".repeat(5000), "y".repeat(5000));
        let excerpt = around(&text, "here");
        assert!(excerpt.text.len() <= MAX_LINE_BYTES);
        assert_eq!(excerpt.span.of(&excerpt.text), "here");
        assert_eq!(excerpt.first_line, 2);
        let column =
            excerpt.first_column + excerpt.text.chars().position(|c| c == 'h').expect("there") as u32;
        assert_eq!(column, 5003);
    }

    #[test]
    fn a_long_neighbour_is_left_out() {
        let text = format!("{0}\nhere\n{0}", "z".repeat(5000));
        assert_eq!(around(&text, "here").text, "here");
    }

    #[test]
    fn a_whole_file_has_no_excerpt() {
        assert_eq!(Excerpt::around("a", &LineIndex::new("a"), Span::default()), None);
    }
}
