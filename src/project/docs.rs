//! Paths that documents name, and whether something is there.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::Project;
use crate::facts::markdown::{PathMention, has_extension};
use crate::facts::{Content, FileFacts};
use crate::source::{RelPath, Role};

/// Folders that a tool fills, in whole paths anywhere.
const OUTPUT: [&str; 16] = [
    ".cache",
    ".git",
    ".next",
    ".nuxt",
    ".output",
    ".svelte-kit",
    ".temp",
    ".turbo",
    ".vercel",
    "build",
    "coverage",
    "dist",
    "node_modules",
    "out",
    "target",
    "tmp",
];
/// Folders in which programs are kept: a path that begins there means one of this repository.
const SOURCES: [&str; 22] = [
    ".github",
    "api",
    "app",
    "apps",
    "backend",
    "client",
    "components",
    "config",
    "docs",
    "frontend",
    "hooks",
    "lib",
    "packages",
    "pages",
    "public",
    "scripts",
    "server",
    "services",
    "src",
    "supabase",
    "test",
    "tests",
];
/// Words in the name of a document that speaks of what is to be, or of what was.
const PLANS: [&str; 28] = [
    "adr",
    "archive",
    "archived",
    "backlog",
    "blueprint",
    "changelog",
    "changes",
    "design",
    "history",
    "ideas",
    "migrating",
    "migration",
    "plan",
    "plans",
    "prd",
    "prompt",
    "prompts",
    "proposal",
    "proposals",
    "releases",
    "rfc",
    "rfcs",
    "roadmap",
    "spec",
    "specs",
    "task",
    "tasks",
    "todo",
];

/// A document, with the paths that it names.
#[derive(Debug)]
pub struct Document<'p> {
    /// The document.
    pub file: &'p FileFacts,
    /// Paths at which something is, each once, in order.
    pub found: Vec<&'p PathMention>,
    /// Paths at which nothing is.
    pub missing: Vec<MissingPath<'p>>,
}

/// A path that leads nowhere.
#[derive(Debug)]
pub struct MissingPath<'p> {
    /// Where it is named, the first time.
    pub mention: &'p PathMention,
    /// The only file of that name, elsewhere.
    pub elsewhere: Option<&'p RelPath>,
}

/// What lies where.
struct Places<'p> {
    paths: BTreeSet<&'p str>,
    by_name: BTreeMap<&'p str, Vec<&'p RelPath>>,
    /// Names of folders, anywhere.
    folders: HashSet<&'p str>,
    project: &'p Project,
}

/// Every document that names paths of the repository, sorted by path. Plans and histories name none.
pub fn documents(project: &Project) -> Vec<Document<'_>> {
    let files: Vec<_> = project
        .files()
        .filter(|file| {
            !matches!(file.role, Role::Generated | Role::Test | Role::Vendored) && !is_plan(&file.path)
        })
        .filter_map(|file| match &file.content {
            Content::Markdown(markdown) if !markdown.paths.is_empty() => Some((file, &markdown.paths)),
            _ => None,
        })
        .collect();
    if files.is_empty() {
        return Vec::new();
    }
    let places = Places::new(project);
    files.into_iter().map(|(file, mentions)| places.document(file, mentions)).collect()
}

/// Whether a document speaks of what is to be, or of what was on a day, by its name.
fn is_plan(path: &RelPath) -> bool {
    let lower = path.as_str().to_ascii_lowercase();
    let is_dated = path.file_name().get(..10).is_some_and(|date| {
        date.bytes()
            .enumerate()
            .all(|(at, byte)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() })
    });
    is_dated || lower.split(|c: char| !c.is_ascii_alphabetic()).any(|word| PLANS.binary_search(&word).is_ok())
}

impl<'p> Places<'p> {
    fn new(project: &'p Project) -> Self {
        let tree = project.tree();
        // What git tracks and this copy lacks is there for everybody else.
        let tracked = tree.git.iter().flat_map(|git| &git.tracked);
        let mut by_name: BTreeMap<&str, Vec<&RelPath>> = BTreeMap::new();
        for path in &tree.paths {
            by_name.entry(path.file_name()).or_default().push(path);
        }
        let folders = tree.paths.iter().flat_map(RelPath::folders).collect();
        Self {
            folders,
            paths: tree.paths.iter().chain(tracked).map(RelPath::as_str).collect(),
            by_name,
            project,
        }
    }

