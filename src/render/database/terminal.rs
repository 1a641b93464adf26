//! A database as tables for people.

use super::catalog::own_tables;
use super::names::{self, Names, constraint_of, short};
use super::{Places, is_meant, routines, tables};
use crate::finding::Location;
use crate::project::schema::{
    Column, Constraint, ConstraintKind, Identity, Index, Policy, RewriteRule, RowSecurity, Schema, Table,
    View,
};
use crate::render::{amount, one_line};

/// Every database, one below the other.
pub fn text(schemas: &[&Schema], places: Places<'_>) -> String {
    let pages: Vec<String> = schemas.iter().map(|schema| page(schema, places)).collect();
    pages.join("\n")
}

/// One table or view of a database.
pub(super) fn relation(schema: &Schema, name: &str, places: Places<'_>) -> Option<String> {
    let names = Names::new(schema);
    let mut lines = Vec::new();
    if let Some(table) = schema.all_tables().find(|table| is_meant(&table.name, name)) {
        lines = table_lines(table, &names, places);
    } else if let Some(view) = schema.all_views().find(|view| is_meant(&view.name, name)) {
        lines = view_lines(view, places);
    }
    (!lines.is_empty()).then(|| lines.join("\n") + "\n")
}

fn page(schema: &Schema, places: Places<'_>) -> String {
    let names = Names::new(schema);
    let mut lines = vec![one_line(&format!(
        "{} after {}",
        schema.folder(),
        amount::counted(schema.migrations().len(), "migration")
    ))];
    for table in own_tables(schema) {
        lines.push(String::new());
        lines.extend(table_lines(table, &names, places));
    }
    for table in schema.all_tables().filter(|table| table.object.is_platform && !table.policies.is_empty()) {
        lines.push(String::new());
        lines.extend(table_lines(table, &names, places));
    }
    for view in schema.views() {
        lines.push(String::new());
        lines.extend(view_lines(view, places));
    }
    section(
        &mut lines,
        "functions",
        schema.routines().map(|routine| {
            let rights = if routine.is_security_definer { "security definer" } else { "security invoker" };
            let row = [
                format!("{}({})", short(&routine.name), routines::identity(routine, &names)),
                format!("{} {} {rights}", routine.language, routines::volatility(routine.volatility)),
                at(&routine.object.created, places),
            ];
            row.to_vec()
        }),
    );
    services(&mut lines, schema, places);
    section(
        &mut lines,
        "refused by PostgreSQL",
        schema.failures().iter().map(|failure| {
            vec![
                at(&failure.at, places),
                failure.state.code_and_condition().0.to_owned(),
                failure.message.to_string(),
            ]
        }),
    );
    lines.join("\n") + "\n"
}

/// Types, extensions, publications, buckets, jobs and queues.
fn services(lines: &mut Vec<String>, schema: &Schema, places: Places<'_>) {
    section(
        lines,
        "types",
        schema.types().map(|kind| vec![short(&kind.name), at(&kind.object.created, places)]),
    );
    section(
        lines,
        "extensions",
        schema.extensions().map(|one| vec![one.name.to_string(), format!("in {}", one.schema)]),
    );
    section(
        lines,
        "publications",
        schema
            .publications()
            .filter(|one| !one.object.is_platform)
            .map(|one| vec![one.name.to_string(), at(&one.object.created, places)]),
    );
    section(
        lines,
        "storage buckets",
        schema.buckets().map(|bucket| {
            let access = match bucket.is_public {
                Some(true) => "public",
                Some(false) => "private",
                None => "public or private, nobody can tell",
            };
            vec![bucket.id.to_string(), access.to_owned(), at(&bucket.created, places)]
        }),
    );
    section(
        lines,
        "cron jobs",
        schema.jobs().iter().map(|job| {
            let name = job.name.as_deref().unwrap_or("(no name)");
            vec![name.to_owned(), job.schedule.to_string(), job.command.to_string(), at(&job.created, places)]
        }),
    );
    section(
        lines,
        "queues",
        schema.queues().iter().map(|queue| vec![queue.name.to_string(), at(&queue.created, places)]),
    );
}

/// A heading and its rows, their columns aligned; nothing without rows.
fn section(lines: &mut Vec<String>, heading: &str, rows: impl Iterator<Item = Vec<String>>) {
    let rows: Vec<Vec<String>> = rows.collect();
    if !rows.is_empty() {
        lines.push(String::new());
        lines.push(heading.to_owned());
        lines.extend(aligned("  ", &rows));
    }
}

/// Rows with each column but the last as wide as its widest cell.
fn aligned(indent: &str, rows: &[Vec<String>]) -> Vec<String> {
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| one_line(cell)).collect()).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or_default()
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        format!("{indent}{}", cells.collect::<Vec<_>>().join("  ")).trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

fn at(place: &Location, places: Places<'_>) -> String {
    let place = places(place);
    format!("{}:{}", place.path, place.start.line)
}

