//! Ids written into code: the keys they are given to, and the constants that hold them.

use std::collections::{BTreeMap, BTreeSet};

use super::Project;
use crate::facts::is_tenant_key;
use crate::facts::typescript::{Binding, BindingKind, TypeScriptFacts, Value, is_uuid};
use crate::source::{Language, RelPath, Span};

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

/// Constants with an id, followed one step: those of the same file, and exported ones by name.
#[derive(Debug)]
pub struct IdConstants<'p> {
    /// The id of each name; `None` where two constants of that name differ.
    exported: BTreeMap<&'p str, Option<&'p str>>,
    /// Stems of scripts that could not be read.
    unread: BTreeSet<&'p str>,
}

impl<'p> IdConstants<'p> {
    /// Those of all scripts.
    pub fn of(project: &'p Project) -> Self {
        let mut exported: BTreeMap<&str, Option<&str>> = BTreeMap::new();
        for (name, id) in project.scripts().flat_map(|(_, script)| ids(script)) {
            // Two constants of one name with different ids are none that can be followed.
            exported
                .entry(name)
                .and_modify(|known| *known = known.filter(|known| *known == id))
                .or_insert(Some(id));
        }
        let is_script = |path: &&RelPath| Language::of(path).is_script();
        let scripts = project.tree().paths.iter().filter(is_script);
        let unread = scripts.filter(|path| project.file(path.as_str()).is_none());
        Self { exported, unread: unread.map(RelPath::stem).collect() }
    }

    /// Whether `value` is imported from a file that could not be read, so that nobody knows what it is.
    pub fn is_hidden(&self, script: &TypeScriptFacts, value: &Value) -> bool {
        let Value::Path(path) = value else { return false };
        let mut imports = script.imports.iter();
        !self.unread.is_empty()
            && imports.any(|import| {
                let module = import.specifier.rsplit('/').next().unwrap_or_default();
                let is_unread = |stem: &&str| module == *stem || module.strip_suffix(".js") == Some(stem);
                import.names.iter().any(|name| *name.local == **path) && self.unread.iter().any(is_unread)
            })
    }

    /// The literal id that `value` is in `script`: itself, what it falls back to, or a constant's.
    pub fn id<'v>(&self, script: &'v TypeScriptFacts, value: &'v Value) -> Option<&'v str>
    where
        'p: 'v,
    {
        match value {
            Value::Text(text) => reads_as_id(text).then_some(&**text),
            Value::Number(_) => Some("a number"),
            Value::Fallback(inner) => self.id(script, inner),
            Value::Path(path) => {
                let own = ids(script).find(|(name, _)| **name == **path).map(|(_, id)| id);
                let is_imported = || {
                    script.imports.iter().flat_map(|import| &import.names).any(|name| *name.local == **path)
                };
                own.or_else(|| self.exported.get(&**path).copied().flatten().filter(|_| is_imported()))
            }
            _ => None,
        }
    }
}

/// Top-level constants that hold an id.
fn ids(script: &TypeScriptFacts) -> impl Iterator<Item = (&str, &str)> {
    let constants = script
        .bindings
        .iter()
        .filter(|binding| binding.kind == BindingKind::Variable && binding.function.is_none());
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
