//! Import maps: `deno.json`, `import_map.json`, and those that Supabase's `config.toml` names.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::alias::{Alias, Aliases, Goal, Pattern, below};
use crate::facts::document::Node;
use crate::facts::{Content, FileFacts};
use crate::project::functions::Functions;

/// Adds what every import map among `files` says.
pub(super) fn add(files: &[Arc<FileFacts>], functions: &Functions, aliases: &mut Aliases) {
    let document = |path: &str| {
        let at = files.binary_search_by(|file| file.path.as_str().cmp(path)).ok()?;
        match &files[at].content {
            Content::Document(document) => Some(document),
            _ => None,
        }
    };
    let mut done: BTreeSet<(Box<str>, String)> = BTreeSet::new();
    for file in files {
        let Content::Document(root) = &file.content else { continue };
        let name = file.path.file_name();
        if !matches!(
            name,
            "deno.json" | "deno.jsonc" | "import_map.json" | "import-map.json" | "importmap.json"
        ) {
            continue;
        }
        let folder = file.path.folder();
        add_map(root, folder, folder, aliases);
        done.insert((Box::from(folder), file.path.as_str().to_owned()));
        if let Some(other) = root.get("importMap").and_then(Node::text)
            && let Some(path) = below(folder, other)
            && let Some(map) = document(&path)
        {
            add_map(map, path.rsplit_once('/').map_or("", |(folder, _)| folder), folder, aliases);
        }
    }
    for project in &functions.projects {
        let Some(config) = &project.config else { continue };
        for function in &project.configured {
            let Some(map) = function.import_map.as_deref() else { continue };
            let Some(path) = below(config.folder(), map) else { continue };
            let Some(root) = document(&path) else { continue };
            let scope = match &function.entrypoint {
                crate::project::functions::Entrypoint::Found(entry) => entry.folder(),
                _ => continue,
            };
            if done.insert((Box::from(scope), path.to_string())) {
                add_map(root, path.rsplit_once('/').map_or("", |(folder, _)| folder), scope, aliases);
            }
        }
    }
}

/// One map, relative to `folder`, for what lies below `scope`.
fn add_map(root: &Node, folder: &str, scope: &str, aliases: &mut Aliases) {
    let scopes = root.get("scopes").map_or(&[][..], Node::entries).iter().map(|entry| &entry.node);
    for map in root.get("imports").into_iter().chain(scopes) {
        for entry in map.entries() {
            let Some(target) = entry.node.text() else { continue };
            let is_path = target.starts_with("./") || target.starts_with("../") || target.starts_with('/');
            let goal =
                if is_path { below(folder, target).map_or(Goal::Outside, Goal::Path) } else { Goal::Outside };
            let pattern = if entry.key.ends_with('/') {
                Pattern::Prefix(entry.key.clone())
            } else if goal == Goal::Outside {
                // Deno lets a package's own paths follow its name.
                Pattern::Prefix(entry.key.clone())
            } else {
                Pattern::Exact(entry.key.clone())
            };
            aliases
                .add(scope, Alias { pattern, goals: vec![goal], may_be_package: false, is_of_tests: false });
        }
    }
}
