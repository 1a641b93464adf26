//! Which files there are: in a git work tree what git tracks and what it does not ignore,
//! elsewhere all. Opens no file but ignore lists.

mod exclusion;
mod globs;
mod listing;

pub use globs::Globs;

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::git::{self, GitFacts};
use super::{RelPath, SkippedFile, UnreadFile, role};
use exclusion::Exclusion;

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
    pub unreadable: Vec<UnreadFile>,
    /// What git says, in a work tree.
    pub git: Option<GitFacts>,
    /// What the repository's owner leaves out.
    exclusion: Exclusion,
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
    /// A pattern of the configuration is no glob.
    #[error("`{glob}` in `exclude` is no pattern: {message}")]
    Exclude {
        /// As written.
        glob: String,
        /// What is wrong with it.
        message: String,
    },
}

/// Lists the files below `root`. Those that an `exclude` pattern matches (in the syntax of
/// `.gitignore`) are listed as skipped.
///
/// # Errors
/// When `root` is missing, no folder, or cannot be opened, or a pattern is malformed.
pub fn walk(root: &Path, exclude: &[String]) -> Result<Tree, WalkError> {
    if !root.exists() {
        return Err(WalkError::Missing(root.to_path_buf()));
    }
    if !root.is_dir() {
        return Err(WalkError::NotAFolder(root.to_path_buf()));
    }
    if let Err(error) = std::fs::read_dir(root) {
        return Err(WalkError::Unreadable(root.to_path_buf(), error));
    }
    let configured = exclusion::configured(exclude)?;
    // Git answers while the walker walks.
    let (git, mut tree) = std::thread::scope(|scope| {
        let asked = scope.spawn(|| git::facts(root));
        let tree = listing::list(root);
        (asked.join().ok().flatten(), tree)
    });
    if let Some(mut facts) = git {
        facts.is_dirty |= tree.paths().any(|path| !facts.knows(path));
        add_tracked(root, &facts, &mut tree);
        tree.git = Some(facts);
    }
    let exclusion = Exclusion::new(configured, &tree);
    exclusion.apply(&mut tree);
    tree.exclusion = exclusion;
    tree.files.sort_unstable();
    tree.skipped.sort_unstable();
    tree.unreadable.sort_unstable();
    Ok(tree)
}

/// Adds what git tracks although an ignore rule names it, what git tracks and is gone, and submodules.
fn add_tracked(root: &Path, facts: &GitFacts, tree: &mut Tree) {
    let listed: HashSet<&RelPath> = tree.paths().collect();
    let unlisted: Vec<&RelPath> = facts.tracked.iter().filter(|path| !listed.contains(path)).collect();
    for path in unlisted {
        match std::fs::symlink_metadata(root.join(path.as_str())) {
            Ok(_) if is_behind_link(root, path) => tree.skip(path.clone(), "deleted"),
            Ok(metadata) => tree.meet(path.clone(), metadata.file_type()),
            Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
                tree.unreadable.push(UnreadFile::unreadable(path.clone(), error.to_string()));
            }
            Err(_) => tree.skip(path.clone(), "deleted"),
        }
    }
    tree.skipped.retain(|file| !facts.submodules.contains(&file.path));
    for path in &facts.submodules {
        tree.skip(path.clone(), "submodule");
    }
}

/// Whether a folder above a tracked file has become a symbolic link: what lies there is another file.
fn is_behind_link(root: &Path, path: &RelPath) -> bool {
    let relative = Path::new(path.as_str());
    relative.ancestors().skip(1).any(|folder| root.join(folder).is_symlink() && folder != Path::new(""))
}

impl Tree {
    /// Whether the repository's owner leaves the file at `path` out, be it there or not.
    pub(super) fn leaves_out(&self, path: &RelPath) -> bool {
        self.exclusion.leaves_out(path)
    }

    fn paths(&self) -> impl Iterator<Item = &RelPath> {
        let skipped = self.skipped.iter().map(|file| &file.path);
        let unread = self.unreadable.iter().map(|file| &file.path);
        self.files.iter().chain(skipped).chain(unread)
    }

    fn skip(&mut self, path: RelPath, reason: &'static str) {
        self.skipped.push(SkippedFile { path, reason });
    }

    /// Takes down what stands at `path`, which is no folder.
    fn meet(&mut self, path: RelPath, kind: std::fs::FileType) {
        if kind.is_symlink() {
            self.skip(path, "symbolic link");
        } else if kind.is_dir() {
            self.skip(path, "nested repository");
        } else if !kind.is_file() {
            // A pipe or a device is never opened: it may block for ever.
            self.skip(path, "special file");
        } else if role::is_vendored(&path) {
            self.skip(path, "vendored");
        } else if role::is_binary_name(&path) {
            self.skip(path, "binary");
        } else {
            self.files.push(path);
        }
    }
}
