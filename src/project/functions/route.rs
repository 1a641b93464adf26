//! Addresses that frameworks make from the places of files.

use std::collections::BTreeSet;

use crate::source::RelPath;

/// Files by which an application shows that its framework finds routes by the names of files.
const NITRO: [&str; 4] = ["nuxt.config.ts", "nuxt.config.js", "nitro.config.ts", "nuxt.config.mjs"];
const ASTRO: [&str; 4] = ["astro.config.mjs", "astro.config.ts", "astro.config.js", "astro.config.mts"];
/// Methods that end the name of a handler of Nitro.
const METHODS: [&str; 7] = ["delete", "get", "head", "options", "patch", "post", "put"];

/// A file that answers requests because of where it lies.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    /// The file.
    pub file: RelPath,
    /// The folder of its application; empty at the root.
    pub application: Box<str>,
    /// What it answers, segment by segment.
    segments: Vec<Segment>,
}

/// One segment of a route.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Segment {
    /// This text.
    Exact(Box<str>),
    /// Whatever stands there.
    Any,
    /// All that follows, if anything.
    Rest,
}

impl Route {
    /// Its address as people write it: `/api/orders/:id`.
    pub fn shown(&self) -> String {
        let segments = self.segments.iter().map(|segment| match segment {
            Segment::Exact(text) => format!("/{text}"),
            Segment::Any => "/:".to_owned(),
            Segment::Rest => "/*".to_owned(),
        });
        let shown: String = segments.collect();
        if shown.is_empty() { "/".to_owned() } else { shown }
    }

    /// The route that code gives a path to: `/orders/:id`, `/files/*`.
    pub(super) fn written(file: &RelPath, application: &str, path: &str) -> Self {
        let segments = path.split('/').filter(|segment| !segment.is_empty()).map(|segment| {
            let is_rest = segment.starts_with('*') || segment.ends_with(['*', '+']);
            match segment.chars().next() {
                _ if is_rest => Segment::Rest,
                Some(':' | '{' | '$') => Segment::Any,
                _ if segment.contains("${}") => Segment::Any,
                _ => Segment::Exact(segment.into()),
            }
        });
        Self { file: file.clone(), application: application.into(), segments: segments.collect() }
    }

    /// The words of its address that are always the same.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Exact(text) => Some(&**text),
            Segment::Any | Segment::Rest => None,
        })
    }

    /// Whether it answers one address alone.
    pub fn is_exact(&self) -> bool {
        self.segments.iter().all(|segment| matches!(segment, Segment::Exact(_)))
    }

    /// Whether it answers requests for a path without host and query.
    pub fn answers(&self, path: &str) -> bool {
        let mut given = path.split('/').filter(|segment| !segment.is_empty());
        for segment in &self.segments {
            match (segment, given.next()) {
                (Segment::Rest, _) => return true,
                (Segment::Any, Some(_)) => {}
                (Segment::Exact(text), Some(given)) if **text == *given => {}
                _ => return false,
            }
        }
        given.next().is_none()
    }
}

/// Every route that the sorted `paths` of a repository make, sorted by file.
pub(super) fn routes(paths: &[RelPath]) -> Vec<Route> {
    let marks = Marks::of(paths);
    let code = paths.iter().filter(|path| !path.is_declaration());
    code.filter_map(|path| of_path(path, &marks)).collect()
}

/// Folders of applications whose framework only their configuration shows.
struct Marks<'p> {
    nitro: BTreeSet<&'p str>,
    astro: BTreeSet<&'p str>,
    vercel: BTreeSet<&'p str>,
}

impl<'p> Marks<'p> {
    fn of(paths: &'p [RelPath]) -> Self {
        let mut marks = Self { nitro: BTreeSet::new(), astro: BTreeSet::new(), vercel: BTreeSet::new() };
        for path in paths {
            let name = path.file_name();
            let found = match name {
                "vercel.json" => &mut marks.vercel,
                _ if NITRO.contains(&name) => &mut marks.nitro,
                _ if ASTRO.contains(&name) => &mut marks.astro,
                _ => continue,
            };
            found.insert(path.folder());
        }
        marks
    }
}

