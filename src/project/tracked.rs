//! What git tracks and should not: output of builds and tools, told from its path alone.

use std::collections::BTreeMap;

use crate::source::{GitFacts, Language, RelPath, Role, role_of};

/// Folders that only tools write. Of the names that people also give to folders of their own
/// (`dist`, `build`, `out`, `target`, `coverage`), see [`Evidence`].
const OUTPUT_FOLDERS: [(&str, &str); 26] = [
    (".angular", "a build cache"),
    (".gradle", "a build cache"),
    (".mypy_cache", "a cache"),
    (".next", "build output"),
    (".nuxt", "build output"),
    (".nyc_output", "a coverage report"),
    (".output", "build output"),
    (".parcel-cache", "a build cache"),
    (".pytest_cache", "a cache"),
    (".ruff_cache", "a cache"),
    (".svelte-kit", "build output"),
    (".temp", "a tool's state"),
    (".terraform", "a tool's state"),
    (".tox", "installed packages"),
    (".turbo", "a build cache"),
    (".venv", "installed packages"),
    (".vercel", "a tool's state"),
    (".vs", "an editor's state"),
    (".wrangler", "a tool's state"),
    ("DerivedData", "build output"),
    ("__pycache__", "compiled code"),
    ("bower_components", "installed packages"),
    ("node_modules", "installed packages"),
    ("playwright-report", "a test report"),
    ("storybook-static", "build output"),
    ("xcuserdata", "an editor's state"),
];

/// Something tracked that a tool writes anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackedOutput {
    /// The outermost folder that is output, or the file.
    pub name: Box<str>,
    /// What it is: `build output`, `a log`.
    pub kind: &'static str,
    /// The first file.
    pub first: RelPath,
    /// How many files.
    pub files: usize,
}

/// Everything tracked that a tool writes anew, sorted by name.
pub fn tracked_output(git: &GitFacts) -> Vec<TrackedOutput> {
    let mut found: BTreeMap<&str, TrackedOutput> = BTreeMap::new();
    let mut suspects: BTreeMap<&str, Evidence<'_>> = BTreeMap::new();
    for path in &git.tracked {
        match place(path) {
            Place::Output(name, kind) => add(&mut found, name, kind, path),
            Place::Suspect(name) => suspects.entry(name).or_default().meet(path, name),
            Place::Authored => {}
        }
    }
    for (name, evidence) in suspects {
        if let Some((kind, first)) = evidence.verdict(git, name)
            && !is_on_purpose(name)
        {
            let output =
                TrackedOutput { name: name.into(), kind, first: first.clone(), files: evidence.files };
            found.insert(name, output);
        }
    }
    found.into_values().collect()
}

fn add<'p>(found: &mut BTreeMap<&'p str, TrackedOutput>, name: &'p str, kind: &'static str, path: &RelPath) {
    let new = || TrackedOutput { name: name.into(), kind, first: path.clone(), files: 0 };
    found.entry(name).or_insert_with(new).files += 1;
}

enum Place<'p> {
    /// The folder or file that is output, and what kind.
    Output(&'p str, &'static str),
    /// A folder whose name people give to sources as well.
    Suspect(&'p str),
    Authored,
}

fn place(path: &RelPath) -> Place<'_> {
    let whole = path.as_str();
    let mut end = 0;
    for folder in path.folders() {
        end += folder.len();
        let name = &whole[..end];
        let known = OUTPUT_FOLDERS.binary_search_by_key(&folder, |(name, _)| name).ok();
        if let Some((_, kind)) = known.and_then(|at| OUTPUT_FOLDERS.get(at)) {
            let is_output = !is_on_purpose(name) && (folder != ".temp" || name.ends_with("supabase/.temp"));
            return if is_output { Place::Output(name, kind) } else { Place::Authored };
        }
        if matches!(folder, "build" | "coverage" | "dist" | "obj" | "out" | "target") {
            return Place::Suspect(name);
        }
        end += 1;
    }
    match file_kind(path) {
        Some(kind) if !is_on_purpose(whole) => Place::Output(whole, kind),
        _ => Place::Authored,
    }
}

fn file_kind(path: &RelPath) -> Option<&'static str> {
    let name = path.file_name();
    match name {
        ".DS_Store" | "Thumbs.db" | "desktop.ini" => return Some("a file browser's state"),
        ".eslintcache" | ".stylelintcache" => return Some("a cache"),
        "workspace.xml" | "usage.statistics.xml" if path.folders().next_back() == Some(".idea") => {
            return Some("an editor's state");
        }
        "install-state.gz" => return Some("a tool's state"),
        _ => {}
    }
    match path.extension() {
        "log" => Some("a log"),
        "pyc" | "pyo" => Some("compiled code"),
        "suo" | "swo" | "swp" => Some("an editor's state"),
        "tsbuildinfo" => Some("a build cache"),
        _ if name.starts_with("npm-debug.log") || name.starts_with("yarn-error.log") => Some("a log"),
        _ => None,
    }
}

/// Whether what stands at `name` is there to be read: in tests, their fixtures, examples, documents.
fn is_on_purpose(name: &str) -> bool {
    let folder = RelPath::new(name).folder().to_owned();
    // The role of some file beside it; its own name would make it output again.
    let beside = RelPath::new(if folder.is_empty() { "a".to_owned() } else { format!("{folder}/a") });
    matches!(role_of(&beside, Language::Text, ""), Role::Documentation | Role::Example | Role::Test)
}

