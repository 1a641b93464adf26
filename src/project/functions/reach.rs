//! The code of the repository that runs when a file is entered: what it calls, followed through imports.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::typescript::{Call, Import, ImportKind, TypeScriptFacts, Value};
use crate::facts::{Content, FileFacts};
use crate::finding::ProblemKind;
use crate::project::Project;
use crate::project::modules::Target;
use crate::source::RelPath;

/// More files than this are not entered: what runs is too much to judge.
const MAX_FILES: usize = 400;

/// What runs when a file is entered, as far as names tell.
#[derive(Debug, Default)]
pub struct Reach<'p> {
    files: BTreeMap<&'p str, Entered<'p>>,
    /// Parts whose own calls are still to be followed.
    queue: Vec<(&'p str, Part)>,
    unseen: Option<String>,
}

/// One file of it.
#[derive(Debug)]
struct Entered<'p> {
    script: &'p TypeScriptFacts,
    imports: Vec<(&'p Import, &'p Target)>,
    /// Whether all of it runs.
    is_whole: bool,
    /// The functions that run, where not all do.
    functions: BTreeSet<u32>,
}

/// Part of a file.
#[derive(Clone, Copy, Debug)]
enum Part {
    /// What stands in no function: it runs when the file is loaded.
    Top,
    /// One function.
    Function(u32),
    /// All that it takes from others.
    Imports,
}

/// What is asked of a file.
#[derive(Clone, Copy)]
enum Wanted<'p> {
    Whole,
    Name(&'p str),
}

impl<'p> Reach<'p> {
    /// What runs when the file at `entry` does.
    pub fn of(project: &'p Project, entry: &RelPath) -> Self {
        let mut reach = Self::default();
        reach.want(project, entry, Wanted::Whole);
        while let Some((path, part)) = reach.queue.pop() {
            for (target, wanted) in reach.follow(path, part) {
                reach.want(project, target, wanted);
            }
        }
        reach
    }

    /// Why not all that runs is known.
    pub fn unseen(&self) -> Option<&str> {
        self.unseen.as_deref()
    }

    /// Each script that runs, in part at least, sorted by path.
    pub fn scripts(&self) -> impl Iterator<Item = (&'p str, &'p TypeScriptFacts)> {
        self.files.iter().map(|(path, entered)| (*path, entered.script))
    }

    /// Whether what stands in a function of a script runs; at the top level, without one.
    pub fn runs(&self, path: &str, function: Option<u32>) -> bool {
        self.files.get(path).is_some_and(|entered| entered.runs(function))
    }

    /// Every call that runs.
    pub fn calls(&self) -> impl Iterator<Item = &'p Call> {
        self.files.values().flat_map(|entered| {
            let calls: &'p [Call] = &entered.script.calls;
            calls.iter().filter(|call| entered.runs(call.function))
        })
    }

    /// Enters a file for what is asked of it, and queues the parts that are new.
    fn want(&mut self, project: &'p Project, path: &RelPath, wanted: Wanted<'p>) {
        let Some(file) = project.file(path.as_str()) else { return };
        let Content::TypeScript(script) = &file.content else { return };
        let path = file.path.as_str();
        if !self.files.contains_key(path) {
            if self.files.len() >= MAX_FILES {
                self.unseen.get_or_insert_with(|| "it is more code than is followed".to_owned());
                return;
            }
            self.enter(project, file, script);
        }
        let Some(entered) = self.files.get_mut(path).filter(|entered| !entered.is_whole) else { return };
        let found = match wanted {
            Wanted::Name(name) => entered.functions_of(name).map(|found| (name, found)),
            Wanted::Whole => None,
        };
        match (found, wanted) {
            (Some((_, found)), _) => {
                let new = found.into_iter().filter(|function| entered.functions.insert(*function));
                self.queue.extend(new.map(|function| (path, Part::Function(function))));
            }
            (None, Wanted::Name(name)) if entered.passes_on(name) => self.pass_on(project, path, name),
            // Data, or a member of what is no namespace.
            (None, Wanted::Name(_)) if entered.script.is_module && !entered.script.exports_anything => {}
            _ => {
                entered.is_whole = true;
                let functions = (0..entered.script.functions.len()).map(|at| Part::Function(at as u32));
                self.queue.extend(functions.chain([Part::Imports]).map(|part| (path, part)));
            }
        }
    }

    fn enter(&mut self, project: &'p Project, file: &'p FileFacts, script: &'p TypeScriptFacts) {
        let imports: Vec<_> = project.modules().imports_of(&file.path).collect();
        if file.problems.iter().any(|problem| problem.kind == ProblemKind::SyntaxError) {
            self.unseen.get_or_insert_with(|| format!("{} does not parse", file.path));
        }
        for (import, target) in &imports {
            let is_lost = matches!(target, Target::Missing(_) | Target::Ignored(_) | Target::Unknown(_));
            if is_lost && import.kind != ImportKind::Type {
                self.unseen.get_or_insert_with(|| format!("`{}` cannot be followed", import.specifier));
            }
        }
        let entered = Entered { script, imports, is_whole: false, functions: BTreeSet::new() };
        self.files.insert(file.path.as_str(), entered);
        self.queue.push((file.path.as_str(), Part::Top));
    }

    /// Follows a name that a file takes from another and offers as its own.
    fn pass_on(&mut self, project: &'p Project, path: &str, name: &'p str) {
        let Some(entered) = self.files.get(path) else { return };
        let mut next = Vec::new();
        for (import, target) in
            entered.imports.iter().filter(|(import, _)| import.kind == ImportKind::ReExport)
        {
            let Target::File(target) = target else { continue };
            for imported in &import.names {
                if *imported.local == *name {
                    next.push((target, wanted(&imported.imported)));
                } else if &*imported.local == "*" && offers(project, target, name) {
                    next.push((target, Wanted::Name(name)));
                }
            }
        }
        for (target, wanted) in next {
            self.want(project, target, wanted);
        }
    }

    /// What a part leads to in other files; functions of its own file are queued.
    fn follow(&mut self, path: &'p str, part: Part) -> Vec<(&'p RelPath, Wanted<'p>)> {
        let Some(entered) = self.files.get_mut(path) else { return Vec::new() };
        let mut next = Vec::new();
        let at = match part {
            Part::Imports => {
                entered.lead_everywhere(&mut next);
                return next;
            }
            Part::Top => {
                entered.lead_at_once(&mut next);
                None
            }
            Part::Function(function) => Some(function),
        };
        for call in entered.script.calls.iter().filter(|call| call.function == at) {
            for name in names(call) {
                entered.lead(name, &mut next);
                if !entered.is_whole {
                    let found = entered.functions_of(name).unwrap_or_default();
                    let new = found.into_iter().filter(|function| entered.functions.insert(*function));
                    self.queue.extend(new.map(|function| (path, Part::Function(function))));
                }
            }
        }
        next
    }
}

