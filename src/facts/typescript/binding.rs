//! Names that values are given to.

use super::Value;
use crate::source::Span;

/// A name that a value is given to: a property, variable, parameter default or assignment.
///
/// Kept are literals that some rule can ask for, see [`super::TypeScriptFacts::bindings`].
#[derive(Clone, Debug, PartialEq)]
pub struct Binding {
    /// Dotted names from the outermost variable or object literal inwards, across methods and arrays:
    /// `server.headers.Content-Security-Policy`, `nextConfig.headers.X-Frame-Options`. A pair
    /// `{ key: 'X', value: v }` or `{ name: 'X', value: v }` reads as `X` set to `v`.
    pub path: Box<str>,
    /// The value. Never [`Value::Object`]: its properties are bindings of their own.
    pub value: Value,
    /// Where the value stands.
    pub span: Span,
    /// What kind of name it is.
    pub kind: BindingKind,
    /// Index of the function it stands in; `None` at the top level.
    pub function: Option<u32>,
}

/// How a name comes to its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BindingKind {
    /// `{ name: value }`.
    Property,
    /// `const name = value`, or a class's `name = value`.
    Variable,
    /// The default of a parameter or of a picked name: `(name = value) =>`, `const { name = value } =`.
    Default,
    /// `name = value`, `a.name = value`.
    Assignment,
    /// `<Element name="value">`.
    Attribute,
}

impl Binding {
    /// The last name of the path.
    pub fn name(&self) -> &str {
        self.path.rsplit_once('.').map_or(&*self.path, |(_, name)| name)
    }
}
