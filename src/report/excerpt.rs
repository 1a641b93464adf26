//! The lines around a finding, cut so that no line is longer than a screen is wide.

use crate::source::Span;

/// A piece of source text to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// Number of its first line, from 1.
    pub first_line: u32,
    /// Column of the first character of its first line, from 1; more than 1 where a long line was cut.
    pub first_column: u32,
    /// Whole lines, or the part around the finding of a very long one.
    pub text: String,
    /// What the finding covers, in bytes of `text`.
    pub span: Span,
}
