//! What git ignores, as far as the `.gitignore` files of the tree say: for paths that are not there.

use super::{RelPath, SourceFile};
use crate::source::walk::Globs;

/// Every `.gitignore` of a tree. A rule of the user's own machine is not known here.
#[derive(Clone, Debug, Default)]
pub struct IgnoreRules {
    /// The deepest folder first: it decides.
    lists: Vec<Globs>,
}

impl IgnoreRules {
    /// Reads those among `files`.
    pub fn read(files: &[SourceFile]) -> Self {
        let ignores = files.iter().filter(|file| file.path.file_name() == ".gitignore");
        let mut lists: Vec<(usize, Globs)> = ignores
            .map(|file| (file.path.folders().count(), Globs::new(file.path.folder(), file.text.lines()).0))
            .filter(|(_, globs)| !globs.is_empty())
            .collect();
        lists.sort_by_key(|(depth, _)| std::cmp::Reverse(*depth));
        Self { lists: lists.into_iter().map(|(_, globs)| globs).collect() }
    }

    /// Whether git would ignore a file at `path`.
    pub fn ignores(&self, path: &RelPath) -> bool {
        self.lists.iter().find_map(|list| list.decide_with_folders(path)).unwrap_or(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deepest_list_decides() {
        let file = |path: &str, text: &str| SourceFile::new(RelPath::new(path), text);
        let files = [file(".gitignore", "gen/\n*.log\n"), file("app/.gitignore", "!gen/\n/out\n")];
        let rules = IgnoreRules::read(&files);
        let ignores = |path: &str| rules.ignores(&RelPath::new(path));
        assert!(ignores("web/gen/a.ts") && ignores("a.log") && ignores("app/out/b.ts"));
        assert!(!ignores("app/gen/a.ts") && !ignores("app/src/out/b.ts"));
    }
}
