//! Patterns in the syntax of `.gitignore`, which `.gitattributes` and `exclude` share.

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::source::RelPath;

/// Patterns that apply below one folder. Of several that match, the last decides.
#[derive(Clone, Debug)]
pub struct Globs {
    folder: Box<str>,
    patterns: Gitignore,
}

impl Globs {
    /// Reads one pattern a line, relative to `folder`; `!` takes back what an earlier line said.
    /// The second value holds each line that is no pattern, with what is wrong with it.
    pub fn new<'a>(folder: &str, lines: impl IntoIterator<Item = &'a str>) -> (Self, Vec<(&'a str, String)>) {
        let mut builder = GitignoreBuilder::new("");
        let mut malformed = Vec::new();
        for line in lines {
            if let Err(error) = builder.add_line(None, line) {
                malformed.push((line, error.to_string()));
            }
        }
        let patterns = builder.build().unwrap_or_else(|_| Gitignore::empty());
        (Self { folder: folder.into(), patterns }, malformed)
    }

    /// Whether there is no pattern.
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// What the last matching pattern says of the file itself; `None` when none matches.
    pub fn decide(&self, path: &RelPath) -> Option<bool> {
        verdict(&self.patterns.matched(self.below(path)?, false))
    }

    /// The same, where a pattern that matches a folder decides for all below it.
    pub fn decide_with_folders(&self, path: &RelPath) -> Option<bool> {
        verdict(&self.patterns.matched_path_or_any_parents(self.below(path)?, false))
    }

    fn below<'p>(&self, path: &'p RelPath) -> Option<&'p str> {
        if self.folder.is_empty() {
            return Some(path.as_str());
        }
        path.as_str().strip_prefix(&*self.folder)?.strip_prefix('/')
    }
}

fn verdict<T>(found: &ignore::Match<T>) -> Option<bool> {
    match found {
        ignore::Match::None => None,
        ignore::Match::Ignore(_) => Some(true),
        ignore::Match::Whitelist(_) => Some(false),
    }
}
