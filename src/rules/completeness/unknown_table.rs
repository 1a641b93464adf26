//! Tables that code names and that nothing makes.

use crate::finding::{Severity, Subject};
use crate::project::Project;
use crate::project::client::{Asked, ClientCall, DEFAULT_SCHEMA, Databases, Made, asked_name};
use crate::project::schema::{Access, BodyName, Dialect, Schema, Served};
use crate::rule::Reporter;
use crate::source::Role;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    let schemas = project.schemas().iter().filter(|schema| schema.is_production());
    for schema in schemas.filter(|schema| schema.dialect() == Dialect::PostgreSql) {
        examine(schema, report);
    }
    let databases = Databases::of(project);
    for call in project.client_calls().asking(project, Asked::Relation) {
        if databases.is_empty() {
            report.not_evaluated("no migration says which tables there are");
            return;
        }
        examine_call(&call, &databases, report);
    }
}

/// `.from('notes')` in a script.
fn examine_call(call: &ClientCall<'_>, databases: &Databases<'_>, report: &mut Reporter<'_>) {
    let schemas = databases.of_script(&call.file.path);
    let chosen = call.schema().unwrap_or(DEFAULT_SCHEMA);
    // The rest of a server's schemas is the platform's.
    if !Databases::may_serve(&schemas, chosen) {
        return;
    }
    match Databases::relation(&schemas, chosen, call.name) {
        Served::There(_) => report.pass(call),
        _ if databases.typed_relation(chosen, call.name).is_some() => report.pass(call),
        Served::Unsure(reason) => report.unknown(call, reason),
        Served::Missing => {
            let made = databases.made(call, &schemas);
            if let Some(doubt) = made.as_ref().and_then(Made::doubt) {
                return report.unknown(call, doubt);
            }
            // Tests and scripts may run what is no migration before they ask.
            if matches!(made, Some(Made::Elsewhere(_))) && call.file.role != Role::Production {
                return report.pass(call);
            }
            let hint = made.as_ref().map_or_else(|| nearest(call, chosen, &schemas), Made::hint);
            let name = asked_name(chosen, call.name);
            let message = format!("no migration leaves a table `{name}`{hint}");
            let finding = report.fail(call, message);
            finding.severity = call.severity(Severity::Critical);
            finding.related.extend(made.map(Made::related));
            finding.cause = name.rsplit('.').next().map(Box::from);
        }
    }
}

fn nearest(call: &ClientCall<'_>, schema: &str, schemas: &[&Schema]) -> String {
    let nearest = schemas.iter().find_map(|database| database.nearest_served(schema, call.name));
    nearest.map_or_else(String::new, |name| {
        let name = asked_name(name.schema.as_str(), name.name.as_str());
        format!("; the nearest name is `{name}`")
    })
}

fn examine(schema: &Schema, report: &mut Reporter<'_>) {
    for named in schema.tables_in_bodies() {
        let subject = Subject::new(named.name.as_str(), named.at.clone());
        if named.is_there {
            report.pass(subject);
        } else {
            report.fail(subject, message(&named)).cause = named.name.rsplit('.').next().map(Box::from);
        }
    }
}

fn message(named: &BodyName<'_>) -> String {
    let does = match named.access {
        Access::Read | Access::Manage => "reads",
        Access::Insert | Access::Update | Access::Delete | Access::Merge | Access::Truncate => "writes to",
    };
    let nearest = match &named.nearest {
        Some(nearest) => format!("; the nearest name is `{nearest}`"),
        None => String::new(),
    };
    format!("`{}` {does} `{}`, which no migration leaves{nearest}", named.routine.name, named.name)
}
