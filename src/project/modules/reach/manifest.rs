//! What manifests and the configurations of platforms say of scripts.

use super::side::Sides;
use crate::facts::document::{Node, Value};
use crate::source::RelPath;

/// Fields of a `package.json` that name what the package offers.
const OFFERS: [&str; 13] = [
    "browser",
    "bin",
    "exports",
    "jsnext:main",
    "main",
    "module",
    "react-native",
    "source",
    "svelte",
    "types",
    "typings",
    "umd:main",
    "unpkg",
];
/// Fields of a `package.json` that name no scripts.
const OTHERS: [&str; 14] = [
    "author",
    "bugs",
    "dependencies",
    "description",
    "devDependencies",
    "engines",
    "files",
    "homepage",
    "keywords",
    "name",
    "optionalDependencies",
    "peerDependencies",
    "repository",
    "version",
];

/// What a package offers: the part by which others ask for it, and the file that is given.
pub(super) fn offers(manifest: &Node) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    for field in OFFERS {
        let Some(node) = manifest.get(field) else { continue };
        let parts = node.entries().iter().filter(|entry| field == "exports" && entry.key.starts_with('.'));
        let before = found.len();
        for entry in parts {
            add(&entry.node, &entry.key, &mut found);
        }
        if found.len() == before {
            add(node, ".", &mut found);
        }
    }
    found
}

fn add<'n>(node: &'n Node, part: &'n str, found: &mut Vec<(&'n str, &'n str)>) {
    match &node.value {
        Value::Text(target) => found.push((part, target)),
        Value::List(items) => items.iter().for_each(|item| add(item, part, found)),
        Value::Table(entries) => entries.iter().for_each(|entry| add(&entry.node, part, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The words of a manifest that may be paths: of its scripts, and of the tools it configures.
pub(super) fn words(manifest: &Node) -> impl Iterator<Item = &str> {
    let fields = manifest.entries().iter();
    let fields = fields.filter(|entry| !OTHERS.contains(&&*entry.key) && !OFFERS.contains(&&*entry.key));
    let mut found = Vec::new();
    fields.for_each(|entry| add(&entry.node, "", &mut found));
    found.into_iter().flat_map(|(_, text)| split(text))
}

/// The words of a command or a value that may be paths of scripts.
pub(super) fn split(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split([' ', '\t', '\n', '"', '\'', ';', '=', ',', '(', ')', '`', ':']);
    words.filter(|word| word.contains(['.', '/']) && !word.contains("node_modules"))
}

/// What the scripts run as that a document of that name mentions; `None` where what it mentions says nothing.
pub(super) fn sides(path: &RelPath) -> Option<Sides> {
    let name = path.file_name();
    let stem = name.split('.').next().unwrap_or(name);
    let is_pipeline = path.folders().next() == Some(".github") || name == ".gitlab-ci.yml";
    Some(match stem {
        "wrangler" => Sides::EDGE,
        "angular" | "workspace" => Sides::SHARED,
        "manifest" => Sides::BROWSER,
        "serverless" | "vercel" | "netlify" | "firebase" | "template" | "app" => Sides::SERVER,
        "" | "project" | "deno" | "knip" | "tsup" | "jest" | "vitest" | "nodemon" | "electron-builder"
        | "electron" | "ecosystem" | "docker-compose" | "compose" | "Taskfile" | "turbo" | "nest-cli"
        | "capacitor" | "amplify" | "render" | "railway" | "fly" | "cloudbuild" | "lefthook" | "mocharc"
        | "config" | "nx" | "package" | "moon" => Sides::TOOLING,
        _ if is_pipeline => Sides::TOOLING,
        _ => return None,
    })
}
