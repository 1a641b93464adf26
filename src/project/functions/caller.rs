//! Who calls an edge function: schedulers, the database, workflows, code.

use std::collections::{BTreeMap, BTreeSet};

use memchr::memmem;

use super::scheduler::texts;
use super::{Callee, EdgeFunction, Route, SchedulerKind};
use crate::facts::typescript::{TypeScriptFacts, Value};
use crate::facts::{Content, endpoint};
use crate::finding::Location;
use crate::project::Project;
use crate::project::schema::Schema;
use crate::source::{Role, Span};

/// One place that calls an edge function by its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Caller {
    /// Where it names the function.
    pub at: Location,
    /// What it is.
    pub kind: CallerKind,
}

/// What calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CallerKind {
    /// Something that keeps the time.
    Scheduler(SchedulerKind),
    /// A trigger, a function or a statement of the database.
    Database,
    /// A workflow or another configuration, not by the clock.
    Configuration,
    /// A script.
    Code,
}

/// Every caller of every edge function, tests and documents left out.
#[derive(Debug, Default)]
pub struct Callers {
    by_function: BTreeMap<Box<str>, BTreeSet<Caller>>,
}

impl Callers {
    /// Those of a project.
    pub fn of(project: &Project) -> Self {
        let mut callers = Self::default();
        for scheduler in &project.functions().schedulers {
            if let Callee::Function(name) = &scheduler.callee {
                callers.add(name, scheduler.at.clone(), CallerKind::Scheduler(scheduler.kind));
            }
        }
        for call in project.client_calls().invocations(project).filter(|call| is_heard(call.file.role)) {
            callers.add(call.name, Location::new(&call.file.path, call.span), CallerKind::Code);
        }
        for file in project.files().filter(|file| is_heard(file.role)) {
            let mut add = |name: &str, span, kind| callers.add(name, Location::new(&file.path, span), kind);
            match &file.content {
                Content::Sql(sql) => {
                    let calls = sql.edge_calls.iter().filter(|call| !call.is_scheduled);
                    calls.for_each(|call| add(&call.function, call.span, CallerKind::Database));
                }
                Content::Document(root) => texts(root, &mut |text, span| {
                    endpoint::edge_functions(text)
                        .for_each(|address| add(address.name, span, CallerKind::Configuration));
                }),
                _ => {}
            }
        }
        callers.add_jobs(project);
        callers
    }

    /// Jobs of the database that name a function as text, for a helper that puts the address together.
    fn add_jobs(&mut self, project: &Project) {
        let kind = CallerKind::Scheduler(SchedulerKind::Database);
        let jobs = || project.schemas().iter().flat_map(Schema::jobs);
        let projects = &project.functions().projects;
        for function in projects.iter().flat_map(|supabase| &supabase.functions) {
            for job in jobs().filter(|job| is_quoted(&job.command, &function.name)) {
                self.add(&function.name, job.created.clone(), kind);
            }
        }
    }

    fn add(&mut self, name: &str, at: Location, kind: CallerKind) {
        let caller = Caller { at, kind };
        match self.by_function.get_mut(name) {
            Some(known) => drop(known.insert(caller)),
            None => drop(self.by_function.insert(name.into(), BTreeSet::from([caller]))),
        }
    }

    /// Those of a function by place; its own code, which may call itself to go on, left out.
    pub fn of_function(&self, function: &EdgeFunction) -> impl Iterator<Item = &Caller> {
        let found = self.by_function.get(&function.name).into_iter().flatten();
        found.filter(|caller| !caller.at.path.is_under(function.entry.folder()))
    }
}

impl EdgeFunction {
    /// Whether code gives its name to a function that may call it: `run('nightly-report')`.
    pub fn is_named_in_code(&self, project: &Project) -> bool {
        let scripts = project.scripts().filter(|(file, _)| is_heard(file.role));
        let others = scripts.filter(|(file, _)| !file.path.is_under(self.entry.folder()));
        others.map(|(_, script)| script).any(|script| names(script, &self.name))
    }
}

impl Route {
    /// The places that name its address, by path; its own file and tests left out.
    pub fn callers(&self, project: &Project) -> Vec<Caller> {
        let Some(start) = self.words().next().map(|word| format!("/{word}")) else { return Vec::new() };
        let names = |text: &str| {
            let found = memmem::find_iter(text.as_bytes(), start.as_bytes());
            found.into_iter().any(|at| self.answers(address_at(&text[at..])))
        };
        let mut found = Vec::new();
        for scheduler in &project.functions().schedulers {
            if matches!(&scheduler.callee, Callee::Route(path) if self.answers(path)) {
                found.push(Caller { at: scheduler.at.clone(), kind: CallerKind::Scheduler(scheduler.kind) });
            }
        }
        for job in project.schemas().iter().flat_map(Schema::jobs).filter(|job| names(&job.command)) {
            let kind = CallerKind::Scheduler(SchedulerKind::Database);
            found.push(Caller { at: job.created.clone(), kind });
        }
        for file in project.files().filter(|file| is_heard(file.role) && file.path != self.file) {
            let mut add = |span, kind| found.push(Caller { at: Location::new(&file.path, span), kind });
            match &file.content {
                Content::TypeScript(script) => {
                    let arguments =
                        script.calls.iter().flat_map(|call| &call.links).flat_map(|link| &link.arguments);
                    for argument in arguments.filter(|one| one.value.text().is_some_and(&names)) {
                        add(argument.span, CallerKind::Code);
                    }
                }
                Content::Document(root) if file.path.file_name() != "vercel.json" => {
                    texts(root, &mut |text, span| {
                        if names(text) {
                            add(span, CallerKind::Configuration);
                        }
                    });
                }
                Content::Lines(text) if names(text) => add(Span::default(), CallerKind::Configuration),
                _ => {}
            }
        }
        found.sort();
        found.dedup();
        found
    }
}

/// The path at the beginning of a text, holes of a template included.
fn address_at(text: &str) -> &str {
    let is_end = |letter: char| !letter.is_alphanumeric() && !"-_/.${}:~%[]".contains(letter);
    &text[..text.find(is_end).unwrap_or(text.len())]
}

/// Whether what a file calls is called when the project runs, or by those who run it.
fn is_heard(role: Role) -> bool {
    matches!(role, Role::Production | Role::Script | Role::Generated)
}

fn names(script: &TypeScriptFacts, name: &str) -> bool {
    let arguments = script.calls.iter().flat_map(|call| &call.links).flat_map(|link| &link.arguments);
    let values = arguments.map(|argument| &argument.value);
    values.chain(script.bindings.iter().map(|binding| &binding.value)).any(|value| holds(value, name))
}

fn holds(value: &Value, name: &str) -> bool {
    match value {
        Value::Text(text) => **text == *name,
        Value::List(items) => items.iter().any(|item| holds(item, name)),
        Value::Object(properties) => properties.iter().any(|property| holds(&property.value, name)),
        Value::Fallback(value) => holds(value, name),
        _ => false,
    }
}

/// Whether a command holds a name between quotes.
fn is_quoted(command: &str, name: &str) -> bool {
    command.match_indices(name).any(|(at, _)| {
        command[..at].ends_with(['\'', '"', '/']) && !command[at + name.len()..].starts_with(is_word)
    })
}

fn is_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_')
}
