//! TOML, JSON and YAML as one tree with spans.

mod comments;
mod duplicate;
mod json;
mod template;
mod toml;
mod yaml;

use super::{Content, FileFacts};
use crate::finding::{Problem, ProblemKind};
use crate::source::{Language, RelPath, Role, Span};

/// Larger data files are checked and not kept: no rule asks what a dictionary says.
const MAX_KEPT_BYTES: usize = 256 * 1024;

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

/// Why a document cannot be read.
#[derive(Debug)]
struct SyntaxError {
    /// Where the parser stopped.
    span: Span,
    /// What it said.
    message: String,
}

pub(super) fn read(text: &str, facts: &mut FileFacts) {
    match parse(text, facts) {
        Ok(Some(root)) => facts.content = Content::Document(root),
        Ok(None) => {}
        // What a template engine has yet to fill in has no grammar of its own.
        Err(_) if template::is_template(text) => {}
        Err(error) => {
            let kind =
                if is_about_depth(&error.message) { ProblemKind::TooDeep } else { ProblemKind::SyntaxError };
            facts.problems.push(Problem::new(&facts.path, error.span, kind, error.message));
        }
    }
}

fn is_about_depth(message: &str) -> bool {
    message.contains("recursion") || message.contains("nesting depth")
}

/// The tree of a document; `None` for one that is valid and that no rule asks about.
fn parse(text: &str, facts: &mut FileFacts) -> Result<Option<Node>, SyntaxError> {
    let is_kept = facts.role != Role::Generated && text.len() <= MAX_KEPT_BYTES;
    match facts.language {
        Language::Toml => {
            let root = toml::parse(text)?;
            facts.comments = comments::of(text, &root);
            Ok(Some(root))
        }
        Language::Yaml => {
            let root = yaml::parse(text)?;
            if refuses_repeated_keys(&facts.path) {
                duplicate::check(&root)?;
            }
            facts.comments = comments::of(text, &root);
            Ok(is_kept.then_some(root))
        }
        _ => match json::dialect_of(&facts.path, text) {
            json::Dialect::Strict if !is_kept => json::validate(text).map(|()| None),
            dialect => {
                let (root, comments) = json::parse(text, dialect)?;
                facts.comments = comments;
                Ok(is_kept.then_some(root))
            }
        },
    }
}

/// Workflows and compose files: their readers refuse a mapping that sets one key twice.
fn refuses_repeated_keys(path: &RelPath) -> bool {
    let name = path.file_name();
    path.is_under(".github/workflows")
        || name.starts_with("docker-compose")
        || matches!(name, "compose.yaml" | "compose.yml")
}
