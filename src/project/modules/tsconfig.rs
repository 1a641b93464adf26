//! `paths` and `baseUrl` of every `tsconfig.json` and `jsconfig.json`, through `extends`.
//!
//! Every configuration of a folder counts for what lies below it, whether or not its `include` names the
//! file: solution files, test configurations and editors all read another one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::alias::{Alias, Aliases, Goal, Pattern, below};
use super::tree::{Tree, package_name};
use crate::facts::document::Node;
use crate::facts::{Content, FileFacts};

/// `extends` of `extends`: more are a circle.
const MAX_DEPTH: u8 = 8;

/// Adds what every configuration among `files` says. The folders whose compiler keeps imports that only types use.
pub(super) fn add(files: &[Arc<FileFacts>], tree: &Tree, aliases: &mut Aliases) -> BTreeSet<Box<str>> {
    let mut keeping = BTreeSet::new();
    let is_configuration = |name: &str| name.starts_with("tsconfig") || name.starts_with("jsconfig");
    // Also those of another name, for `extends`.
    let documents: BTreeMap<&str, &Node> = files
        .iter()
        .filter(|file| file.path.extension() == "json")
        .filter_map(|file| match &file.content {
            Content::Document(document)
                if document.get("compilerOptions").is_some() || document.get("extends").is_some() =>
            {
                Some((file.path.as_str(), document))
            }
            _ => None,
        })
        .collect();
    let reader = Reader { documents: &documents, tree };
    // `tsconfig.json` before `tsconfig.node.json`: the first alias that leads somewhere wins.
    let mut paths: Vec<&str> = documents.keys().copied().collect();
    paths.sort_by_key(|path| path.len());
    for path in paths {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        if is_configuration(name) {
            let options = reader.options(path, MAX_DEPTH);
            options.add(folder, aliases);
            if options.keeps_imports {
                keeping.insert(folder.into());
            }
        }
    }
    keeping
}

/// What one configuration comes to.
#[derive(Default)]
struct Options<'d> {
    /// `paths`, and the folder they are relative to unless there is a base.
    paths: Option<(&'d Node, Box<str>)>,
    /// `baseUrl`, resolved.
    base: Option<Box<str>>,
    /// `verbatimModuleSyntax` and what was before it.
    keeps_imports: bool,
}

impl Options<'_> {
    fn add(&self, folder: &str, aliases: &mut Aliases) {
        if let Some(base) = &self.base {
            aliases.add_base(folder, base);
        }
        let Some((paths, beside)) = &self.paths else { return };
        let root = self.base.as_ref().unwrap_or(beside);
        let mut read: Vec<Alias> = Vec::new();
        for entry in paths.entries() {
            let goals = entry.node.items().iter().filter_map(|target| {
                let target = target.text()?.replace("${configDir}", ".");
                Some(below(root, &target).map_or(Goal::Outside, Goal::Path))
            });
            let pattern = match entry.key.split_once('*') {
                Some((before, after)) => Pattern::Star(before.into(), after.into()),
                None => Pattern::Exact(entry.key.clone()),
            };
            read.push(Alias {
                pattern,
                goals: goals.collect(),
                may_be_package: may_be_package(&entry.key),
                is_of_tests: false,
            });
        }
        // The longest beginning wins, as the compiler has it.
        read.sort_by_key(|alias| match &alias.pattern {
            Pattern::Star(before, _) => std::cmp::Reverse(before.len()),
            _ => std::cmp::Reverse(usize::MAX),
        });
        for alias in read {
            aliases.add(folder, alias);
        }
    }
}

/// Whether npm would take the name: `@/x`, `~/x` and `#x` are none.
pub(super) fn may_be_package(pattern: &str) -> bool {
    let name = pattern.trim_start_matches('@');
    !name.starts_with(['/', '~', '#', '$', '.']) && !name.is_empty()
}

struct Reader<'d> {
    documents: &'d BTreeMap<&'d str, &'d Node>,
    tree: &'d Tree,
}

impl<'d> Reader<'d> {
    fn options(&self, path: &str, depth: u8) -> Options<'d> {
        let mut options = Options::default();
        let (Some(document), Some(deeper)) = (self.documents.get(path), depth.checked_sub(1)) else {
            return options;
        };
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        if let Some(extends) = document.get("extends") {
            // Of several the last wins.
            let several = extends.items().iter().filter_map(Node::text);
            for name in extends.text().into_iter().chain(several) {
                let Some(other) = self.extended(folder, name) else { continue };
                let inherited = self.options(&other, deeper);
                options.paths = inherited.paths.or(options.paths);
                options.base = inherited.base.or(options.base);
                options.keeps_imports |= inherited.keeps_imports;
            }
        }
        for key in ["verbatimModuleSyntax", "preserveValueImports"] {
            if let Some(keeps) = document.at(&["compilerOptions", key]).and_then(Node::bool) {
                options.keeps_imports = keeps;
            }
        }
        if let Some(base) = document.at(&["compilerOptions", "baseUrl"]).and_then(Node::text) {
            options.base = below(folder, &base.replace("${configDir}", ".")).or(options.base);
        }
        if let Some(paths) = document.at(&["compilerOptions", "paths"]) {
            options.paths = Some((paths, folder.into()));
        }
        options
    }

    /// The file that `extends` names.
    fn extended(&self, folder: &str, name: &str) -> Option<String> {
        let path = if name.starts_with('.') {
            below(folder, name)?
        } else {
            let (package, rest) = package_name(name);
            below(self.tree.package(package)?, rest)?
        };
        let candidates = [path.to_string(), format!("{path}.json"), format!("{path}/tsconfig.json")];
        let mut found = candidates.into_iter().map(|path| path.trim_start_matches('/').to_owned());
        found.find(|path| self.documents.contains_key(path.as_str()))
    }
}
