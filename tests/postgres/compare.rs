//! Two catalogues, object by object and field by field.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::canonical::canonical;

/// What tells the rows of each section apart.
const KEYS: [(&str, &[&str]); 19] = [
    ("buckets", &["id"]),
    ("constraints", &["schema", "table", "name"]),
    ("cron_jobs", &["name", "schedule", "command"]),
    ("default_privileges", &["role", "schema", "objects"]),
    ("event_triggers", &["name"]),
    ("extensions", &["name"]),
    ("foreign_keys", &["schema", "table", "name"]),
    ("functions", &["schema", "name", "args"]),
    ("indexes", &["schema", "table", "name"]),
    ("policies", &["schema", "table", "name"]),
    ("publications", &["publication", "schema", "table"]),
    ("roles", &["name"]),
    ("rules", &["schema", "table", "name"]),
    ("schemas", &["name"]),
    ("sequences", &["schema", "name"]),
    ("tables", &["schema", "name"]),
    ("triggers", &["schema", "table", "name"]),
    ("types", &["schema", "name"]),
    ("views", &["schema", "name"]),
];

/// Fields that hold an expression: as the author wrote it on one side, as the server prints it on the other.
const EXPRESSIONS: [&str; 7] = ["def", "default", "include", "keys", "predicate", "qual", "with_check"];

/// A line for each difference; nothing where the two agree. What one side alone knows of a row is no
/// difference: the other has no such field.
pub(crate) fn differences(ours: &Value, theirs: &Value) -> Vec<String> {
    let mut differences = Vec::new();
    for (section, keys) in KEYS {
        let (ours, theirs) = (rows(&ours[section], keys), rows(&theirs[section], keys));
        let names: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
        for name in names {
            match (ours.get(name), theirs.get(name)) {
                (Some(ours), Some(theirs)) => {
                    let mut found = Vec::new();
                    fields("", ours, theirs, &mut found);
                    differences.extend(found.into_iter().map(|found| format!("{section} {name}{found}")));
                }
                (Some(_), None) => differences.push(format!("{section} {name}: not on the server")),
                (None, _) => differences.push(format!("{section} {name}: only on the server")),
            }
        }
    }
    differences
}

/// Rows by what tells them apart; equal ones are numbered.
fn rows<'v>(section: &'v Value, keys: &[&str]) -> BTreeMap<String, &'v Value> {
    let mut rows = BTreeMap::new();
    for row in section.as_array().into_iter().flatten() {
        let name: Vec<String> = keys.iter().map(|key| plain(&row[*key])).collect();
        let name = name.join(" · ");
        let mut unique = name.clone();
        let mut count = 1;
        while rows.contains_key(&unique) {
            count += 1;
            unique = format!("{name} #{count}");
        }
        rows.insert(unique, row);
    }
    rows
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn fields(path: &str, ours: &Value, theirs: &Value, found: &mut Vec<String>) {
    match (ours, theirs) {
        (Value::Object(left), Value::Object(right)) => {
            for (field, value) in left {
                if let Some(other) = right.get(field) {
                    fields(&format!("{path}.{field}"), value, other, found);
                }
            }
        }
        (Value::Array(left), Value::Array(right))
            if path.ends_with(".columns") && left.iter().any(Value::is_object) =>
        {
            let names =
                |columns: &[Value]| columns.iter().map(|column| plain(&column["name"])).collect::<Vec<_>>();
            if names(left) != names(right) {
                found.push(format!("{path}: {:?}, on the server {:?}", names(left), names(right)));
                return;
            }
            for (column, other) in left.iter().zip(right) {
                fields(&format!("{path}.{}", plain(&column["name"])), column, other, found);
            }
        }
        _ => {
            let field = path.rsplit('.').next().unwrap_or_default();
            let (mine, other) = (comparable(field, ours), comparable(field, theirs));
            if mine != other && skeleton(field, &mine) != skeleton(field, &other) {
                found.push(format!("{path}: {ours}, on the server {theirs}"));
            }
        }
    }
}

/// A value in the one form that both sides can be brought to.
fn comparable(field: &str, value: &Value) -> Value {
    match value {
        Value::String(text) if field == "acl" => {
            // From version 17 on there is one more privilege on tables, which no migration of today names.
            let text = text.replace("arwdDxtm", "arwdDxt");
            let mut items: Vec<&str> = text.trim_matches(['{', '}']).split(',').collect();
            items.sort_unstable();
            items.into()
        }
        Value::Array(values) if field == "options" => {
            let mut options: Vec<String> = values.iter().map(plain).collect();
            options.sort_unstable();
            options.into()
        }
        Value::String(text) if EXPRESSIONS.contains(&field) => canonical(text).into(),
        Value::Array(values) if EXPRESSIONS.contains(&field) => {
            values.iter().map(|value| comparable(field, value)).collect()
        }
        other => other.clone(),
    }
}

/// An expression without its names: the server follows a renamed column or function into the text of
/// every expression, the replay keeps what was written and follows by identity.
fn skeleton(field: &str, value: &Value) -> Value {
    match value {
        Value::String(text) if EXPRESSIONS.contains(&field) => {
            let is_name = |word: &&str| word.starts_with(|first: char| first.is_alphabetic() || first == '_');
            text.split(' ').map(|word| if is_name(&word) { "_" } else { word }).collect()
        }
        Value::Array(values) if EXPRESSIONS.contains(&field) => {
            values.iter().map(|value| skeleton(field, value)).collect()
        }
        other => other.clone(),
    }
}
