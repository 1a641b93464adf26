//! Who reaches which rows: in the words of every format, and on its own as a table or as JSON.

use serde_json::{Value, json};

use super::{access_change, amount, neutral};
use crate::project::schema::{AccessCommand, Identifier, QualifiedName, Reach, TableAccess};
use crate::report::Comparison;

/// What one role reaches of all tables: commands that come to the same, and how many tables have each
/// reach.
pub(super) struct RoleSummary<'r> {
    /// The role.
    pub(super) role: &'r str,
    /// `select, insert` and `12 open · 3 closed`.
    pub(super) lines: Vec<(String, String)>,
}

/// How many tables and views the matrix holds, in words.
pub(super) fn tables(access: &[TableAccess]) -> String {
    let views = access.iter().filter(|table| table.is_view()).count();
    let tables = amount::counted(access.len() - views, "table");
    if views == 0 { tables } else { format!("{tables} and {}", amount::counted(views, "view")) }
}

/// What each role reaches, clients first.
pub(super) fn summary(access: &[TableAccess]) -> Vec<RoleSummary<'_>> {
    let mut roles: Vec<&Identifier> = Vec::new();
    for (role, _) in access.iter().flat_map(|table| &table.roles) {
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    let summary = |role: &'_ Identifier| -> Vec<(String, String)> {
        let mut lines: Vec<(String, String)> = Vec::new();
        for (at, command) in AccessCommand::ALL.into_iter().enumerate() {
            let reaches = access.iter().flat_map(|table| &table.roles).filter(|(known, _)| known == role);
            let counted = counted(reaches.filter_map(|(_, reach)| reach.get(at).copied()));
            match lines.iter_mut().find(|(_, known)| *known == counted) {
                Some((commands, _)) => commands.extend([", ", command.name()]),
                None => lines.push((command.name().to_owned(), counted)),
            }
        }
        lines
    };
    roles.into_iter().map(|role| RoleSummary { role: role.as_str(), lines: summary(role) }).collect()
}

fn counted(reaches: impl Iterator<Item = Reach>) -> String {
    let reaches: Vec<Reach> = reaches.collect();
    let count = |reach: Reach| reaches.iter().filter(|known| **known == reach).count();
    let parts = Reach::ALL.into_iter().map(|reach| (count(reach), reach)).filter(|(count, _)| *count > 0);
    let parts: Vec<_> = parts.map(|(count, reach)| format!("{count} {}", reach.name())).collect();
    parts.join(" · ")
}

/// Rows of a table for people: table, roles that reach the same, and the reach of each command.
pub(super) fn rows(
    access: &[TableAccess],
) -> impl Iterator<Item = (&TableAccess, String, [&'static str; 4])> {
    access.iter().flat_map(|table| {
        table.groups().into_iter().map(move |(roles, reach)| {
            let roles: Vec<&str> = roles.into_iter().map(Identifier::as_str).collect();
            (table, roles.join(", "), reach.map(Reach::name))
        })
    })
}

/// The whole matrix for people, one row a table and group of roles.
pub fn text(access: &[TableAccess]) -> String {
    let mut lines = vec![["table", "roles", "select", "insert", "update", "delete"].map(str::to_owned)];
    let mut before: Option<&QualifiedName> = None;
    for (table, roles, reach) in rows(access) {
        let is_same = before == Some(&table.table);
        before = Some(&table.table);
        let name = if is_same { String::new() } else { neutral::line(&table.shown()).into_owned() };
        let [select, insert, update, delete] = reach.map(str::to_owned);
        lines.push([name, neutral::line(&roles).into_owned(), select, insert, update, delete]);
    }
    columns(&lines)
}

/// Cells below one another.
pub(super) fn columns<const N: usize>(lines: &[[String; N]]) -> String {
    let mut widths = [0; N];
    for line in lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = cell.chars().count().max(*width);
        }
    }
    let mut text = String::new();
    for line in lines {
        let cells = line.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    text
}

/// The whole matrix for programs, in the shape that reports have it, with what changed where somebody asked.
pub fn json(access: &[TableAccess], since: Option<&Comparison>) -> String {
    let rows: Vec<Value> = access.iter().map(row).collect();
    let mut document = json!({ "access": rows });
    if let Some(since) = since {
        document["since"] = access_change::json(since);
    }
    format!("{document:#}\n")
}

/// One table of the matrix, as JSON has it.
pub(super) fn row(table: &TableAccess) -> Value {
    let roles = table.roles.iter().map(|(role, reach)| {
        let [select, insert, update, delete] = reach.map(Reach::name);
        json!({ "role": role.as_str(), "select": select, "insert": insert, "update": update, "delete": delete })
    });
    json!({
        "database": table.database,
        "table": table.table.to_string(),
        "kind": if table.is_view() { "view" } else { "table" },
        "exposed": table.is_exposed,
        "roles": roles.collect::<Vec<_>>(),
    })
}
