//! Objects that files make and give names to, found again where other files import them.

use std::collections::BTreeMap;

use super::modules::{Modules, Origin};
use crate::facts::FileFacts;
use crate::facts::typescript::{Call, Usage};

/// What is known of objects of one kind, by the file that makes them and their names there.
pub(super) struct Objects<'p, T> {
    modules: &'p Modules,
    by_file: BTreeMap<&'p str, BTreeMap<&'p str, T>>,
}

impl<'p, T: Copy> Objects<'p, T> {
    /// None yet.
    pub(super) fn new(modules: &'p Modules) -> Self {
        Self { modules, by_file: BTreeMap::new() }
    }

    /// Whether none is known.
    pub(super) fn is_empty(&self) -> bool {
        self.by_file.is_empty()
    }

    /// Takes down an object of the file at `path`; the first of a name stays.
    pub(super) fn add(&mut self, path: &'p str, name: &'p str, object: T) {
        self.by_file.entry(path).or_default().entry(name).or_insert(object);
    }

    /// The object of that name that the file at `path` makes.
    pub(super) fn made(&self, path: &str, name: &str) -> Option<T> {
        self.by_file.get(path)?.get(name).copied()
    }

    /// The object that the first name of a dotted path means in a file.
    pub(super) fn named(&self, file: &FileFacts, path: &str) -> Option<T> {
        let root = path.split('.').next().unwrap_or(path);
        if let Some(object) = self.made(file.path.as_str(), root) {
            return Some(object);
        }
        match self.modules.origin(&file.path, root)? {
            // What a file offers as its default is mostly its only one.
            Origin::Name(made, "default") => {
                let objects = self.by_file.get(made.path.as_str())?;
                let only = || objects.values().next().filter(|_| objects.len() == 1);
                objects.get(root).or_else(only).copied()
            }
            Origin::Name(made, "*") => self.made(made.path.as_str(), last(path)),
            Origin::Name(made, name) => self.made(made.path.as_str(), name),
            Origin::Unread => None,
        }
    }
}

/// The one name that the result of a call is given to, without what it is a member of.
pub(super) fn bound(call: &Call) -> Option<&str> {
    match &call.usage {
        Usage::Bound(names) => names.first().map(|name| last(name)).filter(|_| names.len() == 1),
        _ => None,
    }
}

/// The last name of a dotted path.
pub(super) fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}
