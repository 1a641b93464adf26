//! The ways in which the name of an edge function is written.

use std::collections::BTreeMap;

use super::{EdgeFunction, SupabaseProject};
use crate::finding::Location;
use crate::project::Project;

/// A name, and the first place that writes it so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedAt {
    /// As it is written.
    pub name: Box<str>,
    /// Where.
    pub at: Location,
    /// What writes it.
    pub what: NamedBy,
}

/// What names a function, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NamedBy {
    /// The function's own folder.
    Folder,
    /// An entry of the configuration.
    Configuration,
    /// A caller.
    Caller,
}

impl NamedBy {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Folder => "the function",
            Self::Configuration => "the entry",
            Self::Caller => "the called",
        }
    }
}

/// A name without what people mistake: `send-mail` for `Send_Mail`.
pub fn plain_name(name: &str) -> String {
    name.replace('_', "-").to_lowercase()
}

impl SupabaseProject {
    /// The spellings of each name that its folders, its configuration and its callers write: the surest
    /// first, each once. Sorted by name.
    pub fn spellings(&self, project: &Project) -> Vec<Vec<NamedAt>> {
        let functions = self.functions.iter().filter(|function| !function.is_shared_code());
        let functions = functions.map(|function: &EdgeFunction| {
            (NamedBy::Folder, &*function.name, Location::file(&function.entry))
        });
        let entries = self.configured.iter();
        let entries = entries.map(|entry| (NamedBy::Configuration, &*entry.name, entry.at.clone()));
        let calls = project.client_calls().invocations(project).filter(|call| {
            call.is_sure
                && project.functions().callable(&call.file.path).iter().any(|one| std::ptr::eq(*one, self))
        });
        let calls = calls.map(|call| (NamedBy::Caller, call.name, Location::new(&call.file.path, call.span)));
        let mut spellings: BTreeMap<String, Vec<NamedAt>> = BTreeMap::new();
        for (what, name, at) in functions.chain(entries).chain(calls) {
            let known = spellings.entry(plain_name(name)).or_default();
            if !known.iter().any(|known| *known.name == *name) {
                known.push(NamedAt { name: name.into(), at, what });
            }
        }
        spellings.into_values().collect()
    }
}
