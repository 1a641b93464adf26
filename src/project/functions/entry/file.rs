//! Entries that frameworks make from files: by their place and by what they export.

use super::{EntryKind, EntryPoint};
use crate::facts::typescript::{Directive, Function, TypeScriptFacts};
use crate::facts::{Content, FileFacts};
use crate::finding::Location;
use crate::project::Project;
use crate::project::functions::Route;
use crate::source::Role;

/// Exports that answer one method each.
const METHODS: [&str; 8] = ["ALL", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];
/// Exports of pages that a server runs.
const PAGE: [&str; 6] = ["action", "actions", "getServerSideProps", "getStaticProps", "load", "loader"];

pub(super) fn entries(project: &Project) -> Vec<EntryPoint> {
    let mut found = Vec::new();
    for route in &project.functions().routes {
        let Some(file) = project.file(route.file.as_str()).filter(|file| file.role == Role::Production)
        else {
            continue;
        };
        found.extend(of_route(file, route));
    }
    for (file, script) in project.scripts().filter(|(file, _)| file.role == Role::Production) {
        let offered = |names: &[&str], kind| {
            let offered = script.exports.iter().filter(|export| names.contains(&&*export.name));
            let made = offered.map(|export| EntryPoint {
                name: format!("{} {}", export.name, file.path).into(),
                kind,
                at: place(file, script, &export.name).unwrap_or(Location::new(&file.path, export.span)),
                code: file.path.clone(),
                route: None,
            });
            made.collect::<Vec<_>>()
        };
        if is_page(project, file) {
            found.extend(offered(&PAGE, EntryKind::Page));
        }
        if is_middleware(project, file) {
            found.extend(offered(
                &["default", "handle", "middleware", "onRequest", "proxy"],
                EntryKind::Middleware,
            ));
        }
        found.extend(actions(file, script));
    }
    found
}

/// One entry a method that the file exports; one for all where it answers by its default.
fn of_route(file: &FileFacts, route: &Route) -> Vec<EntryPoint> {
    let entry = |name: String, at| EntryPoint {
        name: name.into(),
        kind: EntryKind::Route,
        at,
        code: file.path.clone(),
        route: Some(route.clone()),
    };
    let Content::TypeScript(script) = &file.content else {
        return vec![entry(route.shown(), Location::file(&file.path))];
    };
    let methods = script.exports.iter().filter(|export| METHODS.contains(&&*export.name));
    let mut found: Vec<EntryPoint> = methods
        .map(|export| {
            let at = place(file, script, &export.name).unwrap_or(Location::new(&file.path, export.span));
            entry(format!("{} {}", export.name, route.shown()), at)
        })
        .collect();
    if found.is_empty() {
        found.push(entry(route.shown(), Location::file(&file.path)));
    }
    found
}

/// Where the exported function of that name stands.
fn place(file: &FileFacts, script: &TypeScriptFacts, name: &str) -> Option<Location> {
    let is_it = |function: &&Function| *function.name == *name && function.parent.is_none();
    script.functions.iter().find(is_it).map(|function| Location::new(&file.path, function.span))
}

/// Whether a framework runs on the server what a page's module exports.
fn is_page(project: &Project, file: &FileFacts) -> bool {
    let depends = |name: &str| {
        let package = project.packages().of(&file.path);
        package.is_some_and(|package| package.dependencies.iter().any(|one| one.starts_with(name)))
    };
    let in_folder = |name: &str| file.path.folders().any(|folder| folder == name);
    match file.path.stem() {
        "+page.server" | "+layout.server" => true,
        _ if in_folder("routes") => depends("@remix-run/") || depends("@react-router/"),
        "root" => depends("@remix-run/") || depends("@react-router/"),
        _ => in_folder("pages") && depends("next"),
    }
}

fn is_middleware(project: &Project, file: &FileFacts) -> bool {
    let root = project.packages().folder_of(&file.path).unwrap_or_default();
    let below = file.path.folder().strip_prefix(root).unwrap_or("?").trim_start_matches('/');
    matches!(below, "" | "src") && matches!(file.path.stem(), "hooks.server" | "middleware" | "proxy")
}

/// Functions that browsers call: those a module of actions exports, and those that say so themselves.
fn actions(file: &FileFacts, script: &TypeScriptFacts) -> Vec<EntryPoint> {
    let is_module = script.directive == Some(Directive::Server);
    let is_offered = |function: &Function| {
        let mut exports = script.exports.iter();
        is_module && function.parent.is_none() && exports.any(|export| export.name == function.name)
    };
    let found = script.functions.iter().filter(|function| function.is_action || is_offered(function));
    let made = found.map(|function| EntryPoint {
        name: if function.name.is_empty() { file.path.as_str().into() } else { function.name.clone() },
        kind: EntryKind::Action,
        at: Location::new(&file.path, function.span),
        code: file.path.clone(),
        route: None,
    });
    made.collect()
}
