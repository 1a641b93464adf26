//! What the repository's owner leaves out of the audit: `exclude` of the configuration and
//! `.gonogoignore` files. It holds for tracked files too.

use super::{Globs, Tree, WalkError};
use crate::source::{RelPath, SkippedFile};

/// The name of an ignore list that only gonogo reads.
const IGNORE_FILE: &str = ".gonogoignore";

/// Patterns of the configuration.
///
/// # Errors
/// The first pattern that is none.
pub(super) fn configured(exclude: &[String]) -> Result<Globs, WalkError> {
    let (globs, malformed) = Globs::new("", exclude.iter().map(String::as_str));
    match malformed.into_iter().next() {
        Some((glob, message)) => Err(WalkError::Exclude { glob: glob.to_owned(), message }),
        None => Ok(globs),
    }
}

/// Every pattern that leaves files out.
#[derive(Debug, Default)]
pub(super) struct Exclusion {
    configured: Option<Globs>,
    /// One for each `.gonogoignore`, deepest folder first: the nearest list decides.
    lists: Vec<Globs>,
}

impl Exclusion {
    /// Reads the ignore lists that `tree` holds. Lines that are no pattern are passed over, as git does.
    pub(super) fn new(configured: Globs, tree: &Tree) -> Self {
        let mut paths: Vec<&RelPath> =
            tree.files.iter().filter(|path| path.file_name() == IGNORE_FILE).collect();
        paths.sort_by_key(|path| std::cmp::Reverse(path.segments().count()));
        let lists = paths.into_iter().filter_map(|path| {
            let text = std::fs::read_to_string(tree.root.join(path.as_str())).ok()?;
            Some(Globs::new(path.folder(), text.lines()).0)
        });
        let lists = lists.collect();
        Self { lists, configured: (!configured.is_empty()).then_some(configured) }
    }

    /// Moves what is left out from the files of `tree` to what was skipped.
    pub(super) fn apply(&self, tree: &mut Tree) {
        if self.configured.is_none() && self.lists.is_empty() {
            return;
        }
        let files = std::mem::take(&mut tree.files);
        let (out, kept) = files.into_iter().partition(|path| self.leaves_out(path));
        tree.files = kept;
        let out: Vec<RelPath> = out;
        tree.skipped.extend(out.into_iter().map(|path| SkippedFile { path, reason: "excluded" }));
        tree.unreadable.retain(|file| !self.leaves_out(&file.path));
    }

    /// Whether a pattern takes the file at `path`.
    pub(super) fn leaves_out(&self, path: &RelPath) -> bool {
        let listed = self.lists.iter().find_map(|list| list.decide_with_folders(path));
        let configured = self.configured.as_ref().and_then(|globs| globs.decide_with_folders(path));
        listed == Some(true) || configured == Some(true)
    }
}
