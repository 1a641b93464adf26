//! The crates of a repository: which Rust files are compiled for tests only.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::facts::rust::{Context, ModuleDeclaration};
use crate::facts::{Content, FileFacts};
use crate::source::RelPath;

/// What the module declarations of all Rust files say together.
#[derive(Debug, Default)]
pub struct Crates {
    /// Files that only test builds reach, sorted.
    tests: BTreeSet<RelPath>,
}

impl Crates {
    /// Follows every `mod` declaration of `files`, which are sorted by path.
    pub(super) fn assemble(files: &[Arc<FileFacts>]) -> Self {
        let modules = declarations(files);
        let declared: BTreeSet<&RelPath> = modules.values().flatten().map(|(path, _)| path).collect();
        // Files that nothing declares are crate roots, or strays that are not compiled at all.
        let mut open: Vec<&RelPath> =
            modules.keys().copied().filter(|path| !declared.contains(path)).collect();
        let mut shipped: BTreeSet<&RelPath> = open.iter().copied().collect();
        while let Some(path) = open.pop() {
            for (declared, is_test) in modules.get(path).into_iter().flatten() {
                if !is_test && shipped.insert(declared) {
                    open.push(declared);
                }
            }
        }
        Self { tests: declared.into_iter().filter(|path| !shipped.contains(path)).cloned().collect() }
    }

    /// Whether the Rust file at `path` is compiled for tests only: it is reached through
    /// `#[cfg(test)] mod …;` and through nothing else.
    pub fn is_test(&self, path: &RelPath) -> bool {
        self.tests.contains(path)
    }
}

/// Each Rust file and the files it declares: their paths, and whether only a test build compiles them.
fn declarations(files: &[Arc<FileFacts>]) -> BTreeMap<&RelPath, Vec<(RelPath, bool)>> {
    let mut all = BTreeMap::new();
    for file in files {
        let Content::Rust(facts) = &file.content else { continue };
        let declared = facts.modules.iter().filter(|module| !module.is_inline).filter_map(|module| {
            let path =
                candidates(&file.path, module).into_iter().flatten().find(|path| is_there(files, path))?;
            Some((path, module.context.has(Context::TEST)))
        });
        all.insert(&file.path, declared.collect());
    }
    all
}

fn is_there(files: &[Arc<FileFacts>], path: &RelPath) -> bool {
    files.binary_search_by(|file| file.path.cmp(path)).is_ok()
}

/// Where the file of a declaration can lie, in the order in which to look.
fn candidates(path: &RelPath, module: &ModuleDeclaration) -> Vec<Option<RelPath>> {
    let beside = path.folder();
    let below = format!("{beside}/{}", path.stem());
    let mut folders = [beside, below.as_str()];
    if !matches!(path.file_name(), "lib.rs" | "main.rs" | "mod.rs") {
        // A crate root may have any name, and then its modules lie beside it.
        folders.reverse();
    }
    match &module.path {
        // `#[path]` counts from the file's own folder, and inside an inline module from that module's.
        Some(name) if module.folder.is_empty() => vec![RelPath::join(beside, name)],
        Some(name) => {
            let within = |folder: &&str| RelPath::join(folder, &format!("{}/{name}", module.folder));
            folders.iter().map(within).collect()
        }
        None => {
            let file = |name: &str, tail: &str| format!("{}/{name}{tail}", module.folder);
            let places = folders.iter().flat_map(|folder| {
                [".rs", "/mod.rs"].map(|tail| RelPath::join(folder, &file(&module.name, tail)))
            });
            places.collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFile;

    fn tests_of(files: &[(&str, &str)]) -> Vec<String> {
        let facts = files.iter().flat_map(|(path, text)| {
            crate::facts::extract(&SourceFile::new(RelPath::new(path), *text)).into_iter().map(Arc::new)
        });
        let mut facts: Vec<_> = facts.collect();
        facts.sort_by(|a, b| a.path.cmp(&b.path));
        Crates::assemble(&facts).tests.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_module_declared_for_tests_is_a_test_with_all_below() {
        let files = [
            ("src/lib.rs", "mod a; #[cfg(test)] mod b;"),
            ("src/a.rs", "#[cfg(test)] mod fake;"),
            ("src/a/fake.rs", ""),
            ("src/b/mod.rs", "mod c;"),
            ("src/b/c.rs", "mod d;"),
            ("src/b/c/d.rs", ""),
        ];
        assert_eq!(tests_of(&files), ["src/a/fake.rs", "src/b/c.rs", "src/b/c/d.rs", "src/b/mod.rs"]);
    }

    #[test]
    fn a_module_that_ships_too_is_no_test() {
        let files = [("src/lib.rs", "#[cfg(test)] mod a;"), ("src/main.rs", "mod a;"), ("src/a.rs", "")];
        assert_eq!(tests_of(&files), [""; 0]);
    }

    #[test]
    fn paths_and_inline_modules_are_followed() {
        let files = [
            ("src/lib.rs", "#[cfg(test)] #[path = \"x/y.rs\"] mod a; #[cfg(test)] mod b { mod c; }"),
            ("src/x/y.rs", ""),
            ("src/b/c.rs", ""),
            ("src/bin/tool.rs", "#[cfg(test)] mod t;"),
            ("src/bin/t.rs", ""),
        ];
        assert_eq!(tests_of(&files), ["src/b/c.rs", "src/bin/t.rs", "src/x/y.rs"]);
    }
}
