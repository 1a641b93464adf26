//! SQL: PostgreSQL by `squawk-syntax`, other dialects by `sqlparser`.

use super::{Content, FileFacts};

/// What one SQL file contains.
#[derive(Debug, Default)]
pub struct SqlFacts {}

pub(super) fn read(_text: &str, facts: &mut FileFacts) {
    facts.content = Content::Sql(Box::default());
}