    fn document(&self, file: &'p FileFacts, mentions: &'p [PathMention]) -> Document<'p> {
        let mut document = Document { file, found: Vec::new(), missing: Vec::new() };
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for mention in mentions {
            if !seen.insert(&mention.path) {
                continue;
            }
            if self.is_there(file, mention) {
                document.found.push(mention);
            } else if !mention.is_unreal && self.means_this_repository(file, mention) {
                let name = mention.path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
                let elsewhere = self.by_name.get(name).filter(|paths| paths.len() == 1).map(|paths| paths[0]);
                document.missing.push(MissingPath { mention, elsewhere });
            }
        }
        document
    }

    /// Whether something is at the path, seen from the document, from the root or from a folder between, or,
    /// for a quote, below any folder: people leave out what goes without saying.
    fn is_there(&self, file: &FileFacts, mention: &PathMention) -> bool {
        let path = bare(&mention.path);
        let folders = folders_above(&file.path);
        let mut places = folders.filter_map(|folder| RelPath::resolve(folder, path));
        if places.any(|place| place.is_empty() || self.has(&place)) {
            return true;
        }
        let below = path.trim_start_matches("./").trim_start_matches("../").trim_end_matches('/');
        let is_from_document = mention.is_link && !mention.path.starts_with('/');
        !is_from_document && self.ends_with(below)
    }

    /// Whether a file or folder is there, also with an extension that the text leaves out.
    fn has(&self, path: &str) -> bool {
        self.paths.contains(path) || self.has_below(path) || self.begins(&format!("{path}."))
    }

    /// Whether it is a folder with something in it.
    fn has_below(&self, path: &str) -> bool {
        path.is_empty() || self.begins(&format!("{path}/"))
    }

    /// Whether some path begins so.
    fn begins(&self, head: &str) -> bool {
        self.paths.range(head..).next().is_some_and(|next| next.starts_with(head))
    }

    fn ends_with(&self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        let files = self.by_name.get(name).into_iter().flatten();
        let tail = format!("/{path}");
        files.into_iter().any(|file| file.as_str().ends_with(&tail))
            || self.folders.contains(name) && {
                let inside = format!("/{path}/");
                self.paths.iter().any(|known| known.contains(&inside))
            }
    }

    /// Whether a path that is not there should be: it begins where this repository has something, or with the
    /// name of a folder that holds programs, and no build makes it.
    fn means_this_repository(&self, file: &FileFacts, mention: &PathMention) -> bool {
        let path = bare(&mention.path);
        let mut segments = path.split('/').filter(|segment| !matches!(*segment, "" | "." | ".."));
        let Some(first) = segments.next() else { return false };
        // The form of a name, or the route of a framework: nobody knows which.
        let is_form = path.contains(['[', '(']);
        let is_made = path.split('/').any(|segment| OUTPUT.binary_search(&segment).is_ok())
            || path.rsplit('/').next().is_some_and(|name| name.starts_with(".env"))
            || folders_above(&file.path)
                .filter_map(|folder| RelPath::join(folder, path))
                .any(|place| self.project.tree().ignored.ignores(&place));
        if is_form || is_made || first.starts_with('@') {
            return false;
        }
        if mention.is_link {
            return is_file_link(file, &mention.path);
        }
        if is_of_site(&file.path) {
            // What a manual tells its readers to have is theirs.
            return false;
        }
        let begins_here = folders_above(&file.path)
            .filter_map(|folder| RelPath::resolve(folder, first))
            .any(|place| self.has_below(&place));
        let is_deep = segments.next().is_some() && SOURCES.binary_search(&first).is_ok();
        begins_here || (is_deep && !mention.path.ends_with('/'))
    }
}

/// Whether a link leads to a file and not to an address of a site, or to an item of the program.
fn is_file_link(file: &FileFacts, path: &str) -> bool {
    let is_built = path.rsplit_once('.').is_some_and(|(_, extension)| extension == "html");
    let is_page = is_built || !has_extension(path);
    let is_rooted = path.starts_with('/');
    if is_built || (is_page && is_rooted) || (is_of_site(&file.path) && (is_page || is_rooted)) {
        return false;
    }
    let is_word = !path.contains(['/', '.']);
    !is_word || !path.bytes().any(|byte| byte.is_ascii_lowercase())
}

/// Whether a document is a page of a site that is built from it.
fn is_of_site(path: &RelPath) -> bool {
    let is_site = |folder: &str| matches!(folder, "content" | "site" | "website" | "www");
    path.extension() == "mdx" || path.folders().any(is_site)
}

/// A path without the sign of an alias or of the root.
fn bare(path: &str) -> &str {
    path.strip_prefix("@/").unwrap_or(path).trim_start_matches('/')
}

/// The folder of a file and all above it; the root is empty.
fn folders_above(path: &RelPath) -> impl Iterator<Item = &str> {
    let folder = path.folder();
    let outer = folder.match_indices('/').map(|(at, _)| &folder[..at]).rev();
    let root = (!folder.is_empty()).then_some("");
    std::iter::once(folder).chain(outer).chain(root)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_are_searched_are_sorted() {
        assert!(OUTPUT.is_sorted() && PLANS.is_sorted() && SOURCES.is_sorted());
    }

    #[test]
    fn plans_and_reports_of_a_day_are_told_by_their_name() {
        for (path, expected) in [
            ("docs/PLAN.md", true),
            ("docs/rfcs/1.md", true),
            ("audits/2026-01-15-wireframes.md", true),
            ("docs/explanation.md", false),
            ("README.md", false),
        ] {
            assert_eq!(is_plan(&RelPath::new(path)), expected, "{path}");
        }
    }

    #[test]
    fn folders_above_a_file_end_at_the_root() {
        let folders = |path: &str| folders_above(&RelPath::new(path)).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(folders("a/b/c.md"), ["a/b", "a", ""]);
        assert_eq!(folders("c.md"), [""]);
    }
}
