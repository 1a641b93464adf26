//! The walk itself: one pass over the folders, in parallel, in no order.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ignore::{DirEntry, WalkBuilder, WalkState};

use super::Tree;
use crate::source::{RelPath, UnreadFile};

/// Lists what stands below `root`, unsorted. Ignore rules of git apply in a work tree only.
pub(super) fn list(root: &Path) -> Tree {
    let in_work_tree = is_in_work_tree(root);
    let mut builder = WalkBuilder::new(root);
    builder.standard_filters(false).follow_links(false).threads(rayon::current_num_threads());
    if in_work_tree {
        builder.parents(true).git_ignore(true).git_exclude(true).git_global(true);
    }
    let found = Mutex::new(Tree { root: root.to_path_buf(), ..Tree::default() });
    builder.build_parallel().run(|| {
        Box::new(|entry| {
            let mut tree = found.lock().unwrap_or_else(PoisonError::into_inner);
            match entry {
                Ok(entry) => return meet(&entry, in_work_tree, &mut tree),
                Err(error) => {
                    let unread = unread(root, &error);
                    tree.unreadable.push(unread);
                }
            }
            WalkState::Continue
        })
    });
    found.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Whether a repository's folder stands in `root` or above it.
fn is_in_work_tree(root: &Path) -> bool {
    let root = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
    root.ancestors().any(is_repository)
}

/// Whether `folder` is the top of a work tree: main, linked, or of a submodule.
fn is_repository(folder: &Path) -> bool {
    let git = folder.join(".git");
    git.is_file() || git.join("HEAD").exists()
}

fn meet(entry: &DirEntry, in_work_tree: bool, tree: &mut Tree) -> WalkState {
    let Some(kind) = entry.file_type() else { return WalkState::Continue };
    if entry.depth() == 0 {
        return WalkState::Continue;
    }
    if entry.file_name() == ".git" {
        return WalkState::Skip;
    }
    let Some(path) = relative(&tree.root, entry.path()) else {
        let shown = shown(&tree.root, entry.path());
        tree.unreadable.push(UnreadFile::unreadable(shown, "the name is not valid UTF-8"));
        return WalkState::Skip;
    };
    if !kind.is_dir() {
        tree.meet(path, kind);
    } else if in_work_tree && is_repository(entry.path()) {
        tree.skip(path, "nested repository");
        return WalkState::Skip;
    } else if entry.file_name() == "node_modules" {
        // Installed packages can be a hundred thousand files; what git tracks of them is added later.
        tree.skip(path, "vendored");
        return WalkState::Skip;
    }
    WalkState::Continue
}

fn relative(root: &Path, path: &Path) -> Option<RelPath> {
    let path = path.strip_prefix(root).ok()?.to_str()?;
    Some(if cfg!(windows) { RelPath::new(path.replace('\\', "/")) } else { RelPath::new(path) })
}

/// A path as well as text can say it.
fn shown(root: &Path, path: &Path) -> RelPath {
    RelPath::new(path.strip_prefix(root).unwrap_or(path).to_string_lossy())
}

fn unread(root: &Path, error: &ignore::Error) -> UnreadFile {
    let place = place_of(error).map_or_else(|| RelPath::new("."), |path| shown(root, &path));
    let message = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
    UnreadFile::unreadable(place, message)
}

fn place_of(error: &ignore::Error) -> Option<PathBuf> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path.clone()),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => place_of(err),
        ignore::Error::Partial(errors) => errors.iter().find_map(place_of),
        _ => None,
    }
}
