//! npm packages: what each `package.json` of the repository declares.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::facts::document::Value;
use crate::facts::{Content, FileFacts};
use crate::source::RelPath;

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
}

impl Packages {
    /// Reads every `package.json` among `files`.
    pub(super) fn assemble(files: &[Arc<FileFacts>]) -> Self {
        let manifests = files.iter().filter(|file| file.path.file_name() == "package.json");
        let read = manifests.filter_map(|file| {
            let Content::Document(document) = &file.content else { return None };
            let name = document.get("name").and_then(|name| name.text()).unwrap_or_default();
            let has_programs = document.get("bin").is_some_and(|bin| !matches!(bin.value, Value::Null));
            Some((file.path.folder().into(), Package { name: name.into(), has_programs }))
        });
        Self { by_folder: read.collect() }
    }

    /// The package a file belongs to: the nearest one above it.
    pub fn of(&self, path: &RelPath) -> Option<&Package> {
        let mut folder = path.folder();
        loop {
            if let Some(package) = self.by_folder.get(folder) {
                return Some(package);
            }
            if folder.is_empty() {
                return None;
            }
            folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
        }
    }
}
