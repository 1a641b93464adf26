//! Routes that calls make: `app.get('/x', handler)` of Hono, Express, Fastify and their like, with the paths under
//! which routers are mounted, across files.

use std::collections::{BTreeMap, BTreeSet};

use super::{EntryKind, EntryPoint};
use crate::facts::FileFacts;
use crate::facts::typescript::{Call, Link, TypeScriptFacts, Value};
use crate::finding::Location;
use crate::project::Project;
use crate::project::functions::Route;
use crate::project::functions::rewrite::is_server;
use crate::project::modules::Origin;
use crate::project::object::{Objects, bound};
use crate::source::{RelPath, Role};

/// What makes a router or an application.
const MAKERS: [&str; 14] = [
    "AutoRouter",
    "Fastify",
    "Router",
    "express",
    "express.Router",
    "fastify",
    "new Application",
    "new Elysia",
    "new Hono",
    "new KoaRouter",
    "new OpenAPIHono",
    "new Router",
    "polka",
    "restify.createServer",
];
/// What a router is called that a function is given: a plugin of Fastify's, a function that adds routes.
const GIVEN: [&str; 6] = ["api", "app", "fastify", "instance", "router", "server"];
/// Links that make a route, by the method they answer.
const METHODS: [(&str, &str); 10] = [
    ("all", ""),
    ("del", "DELETE "),
    ("delete", "DELETE "),
    ("get", "GET "),
    ("head", "HEAD "),
    ("on", ""),
    ("options", "OPTIONS "),
    ("patch", "PATCH "),
    ("post", "POST "),
    ("put", "PUT "),
];
/// Routers mounted in routers that are followed, and places of one router that are told apart.
const MAX_DEPTH: usize = 4;

/// A router: its place among all.
type Number = usize;

/// The routers of a repository, and where each is mounted.
struct Routers<'p> {
    objects: Objects<'p, Number>,
    /// Those that functions of a file are given, or that a file makes and gives no name.
    given: BTreeMap<&'p str, Number>,
    /// Files that make one without a name: `export default Router().use(…)`.
    nameless: BTreeSet<&'p str>,
    /// The path that the making of each gives it.
    bases: Vec<&'p str>,
    /// Of each: the router it is mounted in, and under which path.
    mounts: Vec<Vec<(Number, &'p str)>>,
}

pub(super) fn entries(project: &Project) -> Vec<EntryPoint> {
    let in_edge_function = |path: &RelPath| {
        let mut projects = project.functions().projects.iter();
        projects.any(|supabase| !supabase.folders.is_empty() && path.is_under(&supabase.folder))
    };
    let scripts: Vec<(&FileFacts, &TypeScriptFacts)> = project
        .scripts()
        .filter(|(file, script)| {
            file.role == Role::Production
                && script.imports.iter().any(|import| is_server(&import.specifier))
                && !in_edge_function(&file.path)
        })
        .collect();
    let routers = Routers::of(project, &scripts);
    let mut found = Vec::new();
    for (file, script) in scripts {
        for call in &script.calls {
            let Some(router) = routers.of_call(file, call) else { continue };
            for (at, link) in call.links.iter().enumerate() {
                let Some((method, path)) = made(call, at, link) else { continue };
                for prefix in routers.prefixes(router, MAX_DEPTH) {
                    let application = project.packages().folder_of(&file.path).unwrap_or_default();
                    let route = Route::written(&file.path, application, &[&prefix, path].concat());
                    found.push(EntryPoint {
                        name: format!("{method}{}", route.shown()).into(),
                        kind: EntryKind::Route,
                        at: Location::new(&file.path, link.span),
                        code: handler(project, file, link).unwrap_or_else(|| file.path.clone()),
                        route: Some(route),
                    });
                }
            }
        }
    }
    found
}

