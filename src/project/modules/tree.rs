//! The walked tree as a file system in memory: an import is looked up without a look at the disk.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use oxc_resolver::{FileMetadata, FileSystem, ResolveError};

use crate::facts::document::{Node, Value};
use crate::facts::{Content, FileFacts};
use crate::project::TreeFacts;
use crate::source::RelPath;

/// The root of the tree as the resolver names it: it takes absolute paths only.
pub(super) const ROOT: &str = if cfg!(windows) { "C:/" } else { "/" };

/// Every path of the repository, and the manifests among them. Packages of the repository also stand below
/// `node_modules`, as a workspace links them.
#[derive(Clone, Default)]
pub(super) struct Tree {
    paths: Arc<Paths>,
}

#[derive(Default)]
struct Paths {
    files: HashSet<RelPath>,
    folders: HashSet<Box<str>>,
    /// The text of each `package.json`.
    manifests: HashMap<RelPath, String>,
    /// Folders of packages, by their names.
    packages: HashMap<Box<str>, Box<str>>,
}

impl Tree {
    pub(super) fn new(files: &[Arc<FileFacts>], tree: &TreeFacts) -> Self {
        let mut paths = Paths::default();
        // What git tracks and is gone from the disk is part of the repository still.
        let tracked = tree.git.iter().flat_map(|git| &git.tracked);
        for path in tree.paths.iter().chain(tracked) {
            if !paths.files.insert(path.clone()) {
                continue;
            }
            let mut folder = path.folder();
            while !folder.is_empty() && !paths.folders.contains(folder) {
                paths.folders.insert(folder.into());
                folder = RelPath::above(folder);
            }
        }
        for file in files.iter().filter(|file| file.path.file_name() == "package.json") {
            let Content::Document(document) = &file.content else { continue };
            let mut text = String::new();
            write_json(document, &mut text);
            paths.manifests.insert(file.path.clone(), text);
            if let Some(name) = document.get("name").and_then(Node::text) {
                paths.packages.entry(name.into()).or_insert_with(|| file.path.folder().into());
            }
        }
        Self { paths: Arc::new(paths) }
    }

    pub(super) fn has_file(&self, path: &str) -> bool {
        self.paths.files.contains(path)
    }

    pub(super) fn has_folder(&self, path: &str) -> bool {
        path.is_empty() || self.paths.folders.contains(path)
    }

    /// The folder of the repository's own package of that name.
    pub(super) fn package(&self, name: &str) -> Option<&str> {
        self.paths.packages.get(name).map(|folder| &**folder)
    }

    /// The path below the root, where a workspace's links lead.
    pub(super) fn relative(&self, path: &Path) -> Option<String> {
        let text = path.to_str()?.replace('\\', "/");
        let path = text.strip_prefix(ROOT).or_else(|| text.strip_prefix("C:")).unwrap_or(&text);
        let Some(below) = path.rsplit_once("node_modules/").map(|(_, below)| below) else {
            return Some(path.to_owned());
        };
        let (name, rest) = package_name(below);
        let folder = self.package(name)?;
        Some([folder, rest].iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join("/"))
    }
}

/// A bare specifier → the package's name and what is asked of it.
pub(super) fn package_name(specifier: &str) -> (&str, &str) {
    let scope = if specifier.starts_with('@') { specifier.find('/').map_or(0, |slash| slash + 1) } else { 0 };
    match specifier[scope..].find('/') {
        Some(slash) => (&specifier[..scope + slash], &specifier[scope + slash + 1..]),
        None => (specifier, ""),
    }
}

impl FileSystem for Tree {
    fn new() -> Self {
        Self::default()
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.read_to_string(path).map(String::into_bytes)
    }

    fn read_to_string(&self, path: &Path) -> io::Result<String> {
        let relative = self.relative(path).ok_or(io::ErrorKind::NotFound)?;
        let text = self.paths.manifests.get(relative.as_str());
        text.cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        if path.ends_with("node_modules") {
            return Ok(FileMetadata::new(false, true, false));
        }
        let relative = self.relative(path).ok_or(io::ErrorKind::NotFound)?;
        if self.has_file(&relative) {
            Ok(FileMetadata::new(true, false, false))
        } else if self.has_folder(&relative) {
            Ok(FileMetadata::new(false, true, false))
        } else {
            Err(io::ErrorKind::NotFound.into())
        }
    }

    fn symlink_metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        self.metadata(path)
    }

    fn read_link(&self, _: &Path) -> Result<PathBuf, ResolveError> {
        Err(io::Error::from(io::ErrorKind::InvalidInput).into())
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        Ok(path.to_path_buf())
    }
}

/// A document as JSON again: what the resolver reads.
fn write_json(node: &Node, out: &mut String) {
    match &node.value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => out.push_str(number),
        Value::Text(text) => write_text(text, out),
        Value::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write_json(item, out);
            }
            out.push(']');
        }
        Value::Table(entries) => {
            out.push('{');
            for (at, entry) in entries.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write_text(&entry.key, out);
                out.push(':');
                write_json(&entry.node, out);
            }
            out.push('}');
        }
    }
}

fn write_text(text: &str, out: &mut String) {
    out.push_str(&serde_json::Value::from(text).to_string());
}
