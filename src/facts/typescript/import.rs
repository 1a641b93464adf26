//! What a script takes from other modules.

use crate::source::Span;

/// One import, re-export, dynamic import or `require` with a literal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The specifier, as written.
    pub specifier: Box<str>,
    /// Where the specifier stands, quotes included.
    pub span: Span,
    /// What is taken.
    pub names: Box<[ImportedName]>,
    /// How.
    pub kind: ImportKind,
}

/// One imported name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedName {
    /// The name in the other module: `default`, `*`, or an export's.
    pub imported: Box<str>,
    /// The name here.
    pub local: Box<str>,
}

/// How a module is taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ImportKind {
    /// `import … from 'x'`, `import 'x'`.
    Static,
    /// `import type … from 'x'`.
    Type,
    /// `export … from 'x'`.
    ReExport,
    /// `import('x')`.
    Dynamic,
    /// `require('x')`.
    Require,
}
