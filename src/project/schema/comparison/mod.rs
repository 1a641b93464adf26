//! What roles gain and lose between two states of a repository's databases: role × command × table.

mod cause;
mod standing;
mod twin;
mod view;

pub use cause::Cause;

use std::collections::BTreeSet;

use self::cause::Gain;
use self::standing::{Standing, Verdict};
use self::twin::Twins;
use super::Schema;
use super::access::{AccessCommand, Reach};
use super::object::QualifiedName;
use super::role::Role;
use super::table::Table;
use crate::facts::sql::{Dialect, Identifier};
use crate::finding::{Location, Subject};
use crate::source::RelPath;

/// The role of a caller without a session.
const NOBODY: &str = "anon";

/// What became of the rows of one table or view that a role reaches with a command.
#[derive(Debug)]
pub struct AccessStep {
    /// The folder of its database.
    pub database: Box<str>,
    /// The table; for one that is gone, as it was called.
    pub table: QualifiedName,
    /// What the table was called, where it had another name.
    pub was: Option<QualifiedName>,
    /// Where it was made; `None` for one that is gone.
    pub created: Option<Location>,
    /// The role.
    pub role: Identifier,
    /// The command.
    pub command: AccessCommand,
    /// The rows then; `None` where there was no such table.
    pub before: Option<Reach>,
    /// The rows now; `None` where there is no such table.
    pub after: Option<Reach>,
    /// What that comes to.
    pub change: AccessChange,
}

/// What one step comes to.
#[derive(Debug)]
pub enum AccessChange {
    /// The role reaches what it reached, or less.
    NotWider,
    /// It reaches what it did not.
    Wider(Widening),
    /// It cannot be told: why.
    Unknown(&'static str),
}

/// What a role gained.
#[derive(Debug)]
pub struct Widening {
    /// What let it in.
    pub cause: Cause,
    /// What else it took.
    pub others: Vec<Cause>,
    /// Columns that it reaches only now, where it reached others before.
    pub columns: Vec<Identifier>,
    /// Whether it is the same rows by a further condition, so that a person should look.
    pub is_tentative: bool,
}

impl AccessStep {
    /// Whether there is something to say of it.
    pub fn is_change(&self) -> bool {
        let reach = |reach: Option<Reach>| reach.unwrap_or(Reach::Closed);
        reach(self.before) != reach(self.after) || !matches!(self.change, AccessChange::NotWider)
    }

    /// `anon select public.orders`, where the table was made.
    pub fn subject(&self) -> Subject {
        let name = format!("{} {} {}", self.role, self.command.name(), self.table);
        Subject { name: name.into(), at: self.created.clone() }
    }
}

/// Every step between the databases of `before` and those of `after` that run for users, sorted by database,
/// table, role and command. `files` are those of the earlier state.
pub fn access_steps(before: &[Schema], after: &[Schema], files: &BTreeSet<RelPath>) -> Vec<AccessStep> {
    let is_judged = |schema: &&Schema| schema.is_production() && schema.dialect() == Dialect::PostgreSql;
    let steps = after.iter().filter(is_judged).flat_map(|schema| {
        let before = counterpart(before, schema, after);
        Comparison { before, after: schema, files }.steps()
    });
    steps.collect()
}

/// What a database was: the one of the same folder, or the only one that left where only this one came.
fn counterpart<'s>(before: &'s [Schema], schema: &Schema, after: &[Schema]) -> Option<&'s Schema> {
    let is_in = |schemas: &[Schema], wanted: &Schema| {
        schemas.iter().any(|schema| schema.folder() == wanted.folder() && schema.tool() == wanted.tool())
    };
    let same = before.iter().find(|known| known.folder() == schema.folder() && known.tool() == schema.tool());
    let moved = || {
        let mut gone = before.iter().filter(|known| known.tool() == schema.tool() && !is_in(after, known));
        let new = after.iter().filter(|known| known.tool() == schema.tool() && !is_in(before, known));
        gone.next().filter(|_| gone.next().is_none() && new.count() == 1)
    };
    same.or_else(moved)
}

/// One database and what it was.
struct Comparison<'s> {
    before: Option<&'s Schema>,
    after: &'s Schema,
    files: &'s BTreeSet<RelPath>,
}

impl<'s> Comparison<'s> {
    fn steps(&self) -> Vec<AccessStep> {
        let twins = Twins::new(self.before, self.after);
        let roles = self.after.roles_of_interest();
        let mut steps = Vec::new();
        for table in self.after.tables_of_interest() {
            let twin = twins.of(table);
            for role in &roles {
                steps.extend(AccessCommand::ALL.map(|command| self.step(role, twin, table, command)));
            }
        }
        let gone = self.before.into_iter().flat_map(Schema::tables_of_interest);
        for table in gone.filter(|table| !twins.has(table)) {
            for role in &roles {
                steps.extend(AccessCommand::ALL.map(|command| self.last_step(role, table, command)));
            }
        }
        steps.extend(self.view_steps());
        steps.sort_by(|one, other| one.table.cmp(&other.table));
        steps
    }

    fn step(
        &self,
        role: &Role,
        twin: Option<&'s Table>,
        table: &'s Table,
        command: AccessCommand,
    ) -> AccessStep {
        let standing = |schema: &'s Schema, table| Standing::new(schema, &role.name, table, command);
        let then = self.before.zip(twin).map(|(schema, table)| standing(schema, table));
        // The platform's tables were there, closed, before a policy named them.
        let then = then.or_else(|| table.object.is_platform.then(Standing::closed));
        let now = standing(self.after, table);
        let change = match Verdict::of(then.as_ref(), &now, self.after.is_bound(role, table)) {
            Verdict::NotWider => AccessChange::NotWider,
            Verdict::Unknown(reason) => AccessChange::Unknown(reason),
            Verdict::Wider { columns, is_tentative } => {
                let mut causes = self.causes(&Gain { role, twin, table, command, columns: &columns });
                let cause = causes.remove(0);
                // What one bucket lets in says nothing of the others' files; who is nobody owns no row.
                let is_of_caller = role.name.as_str() == NOBODY && cause.asks_caller;
                let is_platform = table.object.is_platform;
                let is_tentative =
                    is_tentative || (now.reach != Reach::Open && (is_platform || is_of_caller));
                AccessChange::Wider(Widening { cause, others: causes, columns, is_tentative })
            }
        };
        AccessStep {
            database: self.after.folder().into(),
            table: table.name.clone(),
            was: twin.filter(|twin| twin.name != table.name).map(|twin| twin.name.clone()),
            created: Some(table.object.created.clone()),
            role: role.name.clone(),
            command,
            before: then.map(|then| then.reach),
            after: Some(now.reach),
            change,
        }
    }

    /// The step of a table that is gone.
    fn last_step(&self, role: &Role, table: &'s Table, command: AccessCommand) -> AccessStep {
        let then = self.before.map(|schema| Standing::new(schema, &role.name, table, command).reach);
        AccessStep {
            database: self.after.folder().into(),
            table: table.name.clone(),
            was: None,
            created: None,
            role: role.name.clone(),
            command,
            before: then,
            after: None,
            change: AccessChange::NotWider,
        }
    }
}
