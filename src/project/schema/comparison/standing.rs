//! Everything that decides which rows and columns of a table a role reaches, and when that is more than it
//! was.

use std::collections::BTreeSet;

use super::super::Schema;
use super::super::access::{AccessCommand, Reach};
use super::super::policy::Policy;
use super::super::role::Role;
use super::super::table::{RowSecurity, Table};
use crate::facts::sql::{Identifier, Privilege};

/// Which rows and columns of a table a role reaches with a command, and by what.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Standing<'s> {
    /// The rows.
    pub(super) reach: Reach,
    /// The columns.
    pub(super) columns: Columns<'s>,
    /// What rows must fulfil, where row security asks.
    conditions: Option<Conditions>,
    /// Columns that there are.
    known: BTreeSet<&'s Identifier>,
}

/// Columns that a role has a privilege on.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Columns<'s> {
    /// Those that will come too.
    All,
    /// These.
    Named(BTreeSet<&'s Identifier>),
}

/// The conditions of the policies that bind a role, as far as their words tell them apart.
#[derive(Debug, PartialEq, Eq)]
struct Conditions {
    permissive: BTreeSet<String>,
    restrictive: BTreeSet<String>,
}

impl Conditions {
    /// Whether these let through all that `other` does.
    fn include(&self, other: &Self) -> bool {
        other.permissive.is_subset(&self.permissive) && self.restrictive.is_subset(&other.restrictive)
    }
}

impl<'s> Standing<'s> {
    /// What a role may that is there; one that is not may nothing.
    pub(super) fn new(
        schema: &'s Schema,
        role: &Identifier,
        table: &'s Table,
        command: AccessCommand,
    ) -> Self {
        let Some(found) = schema.role(role) else { return Self::closed() };
        let has_policies = !schema.is_above_policies(found, table) && table.row_security != RowSecurity::Off;
        Self {
            reach: schema.reach(found, table, command),
            columns: columns(schema, role, table, command.privilege()),
            conditions: has_policies.then(|| conditions(schema, role, table, command)),
            known: table.columns.iter().map(|column| &column.name).collect(),
        }
    }

    /// What somebody has who was given nothing.
    pub(super) fn closed() -> Self {
        Self {
            reach: Reach::Closed,
            columns: Columns::Named(BTreeSet::new()),
            conditions: None,
            known: BTreeSet::new(),
        }
    }

    /// Columns that the role reaches and that were there, out of its reach.
    fn gained_columns(&self, then: &Self) -> Vec<Identifier> {
        let Columns::Named(before) = &then.columns else { return Vec::new() };
        let now: Vec<&Identifier> = match &self.columns {
            Columns::All => self.known.iter().copied().collect(),
            Columns::Named(now) => now.iter().copied().collect(),
        };
        let is_gained = |column: &&Identifier| then.known.contains(column) && !before.contains(column);
        now.into_iter().filter(is_gained).cloned().collect()
    }
}

fn columns<'s>(schema: &Schema, role: &Identifier, table: &'s Table, privilege: Privilege) -> Columns<'s> {
    if !schema.has_schema_usage(role, &table.name.schema) {
        return Columns::Named(BTreeSet::new());
    }
    if schema.has_privilege(role, table, privilege) {
        return Columns::All;
    }
    let granted = table.columns.iter().filter(|column| schema.has_column_privilege(role, column, privilege));
    Columns::Named(granted.map(|column| &column.name).collect())
}

fn conditions(schema: &Schema, role: &Identifier, table: &Table, command: AccessCommand) -> Conditions {
    let mut conditions = Conditions { permissive: BTreeSet::new(), restrictive: BTreeSet::new() };
    for policy in schema.policies_of(role, table, command) {
        match (policy.is_permissive, policy.reach(command)) {
            // It lets nothing in, or stands in nobody's way.
            (true, Reach::Closed) | (false, Reach::Open) => false,
            (true, _) => conditions.permissive.insert(words(policy, command)),
            (false, _) => conditions.restrictive.insert(words(policy, command)),
        };
    }
    conditions
}

/// What a policy asks for a command, in words that compare.
pub(super) fn words(policy: &Policy, command: AccessCommand) -> String {
    let using = policy.using.as_deref();
    let check = policy.with_check.as_deref().or(using);
    let plain = |text: Option<&str>| text.map_or_else(String::new, plain);
    match command {
        AccessCommand::Select | AccessCommand::Delete => plain(using),
        AccessCommand::Insert => plain(check),
        AccessCommand::Update => format!("{} | {}", plain(using), plain(check)),
    }
}

