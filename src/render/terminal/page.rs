//! Lines of text with ink: the only place of this format that knows escape codes.

use std::io::{self, Write};

use super::super::neutral;
use super::super::{Colour, Extent, Style};
use crate::finding::Severity;

/// How a piece of text stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    Bold,
    Dim,
    Red,
    Yellow,
    Cyan,
    Green,
}

impl Ink {
    /// The ink of a severity.
    pub(super) fn of(severity: Severity) -> Self {
        match severity {
            Severity::Blocker | Severity::Critical => Self::Red,
            Severity::Major => Self::Yellow,
            Severity::Minor => Self::Cyan,
            Severity::Info => Self::Dim,
        }
    }

    fn code(self) -> &'static str {
        match self {
            Self::Bold => "1",
            Self::Dim => "2",
            Self::Red => "1;31",
            Self::Yellow => "33",
            Self::Cyan => "36",
            Self::Green => "32",
        }
    }
}

/// A page that is written from top to bottom.
pub(super) struct Page<'o> {
    pub(super) style: &'o Style,
    out: &'o mut dyn Write,
}

impl<'o> Page<'o> {
    pub(super) fn new(style: &'o Style, out: &'o mut dyn Write) -> Self {
        Self { style, out }
    }

    /// Whether every finding is to be shown.
    pub(super) fn shows_all(&self) -> bool {
        self.style.extent == Extent::All
    }

    /// `text` in that ink, with nothing in it that acts.
    pub(super) fn ink(&self, ink: Ink, text: &str) -> String {
        let text = neutral::line(text);
        match self.style.colour {
            Colour::Always => format!("\u{1b}[{}m{text}\u{1b}[0m", ink.code()),
            Colour::Never => text.into_owned(),
        }
    }

    /// A line as it is: its parts have been made harmless already.
    pub(super) fn line(&mut self, line: &str) -> io::Result<()> {
        writeln!(self.out, "{}", line.trim_end())
    }

    /// An empty line and a heading.
    pub(super) fn heading(&mut self, text: &str) -> io::Result<()> {
        let heading = self.ink(Ink::Bold, text);
        writeln!(self.out, "\n{heading}")
    }

    /// Text of several words, wrapped and indented.
    pub(super) fn paragraph(&mut self, indent: usize, text: &str) -> io::Result<()> {
        for line in wrapped(&neutral::line(text), self.style.width.saturating_sub(indent)) {
            writeln!(self.out, "{:indent$}{line}", "")?;
        }
        Ok(())
    }

    /// `label` and a text that is wrapped beside it.
    pub(super) fn labelled(&mut self, indent: usize, label: &str, text: &str) -> io::Result<()> {
        let inner = indent + label.chars().count() + 1;
        let lines = wrapped(&neutral::line(text), self.style.width.saturating_sub(inner));
        for (at, line) in lines.iter().enumerate() {
            if at == 0 {
                let label = self.ink(Ink::Dim, label);
                writeln!(self.out, "{:indent$}{label} {line}", "")?;
            } else {
                writeln!(self.out, "{:inner$}{line}", "")?;
            }
        }
        Ok(())
    }
}

/// Breaks at spaces; a word longer than the width keeps a line of its own.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > width {
            lines.push(String::new());
            used = 0;
        }
        let line = lines.last_mut().expect("there is a first line");
        if used > 0 {
            line.push(' ');
            used += 1;
        }
        line.push_str(word);
        used += length;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_wrapped_and_long_ones_stay_whole() {
        assert_eq!(wrapped("a bb ccc dddddddd e", 6), ["a bb", "ccc", "dddddddd", "e"]);
        assert_eq!(wrapped("", 6), [""]);
    }
}
