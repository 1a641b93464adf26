//! Which modules run, and where: from the places at which programs begin, along imports.

mod chain;
mod convention;
mod entry;
mod framework;
mod lookup;
mod manifest;
mod side;

pub use self::chain::Chain;
use self::entry::Entries;
pub use self::side::Sides;
use super::{Modules, Target};
use crate::facts::typescript::{Directive, Import, ImportKind, TypeScriptFacts};
use crate::facts::{Content, FileFacts};
use crate::project::Project;
use crate::source::{Language, RelPath};

/// Where each module of a repository runs.
#[derive(Debug, Default)]
pub struct Reach {
    /// In the order of the modules.
    sides: Vec<Sides>,
    /// Whether any import leads to it.
    is_imported: Vec<bool>,
    /// What leaves open whether a module is reached that nothing seems to reach.
    doubts: Vec<Option<&'static str>>,
}

/// How one module takes another.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Value,
    Types,
    Worker,
}

impl Reach {
    /// Follows every import from where programs begin.
    pub(in crate::project) fn find(project: &Project) -> Self {
        let entries = Entries::find(project);
        let modules = project.modules();
        let ways = ways(modules, &entries);
        let mut sides = entries.sides.clone();
        let mut open: Vec<usize> = (0..sides.len()).filter(|at| !sides[*at].is_empty()).collect();
        while let Some(from) = open.pop() {
            for (to, way) in &ways[from] {
                let passed = pass(modules.numbered(from), sides[from], *way, modules.numbered(*to));
                if !sides[*to].contains(passed) {
                    sides[*to] |= passed;
                    open.push(*to);
                }
            }
        }
        let mut has_entry = vec![false; entries.roots.len()];
        for (at, own) in sides.iter().enumerate() {
            let is_tool = convention::reads_as_configuration(&modules.numbered(at).path);
            has_entry[entries.root_of[at]] |= own.without(Sides::TYPES).is_needed() && !is_tool;
        }
        let doubts = (0..sides.len()).map(|at| {
            if !has_entry[entries.root_of[at]] || !entries.is_program(at) {
                return Some("nothing says where the program around it begins");
            }
            entries.doubt(at)
        });
        let doubts = doubts.collect();
        let mut is_imported = vec![false; sides.len()];
        ways.iter().flatten().for_each(|(to, _)| is_imported[*to] = true);
        Self { sides, is_imported, doubts }
    }

    /// Whether some import of the repository leads to the module at `path`.
    pub fn is_imported(&self, modules: &Modules, path: &RelPath) -> bool {
        modules.position(path.as_str()).is_some_and(|at| self.is_imported[at])
    }

    /// Where the module at `path` runs; `None` for what is no module.
    pub fn sides(&self, modules: &Modules, path: &RelPath) -> Option<Sides> {
        modules.position(path.as_str()).map(|at| self.sides[at])
    }

    /// Why the module at `path` may run although no entry point reaches it.
    pub fn doubt(&self, modules: &Modules, path: &RelPath) -> Option<&'static str> {
        self.doubts[modules.position(path.as_str())?]
    }
}

/// What each module takes from others, by their numbers.
fn ways(modules: &Modules, entries: &Entries<'_>) -> Vec<Vec<(usize, Way)>> {
    let mut ways: Vec<Vec<(usize, Way)>> = Vec::with_capacity(modules.targets.len());
    for (file, targets) in &modules.targets {
        let mut own = Vec::new();
        for (import, target) in super::imports(file).iter().zip(targets) {
            let way = match import.kind {
                ImportKind::Mock => continue,
                ImportKind::Url => Way::Worker,
                ImportKind::Type => Way::Types,
                _ if import.specifier.contains("worker") && import.specifier.contains('?') => Way::Worker,
                _ if takes_types_only(import) => Way::Types,
                _ => Way::Value,
            };
            own.extend(meant(modules, entries, file, import, target).into_iter().map(|to| (to, way)));
        }
        ways.push(own);
    }
    for (from, to) in &entries.named_by {
        ways[*from].push((*to, Way::Value));
    }
    ways
}

fn takes_types_only(import: &Import) -> bool {
    !import.names.is_empty() && import.names.iter().all(|name| name.is_type)
}

/// The modules that an import means.
fn meant(
    modules: &Modules,
    entries: &Entries<'_>,
    file: &FileFacts,
    import: &Import,
    target: &Target,
) -> Vec<usize> {
    match target {
        Target::File(path) => modules.position(path.as_str()).into_iter().collect(),
        // What a build makes of scripts of its own package.
        Target::Ignored(path) if import.kind != ImportKind::Glob => {
            let folder = modules.position(file.path.as_str()).map(|at| entries.root(at)).unwrap_or_default();
            path.strip_prefix(folder).map(|rest| modules.named(folder, rest)).unwrap_or_default()
        }
        Target::Package(name) => {
            let Some(offers) = entries.offers.get(&**name) else { return Vec::new() };
            let part = import.specifier.strip_prefix(&**name).unwrap_or_default();
            offered(offers, &format!(".{part}"))
        }
        _ if import.kind == ImportKind::Glob => {
            let pattern = match (target, import.specifier.strip_prefix('/')) {
                (Target::Missing(path) | Target::Ignored(path), _) => Some(path.to_string()),
                (_, Some(rest)) => {
                    let at = modules.position(file.path.as_str());
                    at.and_then(|at| RelPath::resolve(entries.root(at), rest))
                }
                _ => RelPath::resolve(file.path.folder(), &import.specifier),
            };
            pattern.map(|pattern| modules.matching(&pattern)).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// The scripts of a package that answer to a part of its name.
fn offered(offers: &[(String, Vec<usize>)], part: &str) -> Vec<usize> {
    let exact = offers.iter().filter(|(offer, _)| offer == part);
    let exact: Vec<usize> = exact.flat_map(|(_, scripts)| scripts).copied().collect();
    if !exact.is_empty() {
        return exact;
    }
    let open = offers.iter().filter(|(offer, _)| {
        offer.split_once('*').is_some_and(|(before, after)| part.starts_with(before) && part.ends_with(after))
    });
    open.flat_map(|(_, scripts)| scripts).copied().collect()
}

/// What one module passes on to another: where it runs, so does what it takes, up to the boundaries between
/// server and browser.
fn pass(from: &FileFacts, sides: Sides, way: Way, to: &FileFacts) -> Sides {
    let mut passed = match way {
        Way::Types => return sides.as_types(),
        Way::Worker => return sides.as_worker(),
        Way::Value => sides,
    };
    let Content::TypeScript(script) = &to.content else { return passed };
    let on_server = Sides::SERVER | Sides::SHARED;
    if from.language == Language::Astro && to.language != Language::Astro && passed.meets(on_server) {
        // A component becomes an island when the page asks for it.
        passed |= Sides::SHARED;
    }
    match script.directive {
        Some(Directive::Client) if passed.meets(on_server) => passed |= Sides::BROWSER,
        Some(Directive::Server) if passed.meets(Sides::BROWSER | Sides::SHARED) => {
            passed = passed.without(Sides::BROWSER | Sides::SHARED) | Sides::SERVER;
        }
        _ if stays_on_server(&to.path, script) => passed = passed.without(Sides::BROWSER | Sides::SHARED),
        _ => {}
    }
    passed
}

/// Whether a build refuses to send a module to a browser, or leaves it out.
fn stays_on_server(path: &RelPath, script: &TypeScriptFacts) -> bool {
    path.stem().ends_with(".server")
        || path.as_str().contains("/lib/server/")
        || script.imports.iter().any(|import| &*import.specifier == "server-only")
}
