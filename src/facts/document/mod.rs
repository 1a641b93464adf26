//! TOML, JSON and YAML as one tree with spans.

use super::FileFacts;
use crate::source::Span;

/// A value in a configuration document.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// What a value is. Tables keep the order of the document.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing: `null`, `~`, an empty YAML value.
    Null,
    /// A truth value.
    Bool(bool),
    /// A number or date, as written.
    Number(Box<str>),
    /// Text, escapes resolved.
    Text(Box<str>),
    /// A sequence.
    List(Vec<Node>),
    /// Keys and values.
    Table(Vec<Entry>),
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key, unquoted.
    pub key: Box<str>,
    /// Where the key stands; for a TOML table the whole header's inside.
    pub key_span: Span,
    /// What it is set to.
    pub node: Node,
}

impl Node {
    /// The entries of a table; empty for anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Table(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; empty for anything else.
    pub fn items(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The value under a key; the last one wins, as readers of JSON do it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().rev().find(|entry| &*entry.key == key).map(|entry| &entry.node)
    }

    /// The value at the end of a path of keys.
    pub fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The text, where it is text.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The truth value, where it is one.
    pub fn bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }
}

pub(super) fn read(_text: &str, _facts: &mut FileFacts) {}