impl<'p> Entered<'p> {
    fn runs(&self, function: Option<u32>) -> bool {
        self.is_whole || function.is_none_or(|function| self.functions.contains(&function))
    }

    /// Functions of that name, methods of a class of that name, those given to what has that name (when it is
    /// made, or later: `app.post('/', …)`), and those inside them. `None` where nothing here is called so.
    fn functions_of(&self, name: &str) -> Option<BTreeSet<u32>> {
        let calls = (0..).zip(&self.script.calls);
        let makers: BTreeSet<u32> = calls.filter(|(_, call)| makes(call, name)).map(|(at, _)| at).collect();
        let is_within = |call: u32| {
            let around = |at: &u32| self.script.calls.get(*at as usize)?.within;
            std::iter::successors(Some(call), around).any(|at| makers.contains(&at))
        };
        let mut found = BTreeSet::new();
        for (at, function) in (0..).zip(&self.script.functions) {
            let is_inside = function.parent.is_some_and(|parent| found.contains(&parent));
            let is_given = !makers.is_empty() && function.passed_to.is_some_and(is_within);
            let is_method = function.class.as_deref() == Some(name);
            if *function.name == *name || is_method || is_inside || is_given {
                found.insert(at);
            }
        }
        (!found.is_empty() || !makers.is_empty()).then_some(found)
    }

    /// Whether the name is one that it may take from elsewhere and offer.
    fn passes_on(&self, name: &str) -> bool {
        self.imports.iter().any(|(import, _)| passes_on(import, name))
    }

    /// What a name leads to in other files: `auth.check` of `import * as auth`, or `check` alone.
    fn lead(&self, name: &'p str, next: &mut Vec<(&'p RelPath, Wanted<'p>)>) {
        let (root, rest) = name.split_once('.').unwrap_or((name, ""));
        for (import, target) in &self.imports {
            let Target::File(target) = *target else { continue };
            let Some(imported) = import.names.iter().find(|one| *one.local == *root) else { continue };
            let member = rest.split('.').next().filter(|member| !member.is_empty());
            // A namespace's function, or that of an object.
            next.extend(member.map(|member| (target, Wanted::Name(member))));
            if member.is_none() || &*imported.imported != "*" {
                next.push((target, wanted(&imported.imported)));
            }
        }
    }

    /// Modules that are loaded for what they do then.
    fn lead_at_once(&self, next: &mut Vec<(&'p RelPath, Wanted<'p>)>) {
        for (import, target) in &self.imports {
            let Target::File(target) = target else { continue };
            let is_for_itself = matches!(import.kind, ImportKind::Static) && import.names.is_empty();
            if is_for_itself || matches!(import.kind, ImportKind::Dynamic | ImportKind::Require) {
                next.push((target, Wanted::Whole));
            }
        }
    }

