//! What lies under `functions/` beside a Supabase `config.toml`.

use std::collections::{BTreeMap, BTreeSet};

use super::config::{ConfigFunction, Entrypoint};
use crate::finding::{Location, Subject};
use crate::source::RelPath;

/// What a function's entry file may be called.
const INDEXES: [&str; 5] = ["index.ts", "index.tsx", "index.js", "index.mjs", "index.jsx"];

/// A function that has an entry point.
#[derive(Debug)]
pub struct EdgeFunction {
    /// Its name: the folder's, or the one its entry in the configuration gives it.
    pub name: Box<str>,
    /// The file that runs.
    pub entry: RelPath,
}

impl EdgeFunction {
    /// Whether it is no function but code that functions share: its name begins with `_` or `.`.
    pub fn is_shared_code(&self) -> bool {
        self.name.starts_with(['_', '.'])
    }
}

impl From<&EdgeFunction> for Subject {
    fn from(function: &EdgeFunction) -> Self {
        Self::new(&*function.name, Location::file(&function.entry))
    }
}

/// Every path of the repository, sorted, seen as folders.
pub(super) struct Tree<'p> {
    paths: &'p [RelPath],
}

impl<'p> Tree<'p> {
    pub(super) fn new(paths: &'p [RelPath]) -> Self {
        Self { paths }
    }

    /// Whether that file is there.
    pub(super) fn has(&self, path: &str) -> bool {
        self.paths.binary_search_by(|known| known.as_str().cmp(path)).is_ok()
    }

    /// Why a path may be there and not be seen: a submodule or symbolic link stands on its way.
    pub(super) fn hidden(&self, path: &str) -> Option<Box<str>> {
        let above = path.match_indices('/').map(|(at, _)| &path[..at]).chain([path]);
        let link = above.into_iter().find(|folder| self.has(folder))?;
        Some(format!("`{link}` is a submodule or a symbolic link").into())
    }

    /// The entry file in a function's own folder.
    pub(super) fn index(&self, folder: &str, name: &str) -> Option<RelPath> {
        let folder = function_folder(folder, name);
        INDEXES.iter().map(|index| format!("{folder}/{index}")).find(|path| self.has(path)).map(RelPath::new)
    }

    /// Names of the folders under `functions`, sorted.
    pub(super) fn function_folders(&self, folder: &str) -> Vec<Box<str>> {
        let prefix = function_folder(folder, "");
        let below = self.under(&prefix).filter_map(|path| path.as_str()[prefix.len()..].split_once('/'));
        let names: BTreeSet<&str> = below.map(|(name, _)| name).collect();
        names.into_iter().map(Into::into).collect()
    }

    /// Functions with an entry point: those of the configuration, and every folder with an index that
    /// no entry of another name runs.
    pub(super) fn functions(&self, folder: &str, configured: &[ConfigFunction]) -> Vec<EdgeFunction> {
        let mut functions = BTreeMap::new();
        let mut run = BTreeSet::new();
        for entry in configured {
            if let Entrypoint::Found(path) = &entry.entrypoint {
                functions.insert(entry.name.clone(), path.clone());
                run.insert(path.clone());
            }
        }
        for name in self.function_folders(folder) {
            if let Some(path) = self.index(folder, &name).filter(|path| !run.contains(path)) {
                functions.entry(name).or_insert(path);
            }
        }
        functions.into_iter().map(|(name, entry)| EdgeFunction { name, entry }).collect()
    }

    fn under(&self, prefix: &str) -> impl Iterator<Item = &'p RelPath> {
        let start = self.paths.partition_point(|path| path.as_str() < prefix);
        self.paths[start..].iter().take_while(move |path| path.as_str().starts_with(prefix))
    }
}

/// `functions/NAME` below a project's folder; with an empty name, everything under `functions`.
pub(super) fn function_folder(folder: &str, name: &str) -> String {
    let separator = if folder.is_empty() { "" } else { "/" };
    format!("{folder}{separator}functions/{name}")
}

/// Folders called `supabase` that hold functions, whether or not a configuration lies there.
pub(super) fn roots(paths: &[RelPath]) -> BTreeSet<&str> {
    let is_index = |path: &&RelPath| INDEXES.contains(&path.file_name());
    paths
        .iter()
        .filter(is_index)
        .filter_map(|path| {
            let (functions, _) = path.folder().rsplit_once('/')?;
            let root = functions.strip_suffix("/functions")?;
            super::is_named_supabase(root).then_some(root)
        })
        .collect()
}
