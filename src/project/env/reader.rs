//! Code that reads `.env` files, and whether git would keep such a file out.

use std::collections::BTreeMap;

use super::committed::is_sample;
use crate::facts::document::Node;
use crate::facts::environment::EnvironmentHost;
use crate::facts::typescript::TypeScriptFacts;
use crate::facts::{Content, FileFacts};
use crate::finding::Location;
use crate::project::Project;
use crate::source::{Language, RelPath, Role};

/// Packages that load a `.env` file, by how the specifier of an import begins or ends.
const LOADERS: [&str; 6] =
    ["@dotenvx/dotenvx", "@next/env", "@std/dotenv", "dotenv", "dotenv-flow", "dotenv-safe"];
/// Frameworks and runtimes that load a `.env` file before the program reads `process.env`.
const FRAMEWORKS: [&str; 12] = [
    "@nestjs/config",
    "@remix-run/dev",
    "@sveltejs/kit",
    "astro",
    "expo",
    "gatsby",
    "next",
    "nuxt",
    "react-scripts",
    "@react-router/dev",
    "vite",
    "@vue/cli-service",
];
/// Rust's crates that load one.
const CRATES: [&str; 3] = ["dotenv", "dotenv_codegen", "dotenvy"];

/// A folder whose `.env` file something reads.
#[derive(Debug)]
pub struct EnvironmentReader {
    /// The file that is read: `apps/web/.env`.
    pub file: RelPath,
    /// What reads it, the first by path.
    pub at: Location,
    /// How: `imports dotenv`.
    pub how: &'static str,
    /// Whether the reader takes `.env.local` too, over what `.env` says.
    pub reads_local: bool,
    /// Whether git ignores the file.
    pub is_ignored: bool,
    /// Whether git ignores `.env.local` beside it.
    pub is_local_ignored: bool,
}

/// Every folder whose `.env` file something reads, sorted; each with its first reader, which is a program
/// rather than a file to be copied.
pub fn readers(project: &Project) -> Vec<EnvironmentReader> {
    let is_asked = |role: Role| !matches!(role, Role::Generated | Role::Vendored | Role::Test);
    let files = || project.files().filter(|file| is_asked(file.role));
    let programs = files().filter_map(|file| reading(project, file));
    let samples =
        files().filter(|file| file.language == Language::Env && is_sample(&file.path)).map(|file| {
            let folder = file.path.folder().to_owned();
            (folder, Location::file(&file.path), "is there to be copied to it", false)
        });
    let mut found: BTreeMap<RelPath, (Location, &'static str, bool)> = BTreeMap::new();
    for (folder, at, how, reads_local) in programs.chain(samples) {
        if let Some(path) = RelPath::join(&folder, ".env") {
            found.entry(path).or_insert((at, how, reads_local));
        }
    }
    let ignored = &project.tree().ignored;
    let readers = found.into_iter().map(|(file, (at, how, reads_local))| EnvironmentReader {
        is_ignored: ignored.ignores(&file),
        is_local_ignored: ignored.ignores(&RelPath::new(format!("{file}.local"))),
        file,
        at,
        how,
        reads_local,
    });
    readers.collect()
}

/// The folder, the reader, how it reads, and whether it takes `.env.local` too.
type Reading = (String, Location, &'static str, bool);

fn reading(project: &Project, file: &FileFacts) -> Option<Reading> {
    match &file.content {
        Content::TypeScript(script) => {
            let folder = project.packages().folder_of(&file.path).unwrap_or_default().to_owned();
            in_script(project, file, script).map(|(at, how, local)| (folder, at, how, local))
        }
        Content::Document(root) if file.path.file_name() == "Cargo.toml" => {
            let entry = ["dependencies", "build-dependencies"]
                .iter()
                .filter_map(|list| root.get(list))
                .flat_map(Node::entries)
                .find(|entry| CRATES.contains(&&*entry.key))?;
            let at = Location::new(&file.path, entry.key_span);
            Some((file.path.folder().to_owned(), at, "depends on a crate that loads it", false))
        }
        _ => None,
    }
}

fn in_script(
    project: &Project,
    file: &FileFacts,
    script: &TypeScriptFacts,
) -> Option<(Location, &'static str, bool)> {
    let loads = |specifier: &str| {
        let name = specifier.trim_start_matches("npm:").trim_start_matches("jsr:");
        let name = name.strip_suffix("/config").unwrap_or(name);
        LOADERS.contains(&name) || specifier.contains("/dotenv") && specifier.starts_with("https://")
    };
    if let Some(import) = script.imports.iter().find(|import| loads(&import.specifier)) {
        return Some((Location::new(&file.path, import.span), "imports what loads it", false));
    }
    let read = |host| {
        script
            .environment
            .iter()
            .find(|read| read.host == host && !super::platform::is_of_bundler(&read.name))
    };
    if let Some(read) = read(EnvironmentHost::Bundler) {
        return Some((Location::new(&file.path, read.span), "reads what a bundler takes from it", true));
    }
    let read = read(EnvironmentHost::Process).filter(|read| !super::platform::is_supplied(&read.name))?;
    let package = project.packages().of(&file.path)?;
    let is_loaded = FRAMEWORKS.iter().any(|name| package.dependencies.contains(*name));
    is_loaded.then(|| (Location::new(&file.path, read.span), "reads what a framework takes from it", true))
}
