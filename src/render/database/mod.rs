//! A replayed database → bytes: as tables for people, as the JSON of a server's own catalogue for programs.

mod catalog;
mod names;
mod privileges;
mod routines;
mod tables;
mod terminal;

use serde_json::{Map, Value, json};

pub use self::terminal::text;

use self::names::Names;
use crate::finding::Location;
use crate::project::schema::{Failure, QualifiedName, Schema};
use crate::report::Place;
use crate::source::RelPath;

/// Finds the line and column of a place.
pub type Places<'p> = &'p dyn Fn(&Location) -> Place;

/// Every database as one JSON document: the first at the top, the others under `others`.
pub fn json(schemas: &[&Schema], places: Places<'_>) -> String {
    let mut databases = schemas.iter().map(|schema| database(schema, places));
    let mut first = databases.next().unwrap_or_else(|| json!({ "catalog": {} }));
    first["others"] = databases.collect();
    format!("{first:#}\n")
}

/// One table or view with all that hangs on it; `None` where no database has it.
pub fn table(schemas: &[&Schema], name: &str, as_json: bool, places: Places<'_>) -> Option<String> {
    let schema = schemas.iter().find(|schema| relations(schema).any(|known| is_meant(known, name)))?;
    if !as_json {
        return terminal::relation(schema, name, places);
    }
    let catalog = catalog::catalog(schema, &Names::new(schema), places);
    let mut parts = Map::new();
    for (section, rows) in catalog.as_object().into_iter().flatten() {
        let relation = if matches!(&**section, "tables" | "views") { "name" } else { "table" };
        let is_of = |row: &&Value| {
            let known = row["schema"].as_str().zip(row[relation].as_str());
            known.is_some_and(|(schema, table)| names_meant(schema, table, name))
        };
        let rows: Vec<Value> = rows.as_array().into_iter().flatten().filter(is_of).cloned().collect();
        if !rows.is_empty() {
            parts.insert(section.clone(), rows.into());
        }
    }
    Some(format!("{:#}\n", json!({ "folder": schema.folder(), "catalog": parts })))
}

/// The table or view whose name is most like `name`.
pub fn nearest(schemas: &[&Schema], name: &str) -> Option<String> {
    let known = schemas.iter().flat_map(|schema| relations(schema)).map(names::short);
    let rated = known.map(|known| (strsim::damerau_levenshtein(&known, name), known));
    rated.min().filter(|(distance, known)| *distance <= known.len() / 2).map(|(_, known)| known)
}

/// Names of tables and views, those of the platform that a migration touched included.
fn relations(schema: &Schema) -> impl Iterator<Item = &QualifiedName> {
    let views = schema.all_views().map(|view| &view.name);
    schema.all_tables().map(|table| &table.name).chain(views)
}

fn is_meant(known: &QualifiedName, name: &str) -> bool {
    names_meant(known.schema.as_str(), known.name.as_str(), name)
}

/// Whether a typed name means that relation: without a schema it means one of `public`.
fn names_meant(schema: &str, relation: &str, name: &str) -> bool {
    let with_schema = name.strip_prefix(schema).and_then(|rest| rest.strip_prefix('.'));
    with_schema == Some(relation) || schema == "public" && relation == name
}

/// One database: where it comes from, what a server would refuse, what it holds in the end.
fn database(schema: &Schema, places: Places<'_>) -> Value {
    let files: Vec<&str> = schema.migrations().iter().map(RelPath::as_str).collect();
    let failures: Vec<Value> = schema.failures().iter().map(|failure| refused(failure, places)).collect();
    json!({
        "folder": schema.folder(),
        "files": files,
        "failures": failures,
        "catalog": catalog::catalog(schema, &Names::new(schema), places),
    })
}

fn refused(failure: &Failure, places: Places<'_>) -> Value {
    let place = places(&failure.at);
    let (code, class) = failure.state.code_and_condition();
    json!({
        "file": place.path.as_str(),
        "line": place.start.line,
        "end_line": place.end.line,
        "sqlstate": code,
        "class": class,
        "error": failure.message,
    })
}
