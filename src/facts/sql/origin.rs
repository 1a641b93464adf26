//! Where the text that a parser was given lies in the file.

use squawk_syntax::SyntaxNode;

use crate::source::Span;

/// How offsets of parsed text become offsets of the file.
#[derive(Clone, Copy)]
pub(super) enum Origin {
    /// The text lies in the file, from this offset on.
    Text(u32),
}

impl Origin {
    /// The place of a node in the file.
    pub(super) fn span(self, node: &SyntaxNode) -> Span {
        let Self::Text(offset) = self;
        let range = node.text_range();
        Span { start: u32::from(range.start()), end: u32::from(range.end()) }.shifted(offset)
    }
}
