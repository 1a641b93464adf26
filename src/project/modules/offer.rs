//! What a module exports, what it passes on included.

use std::collections::BTreeSet;

use super::{Modules, Target};
use crate::facts::typescript::{ImportKind, TypeScriptFacts};
use crate::facts::{Content, FileFacts};
use crate::finding::ProblemKind;
use crate::source::RelPath;

/// Whether a module exports a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Offer {
    /// It does.
    There,
    /// It may: what it exports is not all known.
    Unknown,
    /// It does not.
    Missing,
}

impl Modules {
    /// Whether the file at `path` exports `name`; `default` is the default export.
    pub fn offer(&self, path: &RelPath, name: &str) -> Offer {
        self.offer_of(path, name, &mut Vec::new())
    }

    fn offer_of<'m>(&'m self, path: &'m RelPath, name: &str, seen: &mut Vec<&'m RelPath>) -> Offer {
        if seen.contains(&path) {
            return Offer::Missing;
        }
        let Some((file, targets)) = self.script(path) else { return Offer::Unknown };
        let Some(script) = closed(file) else { return Offer::Unknown };
        if script.exports.iter().any(|export| &*export.name == name) {
            return Offer::There;
        }
        seen.push(path);
        let mut best = Offer::Missing;
        for (import, target) in script.imports.iter().zip(targets) {
            for taken in import.names.iter().filter(|_| import.kind == ImportKind::ReExport) {
                if &*taken.local == name {
                    return Offer::There;
                }
                if &*taken.imported != "*" || &*taken.local != "*" || name == "default" {
                    continue;
                }
                let passed = match target {
                    Target::File(other) => self.offer_of(other, name, seen),
                    _ => Offer::Unknown,
                };
                best = best.min(passed);
            }
        }
        best
    }

    /// The names that the file at `path` exports by itself or passes on by name.
    pub fn export_names(&self, path: &RelPath) -> BTreeSet<&str> {
        let Some((file, _)) = self.script(path) else { return BTreeSet::new() };
        let Content::TypeScript(script) = &file.content else { return BTreeSet::new() };
        let passed = script.imports.iter().filter(|import| import.kind == ImportKind::ReExport);
        let passed = passed.flat_map(|import| &import.names).map(|name| &*name.local);
        let own = script.exports.iter().map(|export| &*export.name);
        own.chain(passed).filter(|name| *name != "*" && *name != "default").collect()
    }
}

/// The facts of a module whose syntax says all that it exports.
fn closed(file: &FileFacts) -> Option<&TypeScriptFacts> {
    let Content::TypeScript(script) = &file.content else { return None };
    let is_broken = file.problems.iter().any(|problem| problem.kind == ProblemKind::SyntaxError);
    let is_open = is_broken
        || !script.is_module
        || script.exports_anything
        || file.language.is_component()
        || file.path.is_declaration();
    (!is_open).then_some(script)
}
