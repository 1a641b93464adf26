//! Where the text that a parser was given lies in the file.

use squawk_syntax::SyntaxNode;
use squawk_syntax::plpgsql::Plpgsql;
use squawk_syntax::sql_body::SqlBody;

use crate::source::Span;

/// How offsets of parsed text become offsets of the file.
#[derive(Clone, Copy)]
pub(super) enum Origin<'a> {
    /// The text lies in the file, from this offset on.
    Text(u32),
    /// The text is the body of a block, quoted in a statement that lies at this offset.
    Body(&'a Plpgsql, u32),
    /// The text is a body in SQL, quoted in a statement that lies at this offset.
    SqlBody(&'a SqlBody, u32),
    /// The text was put together: all of it stands for this place.
    Fixed(Span),
}

impl<'a> Origin<'a> {
    /// The place of a node in the file.
    pub(super) fn span(self, node: &SyntaxNode) -> Span {
        self.span_behind(node, 0)
    }

    /// Where the text of a body that is quoted in text of this origin lies.
    pub(super) fn within<'b>(self, body: &'b Plpgsql) -> Origin<'b>
    where
        'a: 'b,
    {
        match self {
            Self::Text(offset) | Self::Body(_, offset) | Self::SqlBody(_, offset) => {
                Origin::Body(body, offset)
            }
            Self::Fixed(span) => Origin::Fixed(span),
        }
    }

    /// Where the text of a body in SQL that is quoted in text of this origin lies.
    pub(super) fn within_sql<'b>(self, body: &'b SqlBody) -> Origin<'b>
    where
        'a: 'b,
    {
        match self {
            Self::Text(offset) | Self::Body(_, offset) | Self::SqlBody(_, offset) => {
                Origin::SqlBody(body, offset)
            }
            Self::Fixed(span) => Origin::Fixed(span),
        }
    }

    /// The place of a node of text that was cut out of the parsed text, `shift` bytes behind its start.
    pub(super) fn span_behind(self, node: &SyntaxNode, shift: u32) -> Span {
        let range = node.text_range();
        let range = range.checked_add(shift.into()).unwrap_or(range);
        let (range, offset) = match self {
            Self::Text(offset) => (range, offset),
            Self::Body(body, offset) => (body.source_range(range), offset),
            Self::SqlBody(body, offset) => (body.source_range(range), offset),
            Self::Fixed(span) => return span,
        };
        Span { start: u32::from(range.start()), end: u32::from(range.end()) }.shifted(offset)
    }
}
