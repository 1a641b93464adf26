//! Functions of the database that clients call and that nothing makes, or that take other arguments.

use crate::facts::typescript::Value;
use crate::finding::Severity;
use crate::project::Project;
use crate::project::client::{Asked, ClientCall, DEFAULT_SCHEMA, Databases, Made, asked_name};
use crate::project::schema::{NamedCall, Routine, Schema, Served};
use crate::rule::Reporter;
use crate::source::Role;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    let databases = Databases::of(project);
    for call in project.client_calls().asking(project, Asked::Routine) {
        if databases.is_empty() {
            report.not_evaluated("no migration says which functions there are");
            return;
        }
        examine(&call, &databases, report);
    }
}

fn examine(call: &ClientCall<'_>, databases: &Databases<'_>, report: &mut Reporter<'_>) {
    let schemas = databases.of_script(&call.file.path);
    let chosen = call.schema().unwrap_or(DEFAULT_SCHEMA);
    // The rest of a server's schemas is the platform's.
    if !Databases::may_serve(&schemas, chosen) {
        return;
    }
    let mut made = None;
    let message = match Databases::routines(&schemas, chosen, call.name) {
        Served::There(overloads) => mismatch(call, overloads),
        _ if databases.has_typed_function(chosen, call.name) => None,
        Served::Unsure(reason) => return report.unknown(call, reason),
        Served::Missing => {
            made = databases.made(call, &schemas);
            if let Some(doubt) = made.as_ref().and_then(Made::doubt) {
                return report.unknown(call, doubt);
            }
            // Tests and scripts may run what is no migration before they ask.
            let is_enough = matches!(made, Some(Made::Elsewhere(_))) && call.file.role != Role::Production;
            let hint = || made.as_ref().map_or_else(|| nearest(call, chosen, &schemas), Made::hint);
            (!is_enough).then(|| {
                format!("no migration leaves a function `{}`{}", asked_name(chosen, call.name), hint())
            })
        }
    };
    let Some(message) = message else { return report.pass(call) };
    let finding = report.fail(call, message);
    finding.severity = call.severity(Severity::Critical);
    finding.related.extend(made.map(Made::related));
    finding.cause = Some(call.name.into());
}

fn nearest(call: &ClientCall<'_>, schema: &str, schemas: &[&Schema]) -> String {
    match schemas.iter().find_map(|database| database.nearest_routine(schema, call.name)) {
        Some(name) if call.name.contains('.') => {
            format!("\nthe data API takes a schema by `.schema('{}').rpc('{}')`", name.schema, name.name)
        }
        Some(name) => {
            format!("; the nearest name is `{}`", asked_name(name.schema.as_str(), name.name.as_str()))
        }
        None => String::new(),
    }
}

/// Why none of the overloads takes what a call gives; `None` where one does, or nobody can tell.
fn mismatch(call: &ClientCall<'_>, overloads: &[Routine]) -> Option<String> {
    if !overloads.is_empty() && overloads.iter().all(Routine::is_for_triggers) {
        return Some(format!("`{}` is for triggers, so that no client can call it", call.name));
    }
    let given = match call.link().argument(1) {
        None => &[],
        Some(Value::Object(properties)) => &**properties,
        Some(_) => return None,
    };
    let written = given.iter().filter(|one| !one.key.is_empty() && &*one.key != "...");
    let names: Vec<&str> = written.map(|one| &*one.key).collect();
    let given = NamedCall { is_whole: names.len() == given.len(), names: &names };
    if overloads.is_empty() || overloads.iter().any(|routine| given.fits(routine)) {
        return None;
    }
    let what = match given.stranger(overloads) {
        Some(name) => format!("has no argument `{name}`"),
        None if names.is_empty() => "is called without arguments".to_owned(),
        None => format!("cannot be called with {}", names.join(", ")),
    };
    let takes: Vec<_> = overloads.iter().take(3).map(Routine::shown_inputs).collect();
    Some(format!("`{}` {what}\nit takes {}", call.name, takes.join(" or ")))
}
