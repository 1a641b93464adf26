//! Functions that keep requests out and ask the database whether to.

use std::collections::BTreeMap;

use super::Project;
use super::client::{Asked, ClientCall, DEFAULT_SCHEMA, Databases, asked_name};
use super::schema::{HasColumn, Served};
use crate::facts::FileFacts;
use crate::facts::typescript::{Function, TypeScriptFacts, is_guard_name};
use crate::finding::{Location, Subject};
use crate::source::{Role, Span};

/// A guard, with what it asks the database for.
#[derive(Debug)]
pub struct Guard<'p> {
    /// Its file.
    pub file: &'p FileFacts,
    /// The function.
    pub function: &'p Function,
    /// Tables and functions of the database, in order.
    pub asked: Vec<&'p str>,
    /// The first of them that no migration leaves: where it is asked for, and what it is.
    pub missing: Option<(Span, String)>,
    /// Where nobody can tell whether something is there, and why.
    pub doubt: Option<(Span, String)>,
}

/// Every guard of production code that asks the database, by path and place.
pub fn guards(project: &Project) -> Vec<Guard<'_>> {
    let databases = Databases::of(project);
    let calls = project.client_calls();
    let relations = calls.asking(project, Asked::Relation);
    let mut found: BTreeMap<(&str, u32), Guard<'_>> = BTreeMap::new();
    for call in relations.chain(calls.asking(project, Asked::Routine)) {
        if call.file.role != Role::Production {
            continue;
        }
        let Some((index, function)) = guard_around(call.script, call.call.function) else { continue };
        let guard = found.entry((call.file.path.as_str(), index)).or_insert_with(|| Guard {
            file: call.file,
            function,
            asked: Vec::new(),
            missing: None,
            doubt: None,
        });
        guard.asked.push(call.name);
        guard.look_for(&call, &databases);
    }
    found.into_values().collect()
}

/// The innermost function around that guards by its name, with its index.
fn guard_around(script: &TypeScriptFacts, around: Option<u32>) -> Option<(u32, &Function)> {
    let at = |index: u32| script.functions.get(index as usize).map(|function| (index, function));
    let mut functions =
        std::iter::successors(around.and_then(at), |(_, function)| function.parent.and_then(at));
    functions.find(|(_, function)| is_guard_name(&function.name))
}

impl<'p> Guard<'p> {
    /// Its name.
    pub fn name(&self) -> &'p str {
        &self.function.name
    }

    /// The guard, at that place.
    pub fn subject_at(&self, span: Span) -> Subject {
        Subject::new(&*self.function.name, Location::new(&self.file.path, span))
    }

    /// Takes down whether what a call asks for is there.
    fn look_for(&mut self, call: &ClientCall<'_>, databases: &Databases<'p>) {
        let schemas = databases.of_script(&call.file.path);
        let chosen = call.schema().unwrap_or(DEFAULT_SCHEMA);
        if databases.is_empty() || !Databases::may_serve(&schemas, chosen) {
            return;
        }
        let (kind, is_typed, unsure) = match call.asked {
            Asked::Relation => match Databases::relation(&schemas, chosen, call.name) {
                Served::There(_) => return self.look_for_columns(call, databases),
                Served::Unsure(reason) => {
                    ("table", databases.typed_relation(chosen, call.name).is_some(), Some(reason))
                }
                Served::Missing => ("table", databases.typed_relation(chosen, call.name).is_some(), None),
            },
            Asked::Routine => match Databases::routines(&schemas, chosen, call.name) {
                Served::There(_) => return,
                Served::Unsure(reason) => {
                    ("function", databases.has_typed_function(chosen, call.name), Some(reason))
                }
                Served::Missing => ("function", databases.has_typed_function(chosen, call.name), None),
            },
            Asked::Bucket => return,
        };
        if is_typed {
            return;
        }
        if let Some(reason) = unsure {
            self.doubt.get_or_insert((call.span(), reason));
        } else {
            let what = format!("{kind} `{}`", asked_name(chosen, call.name));
            self.missing.get_or_insert((call.span(), what));
        }
    }

    /// Takes down the first column of the call's own table that it does not have.
    fn look_for_columns(&mut self, call: &ClientCall<'_>, databases: &Databases<'p>) {
        let schemas = databases.of_script(&call.file.path);
        let chosen = call.schema().unwrap_or(DEFAULT_SCHEMA);
        let found = schemas.iter().find_map(|schema| match schema.served_relation(chosen, call.name) {
            Served::There(relation) => Some((*schema, relation)),
            _ => None,
        });
        let Some((schema, relation)) = found else { return };
        let missing = call.columns().into_iter().find(|mention| {
            mention.through.is_empty()
                && matches!(schema.has_served_column(relation, mention.name), HasColumn::No(_))
                && !databases.has_typed_column(chosen, call.name, mention.name)
        });
        if let Some(mention) = missing {
            let what = format!("column `{}` of `{}`", mention.name, call.name);
            self.missing.get_or_insert((mention.span, what));
        }
    }
}
