//! Edge functions that scripts call, by the client or by their address.

use super::origin::{Origins, Owner};
use super::{ClientCalls, holder};
use crate::facts::FileFacts;
use crate::facts::typescript::{Call, TypeScriptFacts, Value};
use crate::finding::{Location, Subject};
use crate::project::Project;
use crate::project::constant::constant;
use crate::project::functions::{Entrypoint, Functions, SupabaseProject};
use crate::source::{RelPath, Span};

/// A call of an edge function, known by its file's place among the project's.
#[derive(Debug)]
pub(super) struct Invoked {
    file: u32,
    name: Box<str>,
    span: Span,
    is_sure: bool,
}

/// One call of an edge function.
#[derive(Clone, Copy, Debug)]
pub struct Invocation<'p> {
    /// The file.
    pub file: &'p FileFacts,
    /// The function's name.
    pub name: &'p str,
    /// Where it is named.
    pub span: Span,
    /// Whether the function is meant to be this repository's; an address may name another project.
    pub is_sure: bool,
}

impl From<&Invocation<'_>> for Subject {
    fn from(invocation: &Invocation<'_>) -> Self {
        Self::new(invocation.name, Location::new(&invocation.file.path, invocation.span))
    }
}

impl ClientCalls {
    /// Every call of an edge function by a name that is written out, sorted by path.
    pub fn invocations<'p>(&'p self, project: &'p Project) -> impl Iterator<Item = Invocation<'p>> {
        self.invoked.iter().filter_map(|invoked| {
            let file = project.files.get(invoked.file as usize)?;
            Some(Invocation { file, name: &invoked.name, span: invoked.span, is_sure: invoked.is_sure })
        })
    }
}

pub(super) fn of_script(
    at: u32,
    file: &FileFacts,
    script: &TypeScriptFacts,
    origins: &Origins<'_>,
) -> Vec<Invoked> {
    let invoked = |name: &str, span, is_sure| Invoked { file: at, name: name.into(), span, is_sure };
    let calls = script.calls.iter().filter_map(|call| {
        let link = call.links.iter().position(|link| &*link.name == "invoke")?;
        if holder(call, link) != "functions" || origins.is_foreign(file, script, call, link) {
            return None;
        }
        let argument = call.links[link].arguments.first()?;
        Some(invoked(called(script, call, &argument.value)?, argument.span, true))
    });
    let addresses = script.addresses.iter().filter_map(|address| {
        let owner = origins.owner(script, &address.base);
        (owner != Owner::Foreign).then(|| invoked(&address.name, address.span, owner == Owner::Own))
    });
    let mut found: Vec<_> = calls.chain(addresses).collect();
    found.sort_by_key(|invoked| invoked.span);
    found
}

/// The function that an argument names; a path or query may follow, holes in it included.
fn called<'s>(script: &'s TypeScriptFacts, call: &'s Call, value: &'s Value) -> Option<&'s str> {
    let (text, is_open) = match value {
        Value::Text(text) => (&**text, false),
        Value::Template(text) => (&**text, true),
        Value::Path(path) => (constant(script, call.function, path)?, false),
        _ => return None,
    };
    let text = text.strip_prefix('/').unwrap_or(text);
    let end = text.find(['/', '?', '#']);
    let name = match end {
        Some(end) => &text[..end],
        None if is_open => return None,
        None => text,
    };
    (!name.is_empty() && !name.contains("${}")).then_some(name)
}

impl Functions {
    /// The Supabase projects whose functions a script may call: the nearest above it, else all.
    pub fn callable(&self, from: &RelPath) -> Vec<&SupabaseProject> {
        let with_functions = || self.projects.iter().filter(|project| !project.folders.is_empty());
        let above = with_functions().filter(|project| from.is_under(project.home()));
        match above.max_by_key(|project| project.home().len()) {
            Some(nearest) => vec![nearest],
            None => with_functions().collect(),
        }
    }
}

impl SupabaseProject {
    /// The folder whose scripts it is for: the one that holds its own.
    pub fn home(&self) -> &str {
        RelPath::above(&self.folder)
    }

    /// Whether a caller of `name` reaches code; `None` when that cannot be seen.
    pub fn answers(&self, name: &str) -> Option<bool> {
        let is_unseen =
            self.entry(name).is_some_and(|entry| matches!(entry.entrypoint, Entrypoint::Unseen(_)));
        if is_unseen {
            return None;
        }
        let found =
            self.functions.iter().any(|function| *function.name == *name && !function.is_shared_code());
        if found || !self.is_unreadable { Some(found) } else { None }
    }
}
