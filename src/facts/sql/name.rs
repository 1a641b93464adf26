//! Names as PostgreSQL stores them: folded unless quoted, cut at 63 bytes.

use std::fmt;
use std::sync::Arc;

use squawk_syntax::ast::normalize_name_node;
use squawk_syntax::{SyntaxKind, SyntaxNode};

use super::origin::Origin;
use crate::source::Span;

/// `NAMEDATALEN - 1`: what PostgreSQL keeps of a longer name.
const MAX_NAME_BYTES: usize = 63;

/// The name of one object, folded and cut as PostgreSQL does it. Cheap to clone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identifier(Arc<str>);

impl Identifier {
    /// Takes a name whose case is meant: one that was quoted, or is known to be folded.
    pub fn exact(name: &str) -> Self {
        let mut end = name.len().min(MAX_NAME_BYTES);
        while !name.is_char_boundary(end) {
            end -= 1;
        }
        Self(Arc::from(&name[..end]))
    }

    /// Takes a name as it is written in a statement, with or without quotes.
    pub fn written(text: &str) -> Self {
        let text = text.trim();
        match text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            Some(inner) => Self::exact(&inner.replace("\"\"", "\"")),
            None => Self::exact(&text.to_ascii_lowercase()),
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name, its text shared.
    pub fn shared(&self) -> Arc<str> {
        self.0.clone()
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for Identifier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", &*self.0)
    }
}

/// A table, view or other relation as a statement names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelationName {
    /// Its schema, where the statement says one; the search path decides otherwise.
    pub schema: Option<Identifier>,
    /// Its own name.
    pub name: Identifier,
    /// Where it is named.
    pub span: Span,
}

impl RelationName {
    /// A name in text of its own: `public.notes`, `"Notes"`.
    pub fn written(text: &str, span: Span) -> Self {
        let mut parts = split_dots(text);
        let name = Identifier::written(parts.pop().unwrap_or(text));
        let schema = parts.pop().map(Identifier::written);
        Self { schema, name, span }
    }
}

/// Splits at dots outside quotes.
fn split_dots(text: &str) -> Vec<&str> {
    let mut is_quoted = false;
    text.split(|character| {
        is_quoted ^= character == '"';
        character == '.' && !is_quoted
    })
    .collect()
}

/// The name that `node` consists of.
pub(super) fn identifier(node: &SyntaxNode) -> Identifier {
    Identifier::exact(&normalize_name_node(node))
}

/// The dotted name within `node`, a database's name in front of it dropped.
pub(super) fn relation(node: &SyntaxNode, origin: Origin<'_>) -> Option<RelationName> {
    let mut parts = segments(node);
    Some(RelationName { name: parts.pop()?, schema: parts.pop(), span: origin.span(node) })
}

/// The parts of the dotted name within `node`.
pub(super) fn segments(node: &SyntaxNode) -> Vec<Identifier> {
    let is_segment = |kind| matches!(kind, SyntaxKind::PATH_SEGMENT | SyntaxKind::PATH_SEGMENT_REF);
    let segments = node.descendants().filter(|node| is_segment(node.kind()));
    segments.map(|segment| identifier(&segment)).collect()
}

/// Whether `ONLY` stands before the name: what inherits from the relation is left alone.
pub(super) fn is_only(node: &SyntaxNode) -> bool {
    node.children_with_tokens().any(|child| child.kind() == SyntaxKind::ONLY_KW)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fold_unless_quoted() {
        assert_eq!(Identifier::written("Notes").as_str(), "notes");
        assert_eq!(Identifier::written("\"My \"\"Notes\"\"\"").as_str(), "My \"Notes\"");
    }

    #[test]
    fn names_are_cut_at_a_character_within_63_bytes() {
        let long = format!("{}é", "a".repeat(62));
        assert_eq!(Identifier::exact(&long).as_str().len(), 62);
    }

    #[test]
    fn a_dot_within_quotes_separates_nothing() {
        let name = RelationName::written("app.\"a.b\"", Span::default());
        assert_eq!(name.schema.expect("a schema").as_str(), "app");
        assert_eq!(name.name.as_str(), "a.b");
    }
}
