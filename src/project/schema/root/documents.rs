//! The parsed documents of a repository, by path: manifests, journals, configurations.

use std::sync::Arc;

use crate::facts::document::Node;
use crate::facts::{Content, FileFacts};
use crate::source::RelPath;

/// Crates that run the SQL files of a folder by their number.
const MIGRATORS: [&str; 2] = ["sqlx", "sqlx-core"];

/// Documents by path.
#[derive(Clone, Copy)]
pub(in crate::project::schema) struct Documents<'f> {
    /// All files, sorted by path.
    files: &'f [Arc<FileFacts>],
}

impl<'f> Documents<'f> {
    pub(super) fn new(files: &'f [Arc<FileFacts>]) -> Self {
        Self { files }
    }

    /// The document at `path`.
    pub(super) fn at(&self, path: &str) -> Option<&'f Node> {
        let path = path.trim_start_matches('/');
        let at = self.files.binary_search_by(|file| file.path.as_str().cmp(path)).ok()?;
        match &self.files.get(at)?.content {
            Content::Document(document) => Some(document),
            _ => None,
        }
    }

    /// Manifests of programs above `folder`, nearest first.
    pub(super) fn manifests(self, folder: &str) -> impl Iterator<Item = &'f Node> {
        let manifest = move |folder: &str| {
            ["Cargo.toml", "package.json"].map(|name| self.at(&format!("{folder}/{name}")))
        };
        RelPath::ancestors(folder).flat_map(manifest).flatten()
    }

    /// Whether the nearest manifest above `folder` names a crate that runs numbered files.
    pub(super) fn names_migrator(self, folder: &str) -> bool {
        self.manifests(folder).any(|manifest| {
            let listed = [manifest.get("dependencies"), manifest.at(&["workspace", "dependencies"])];
            listed.into_iter().flatten().any(|table| MIGRATORS.iter().any(|name| table.get(name).is_some()))
        })
    }
}