/// What a session tells, as it stands in a condition.
pub(super) const SESSION: [&str; 4] = ["auth.uid()", "auth.jwt()", "auth.role()", "auth.email()"];

/// A condition without what makes no difference: space, letters of words, a selection around what the
/// session tells, parentheses around all.
fn plain(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut is_quoted = false;
    for word in text.chars() {
        match word {
            '\'' | '"' => {
                is_quoted = !is_quoted;
                words.push(word);
            }
            _ if is_quoted => words.push(word),
            _ if word.is_whitespace() => {
                if !words.ends_with([' ', '(']) {
                    words.push(' ');
                }
            }
            _ => {
                if matches!(word, ')' | '(' | ',') && words.ends_with(' ') {
                    words.pop();
                }
                words.push(word.to_ascii_lowercase());
            }
        }
    }
    for call in SESSION {
        let name = call.trim_end_matches("()").trim_start_matches("auth.");
        words = words.replace(&format!("(select {call} as {name})"), call);
        words = words.replace(&format!("(select {call})"), call);
    }
    bare(words.trim()).to_owned()
}

/// Without the parentheses around all of it.
fn bare(text: &str) -> &str {
    let Some(inner) = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) else { return text };
    let mut depth = 0;
    let is_whole = inner.bytes().all(|byte| {
        depth += match byte {
            b'(' => 1,
            b')' => -1,
            _ => 0,
        };
        depth >= 0
    });
    if is_whole { bare(inner.trim()) } else { text }
}

/// Whether what a role reaches is more than it was.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is not.
    NotWider,
    /// It is.
    Wider {
        /// Columns that it reaches only now, where it reached others before.
        columns: Vec<Identifier>,
        /// Whether it is a further condition beside those that there were.
        is_tentative: bool,
    },
    /// Nobody can tell, and why.
    Unknown(&'static str),
}

/// Why two states do not compare.
pub(super) const UNDECIDED: &str = "what it reaches depends on what only the database knows";
const OTHER_CONDITION: &str =
    "its condition is another one now; whether more rows fulfil it cannot be compared";

impl Verdict {
    /// Compares two standings. Of a table that is new, only a role that row security binds gains something,
    /// and only where it reaches every row.
    pub(super) fn of(then: Option<&Standing<'_>>, now: &Standing<'_>, is_bound: bool) -> Self {
        let wider = |columns, is_tentative| Self::Wider { columns, is_tentative };
        let Some(then) = then else {
            return match now.reach {
                Reach::Open if is_bound => wider(Vec::new(), false),
                Reach::Unknown if is_bound => Self::Unknown(UNDECIDED),
                _ => Self::NotWider,
            };
        };
        let columns = now.gained_columns(then);
        let is_opened = |standing: &Standing<'_>| standing.reach != Reach::Closed;
        match (then.reach, now.reach) {
            (_, Reach::Closed) => Self::NotWider,
            (Reach::Closed, Reach::Unknown) => Self::Unknown(UNDECIDED),
            (Reach::Closed, _) => wider(Vec::new(), false),
            _ if !columns.is_empty() && is_opened(then) => wider(columns, false),
            (Reach::Open, _) => Self::NotWider,
            (Reach::Unknown, _) | (_, Reach::Unknown) if then != now => Self::Unknown(UNDECIDED),
            (_, Reach::Open) if then.reach != Reach::Unknown => wider(Vec::new(), false),
            _ => Self::by_conditions(then, now),
        }
    }

    /// Compares what rows must fulfil.
    fn by_conditions(then: &Standing<'_>, now: &Standing<'_>) -> Self {
        let (Some(before), Some(after)) = (&then.conditions, &now.conditions) else { return Self::NotWider };
        if before.include(after) {
            return Self::NotWider;
        }
        if after.include(before) {
            return Self::Wider { columns: Vec::new(), is_tentative: now.reach <= then.reach };
        }
        Self::Unknown(OTHER_CONDITION)
    }
}

impl Schema {
    /// Whether row security decides what a role reaches of a table.
    pub(super) fn is_bound(&self, role: &Role, table: &Table) -> bool {
        !self.is_above_policies(role, table)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_no_difference_is_left_out() {
        for (one, other) in [
            ("(auth.uid() = user_id)", "( (SELECT auth.uid())  =  USER_ID )"),
            ("(select auth.uid() as uid) = a", "auth.uid() = a"),
            ("exists ( select 1 )", "EXISTS (SELECT 1)"),
        ] {
            assert_eq!(plain(one), plain(other));
        }
        for (one, other) in [("a = 'X'", "a = 'x'"), ("(a) or (b)", "a) or (b"), ("a = b", "a = c")] {
            assert_ne!(plain(one), plain(other));
        }
    }
}
