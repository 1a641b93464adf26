//! Variables that production code reads, and the files that tell people of them.

use std::collections::BTreeMap;

use super::platform;
use crate::facts::document::{self, Node};
use crate::facts::environment::{EnvironmentHost, is_variable_name, words};
use crate::facts::typescript::{Binding, BindingKind, Call, Usage, Value};
use crate::facts::{Content, FileFacts};
use crate::finding::{Location, Subject};
use crate::project::Project;
use crate::source::{Language, RelPath, Role, Span};

/// JSON files in which platforms and tools look for variables; other JSON is data.
const JSON_FILES: [&str; 14] = [
    "app.json",
    "apphosting.json",
    "deno.json",
    "deno.jsonc",
    "devcontainer.json",
    "eas.json",
    "firebase.json",
    "now.json",
    "nx.json",
    "package.json",
    "turbo.json",
    "vercel.json",
    "wrangler.json",
    "wrangler.jsonc",
];

/// Every variable that production code reads and that no platform supplies, by name.
#[derive(Debug, Default)]
pub struct Environment<'p> {
    variables: BTreeMap<&'p str, Variable<'p>>,
    /// What files of variables name: path and names.
    offered: Vec<(&'p RelPath, &'p [Box<str>])>,
}

/// A variable that production code reads.
#[derive(Debug)]
pub struct Variable<'p> {
    /// Its name.
    pub name: &'p str,
    /// Where it is read, by path and place; at least one.
    pub reads: Vec<Location>,
    /// The first file that names it.
    pub named_in: Option<&'p RelPath>,
}

impl<'p> Environment<'p> {
    /// Those of a repository.
    pub fn of(project: &'p Project) -> Self {
        let mut environment = Self::default();
        for file in project.files().filter(|file| file.role == Role::Production) {
            if !project.crates().is_test(&file.path) {
                environment.read(project, file);
            }
        }
        let git = project.tree().git.as_ref();
        // What is on one machine only tells nobody.
        let is_shared = |file: &&FileFacts| git.is_none_or(|git| git.tracked.contains(&file.path));
        for file in project.files().filter(|file| file.role.is_authored()).filter(is_shared) {
            environment.name(file);
        }
        environment.leave_set(project);
        environment
    }

    /// Forgets the variables that a program of the repository sets: a build, a loader of configuration.
    fn leave_set(&mut self, project: &Project) {
        for (_, script) in
            project.scripts().filter(|(file, _)| file.role.is_authored() && file.role != Role::Test)
        {
            let set = script.bindings.iter().filter(|binding| {
                matches!(binding.kind, BindingKind::Assignment | BindingKind::Property)
                    && self.variables.contains_key(binding.name())
            });
            let set = set.filter(|binding| {
                let holder = &binding.path[..binding.path.len() - binding.name().len()];
                holder.to_ascii_lowercase().contains("env")
            });
            let names: Vec<&str> = set.map(Binding::name).collect();
            for name in names {
                self.variables.remove(name);
            }
        }
    }