impl<'p> Routers<'p> {
    fn of(project: &'p Project, scripts: &[(&'p FileFacts, &'p TypeScriptFacts)]) -> Self {
        let objects = Objects::new(project.modules());
        let mut routers = Self {
            objects,
            given: BTreeMap::new(),
            nameless: BTreeSet::new(),
            bases: Vec::new(),
            mounts: Vec::new(),
        };
        for (file, script) in scripts {
            let path = file.path.as_str();
            routers.given.insert(path, routers.bases.len());
            routers.bases.push("");
            for call in script.calls.iter().filter(|call| MAKERS.contains(&&*call.callee)) {
                let Some(name) = bound(call) else {
                    routers.nameless.insert(path);
                    continue;
                };
                routers.objects.add(path, name, routers.bases.len());
                let base = call.link("basePath").and_then(|link| link.text(0));
                routers.bases.push(base.unwrap_or_default());
            }
        }
        routers.mounts = vec![Vec::new(); routers.bases.len()];
        for (file, script) in scripts {
            for call in &script.calls {
                let Some(parent) = routers.of_call(file, call) else { continue };
                let mounted = call.links.iter().filter_map(|link| routers.mounted(project, file, link));
                let mounted: Vec<_> = mounted.filter(|(child, _)| *child != parent).collect();
                for (child, path) in mounted {
                    routers.mounts[child].push((parent, path));
                }
            }
        }
        routers
    }

    /// The router that a chain begins with.
    fn of_call(&self, file: &FileFacts, call: &Call) -> Option<Number> {
        let is_maker = MAKERS.contains(&&*call.callee);
        let root = call.callee.split('.').next().unwrap_or_default();
        let name = bound(call).filter(|_| is_maker).unwrap_or(root);
        self.objects.named(file, name).or_else(|| {
            let is_given = is_maker || GIVEN.contains(&name);
            self.given.get(file.path.as_str()).copied().filter(|_| is_given)
        })
    }

    /// The router that a link mounts, and under which path: `use('/orders', orders)`, `register(orders, { prefix })`.
    fn mounted(&self, project: &Project, file: &FileFacts, link: &'p Link) -> Option<(Number, &'p str)> {
        let (child, path) = match &*link.name {
            "use" | "route" | "mount" => {
                let path = link.text(0).filter(|text| text.starts_with('/'));
                let child = link.arguments.iter().rev().find_map(|one| one.value.path());
                (child?, path.unwrap_or_default())
            }
            "register" => {
                let prefix = link.argument(1).and_then(|options| options.get("prefix")).and_then(Value::text);
                (link.argument(0)?.path()?, prefix.unwrap_or_default())
            }
            _ => return None,
        };
        let root = child.split('.').next().unwrap_or(child);
        let given = match project.modules().origin(&file.path, root) {
            Some(Origin::Name(made, name)) => {
                let given = self.given.get(made.path.as_str()).copied();
                if name == "default" && self.nameless.contains(made.path.as_str()) {
                    return Some((given?, path));
                }
                given
            }
            _ => None,
        };
        let found = self.objects.named(file, child).or(given)?;
        Some((found, path))
    }

    /// The paths under which a router answers, each once.
    fn prefixes(&self, router: Number, depth: usize) -> BTreeSet<String> {
        let base = self.bases[router];
        let mounts = self.mounts[router].iter().take(if depth > 0 { MAX_DEPTH } else { 0 });
        let around = mounts.flat_map(|(parent, path)| {
            let around = self.prefixes(*parent, depth - 1).into_iter();
            around.map(move |prefix| [&prefix, *path, base].concat())
        });
        let mut found: BTreeSet<String> = around.collect();
        if found.is_empty() {
            found.insert(base.to_owned());
        }
        found
    }
}

/// The method, with a space behind it, and the path of the route that a link makes.
fn made<'p>(call: &'p Call, at: usize, link: &'p Link) -> Option<(&'static str, &'p str)> {
    let (_, method) = METHODS.iter().find(|(name, _)| *name == &*link.name)?;
    let own = link.text(0).filter(|text| text.starts_with('/') || *text == "*");
    // `app.route('/x').get(handler)`.
    let before = call.links[..at].iter().rev().find(|before| &*before.name == "route");
    let (path, handlers) = match own {
        Some(path) => (path, &link.arguments[1..]),
        None => (before?.text(0)?, &link.arguments[..]),
    };
    let runs =
        |value: &Value| matches!(value, Value::Function | Value::Path(_) | Value::Other | Value::List(_));
    handlers.last().is_some_and(|last| runs(&last.value)).then_some((method, path))
}

/// The file of a handler that is imported.
fn handler(project: &Project, file: &FileFacts, link: &Link) -> Option<RelPath> {
    let name = link.arguments.last()?.value.path()?;
    match project.modules().origin(&file.path, name.split('.').next().unwrap_or(name))? {
        Origin::Name(made, _) => Some(made.path.clone()),
        Origin::Unread => None,
    }
}
