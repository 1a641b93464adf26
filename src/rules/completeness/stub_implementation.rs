//! Functions that only say that they are not done, or that answer the same each time.

use std::collections::BTreeSet;

use crate::facts::rust::RustFacts;
use crate::facts::typescript::{Function, FunctionBody, TypeScriptFacts};
use crate::facts::{Content, FileFacts};
use crate::finding::{Location, Subject};
use crate::project::{Project, reads_as_double, says_pretence};
use crate::rule::Reporter;
use crate::source::{Role, Span};

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    let extended: BTreeSet<&str> =
        project.scripts().flat_map(|(_, script)| &script.extended).map(|(_, base)| &**base).collect();
    for file in
        project.files().filter(|file| file.role == Role::Production && !reads_as_double(file.path.stem()))
    {
        let found = match &file.content {
            Content::TypeScript(script) if !script.functions.is_empty() => of_script(file, script, &extended),
            Content::Rust(rust) if !project.crates().is_test(&file.path) => of_rust(rust),
            _ => continue,
        };
        if found.is_empty() {
            report.pass(Subject::file(&file.path));
        }
        for (name, span, message) in found {
            report.fail(Subject::new(name, Location::new(&file.path, span)), message);
        }
    }
}

/// The name, the place and what is wrong of each.
type Found<'f> = Vec<(&'f str, Span, String)>;

fn of_script<'f>(file: &'f FileFacts, script: &'f TypeScriptFacts, extended: &BTreeSet<&str>) -> Found<'f> {
    // What others extend is theirs to write.
    let is_left_open = |function: &Function| {
        let class = function.class.as_deref();
        class.is_some_and(|class| extended.contains(class) || reads_as_double(class))
            || reads_as_double(&function.name)
            // It does what its name says.
            || function.name.to_ascii_lowercase().contains("implemented")
    };
    let functions = script
        .functions
        .iter()
        .filter(|function| function.body != FunctionBody::Works && !is_left_open(function));
    let stubs = functions.filter_map(|function| {
        let name = if function.name.is_empty() { "a function" } else { &*function.name };
        let shown = if function.name.is_empty() { name.to_owned() } else { format!("`{name}`") };
        match function.body {
            FunctionBody::Works => None,
            FunctionBody::Unfinished => {
                Some((name, function.span, format!("{shown} only says that it is not implemented")))
            }
            FunctionBody::Constant { answer, is_all } => {
                let says = pretence(file, function, answer, is_all)?;
                Some((
                    name,
                    Span { start: answer, ..function.span },
                    format!("{shown} answers the same each time: \"{says}\""),
                ))
            }
        }
    });
    stubs.collect()
}

/// The comment that says of a constant answer that it only stands in: right above it, or anywhere in a function
/// that does nothing else.
fn pretence<'f>(file: &'f FileFacts, function: &Function, answer: u32, is_all: bool) -> Option<&'f str> {
    let mut near = file.comments.iter().filter(|comment| {
        let is_inside = function.span.contains(comment.span);
        let is_above = comment.span.end <= answer && answer - comment.span.end <= MAX_GAP;
        is_above || (is_all && is_inside)
    });
    near.find_map(|comment| says_pretence(&comment.text))
}

/// Spaces between a comment and the answer below it.
const MAX_GAP: u32 = 24;

fn of_rust(rust: &RustFacts) -> Found<'_> {
    let stubs = rust.stubs.iter().filter(|stub| !reads_as_double(&stub.name));
    let found = stubs.map(|stub| {
        (&*stub.name, stub.span, format!("`{}` is `{}()` and nothing else", stub.name, stub.placeholder))
    });
    found.collect()
}
