//! `Report` → bytes: one file or folder and one `write` a format. Reads no clock, no environment and
//! no terminal: what a format needs to know stands in its [`Style`].

pub mod access;
pub mod access_change;
mod amount;
pub mod database;
pub mod json;
pub mod markdown;
mod neutral;
mod outline;
pub mod score;
pub mod terminal;

use std::io::{self, Write};

pub use amount::counted;

use crate::report::Report;

/// `text` of a repository in one line, made harmless for a terminal.
pub fn one_line(text: &str) -> String {
    neutral::line(text).into_owned()
}

/// The same with its line breaks kept.
pub fn block(text: &str) -> String {
    neutral::block(text).into_owned()
}

/// What the surroundings of a report ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Style {
    /// Columns of a line of text.
    pub width: usize,
    /// Whether escape codes for colour are written.
    pub colour: Colour,
    /// How many findings are shown.
    pub extent: Extent,
    /// Most characters of a document; beyond it, parts are cut and a note says which.
    pub limit: Option<usize>,
    /// The command that makes the same report again.
    pub command: String,
}

impl Default for Style {
    fn default() -> Self {
        let command = "gonogo audit".to_owned();
        Self { width: 100, colour: Colour::Never, extent: Extent::Few, limit: None, command }
    }
}

/// Whether to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// With ANSI escape codes.
    Always,
    /// Plain text.
    Never,
}

/// How much to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// The first few of each rule and the count of the rest.
    Few,
    /// Everything.
    All,
}

/// A form a report can take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// JSON for other programs.
    Json,
    /// Text for people at a terminal.
    Terminal,
    /// GitHub's Markdown for pull requests and auditors.
    Markdown,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::Json, Self::Markdown, Self::Terminal];

    /// The extension of files in this format, without its dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Terminal => "txt",
            Self::Markdown => "md",
        }
    }

    /// Whether it names the subjects that passed.
    pub fn names_passes(self) -> bool {
        match self {
            Self::Json => true,
            Self::Terminal | Self::Markdown => false,
        }
    }

    /// The format of files with that extension.
    pub fn from_extension(extension: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.extension().eq_ignore_ascii_case(extension))
    }
}

/// Writes `report` in one format.
///
/// # Errors
/// Only those of `out`.
pub fn write(format: Format, report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Json => json::write(report, out),
        Format::Terminal => terminal::write(report, style, out),
        Format::Markdown => markdown::write(report, style, out),
    }
}