/// What a folder with an ambiguous name holds.
#[derive(Default)]
struct Evidence<'p> {
    files: usize,
    first: Option<&'p RelPath>,
    /// Files that people write: their presence makes it a source folder.
    authored: usize,
    /// Files that only a bundler or a compiler writes.
    bundled: usize,
    /// Scripts and pages, which either may have written.
    served: usize,
    /// Marks of a coverage report.
    reports: usize,
    /// Marks of a compiler's work folder.
    compiled: usize,
}

impl<'p> Evidence<'p> {
    fn meet(&mut self, path: &'p RelPath, folder: &str) {
        self.files += 1;
        self.first.get_or_insert(path);
        let name = path.file_name();
        let inside = &path.as_str()[folder.len() + 1..];
        let is_declaration = name.ends_with(".d.ts") || name.ends_with(".d.mts") || name.ends_with(".d.cts");
        match path.extension() {
            "map" | "tsbuildinfo" | "wasm" => self.bundled += 1,
            _ if is_declaration || name.contains(".min.") || is_hashed(name) => self.bundled += 1,
            _ if matches!(name, "asset-manifest.json" | "manifest.webmanifest") => self.bundled += 1,
            _ if matches!(name, "lcov.info" | "clover.xml" | "coverage-final.json") => self.reports += 1,
            "astro" | "cs" | "go" | "java" | "jsx" | "kt" | "less" | "py" | "rs" | "sass" | "scss" | "sh"
            | "sql" | "svelte" | "ts" | "tsx" | "vue" | "yaml" | "yml" => self.authored += 1,
            "css" | "htm" | "html" | "js" | "cjs" | "mjs" => self.served += 1,
            "class" | "d" | "dll" | "exe" | "jar" | "o" | "pdb" | "rlib" | "rmeta" | "so" => {
                self.compiled += 1;
            }
            _ => {}
        }
        let is_work_folder = matches!(name, "CACHEDIR.TAG" | ".rustc_info.json" | "project.assets.json")
            || inside.contains(".fingerprint/");
        self.compiled += usize::from(is_work_folder);
        self.reports += usize::from(inside.starts_with("lcov-report/"));
    }

    /// What the folder is, with its first file; `None` when people may have written it.
    fn verdict(&self, git: &GitFacts, name: &str) -> Option<(&'static str, &'p RelPath)> {
        let first = self.first?;
        let last = name.rsplit('/').next().unwrap_or(name);
        let kind = match last {
            "coverage" => (self.reports > 0).then_some("a coverage report"),
            "obj" | "target" => (self.compiled > 0).then_some("build output"),
            "dist" if self.authored == 0 => (self.bundled + self.served > 0).then_some("build output"),
            _ if self.authored == 0 => (self.bundled > 0 || self.compiled > 0).then_some("build output"),
            _ => None,
        };
        let kind = kind.filter(|_| !is_action(git, name));
        kind.map(|kind| (kind, first))
    }
}

/// Whether an action of GitHub stands beside the folder: it runs what is committed there.
fn is_action(git: &GitFacts, name: &str) -> bool {
    let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
    ["action.yml", "action.yaml"].into_iter().any(|file| {
        let path = if folder.is_empty() { file.to_owned() } else { format!("{folder}/{file}") };
        git.tracked.contains(path.as_str())
    })
}

/// `index-BX3f9a1c.js`, `main.8f3a2b1c.chunk.css`: a bundler put a digest of the content in the name.
fn is_hashed(name: &str) -> bool {
    let is_asset = [".js", ".css", ".mjs"].iter().any(|extension| name.ends_with(extension));
    let is_digest = |part: &str| {
        part.len() >= 8
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            && part.bytes().any(|byte| byte.is_ascii_digit())
    };
    is_asset && name.split(['-', '.']).skip(1).any(is_digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(paths: &[&str]) -> Vec<String> {
        let tracked = paths.iter().map(RelPath::new).collect();
        let output = tracked_output(&GitFacts { tracked, ..GitFacts::default() });
        output.iter().map(|output| format!("{} {} {}", output.name, output.files, output.kind)).collect()
    }

    #[test]
    fn the_outermost_folder_is_named_with_its_files() {
        let paths = ["app/node_modules/a/dist/i.js", "app/node_modules/b.js", "src/a.ts", "x/y.log"];
        assert_eq!(found(&paths), ["app/node_modules 2 installed packages", "x/y.log 1 a log"]);
    }

    #[test]
    fn ambiguous_names_need_evidence() {
        assert_eq!(found(&["dist/index.html", "dist/assets/index-BX3f9a1c.js"]), ["dist 2 build output"]);
        assert_eq!(found(&["build/static/js/main.js.map"]), ["build 1 build output"]);
        assert_eq!(found(&["target/CACHEDIR.TAG", "target/debug/a.d"]), ["target 2 build output"]);
        assert_eq!(found(&["coverage/lcov.info", "coverage/a.css"]), ["coverage 2 a coverage report"]);
        let sources =
            ["build/webpack.config.js", "build/icon.icns", "src/coverage/plan.ts", "src/target/a.rs"];
        assert_eq!(found(&sources), [""; 0]);
        assert_eq!(found(&["src/dist/euclid.ts", "src/dist/index.js"]), [""; 0]);
    }

    #[test]
    fn what_is_there_on_purpose_is_passed_over() {
        let paths = [
            ".vscode/settings.json",
            ".yarn/releases/yarn-4.1.cjs",
            "action.yml",
            "dist/index.js",
            "docs/build.log",
            "tests/fixtures/a.log",
            "tests/fixtures/node_modules/a/index.js",
            "tests/fixtures/dist/a.min.js",
            "vendor/a.min.js",
        ];
        assert_eq!(found(&paths), [""; 0]);
    }
}
