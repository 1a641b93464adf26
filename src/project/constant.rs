//! Names that stand for one text wherever they are read.

use super::modules::{Modules, Origin};
use crate::facts::typescript::{Binding, BindingKind, TypeScriptFacts, Value};
use crate::facts::{Content, FileFacts};
use crate::source::RelPath;

/// The text that `path` has in a function of a script: a constant of the same file that is set once.
pub(super) fn constant<'s>(
    script: &'s TypeScriptFacts,
    function: Option<u32>,
    path: &str,
) -> Option<&'s str> {
    let is_it = |binding: &&Binding| *binding.path == *path && binding.kind != BindingKind::Each;
    let mut given = script.bindings.iter().filter(is_it);
    let binding = given.next()?;
    if given.next().is_some() || !is_constant(binding) || !is_seen(script, binding.function, function) {
        return None;
    }
    match &binding.value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

/// The text that a value is in a function of a script: its own, or a constant's, of the same file or of the module
/// that it is imported from.
pub(super) fn text<'p>(
    modules: &'p Modules,
    file: &'p FileFacts,
    function: Option<u32>,
    value: &'p Value,
) -> Option<&'p str> {
    let Content::TypeScript(script) = &file.content else { return None };
    match value {
        Value::Text(text) => Some(text),
        Value::Path(path) => {
            constant(script, function, path).or_else(|| match elsewhere(modules, &file.path, path)? {
                Elsewhere::In(there, path) => constant(there, None, &path),
                Elsewhere::Hidden => None,
            })
        }
        _ => None,
    }
}

/// Where a name is made that a script takes from another.
pub(super) enum Elsewhere<'p> {
    /// In this script, by that path: of `config.TENANT` it is `TENANT` of a whole module, and `config.TENANT` of an
    /// object.
    In(&'p TypeScriptFacts, String),
    /// In a file that is not there or could not be read.
    Hidden,
}

/// Where the first name of `path`, in the script at `from`, is made; `None` where it is not imported from a file of
/// the repository.
pub(super) fn elsewhere<'p>(modules: &'p Modules, from: &RelPath, path: &str) -> Option<Elsewhere<'p>> {
    let (local, member) = path.split_once('.').map_or((path, None), |(local, rest)| (local, Some(rest)));
    let (other, name) = match modules.origin(from, local)? {
        Origin::Unread => return Some(Elsewhere::Hidden),
        Origin::Name(other, name) => (other, name),
    };
    let Content::TypeScript(there) = &other.content else { return None };
    let path = match member {
        Some(member) if name == "*" => member.to_owned(),
        Some(member) => format!("{name}.{member}"),
        None => name.to_owned(),
    };
    Some(Elsewhere::In(there, path))
}

fn is_constant(binding: &Binding) -> bool {
    matches!(binding.kind, BindingKind::Variable | BindingKind::Property)
}

/// Whether what stands in one function is seen from another: the same, or one around it.
pub(super) fn is_seen(script: &TypeScriptFacts, there: Option<u32>, from: Option<u32>) -> bool {
    let mut function = from;
    loop {
        if function == there {
            return true;
        }
        let Some(inner) = function.and_then(|at| script.functions.get(at as usize)) else { return false };
        function = inner.parent;
    }
}
