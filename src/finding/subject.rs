//! What a rule examines, and where it stands.

use std::sync::Arc;

use crate::source::{RelPath, Side, Span};

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The file, or the folder or file that should be there.
    pub path: RelPath,
    /// The bytes; empty at the start for a file as a whole.
    pub span: Span,
    /// The only side of a conflict on which this was seen; `None` when both or no conflict.
    pub side: Option<Side>,
}

impl Location {
    /// A span of a file.
    pub fn new(path: &RelPath, span: Span) -> Self {
        Self { path: path.clone(), span, side: None }
    }

    /// A file as a whole.
    pub fn file(path: &RelPath) -> Self {
        Self::new(path, Span::default())
    }
}

/// One thing a rule examines, by the domain's own name for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    /// The name: a table `schema.table`, an edge function's name, a file's path.
    pub name: Arc<str>,
    /// Where it is; `None` for the repository as a whole.
    pub at: Option<Location>,
}

impl Subject {
    /// A named thing at a place.
    pub fn new(name: impl Into<Arc<str>>, at: Location) -> Self {
        Self { name: name.into(), at: Some(at) }
    }

    /// A file as a whole.
    pub fn file(path: &RelPath) -> Self {
        Self::new(path.shared(), Location::file(path))
    }

    /// The repository as a whole.
    pub fn repository() -> Self {
        Self { name: Arc::from("repository"), at: None }
    }
}
