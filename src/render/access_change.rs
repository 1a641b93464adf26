//! What roles gained and lost since a commit: in the words of every format, and on its own.

use serde_json::{Value, json};

use super::{amount, neutral};
use crate::project::schema::{Identifier, Reach};
use crate::report::{AccessChange, Comparison, Direction};

/// Characters of a commit's name that people write.
const SHORT: usize = 12;

/// Roles and commands of one table that changed alike.
pub(super) struct Row<'r> {
    change: &'r AccessChange,
    roles: Vec<&'r str>,
    commands: Vec<&'static str>,
}

impl Row<'_> {
    /// The table, and what it was called.
    pub(super) fn table(&self) -> String {
        let was = self.change.was.as_ref().map(|was| format!(", then {was}")).unwrap_or_default();
        format!("{}{was}", self.change.table)
    }

    /// `anon, authenticated`.
    pub(super) fn roles(&self) -> String {
        self.roles.join(", ")
    }

    /// Which way it goes.
    fn direction(&self) -> Direction {
        self.change.direction
    }

    /// `gains`, or of several roles `gain`.
    pub(super) fn verb(&self) -> &'static str {
        match (self.roles.len(), self.change.direction) {
            (1, direction) => direction.name(),
            (_, Direction::Gains) => "gain",
            (_, Direction::MayGain) => "may gain",
            (_, Direction::Loses) => "lose",
        }
    }

    /// `SELECT, INSERT`, and the columns where it is about some.
    pub(super) fn commands(&self) -> String {
        let names: Vec<String> = self.commands.iter().map(|name| name.to_uppercase()).collect();
        let columns: Vec<&str> = self.change.columns.iter().map(Identifier::as_str).collect();
        let columns = if columns.is_empty() { String::new() } else { format!(" ({})", columns.join(", ")) };
        format!("{}{columns}", names.join(", "))
    }

    /// The rows then and now.
    pub(super) fn reach(&self) -> [&'static str; 2] {
        [self.change.before, self.change.after].map(|reach| reach.map_or("no table", Reach::name))
    }

    /// The statement that gave it; empty where none did.
    pub(super) fn place(&self) -> String {
        let cause = self.change.causes.first();
        cause.map(|(place, _)| format!("{}:{}", place.path, place.start.line)).unwrap_or_default()
    }

    /// What that statement did; empty where none did.
    pub(super) fn words(&self) -> &str {
        self.change.causes.first().map_or("", |(_, words)| words)
    }

    fn is_alike(&self, other: &AccessChange) -> bool {
        let this = self.change;
        (&this.database, &this.table, &this.was) == (&other.database, &other.table, &other.was)
            && (this.before, this.after, this.direction) == (other.before, other.after, other.direction)
            && this.columns == other.columns
            && this.causes.first() == other.causes.first()
    }
}

/// The changes as few rows as say it: roles and commands that changed alike stand together. What was gained
/// stands first.
pub(super) fn rows(changes: &[AccessChange]) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = Vec::new();
    for table in changes.chunk_by(|one, other| (&one.database, &one.table) == (&other.database, &other.table))
    {
        let mut found: Vec<Row<'_>> = Vec::new();
        for change in table {
            let role = change.role.as_str();
            match found.iter_mut().find(|row| row.roles == [role] && row.is_alike(change)) {
                Some(row) => row.commands.push(change.command.name()),
                None => found.push(Row { change, roles: vec![role], commands: vec![change.command.name()] }),
            }
        }
        let first = rows.len();
        for row in found {
            let same = |known: &&mut Row<'_>| known.commands == row.commands && known.is_alike(row.change);
            match rows[first..].iter_mut().find(same) {
                Some(known) => known.roles.extend(row.roles),
                None => rows.push(row),
            }
        }
    }
    rows.sort_by_key(Row::direction);
    rows
}

/// `since 0123456789ab: 3 gained · 1 lost`, by role, command and table.
pub(super) fn summary(comparison: &Comparison) -> String {
    let commit = short(comparison);
    let changes = match &comparison.access {
        Ok(changes) => changes,
        Err(reason) => return format!("since {commit} not known: {reason}"),
    };
    let count = |direction| changes.iter().filter(|change| change.direction == direction).count();
    let counts = Direction::ALL.map(|direction| (count(direction), direction));
    let counts = counts.into_iter().filter(|(count, _)| *count > 0);
    let counts: Vec<String> =
        counts.map(|(count, direction)| format!("{} {}", amount::grouped(count), past(direction))).collect();
    let counts = if counts.is_empty() { "nothing changed".to_owned() } else { counts.join(" · ") };
    format!("since {commit}: {counts}")
}

/// The name of the commit, short.
pub(super) fn short(comparison: &Comparison) -> &str {
    comparison.commit.get(..SHORT).unwrap_or(&comparison.commit)
}

fn past(direction: Direction) -> &'static str {
    match direction {
        Direction::Gains => "gained",
        Direction::MayGain => "maybe gained",
        Direction::Loses => "lost",
    }
}

/// Every change for people, one row what changed alike.
pub fn text(comparison: &Comparison) -> String {
    let changes = comparison.access.as_deref().unwrap_or_default();
    let mut lines = vec![["table", "roles", "", "commands", "then", "now", "by"].map(str::to_owned)];
    for row in rows(changes) {
        let [then, now] = row.reach().map(str::to_owned);
        let direction = row.verb().to_owned();
        let cells = [row.table(), row.roles(), direction, row.commands(), then, now, row.place()];
        lines.push(cells.map(|cell| neutral::line(&cell).into_owned()));
    }
    let summary = neutral::line(&summary(comparison)).into_owned();
    if lines.len() == 1 {
        return format!("{summary}\n");
    }
    format!("{}\n{summary}\n", super::access::columns(&lines))
}

/// Every change for programs.
pub fn json(comparison: &Comparison) -> Value {
    let changes = comparison.access.as_deref().unwrap_or_default();
    let reason = comparison.access.as_ref().err();
    json!({
        "commit": comparison.commit,
        "reason": reason,
        "access": changes.iter().map(change).collect::<Vec<_>>(),
    })
}

fn change(change: &AccessChange) -> Value {
    let reach = |reach: Option<Reach>| reach.map(Reach::name);
    let columns: Vec<&str> = change.columns.iter().map(Identifier::as_str).collect();
    let causes = change.causes.iter().map(|(place, words)| {
        json!({
            "path": place.path.as_str(),
            "line": place.start.line,
            "column": place.start.column,
            "label": words,
        })
    });
    json!({
        "database": change.database,
        "table": change.table.to_string(),
        "table_before": change.was.as_ref().map(ToString::to_string),
        "role": change.role.as_str(),
        "command": change.command.name(),
        "change": change.direction.name(),
        "before": reach(change.before),
        "after": reach(change.after),
        "columns": columns,
        "given_by": causes.collect::<Vec<_>>(),
    })
}
