//! Web applications: what builds to pages that a browser loads.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::policy::Policy;
use crate::facts::document::Node;
use crate::facts::html::HtmlFacts;
use crate::facts::{Content, FileFacts};
use crate::finding::{Location, Subject};
use crate::source::{RelPath, Role};

/// Frameworks that build pages, and where in an application those lie: without one it is a library.
const FRAMEWORKS: [(&str, &[&str]); 17] = [
    ("next", &["app/", "src/app/", "pages/", "src/pages/"]),
    ("nuxt", &["app.vue", "app/", "pages/", "src/pages/", "nuxt.config"]),
    ("@remix-run/react", &["app/"]),
    ("@react-router/dev", &["app/", "src/"]),
    ("astro", &["src/pages/"]),
    ("@sveltejs/kit", &["src/routes/"]),
    ("@angular/core", &["src/index.html"]),
    ("react-scripts", &["public/index.html"]),
    ("@vue/cli-service", &["public/index.html"]),
    ("gatsby", &["src/pages/", "gatsby-config."]),
    ("@builder.io/qwik-city", &["src/routes/"]),
    ("@qwik.dev/router", &["src/routes/"]),
    ("@solidjs/start", &["src/routes/"]),
    ("@tanstack/react-start", &["src/routes/", "app/routes/"]),
    ("@tanstack/start", &["src/routes/", "app/routes/"]),
    ("@analogjs/platform", &["src/app/"]),
    ("umi", &["src/pages/"]),
];
/// Where an application's own page may lie below its folder.
const PAGE_FOLDERS: [&str; 6] = ["", "public", "src", "static", "app", "client"];

/// A web application.
#[derive(Debug)]
pub struct WebApplication {
    /// Its folder; empty at the root.
    pub root: Box<str>,
    /// Its `index.html`, or else its `package.json`.
    pub place: RelPath,
    /// Every policy found for it, sorted: those users see first.
    pub policies: Vec<Policy>,
}

impl WebApplication {
    /// Whether this application lies in `folder`.
    pub(super) fn is_under(&self, folder: &str) -> bool {
        folder.is_empty() || &*self.root == folder || RelPath::new(&*self.root).is_under(folder)
    }

    /// Whether a page is this application's own, not one of its assets or tools.
    pub(super) fn serves_page(&self, page: &RelPath) -> bool {
        *page == self.place || PAGE_FOLDERS.iter().any(|folder| page.folder() == below(&self.root, folder))
    }
}

impl From<&WebApplication> for Subject {
    fn from(application: &WebApplication) -> Self {
        Self::file(&application.place)
    }
}

/// The web applications of a repository, sorted by folder.
pub(super) fn applications(files: &[Arc<FileFacts>], paths: &[RelPath]) -> Vec<WebApplication> {
    let seen = Seen { files, paths };
    let mut places: BTreeMap<Box<str>, RelPath> = BTreeMap::new();
    for file in files.iter().filter(|file| file.path.file_name() == "package.json") {
        if let Content::Document(manifest) = &file.content
            && file.role == Role::Production
            && seen.builds_pages(manifest, file.path.folder())
        {
            let place = seen.page(file.path.folder()).unwrap_or_else(|| file.path.clone());
            places.insert(file.path.folder().into(), place);
        }
    }
    for file in files.iter().filter(|file| file.path.file_name() == "index.html") {
        if let Content::Html(page) = &file.content
            && file.role == Role::Production
            && seen.loads_own_script(page, file.path.folder())
            && !is_asset(&file.path, places.keys())
            && let Some(root) = seen.root_of(file.path.folder())
        {
            places.entry(root.into()).or_insert_with(|| file.path.clone());
        }
    }
    let application = |(root, place)| WebApplication { root, place, policies: Vec::new() };
    places.into_iter().map(application).collect()
}

