//! The files of one audit, read once and kept for code frames and digests.

use super::git::GitFacts;
use super::{ConflictSplit, Language, LineIndex, RelPath, Role};

/// One text file.
#[derive(Debug)]
pub struct SourceFile {
    /// Where it lies.
    pub path: RelPath,
    /// The grammar it follows.
    pub language: Language,
    /// The part it plays.
    pub role: Role,
    /// Its text: UTF-8 without a byte order mark; UTF-16 has been decoded.
    pub text: Box<str>,
    /// Both sides, where it holds conflict markers.
    pub conflict: Option<ConflictSplit>,
}

impl SourceFile {
    /// Takes the text of the file at `path` and finds out its language, role and conflicts.
    pub fn new(path: RelPath, text: impl Into<Box<str>>) -> Self {
        let text = text.into();
        let language = Language::of(&path);
        let role = super::role_of(&path, language, &text);
        let conflict = super::split_conflicts(&text);
        Self { path, language, role, text, conflict }
    }

    /// Where its lines begin.
    pub fn line_index(&self) -> LineIndex {
        LineIndex::new(&self.text)
    }
}

/// A file that was seen and not audited.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SkippedFile {
    /// Where it lies.
    pub path: RelPath,
    /// Why it was passed over: `binary`, `vendored`, `submodule`, `symbolic link`, `special file`.
    pub reason: &'static str,
}

/// Every text file of a repository, and what was passed over.
#[derive(Debug, Default)]
pub struct Sources {
    /// Files that were read, sorted by path.
    pub files: Vec<SourceFile>,
    /// Files that hold nothing to audit, sorted by path.
    pub skipped: Vec<SkippedFile>,
    /// Files that should have been audited and could not be read: path and reason, sorted by path.
    pub unreadable: Vec<(RelPath, String)>,
    /// What git says of the tree, in a work tree.
    pub git: Option<GitFacts>,
}

impl Sources {
    /// A repository held in memory: examples, tests, editors.
    pub fn in_memory<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut sources = Self::default();
        for (path, text) in files {
            let path = RelPath::new(path);
            if super::role::is_vendored(&path) {
                sources.skipped.push(SkippedFile { path, reason: "vendored" });
            } else {
                sources.files.push(SourceFile::new(path, text));
            }
        }
        sources.files.sort_by(|a, b| a.path.cmp(&b.path));
        sources.skipped.sort_unstable();
        sources
    }

    /// Every path that was seen, in no particular order.
    pub fn paths(&self) -> impl Iterator<Item = RelPath> {
        let read = self.files.iter().map(|file| &file.path);
        let skipped = self.skipped.iter().map(|file| &file.path);
        read.chain(skipped).chain(self.unreadable.iter().map(|(path, _)| path)).cloned()
    }

    /// The file at `path`.
    pub fn get(&self, path: &RelPath) -> Option<&SourceFile> {
        let at = self.files.binary_search_by(|file| file.path.cmp(path)).ok()?;
        self.files.get(at)
    }

    /// How many files were seen, audited or not.
    pub fn seen(&self) -> usize {
        self.files.len() + self.skipped.len() + self.unreadable.len()
    }
}
