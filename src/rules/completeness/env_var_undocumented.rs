//! Variables that production code reads and that nothing tells people to set.

use crate::facts::environment::is_exposed;
use crate::finding::Related;
use crate::project::Project;
use crate::project::env::{Environment, Variable};
use crate::rule::Reporter;

/// How many other places a finding shows.
const SHOWN: usize = 4;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    let environment = Environment::of(project);
    for variable in environment.variables() {
        if variable.named_in.is_some() {
            report.pass(variable);
            continue;
        }
        let finding = report.fail(variable, message(variable, &environment));
        let others = variable.reads.iter().skip(1).take(SHOWN);
        finding
            .related
            .extend(others.map(|at| Related { location: at.clone(), label: "read here too".to_owned() }));
    }
}

fn message(variable: &Variable<'_>, environment: &Environment<'_>) -> String {
    let name = variable.name;
    let mut files: Vec<_> = variable.reads.iter().map(|at| &at.path).collect();
    files.dedup();
    let readers = match files.len() {
        1 => "which is read here".to_owned(),
        count => format!("which {count} files read"),
    };
    let bundled = if is_exposed(name) { "\nit is built into what browsers load" } else { "" };
    let near = environment
        .nearest(name)
        .map_or_else(String::new, |(other, path)| format!("\n{path} names `{other}`"));
    format!("no example file, workflow or document names `{name}`, {readers}{bundled}{near}")
}
