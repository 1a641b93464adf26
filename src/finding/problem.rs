//! What could not be read or judged. A problem is part of the answer, never a footnote.

use crate::source::{RelPath, Side, Span};

/// What kept us from judging.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProblemKind {
    /// The file could not be read or decoded.
    Unreadable,
    /// The file is larger than gonogo reads.
    Oversized,
    /// The file nests deeper than gonogo follows.
    TooDeep,
    /// The file does not parse in its language.
    SyntaxError,
    /// A statement or block whose effect could not be decided.
    Undecided,
    /// gonogo itself failed on this file or rule: a bug to report.
    Internal,
}

impl ProblemKind {
    /// The word used in every format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Oversized => "oversized",
            Self::TooDeep => "too-deep",
            Self::SyntaxError => "syntax-error",
            Self::Undecided => "undecided",
            Self::Internal => "internal",
        }
    }
}

/// Something that could not be read or judged.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Problem {
    /// The file; for a rule that failed, `None`.
    pub path: Option<RelPath>,
    /// Where in the file.
    pub span: Span,
    /// On which side of a conflict only.
    pub side: Option<Side>,
    /// What happened.
    pub kind: ProblemKind,
    /// In words.
    pub message: String,
}

impl Problem {
    /// A problem at a place in a file.
    pub fn new(path: &RelPath, span: Span, kind: ProblemKind, message: impl Into<String>) -> Self {
        Self { path: Some(path.clone()), span, side: None, kind, message: message.into() }
    }
}
