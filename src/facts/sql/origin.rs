//! Where the text that a parser was given lies in the file.

use squawk_syntax::SyntaxNode;
use squawk_syntax::plpgsql::Plpgsql;

use crate::source::Span;

/// How offsets of parsed text become offsets of the file.
#[derive(Clone, Copy)]
pub(super) enum Origin<'a> {
    /// The text lies in the file, from this offset on.
    Text(u32),
    /// The text is the body of a block, quoted in a statement that lies at this offset.
    Body(&'a Plpgsql, u32),
    /// The text was put together: all of it stands for this place.
    Fixed(Span),
}

impl Origin<'_> {
    /// The place of a node in the file.
    pub(super) fn span(self, node: &SyntaxNode) -> Span {
        let range = node.text_range();
        let (range, offset) = match self {
            Self::Text(offset) => (range, offset),
            Self::Body(body, offset) => (body.source_range(range), offset),
            Self::Fixed(span) => return span,
        };
        Span { start: u32::from(range.start()), end: u32::from(range.end()) }.shifted(offset)
    }
}