fn table_lines(table: &Table, names: &Names<'_>, places: Places<'_>) -> Vec<String> {
    let security = match &table.row_security {
        RowSecurity::On if table.forces_row_security => "row security on, forced",
        RowSecurity::On => "row security on",
        RowSecurity::Off => "ROW SECURITY OFF",
        RowSecurity::Unknown(_) => "row security unknown",
    };
    let kind = tables::kind(table.kind);
    let mut head = format!("{kind} {} · {security} · {}", table.name, at(&table.object.created, places));
    if let Some(parent) = table.partition_of {
        head = format!("{head} · partition of {}", names.qualified(parent));
    }
    let mut lines = vec![one_line(&head)];
    lines.extend(aligned("  ", &table.columns.iter().map(|one| column(one, names)).collect::<Vec<_>>()));
    let constraints: Vec<_> = table.constraints.iter().map(|one| constraint(table, one, names)).collect();
    lines.extend(aligned("  ", &constraints));
    lines.extend(aligned("  ", &indexes(table)));
    let policies: Vec<_> = table.policies.iter().map(|one| policy(one, places)).collect();
    lines.extend(aligned("  ", &policies));
    let trigger = |name: &str, function| vec![format!("trigger {name}"), names.qualified(function)];
    let triggers: Vec<_> =
        table.triggers.iter().map(|one| trigger(one.name.as_str(), one.function)).collect();
    lines.extend(aligned("  ", &triggers));
    lines.extend(rules(&table.rewrite_rules, places));
    lines
}

fn column(column: &Column, names: &Names<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    if column.is_not_null {
        notes.push("not null".to_owned());
    }
    match (&column.default, column.identity, column.is_generated) {
        (_, Some(Identity::Always), _) => notes.push("identity, always".to_owned()),
        (_, Some(Identity::ByDefault), _) => notes.push("identity".to_owned()),
        (Some(default), _, true) => notes.push(format!("generated as {default}")),
        (Some(default), _, false) => notes.push(format!("default {default}")),
        (None, ..) => {}
    }
    vec![column.name.to_string(), names.type_text(&column.kind), notes.join(", ")]
}

fn constraint(table: &Table, constraint: &Constraint, names: &Names<'_>) -> Vec<String> {
    let columns = |ids: &[_]| names::columns(&table.columns, ids).join(", ");
    let text = match &constraint.kind {
        ConstraintKind::PrimaryKey { columns: key } => format!("primary key ({})", columns(key)),
        ConstraintKind::Unique { columns: key, .. } => format!("unique ({})", columns(key)),
        ConstraintKind::Check { expression, .. } => format!("check ({expression})"),
        ConstraintKind::Exclude => "exclude".to_owned(),
        ConstraintKind::ForeignKey(key) => {
            format!("foreign key ({}) references {}", columns(&key.columns), names.qualified(key.references))
        }
    };
    vec![format!("constraint {}", constraint.name), text]
}

/// Indexes that no constraint brought.
fn indexes(table: &Table) -> Vec<Vec<String>> {
    let own = table.indexes.iter().filter(|index| constraint_of(table, index).is_none());
    own.map(|index| index_row(table, index)).collect()
}

fn index_row(table: &Table, index: &Index) -> Vec<String> {
    let relation = tables::Indexed::new(&table.name, table.kind);
    let definition = tables::definition(relation, &table.columns, index);
    let keys = definition.split_once(" USING ").map_or(definition.as_str(), |(_, keys)| keys);
    let unique = if index.is_unique { "unique " } else { "" };
    vec![format!("index {}", index.name), format!("{unique}{keys}")]
}

fn policy(policy: &Policy, places: Places<'_>) -> Vec<String> {
    let kind = if policy.is_permissive { "policy" } else { "restrictive policy" };
    let mut conditions = Vec::new();
    conditions.extend(policy.using.as_ref().map(|condition| format!("using ({condition})")));
    conditions.extend(policy.with_check.as_ref().map(|condition| format!("check ({condition})")));
    vec![
        format!("{kind} {}", policy.name),
        tables::command(policy.command).to_owned(),
        format!("to {}", tables::roles(policy).join(", ")),
        at(&policy.created, places),
        conditions.join(" "),
    ]
}

fn rules(rules: &[RewriteRule], places: Places<'_>) -> Vec<String> {
    let row = |rule: &RewriteRule| {
        let condition = rule.condition.as_ref().map(|condition| format!("where ({condition})"));
        vec![
            format!("rule {}", rule.name),
            format!("on {}", tables::event(rule.event)),
            (if rule.is_instead { "instead" } else { "also" }).to_owned(),
            at(&rule.created, places),
            condition.unwrap_or_default(),
        ]
    };
    aligned("  ", &rules.iter().map(row).collect::<Vec<_>>())
}

fn view_lines(view: &View, places: Places<'_>) -> Vec<String> {
    let rights = if view.is_security_invoker() { "rights of who asks" } else { "rights of its owner" };
    let kind = tables::kind(view.kind);
    let mut lines =
        vec![one_line(&format!("{kind} {} · {rights} · {}", view.name, at(&view.object.created, places)))];
    let columns: Vec<&str> = view.columns.iter().map(|column| column.name.as_str()).collect();
    if !columns.is_empty() {
        lines.push(one_line(&format!("  {}", columns.join(", "))));
    }
    lines.extend(rules(&view.rewrite_rules, places));
    lines
}
