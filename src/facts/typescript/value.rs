//! What an expression is worth, as far as the syntax alone tells.

use crate::source::Span;

/// The value of an expression: a literal as the program would see it, or the name it is read from.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A string, escapes resolved; also constants joined by `+` or `.join()`.
    Text(Box<str>),
    /// Text with holes: the constant parts, `${}` where a value is put in.
    Template(Box<str>),
    /// A number.
    Number(f64),
    /// `true` or `false`.
    Bool(bool),
    /// `null`.
    Null,
    /// An object literal, in source order.
    Object(Box<[Property]>),
    /// An array literal.
    List(Box<[Value]>),
    /// A function literal.
    Function,
    /// A name, or members of one: `TENANT`, `env.TENANT`, `undefined`.
    Path(Box<str>),
    /// `x || literal`, `x ?? literal` or `c ? x : literal`: what stands in when the first is missing.
    Fallback(Box<Value>),
    /// Anything else.
    Other,
}

/// One property of an object literal.
#[derive(Clone, Debug, PartialEq)]
pub struct Property {
    /// Its key; `...` for a spread, empty when computed.
    pub key: Box<str>,
    /// Where key and value stand.
    pub span: Span,
    /// What it is set to.
    pub value: Value,
}

impl Value {
    /// The text of a string, also of one with holes or one that stands in.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Template(text) => Some(text),
            Self::Fallback(value) => value.text(),
            _ => None,
        }
    }

    /// The name or member path, where it is one.
    pub fn path(&self) -> Option<&str> {
        match self {
            Self::Path(path) => Some(path),
            _ => None,
        }
    }

    /// The properties of an object literal; empty for anything else.
    pub fn properties(&self) -> &[Property] {
        match self {
            Self::Object(properties) => properties,
            _ => &[],
        }
    }

    /// The value under a key; the last one wins, as it does when the program runs.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.properties().iter().rev().find(|property| &*property.key == key).map(|property| &property.value)
    }

    /// Whether the program sees the same value each time, holes of a template excepted.
    pub fn is_literal(&self) -> bool {
        match self {
            Self::Text(_) | Self::Number(_) | Self::Bool(_) | Self::Null => true,
            Self::Object(properties) => properties.iter().all(|property| property.value.is_literal()),
            Self::List(items) => items.iter().all(Self::is_literal),
            Self::Template(_) | Self::Function | Self::Path(_) | Self::Fallback(_) | Self::Other => false,
        }
    }
}
