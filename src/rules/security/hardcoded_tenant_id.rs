//! Ids of tenants written into production code.

use crate::facts::typescript::{Binding, BindingKind, TypeScriptFacts, Value, is_tenant_key};
use crate::finding::{Location, Subject};
use crate::project::{IdConstants, Project, reads_as_id};
use crate::rule::Reporter;
use crate::source::{Role, Span};

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    let constants = IdConstants::of(project);
    for (file, script) in project.scripts().filter(|(file, _)| file.role == Role::Production) {
        let given = script.bindings.iter().filter(|binding| names_tenant(binding));
        let given = given.map(|binding| (binding.name(), &binding.value, binding.span));
        for (name, value, span) in given.chain(filters(script)) {
            if is_label(value) {
                continue;
            }
            let subject = Subject::new(name, Location::new(&file.path, span));
            match constants.id(script, value) {
                Some(id) => drop(report.fail(subject, message(name, value, id))),
                None if constants.is_hidden(script, value) => {
                    report.unknown(subject, "comes from a file that could not be read");
                }
                None => report.pass(subject),
            }
        }
    }
}

fn message(name: &str, value: &Value, id: &str) -> String {
    let nil = if id.bytes().all(|byte| matches!(byte, b'0' | b'-')) { ", the nil id" } else { "" };
    match value {
        Value::Fallback(_) => {
            format!("`{name}` falls back to `{id}`{nil}: without a tenant, everybody shares one")
        }
        Value::Path(path) => format!("`{name}` is always `{path}`, which is `{id}`{nil}"),
        _ => format!("`{name}` is always `{id}`{nil}"),
    }
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

/// Words about a tenant's id instead of one: headings, names of columns and fields, nothing at all.
fn is_label(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::Function | Value::List(_) => true,
        Value::Text(text) => !reads_as_id(text),
        Value::Fallback(inner) => !matches!(**inner, Value::Path(_)) && is_label(inner),
        Value::Path(path) => **path == *"undefined",
        Value::Number(_) | Value::Template(_) | Value::Object(_) | Value::Other => false,
    }
}
