//! Files that a build copies to where their imports lead, and folders that it fills.

use std::sync::Arc;

use crate::facts::document::Node;
use crate::facts::shell::{self, CopiedPath};
use crate::facts::{Content, FileFacts};
use crate::source::RelPath;

/// What shell programs and the scripts of manifests copy.
pub(super) struct Copied(Vec<CopiedPath>);

impl Copied {
    pub(super) fn of(files: &[Arc<FileFacts>]) -> Self {
        let mut copied = Vec::new();
        for file in files {
            match &file.content {
                Content::Shell(paths) => copied.extend(paths.iter().cloned()),
                Content::Document(root) if file.path.file_name() == "package.json" => {
                    let scripts = root.get("scripts").into_iter().flat_map(Node::entries);
                    let commands = scripts.filter_map(|script| script.node.text());
                    copied.extend(commands.flat_map(shell::copied));
                }
                _ => {}
            }
        }
        Self(copied)
    }

    /// Whether the file at `path` is copied alone: what lies beside it is not what will lie beside its copy.
    pub(super) fn moves(&self, path: &RelPath) -> bool {
        let is_file = |from: &str| from.rsplit('/').next().is_some_and(|name| name.contains('.'));
        self.0.iter().any(|one| is_at(path.as_str(), bare(&one.from)) && is_file(&one.from))
    }

    /// Whether something is copied to `path` or a folder above it.
    pub(super) fn fills(&self, path: &str) -> bool {
        self.0.iter().any(|one| {
            let to = bare(&one.to);
            let mut above = std::iter::successors(Some(path), |path| Some(path.rsplit_once('/')?.0));
            above.any(|folder| is_at(folder, to))
        })
    }
}

/// A written path without what leads to it: variables, `./`, `../`.
fn bare(written: &str) -> &str {
    let mut rest = written.trim_end_matches('/');
    while let Some((first, behind)) = rest.split_once('/') {
        if !(first.is_empty() || first.starts_with(['.', '$'])) {
            break;
        }
        rest = behind;
    }
    rest
}

/// Whether `path` ends in `tail`, of two segments at least: one alone may be anywhere.
fn is_at(path: &str, tail: &str) -> bool {
    let is_end = path.strip_suffix(tail).is_some_and(|head| head.is_empty() || head.ends_with('/'));
    is_end && tail.contains('/')
}
