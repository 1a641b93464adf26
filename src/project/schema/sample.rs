//! Databases for tests, from a few lines of SQL.

use std::sync::Arc;

use super::{Schema, schemas};
use crate::facts::extract;
use crate::source::{RelPath, SourceFile};

/// The database of a Supabase project with one migration.
pub(super) fn replayed(sql: &str) -> Schema {
    let file = SourceFile::new(RelPath::new("supabase/migrations/1_sample.sql"), sql);
    let facts: Vec<_> = extract(&file).into_iter().map(Arc::new).collect();
    schemas(&facts, None).remove(0)
}
