//! Which files there are: in a git work tree what git tracks and what it does not ignore,
//! elsewhere all. Opens no file.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use ignore::{DirEntry, WalkBuilder};

use super::git::{self, GitFacts};
use super::{RelPath, SkippedFile, role};

/// The files below one root.
#[derive(Debug, Default)]
pub struct Tree {
    /// The audited folder, as given.
    pub root: PathBuf,
    /// Files to read, sorted.
    pub files: Vec<RelPath>,
    /// What is there and is not read, sorted.
    pub skipped: Vec<SkippedFile>,
    /// What could not be listed, and why, sorted.
    pub unreadable: Vec<(RelPath, String)>,
    /// What git says, in a work tree.
    pub git: Option<GitFacts>,
}

/// Why there is nothing to audit at all.
#[derive(Debug, thiserror::Error)]
pub enum WalkError {
    /// The root does not exist.
    #[error("there is no folder `{}`", .0.display())]
    Missing(PathBuf),
    /// The root is a file.
    #[error("`{}` is a file; gonogo audits a folder", .0.display())]
    NotAFolder(PathBuf),
    /// The root cannot be opened.
    #[error("`{}` cannot be read: {}", .0.display(), .1)]
    Unreadable(PathBuf, std::io::Error),
}

/// Lists the files below `root`.
///
/// # Errors
/// When `root` is missing, no folder, or cannot be opened.
pub fn walk(root: &Path) -> Result<Tree, WalkError> {
    if !root.exists() {
        return Err(WalkError::Missing(root.to_path_buf()));
    }
    if !root.is_dir() {
        return Err(WalkError::NotAFolder(root.to_path_buf()));
    }
    if let Err(error) = std::fs::read_dir(root) {
        return Err(WalkError::Unreadable(root.to_path_buf(), error));
    }
    // Git answers while the walker walks.
    let (git, mut tree) = std::thread::scope(|scope| {
        let asked = scope.spawn(|| git::facts(root));
        let tree = list(root);
        (asked.join().ok().flatten(), tree)
    });
    if let Some(facts) = &git {
        add_tracked(root, facts, &mut tree);
    }
    tree.git = git;
    tree.files.sort_unstable();
    tree.skipped.sort_unstable();
    tree.unreadable.sort_unstable();
    Ok(tree)
}

fn list(root: &Path) -> Tree {
    let mut tree = Tree { root: root.to_path_buf(), ..Tree::default() };
    let mut builder = WalkBuilder::new(root);
    builder.hidden(false).ignore(false).follow_links(false).add_custom_ignore_filename(".gonogoignore");
    builder.filter_entry(|entry| entry.depth() == 0 || !is_skipped_folder(entry));
    for entry in builder.build() {
        match entry {
            Ok(entry) => meet(root, &entry, &mut tree),
            Err(error) => tree.unreadable.push((place_of(root, &error), error.to_string())),
        }
    }
    tree
}

fn is_skipped_folder(entry: &DirEntry) -> bool {
    entry.file_type().is_some_and(|kind| kind.is_dir()) && entry.file_name() == ".git"
}

fn meet(root: &Path, entry: &DirEntry, tree: &mut Tree) {
    let Some(kind) = entry.file_type() else { return };
    if kind.is_dir() {
        return;
    }
    let Some(path) = relative(root, entry.path()) else {
        let shown = RelPath::new(entry.path().to_string_lossy());
        tree.unreadable.push((shown, "the file name is not valid UTF-8".to_owned()));
        return;
    };
    let skip = |reason| SkippedFile { path: path.clone(), reason };
    if kind.is_symlink() {
        tree.skipped.push(skip("symbolic link"));
    } else if !kind.is_file() {
        tree.skipped.push(skip("special file"));
    } else if role::is_vendored(&path) {
        tree.skipped.push(skip("vendored"));
    } else {
        tree.files.push(path);
    }
}

fn relative(root: &Path, path: &Path) -> Option<RelPath> {
    let path = path.strip_prefix(root).ok()?;
    let segments: Option<Vec<&str>> = path.iter().map(|segment| segment.to_str()).collect();
    Some(RelPath::new(segments?.join("/")))
}

fn place_of(root: &Path, error: &ignore::Error) -> RelPath {
    match error {
        ignore::Error::WithPath { path, .. } => {
            relative(root, path).unwrap_or_else(|| RelPath::new(path.to_string_lossy()))
        }
        ignore::Error::WithDepth { err, .. } => place_of(root, err),
        _ => RelPath::new("."),
    }
}

/// Adds what git tracks although an ignore rule names it, and lists submodules.
fn add_tracked(root: &Path, facts: &GitFacts, tree: &mut Tree) {
    let listed: BTreeSet<RelPath> =
        tree.files.iter().chain(tree.skipped.iter().map(|file| &file.path)).cloned().collect();
    for path in facts.tracked.difference(&listed) {
        let Ok(metadata) = std::fs::symlink_metadata(root.join(path.as_str())) else { continue };
        if metadata.is_file() && !role::is_vendored(path) {
            tree.files.push(path.clone());
        } else {
            let reason = if metadata.is_symlink() { "symbolic link" } else { "vendored" };
            tree.skipped.push(SkippedFile { path: path.clone(), reason });
        }
    }
    for path in &facts.submodules {
        tree.skipped.push(SkippedFile { path: path.clone(), reason: "submodule" });
    }
}