/// Whether a page lies among what an application hands out as it is.
fn is_asset<'r>(page: &RelPath, mut roots: impl Iterator<Item = &'r Box<str>>) -> bool {
    let is_shell = page.folders().any(|folder| matches!(folder, "ios" | "android" | "playwright-report"));
    is_shell
        || roots.any(|root| ["public", "static"].iter().any(|folder| page.is_under(&below(root, folder))))
}

fn below(root: &str, name: &str) -> String {
    match (root, name) {
        ("", name) => name.to_owned(),
        (root, "") => root.to_owned(),
        (root, name) => format!("{root}/{name}"),
    }
}

/// What is known of the repository when applications are looked for.
struct Seen<'p> {
    files: &'p [Arc<FileFacts>],
    paths: &'p [RelPath],
}

impl<'p> Seen<'p> {
    fn has(&self, path: &str) -> bool {
        self.paths.binary_search_by(|known| known.as_str().cmp(path)).is_ok()
    }

    fn manifest(&self, folder: &str) -> Option<&'p FileFacts> {
        let path = below(folder, "package.json");
        let at = self.files.binary_search_by(|file| file.path.as_str().cmp(&path)).ok()?;
        self.files.get(at).map(|file| &**file).filter(|file| file.role == Role::Production)
    }

    /// Whether a package uses a framework and has pages for it to build.
    fn builds_pages(&self, manifest: &Node, folder: &str) -> bool {
        !is_library(manifest)
            && FRAMEWORKS.iter().any(|(framework, places)| {
                depends_on(manifest, framework)
                    && places.iter().any(|place| self.has_page_at(&below(folder, place)))
            })
    }

    /// Whether anything but an API lies there.
    fn has_page_at(&self, prefix: &str) -> bool {
        let start = self.paths.partition_point(|path| path.as_str() < prefix);
        let below = self.paths[start..].iter().take_while(|path| path.as_str().starts_with(prefix));
        below.into_iter().any(|path| !path.as_str()[prefix.len()..].starts_with("api/"))
    }

    fn page(&self, root: &str) -> Option<RelPath> {
        let places = PAGE_FOLDERS.iter().map(|folder| below(&below(root, folder), "index.html"));
        places.into_iter().find(|path| self.has(path)).map(RelPath::new)
    }

    /// Whether a page loads a script that lies in the repository: otherwise it is a report or a mail.
    fn loads_own_script(&self, page: &HtmlFacts, folder: &str) -> bool {
        page.scripts.iter().any(|(source, _)| {
            let source = source.split(['?', '#']).next().unwrap_or(source);
            if source.contains("://") || source.starts_with("//") {
                return false;
            }
            let places = [folder.to_owned(), below(folder, "public"), below(folder, "src")];
            let found =
                places.iter().filter_map(|place| RelPath::join(place, source.trim_start_matches('/')));
            found.into_iter().any(|path| self.has(path.as_str()))
        })
    }

    /// The folder of the package a page belongs to, or the page's own; `None` for a library's demo.
    fn root_of<'f>(&self, folder: &'f str) -> Option<&'f str> {
        let mut around = RelPath::ancestors(folder);
        let Some((above, manifest)) = around.find_map(|above| Some((above, self.manifest(above)?))) else {
            return Some(folder);
        };
        let is_demo = matches!(&manifest.content, Content::Document(root) if is_library(root));
        (!is_demo).then_some(above)
    }
}

fn depends_on(manifest: &Node, name: &str) -> bool {
    ["dependencies", "devDependencies"].iter().any(|kind| manifest.at(&[kind, name]).is_some())
}

/// Whether a package is made to be taken in by others.
fn is_library(manifest: &Node) -> bool {
    let is_private = manifest.get("private").and_then(Node::bool) == Some(true);
    let has_surface = ["exports", "module", "types"].iter().any(|key| manifest.get(key).is_some());
    let has_peers = manifest.get("peerDependencies").is_some_and(|peers| !peers.entries().is_empty());
    has_surface && (!is_private || has_peers)
}

impl WebApplication {
    /// Where its page or manifest stands.
    pub fn at(&self) -> Location {
        Location::file(&self.place)
    }
}
