//! Ids written into code: the keys they are given to, and the constants that hold them.

use super::Project;
use super::constant::{Elsewhere, elsewhere};
use crate::facts::typescript::{Binding, BindingKind, TypeScriptFacts, Value, is_uuid};
use crate::facts::{FileFacts, is_tenant_key};
use crate::source::Span;

/// Ids as code has them: a UUID, digits, and the words people put there.
pub fn reads_as_id(text: &str) -> bool {
    is_uuid(text)
        || (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))
        || matches!(
            &*text.to_ascii_lowercase(),
            "default"
                | "default-tenant"
                | "default_tenant"
                | "default-org"
                | "default_org"
                | "demo"
                | "demo-tenant"
                | "demo-org"
                | "main"
                | "public"
                | "root"
                | "system"
                | "global"
                | "shared"
                | "tenant-1"
                | "tenant1"
                | "org-1"
                | "org1"
                | "default-organization"
                | "default-workspace"
                | "test"
                | "test-tenant"
        )
}

/// Each value that a script gives to the key of a tenant's id, with the key: first what is bound to a
/// name, then what queries filter by.
pub fn tenant_values(script: &TypeScriptFacts) -> impl Iterator<Item = (&str, &Value, Span)> {
    let given = script.bindings.iter().filter(|binding| names_tenant(binding));
    given.map(|binding| (binding.name(), &binding.value, binding.span)).chain(filters(script))
}

/// A literal id that code gives, or why nobody can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrittenId<'v> {
    /// This one.
    Literal(&'v str),
    /// It comes from a file that is not there or could not be read.
    Hidden,
}

/// The literal id that `value` is in a script: itself, what it falls back to, or a constant's, of the same file
/// or of the module that it is imported from.
pub fn written_id<'v>(
    project: &'v Project,
    file: &FileFacts,
    script: &'v TypeScriptFacts,
    value: &'v Value,
) -> Option<WrittenId<'v>> {
    match value {
        Value::Text(text) => reads_as_id(text).then_some(WrittenId::Literal(text)),
        Value::Number(_) => Some(WrittenId::Literal("a number")),
        Value::Fallback(inner) => written_id(project, file, script, inner),
        Value::Path(path) => constant(project, file, script, path),
        _ => None,
    }
}

fn constant<'v>(
    project: &'v Project,
    file: &FileFacts,
    script: &'v TypeScriptFacts,
    path: &str,
) -> Option<WrittenId<'v>> {
    let own = ids(script).find(|(name, _)| *name == path).map(|(_, id)| WrittenId::Literal(id));
    own.or_else(|| match elsewhere(project.modules(), &file.path, path)? {
        Elsewhere::Hidden => Some(WrittenId::Hidden),
        Elsewhere::In(there, path) => {
            ids(there).find(|(known, _)| *known == path).map(|(_, id)| WrittenId::Literal(id))
        }
    })
}

/// Top-level constants that hold an id, members of objects by their path.
fn ids(script: &TypeScriptFacts) -> impl Iterator<Item = (&str, &str)> {
    let constants = script.bindings.iter().filter(|binding| {
        let is_constant = match binding.kind {
            BindingKind::Variable => true,
            BindingKind::Property => binding.path.contains('.'),
            _ => false,
        };
        is_constant && binding.function.is_none()
    });
    constants.filter_map(|binding| match &binding.value {
        Value::Text(text) if reads_as_id(text) => Some((&*binding.path, &**text)),
        _ => None,
    })
}

/// Whether a binding gives an id to a tenant's key, not a column's description to a key of that name.
fn names_tenant(binding: &Binding) -> bool {
    let name = binding.name();
    is_tenant_key(name) || (binding.kind == BindingKind::Variable && is_default_tenant(name))
}

/// `DEFAULT_TENANT_ID`, `FALLBACK_ORG_ID`: constants that exist to be a tenant.
fn is_default_tenant(name: &str) -> bool {
    ["DEFAULT_", "FALLBACK_", "default", "fallback"]
        .iter()
        .any(|head| name.strip_prefix(head).is_some_and(is_tenant_key))
}

/// `.eq('tenant_id', value)` and its like.
fn filters(script: &TypeScriptFacts) -> impl Iterator<Item = (&str, &Value, Span)> {
    let links = script.calls.iter().flat_map(|call| &call.links);
    links.filter(|link| matches!(&*link.name, "eq" | "set" | "append" | "where" | "filter")).filter_map(
        |link| {
            let name = link.text(0).filter(|name| is_tenant_key(name))?;
            let value = link.arguments.last().filter(|_| link.arguments.len() > 1)?;
            Some((name, &value.value, value.span))
        },
    )
}
