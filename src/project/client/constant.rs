//! Names that stand for one text wherever they are read.

use crate::facts::typescript::{BindingKind, Call, TypeScriptFacts, Value};

/// The text that `path` has where `call` stands: a constant of the same file that is set once.
pub(super) fn constant<'s>(script: &'s TypeScriptFacts, call: &Call, path: &str) -> Option<&'s str> {
    let mut given = script.bindings.iter().filter(|binding| *binding.path == *path);
    let binding = given.next()?;
    let is_constant = matches!(binding.kind, BindingKind::Variable | BindingKind::Property);
    if given.next().is_some() || !is_constant || !is_seen(script, binding.function, call.function) {
        return None;
    }
    match &binding.value {
        Value::Text(text) => Some(text),
        _ => None,
    }
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
