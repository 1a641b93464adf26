//! Rust, read by `tree-sitter-rust`, which survives files that do not parse.

use super::{Content, FileFacts};

/// What one Rust file contains.
#[derive(Debug, Default)]
pub struct RustFacts {}

pub(super) fn read(_text: &str, facts: &mut FileFacts) {
    facts.content = Content::Rust(Box::default());
}
