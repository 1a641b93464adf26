//! Ids of tenants written into production code.

use crate::facts::sql::LiteralDefault;
use crate::facts::typescript::Value;
use crate::finding::{Location, Subject};
use crate::project::schema::{Table, TenantColumn};
use crate::project::{Project, WrittenId, reads_as_id, tenant_values, written_id};
use crate::rule::Reporter;
use crate::source::Role;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    check_scripts(project, report);
    for schema in project.schemas().iter().filter(|schema| schema.is_production()) {
        // A partition follows its parent.
        for table in schema.tables().filter(|table| table.partition_of.is_none()) {
            table.tenant_columns.iter().for_each(|column| examine(table, column, report));
        }
    }
}

fn check_scripts(project: &Project, report: &mut Reporter<'_>) {
    for (file, script) in project.scripts().filter(|(file, _)| file.role == Role::Production) {
        for (name, value, span) in tenant_values(script) {
            if is_label(value) {
                continue;
            }
            let subject = Subject::new(name, Location::new(&file.path, span));
            match written_id(project, file, script, value) {
                Some(WrittenId::Literal(id)) => drop(report.fail(subject, message(name, value, id))),
                Some(WrittenId::Hidden) => {
                    report.unknown(subject, "comes from a file that could not be read or is not there");
                }
                None => report.pass(subject),
            }
        }
    }
}

/// A column, by the default that is left after the last migration.
fn examine(table: &Table, column: &TenantColumn, report: &mut Reporter<'_>) {
    let name = format!("{}.{}", table.name, column.name);
    if table.object.doubt.is_some() || column.doubt.is_some() {
        let subject = Subject::new(name, column.set.clone());
        report.unknown(subject, "whether it has a default depends on what only the database knows");
        return;
    }
    match column.default.as_ref().filter(|default| reads_as_id(&default.text)) {
        Some(LiteralDefault { text, is_fallback }) => {
            let verb = if *is_fallback { "falls back" } else { "defaults" };
            let message = format!("`{name}` {verb} to `{text}`{}", nil(text));
            report.fail(Subject::new(name, column.set.clone()), message);
        }
        None => report.pass(Subject::new(name, column.set.clone())),
    }
}

fn nil(id: &str) -> &'static str {
    if id.bytes().all(|byte| matches!(byte, b'0' | b'-')) { ", the nil id" } else { "" }
}

fn message(name: &str, value: &Value, id: &str) -> String {
    let nil = nil(id);
    match value {
        Value::Fallback(_) => {
            format!("`{name}` falls back to `{id}`{nil}: without a tenant, everybody shares one")
        }
        Value::Path(path) => format!("`{name}` is always `{path}`, which is `{id}`{nil}"),
        _ => format!("`{name}` is always `{id}`{nil}"),
    }
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