    /// All that it takes from others by name: a list of handlers or a table of routes may run it.
    fn lead_everywhere(&self, next: &mut Vec<(&'p RelPath, Wanted<'p>)>) {
        for (import, target) in &self.imports {
            let Target::File(target) = *target else { continue };
            if matches!(import.kind, ImportKind::Static | ImportKind::ReExport) {
                let names = import.names.iter().filter(|name| !name.is_type && &*name.imported != "*");
                next.extend(names.map(|name| (target, wanted(&name.imported))));
                let is_all = import.kind == ImportKind::ReExport;
                let all = import.names.iter().filter(|name| is_all && &*name.imported == "*");
                next.extend(all.map(|_| (target, Wanted::Whole)));
            }
        }
    }
}

/// Whether a call at the top level makes what has that name, or gives it something.
fn makes(call: &Call, name: &str) -> bool {
    let root = call.callee.split_once('.').map(|(root, _)| root);
    call.function.is_none() && (call.is_bound_to(name) || root == Some(name))
}

/// The names that a call uses: what it calls, and what it is given.
fn names(call: &Call) -> Vec<&str> {
    let mut names = vec![call.callee.strip_prefix("new ").unwrap_or(&call.callee)];
    for argument in call.links.iter().flat_map(|link| &link.arguments) {
        add_paths(&argument.value, &mut names);
    }
    names
}

fn add_paths<'p>(value: &'p Value, names: &mut Vec<&'p str>) {
    match value {
        Value::Path(path) => names.push(path),
        Value::List(items) => items.iter().for_each(|item| add_paths(item, names)),
        Value::Object(properties) => properties.iter().for_each(|one| add_paths(&one.value, names)),
        _ => {}
    }
}

/// Whether an import may bring a name that the file offers.
fn passes_on(import: &Import, name: &str) -> bool {
    let is_all = import.kind == ImportKind::ReExport;
    import.names.iter().any(|one| *one.local == *name || (is_all && &*one.local == "*"))
}

fn wanted(imported: &str) -> Wanted<'_> {
    if matches!(imported, "*" | "default") { Wanted::Whole } else { Wanted::Name(imported) }
}

/// Whether a file exports a name, or may pass it on.
fn offers(project: &Project, path: &RelPath, name: &str) -> bool {
    let Some(FileFacts { content: Content::TypeScript(script), .. }) = project.file(path.as_str()) else {
        return false;
    };
    script.exports.iter().any(|export| *export.name == *name)
        || script.imports.iter().any(|import| import.kind == ImportKind::ReExport)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::facts::extract;
    use crate::project::{Settings, TreeFacts};
    use crate::source::Sources;

    /// The callees that run when `index.ts` does.
    fn runs(files: &[(&str, &str)]) -> String {
        let sources = Sources::in_memory(files.iter().copied());
        let mut tree = TreeFacts { paths: sources.paths().collect(), ..TreeFacts::default() };
        tree.paths.sort();
        let facts = sources.files.iter().flat_map(extract).map(Arc::new).collect();
        let project = Project::assemble(facts, Arc::new(tree), Arc::new(Settings::default()));
        let reach = Reach::of(&project, &RelPath::new("index.ts"));
        reach.calls().map(|call| &*call.callee).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn only_what_is_called_runs() {
        let shared = "const log = make(); export function used() { inner(); } function inner() { deep(); }
            export function unused() { never(); } export const wrap = create(() => wrapped());";
        let index = |text: &'static str| [("index.ts", text), ("shared.ts", shared)];
        assert_eq!(
            runs(&index("import { used } from './shared.ts'; used();")),
            "used make inner deep create"
        );
        assert_eq!(
            runs(&index("import { wrap } from './shared.ts'; serve(wrap);")),
            "serve make create wrapped"
        );
        let app =
            "const app = new Hono(); app.post('/', limit(async () => handled())); other.post(() => no());";
        let files = [("index.ts", "import { app } from './app.ts'; serve(app);"), ("app.ts", app)];
        assert_eq!(runs(&files), "new Hono app.post limit handled other.post serve");
        let all = "make inner deep never create wrapped";
        assert_eq!(runs(&index("import './shared.ts';")), all);
        assert_eq!(
            runs(&index("import * as s from './shared.ts'; s.unused();")),
            "s.unused make never create"
        );
    }

    #[test]
    fn names_that_are_passed_on_are_followed() {
        let files = [
            ("index.ts", "import { check } from './all.ts'; check();"),
            ("all.ts", "export { verify as check } from './guard.ts'; export * from './other.ts';"),
            ("guard.ts", "export async function verify() { await db.auth.getUser(); }"),
            ("other.ts", "export function other() { no(); }"),
        ];
        assert_eq!(runs(&files), "db.auth.getUser check");
    }
}