fn of_path(path: &RelPath, marks: &Marks<'_>) -> Option<Route> {
    let folders: Vec<&str> = path.folders().collect();
    let stem = path.stem();
    let is_script = matches!(path.extension(), "ts" | "tsx" | "js" | "jsx" | "mjs" | "cjs" | "mts" | "cts");
    let at = |name: &str| folders.iter().position(|folder| *folder == name);
    let route = |root: usize, first: usize, last: Option<&str>| {
        let segments = folders[first..].iter().copied().chain(last.filter(|name| *name != "index"));
        Some(Route {
            file: path.clone(),
            application: folders[..root].join("/").into(),
            segments: segments.filter_map(segment).collect(),
        })
    };
    // `src` belongs to the application around it.
    let root = |at: usize| if at > 0 && folders[at - 1] == "src" { at - 1 } else { at };
    let is_marked = |marked: &BTreeSet<&str>, root: usize| marked.contains(&*folders[..root].join("/"));
    if stem == "route" && is_script {
        let app = at("app")?;
        return route(root(app), app + 1, None);
    }
    if stem == "+server" && is_script {
        let routes = at("routes").filter(|at| *at > 0 && folders[at - 1] == "src")?;
        return route(routes - 1, routes + 1, None);
    }
    if let Some(pages) = at("pages") {
        let is_api = folders.get(pages + 1) == Some(&"api");
        if is_script && (is_api || is_marked(&marks.astro, root(pages))) {
            return route(root(pages), pages + 1, Some(stem));
        }
    }
    if let Some(server) = at("server").filter(|at| is_script && is_marked(&marks.nitro, *at)) {
        let (bare, method) = stem.rsplit_once('.').unwrap_or((stem, ""));
        let bare = if METHODS.contains(&method) { bare } else { stem };
        return match folders.get(server + 1) {
            Some(&"api") => route(server, server + 1, Some(bare)),
            Some(&"routes") => route(server, server + 2, Some(bare)),
            _ => None,
        };
    }
    let api = at("api").filter(|at| is_marked(&marks.vercel, *at))?;
    let is_function = is_script || matches!(path.extension(), "go" | "py" | "rb");
    let is_private = folders[api..].iter().chain([&stem]).any(|name| name.starts_with(['_', '.']));
    if is_function && !is_private { route(api, api, Some(stem)) } else { None }
}

/// What a folder's or file's name stands for; `None` for what only groups files.
fn segment(name: &str) -> Option<Segment> {
    if (name.starts_with('(') && name.ends_with(')')) || name.starts_with('@') {
        return None;
    }
    if name.starts_with("[...") || name.starts_with("[[...") {
        return Some(Segment::Rest);
    }
    if name.contains('[') {
        return Some(Segment::Any);
    }
    Some(Segment::Exact(name.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `application address` of each route.
    fn shown(paths: &[&str]) -> Vec<String> {
        let mut paths: Vec<_> = paths.iter().map(RelPath::new).collect();
        paths.sort();
        routes(&paths).iter().map(|route| format!("{} {}", route.application, route.shown())).collect()
    }

    #[test]
    fn places_of_files_are_addresses() {
        for (path, expected) in [
            ("app/api/cron/tick/route.ts", " /api/cron/tick"),
            ("apps/web/src/app/(jobs)/api/[id]/route.tsx", "apps/web /api/:"),
            ("pages/api/orders/index.ts", " /api/orders"),
            ("src/pages/api/[...all].js", " /api/*"),
            ("web/src/routes/api/tick/+server.ts", "web /api/tick"),
        ] {
            assert_eq!(shown(&[path]), [expected], "{path}");
        }
        for path in
            ["src/app/route.d.ts", "src/pages/orders.tsx", "server/api/a.ts", "api/a.ts", "src/route.ts"]
        {
            assert_eq!(shown(&[path]), [] as [&str; 0], "{path}");
        }
    }

    #[test]
    fn some_frameworks_are_known_by_their_configuration() {
        assert_eq!(shown(&["nuxt.config.ts", "server/api/tick.post.ts"]), [" /api/tick"]);
        assert_eq!(shown(&["nuxt.config.ts", "server/routes/x/index.ts"]), [" /x"]);
        assert_eq!(shown(&["site/astro.config.mjs", "site/src/pages/feed.ts"]), ["site /feed"]);
        assert_eq!(shown(&["vercel.json", "api/cron/tick.py", "api/_lib/a.ts"]), [" /api/cron/tick"]);
    }

    #[test]
    fn routes_answer_by_segment() {
        let paths = ["app/api/[id]/route.ts", "app/files/[...path]/route.ts"].map(RelPath::new);
        let routes = routes(&paths);
        assert!(routes[0].answers("/api/7/"));
        assert!(!routes[0].answers("/api") && !routes[0].answers("/api/7/8"));
        assert!(routes[1].answers("/files/a/b") && !routes[1].answers("/file"));
    }
}
