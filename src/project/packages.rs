//! npm packages: what each `package.json` of the repository declares.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::facts::document::{Node, Value};
use crate::facts::{Content, FileFacts};
use crate::source::RelPath;

/// The lists of a manifest that name packages.
const DEPENDENCIES: [&str; 4] =
    ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];

/// Every package of the repository, by the folder of its `package.json`.
#[derive(Debug, Default)]
pub struct Packages {
    by_folder: BTreeMap<Box<str>, Package>,
}

/// One package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// Its name; empty when it has none.
    pub name: Box<str>,
    /// Whether it installs programs: it has a `bin`.
    pub has_programs: bool,
    /// Whether others can install it and load its modules: it is not `private`, and names what it offers.
    pub is_offered: bool,
    /// What it depends on, in whatever way.
    pub dependencies: BTreeSet<Box<str>>,
}

impl Packages {
    /// Reads every `package.json` among `files`.
    pub(super) fn assemble(files: &[Arc<FileFacts>]) -> Self {
        let manifests = files.iter().filter(|file| file.path.file_name() == "package.json");
        let read = manifests.filter_map(|file| {
            let Content::Document(document) = &file.content else { return None };
            let name = document.get("name").and_then(|name| name.text()).unwrap_or_default();
            let has_programs = document.get("bin").is_some_and(|bin| !matches!(bin.value, Value::Null));
            let lists = DEPENDENCIES.iter().filter_map(|list| document.get(list));
            let dependencies = lists.flat_map(Node::entries).map(|entry| entry.key.clone()).collect();
            let is_private = document.get("private").and_then(Node::bool).unwrap_or(false);
            let is_offered =
                !is_private && ["exports", "main", "module"].iter().any(|key| document.get(key).is_some());
            let package = Package { name: name.into(), has_programs, is_offered, dependencies };
            Some((file.path.folder().into(), package))
        });
        Self { by_folder: read.collect() }
    }

    /// Whether a package of types that one of them depends on has a name that begins as `name` does:
    /// `@types/google.maps` may declare `google`.
    pub fn may_declare(&self, name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        let dependencies = self.by_folder.values().flat_map(|package| &package.dependencies);
        dependencies
            .filter_map(|dependency| dependency.strip_prefix("@types/"))
            .any(|types| name.len() > 1 && types.to_ascii_lowercase().starts_with(&name))
    }

    /// Whether some manifest stands above the file.
    pub fn is_above(&self, path: &RelPath) -> bool {
        self.of(path).is_some()
    }

    /// Whether a manifest above the file declares `package` or its types, or the repository has it itself.
    pub fn declare(&self, path: &RelPath, package: &str) -> bool {
        let types = format!("@types/{}", package.trim_start_matches('@').replace('/', "__"));
        let mut above = self.by_folder.iter().filter(|(folder, _)| path.is_under(folder));
        let is_declared = above
            .any(|(_, one)| one.dependencies.contains(package) || one.dependencies.contains(types.as_str()));
        is_declared || self.by_folder.values().any(|one| &*one.name == package)
    }

    /// The folder of the first manifest that declares `package`.
    pub fn declarer(&self, package: &str) -> Option<&str> {
        let mut all = self.by_folder.iter();
        all.find(|(_, one)| one.dependencies.contains(package)).map(|(folder, _)| &**folder)
    }

    /// The package a file belongs to: the nearest one above it.
    pub fn of(&self, path: &RelPath) -> Option<&Package> {
        self.nearest(path).map(|(_, package)| package)
    }

    /// The folder of that package.
    pub fn folder_of(&self, path: &RelPath) -> Option<&str> {
        self.nearest(path).map(|(folder, _)| folder)
    }

    fn nearest(&self, path: &RelPath) -> Option<(&str, &Package)> {
        let mut around = RelPath::ancestors(path.folder());
        around
            .find_map(|folder| self.by_folder.get_key_value(folder))
            .map(|(folder, package)| (&**folder, package))
    }
}
