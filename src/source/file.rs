//! The files of one audit, read once and kept for code frames and digests.

use std::sync::OnceLock;

use super::attributes::{self, Attributes};
use super::git::GitFacts;
use super::{ConflictSplit, Language, LineIndex, MARKER_LENGTH, RelPath, Role};

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
    /// Where its lines begin, once somebody asked.
    lines: OnceLock<LineIndex>,
}

impl SourceFile {
    /// Takes the text of the file at `path` and finds out its language, role and conflicts.
    pub fn new(path: RelPath, text: impl Into<Box<str>>) -> Self {
        let text = text.into();
        let language = Language::of(&path);
        let role = super::role_of(&path, language, &text);
        let conflict = super::split_conflicts(&text, MARKER_LENGTH);
        Self { path, language, role, text, conflict, lines: OnceLock::new() }
    }

    /// Takes into account what `.gitattributes` says of this file.
    pub(super) fn attribute(&mut self, attributes: Attributes) {
        if attributes.is_generated && self.role != Role::Vendored {
            self.role = Role::Generated;
        }
        if attributes.is_never_merged {
            self.conflict = None;
        } else if let Some(length) = attributes.marker_length {
            self.conflict = super::split_conflicts(&self.text, length);
        }
    }

    /// Where its lines begin; found out when first asked for.
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }
}

/// A file that was seen and not audited.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SkippedFile {
    /// Where it lies.
    pub path: RelPath,
    /// Why it was passed over: `binary`, `deleted`, `encrypted`, `excluded`, `nested repository`, `special file`,
    /// `submodule`, `symbolic link`, `vendored`.
    pub reason: &'static str,
}

/// Why a file that should have been audited was not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Obstacle {
    /// It cannot be opened, listed or decoded.
    Unreadable,
    /// It is larger than [`super::MAX_FILE_BYTES`].
    Oversized,
}

/// A file that should have been audited and could not be read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnreadFile {
    /// Where it lies; with replacement characters where the name is not valid UTF-8.
    pub path: RelPath,
    /// What kind of obstacle it was.
    pub obstacle: Obstacle,
    /// What happened, in words.
    pub message: String,
}

impl UnreadFile {
    /// A file that cannot be opened, listed or decoded.
    pub fn unreadable(path: RelPath, message: impl Into<String>) -> Self {
        Self { path, obstacle: Obstacle::Unreadable, message: message.into() }
    }
}

/// Every text file of a repository, and what was passed over.
#[derive(Debug, Default)]
pub struct Sources {
    /// Files that were read, sorted by path.
    pub files: Vec<SourceFile>,
    /// Files that hold nothing to audit, sorted by path.
    pub skipped: Vec<SkippedFile>,
    /// Files that should have been audited and could not be read, sorted by path.
    pub unreadable: Vec<UnreadFile>,
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
        attributes::apply(&mut sources.files);
        sources
    }

    /// Every path that is there, in no particular order.
    pub fn paths(&self) -> impl Iterator<Item = RelPath> {
        let read = self.files.iter().map(|file| &file.path);
        let there = self.skipped.iter().filter(|file| file.reason != "deleted");
        let unread = self.unreadable.iter().map(|file| &file.path);
        read.chain(there.map(|file| &file.path)).chain(unread).cloned()
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