    /// The variables, by name.
    pub fn variables(&self) -> impl Iterator<Item = &Variable<'p>> {
        self.variables.values()
    }

    /// The name most like `name` that a file of variables has, and that file.
    pub fn nearest(&self, name: &str) -> Option<(&'p str, &'p RelPath)> {
        let all = self.offered.iter().flat_map(|(path, names)| names.iter().map(|other| (&**other, *path)));
        let rated = all.map(|(other, path)| (strsim::damerau_levenshtein(name, other), other, path));
        let nearest = rated.min().filter(|(distance, ..)| *distance * 4 <= name.len());
        nearest.map(|(_, other, path)| (other, path))
    }

    fn read(&mut self, project: &Project, file: &'p FileFacts) {
        for (name, span, host) in reads(file) {
            if platform::supplies(project, &file.path, name, host) {
                continue;
            }
            let new = || Variable { name, reads: Vec::new(), named_in: None };
            let variable = self.variables.entry(name).or_insert_with(new);
            variable.reads.push(Location::new(&file.path, span));
        }
    }

    /// Takes down which variables a file names.
    fn name(&mut self, file: &'p FileFacts) {
        if file.language == Language::Env && !file.variables.is_empty() {
            self.offered.push((&file.path, &file.variables));
        }
        for name in &file.variables {
            self.find(name, &file.path);
        }
        let Content::Document(root) = &file.content else { return };
        if file.language == Language::Json && !JSON_FILES.contains(&file.path.file_name()) {
            return;
        }
        for comment in &file.comments {
            words(&comment.text).for_each(|word| self.find(word, &file.path));
        }
        self.search(root, &file.path);
    }

    fn search(&mut self, node: &Node, path: &'p RelPath) {
        match &node.value {
            document::Value::Text(text) => words(text).for_each(|word| self.find(word, path)),
            document::Value::List(items) => items.iter().for_each(|item| self.search(item, path)),
            document::Value::Table(entries) => {
                for entry in entries {
                    words(&entry.key).for_each(|word| self.find(word, path));
                    self.search(&entry.node, path);
                }
            }
            document::Value::Null | document::Value::Bool(_) | document::Value::Number(_) => {}
        }
    }

    fn find(&mut self, name: &str, path: &'p RelPath) {
        if let Some(variable) = self.variables.get_mut(name) {
            variable.named_in.get_or_insert(path);
        }
    }
}

impl From<&Variable<'_>> for Subject {
    fn from(variable: &Variable<'_>) -> Self {
        Self { name: variable.name.into(), at: variable.reads.first().cloned() }
    }
}

/// The variables that a file reads, with where and by what.
fn reads(file: &FileFacts) -> Vec<(&str, Span, EnvironmentHost)> {
    let (reads, calls) = match &file.content {
        Content::TypeScript(script) => (&script.environment, &*script.calls),
        Content::Rust(rust) => (&rust.environment, &[][..]),
        _ => return Vec::new(),
    };
    let called = calls.iter().filter_map(|call| {
        let span = call.links.first()?.arguments.first()?.span;
        Some((call.variable()?, span, EnvironmentHost::Process))
    });
    let read = reads.iter().map(|read| (&*read.name, read.span, read.host));
    let listed = calls.iter().flat_map(listed).map(|(name, span)| (name, span, EnvironmentHost::Process));
    let mut all: Vec<_> = read.chain(called).chain(listed).collect();
    all.sort_by_key(|(_, span, _)| *span);
    all
}

/// The variables that a call takes from the environment by a list of them: the schemas of `createEnv` and
/// `cleanEnv`, one that parses `process.env`, and names picked from `Deno.env.toObject()`.
fn listed(call: &Call) -> Vec<(&str, Span)> {
    let picked = match &call.usage {
        Usage::Bound(names) if &*call.callee == "Deno.env.toObject" => &names[..],
        _ => &[],
    };
    let mut found: Vec<_> = picked.iter().map(|name| (&**name, call.span)).collect();
    let Some(first) = call.links.first() else { return found };
    let schemas: Vec<&Value> = match call.name() {
        "createEnv" => {
            let parts = ["server", "client", "shared"].iter();
            parts.filter_map(|part| first.argument(0)?.get(part)).collect()
        }
        "cleanEnv" => first.argument(1).into_iter().collect(),
        "object" if parses_environment(call) => first.argument(0).into_iter().collect(),
        _ => Vec::new(),
    };
    let keys = schemas.into_iter().flat_map(Value::properties);
    found.extend(keys.map(|property| (&*property.key, property.span)));
    found.retain(|(name, _)| is_variable_name(name));
    found
}

/// `z.object({ … }).parse(process.env)`.
fn parses_environment(call: &Call) -> bool {
    call.links.iter().skip(1).any(|link| {
        matches!(&*link.name, "parse" | "safeParse")
            && matches!(link.argument(0).and_then(Value::path), Some("process.env" | "import.meta.env"))
    })
}
