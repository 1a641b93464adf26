//! The commit from which a reference and the commit at hand both descend, and the files it had.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::Git;
use crate::source::RelPath;

/// What to do about a clone that lacks what it is asked for.
const SHALLOW: &str = "; this clone is shallow: fetch its history first (`git fetch --unshallow`, or `fetch-depth: 0` where a workflow checks it out)";

/// The commit from which a reference and the commit at hand both descend.
#[derive(Clone, Debug)]
pub struct MergeBase {
    /// Its name in hexadecimal.
    pub commit: String,
    pub(in crate::source) git: Git,
    /// Regular files below the root, in git's own order: symbolic links and submodules are none.
    pub(in crate::source) entries: Vec<Entry>,
}

/// One file of a commit.
#[derive(Clone, Debug)]
pub(in crate::source) struct Entry {
    /// Relative to the root; with replacement characters where the name is not valid UTF-8.
    pub path: RelPath,
    /// The name of its content, in hexadecimal.
    pub object: Box<str>,
}

/// Why there is no such commit.
#[derive(Debug, thiserror::Error)]
pub enum MergeBaseError {
    /// No git, or no work tree of it.
    #[error("`--since` asks git, and `{}` lies in no work tree of it", .0.display())]
    NoWorkTree(PathBuf),
    /// A repository without a commit.
    #[error("`--since` compares with a commit, and nothing is committed yet")]
    NoCommit,
    /// A reference that names no commit.
    #[error("git knows no commit `{reference}` here{}", hint(*.is_shallow))]
    Unknown {
        /// As typed.
        reference: String,
        /// Whether the clone lacks part of its history.
        is_shallow: bool,
    },
    /// Two histories that never met.
    #[error("`{reference}` and HEAD have no merge base that git knows here{}", hint(*.is_shallow))]
    Unrelated {
        /// As typed.
        reference: String,
        /// Whether the clone lacks part of its history.
        is_shallow: bool,
    },
    /// A commit whose tree is not here.
    #[error("git cannot list the files of `{0}`, the merge base: fetch the whole repository first")]
    Unlisted(String),
}

fn hint(is_shallow: bool) -> &'static str {
    if is_shallow { SHALLOW } else { "" }
}

/// Finds the merge base of `reference` and the commit at hand, and lists its files below `root`. Writes
/// nothing and checks nothing out.
///
/// # Errors
/// When `root` is in no work tree, or git does not know such a commit.
pub fn merge_base(root: &Path, reference: &str) -> Result<MergeBase, MergeBaseError> {
    let (git, mut head) = Git::new(root).ok_or_else(|| MergeBaseError::NoWorkTree(root.to_path_buf()))?;
    if head.next().is_none() {
        return Err(MergeBaseError::NoCommit);
    }
    let reference_owned = || reference.to_owned();
    let named = git.commit_of(reference).ok_or_else(|| MergeBaseError::Unknown {
        reference: reference_owned(),
        is_shallow: git.is_shallow(),
    })?;
    let base = git.output(["merge-base", &named, "HEAD"]).and_then(|base| line(&base));
    let commit = base.ok_or_else(|| MergeBaseError::Unrelated {
        reference: reference_owned(),
        is_shallow: git.is_shallow(),
    })?;
    let listing = git.output(["ls-tree", "-r", "-z", &commit]);
    let listing = listing.ok_or_else(|| MergeBaseError::Unlisted(commit.clone()))?;
    let entries = listing.split(|byte| *byte == 0).filter_map(entry).collect();
    Ok(MergeBase { commit, git, entries })
}

impl MergeBase {
    /// The files below the root.
    pub fn paths(&self) -> BTreeSet<RelPath> {
        self.entries.iter().map(|entry| entry.path.clone()).collect()
    }
}

impl Git {
    /// The commit that a reference names. One that could be an option names none.
    fn commit_of(&self, reference: &str) -> Option<String> {
        if reference.starts_with('-') {
            return None;
        }
        let wanted = format!("{reference}^{{commit}}");
        line(&self.output(["rev-parse", "--verify", "--quiet", &wanted])?)
    }

    fn is_shallow(&self) -> bool {
        let answer = self.output(["rev-parse", "--is-shallow-repository"]);
        answer.and_then(|answer| line(&answer)).is_some_and(|answer| answer == "true")
    }
}

/// The one line of an answer.
fn line(answer: &[u8]) -> Option<String> {
    let answer = std::str::from_utf8(answer).ok()?.trim();
    (!answer.is_empty()).then(|| answer.to_owned())
}

/// `MODE TYPE OBJECT`, a tabulator, the path; `None` for what is no regular file.
fn entry(listed: &[u8]) -> Option<Entry> {
    let tab = memchr::memchr(b'\t', listed)?;
    let mut words = std::str::from_utf8(&listed[..tab]).ok()?.split(' ');
    let (mode, _, object) = (words.next()?, words.next()?, words.next()?);
    let path = RelPath::new(String::from_utf8_lossy(&listed[tab + 1..]));
    mode.starts_with("100").then(|| Entry { path, object: object.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_submodules_are_no_files() {
        let path = |listed: &[u8]| entry(listed).map(|entry| entry.path.to_string());
        assert_eq!(path(b"100644 blob a1\tdata/a\n\"b\".sql").as_deref(), Some("data/a\n\"b\".sql"));
        assert_eq!(path(b"100755 blob a1\ta\tb").as_deref(), Some("a\tb"));
        assert_eq!(path(b"120000 blob a1\tlink"), None);
        assert_eq!(path(b"160000 commit a1\tmodule"), None);
        assert_eq!(path(b""), None);
    }
}
