//! HTML: policies in `meta` elements and the scripts a page loads.

use super::{Content, FileFacts};
use crate::source::Span;

/// What one page says.
#[derive(Debug, Default)]
pub struct HtmlFacts {
    /// `http-equiv` metas: name in lower case, content, and where the element stands.
    pub http_equiv: Vec<(Box<str>, Box<str>, Span)>,
    /// `src` of `script` elements.
    pub scripts: Vec<(Box<str>, Span)>,
}

pub(super) fn read(_text: &str, facts: &mut FileFacts) {
    facts.content = Content::Html(HtmlFacts::default());
}
