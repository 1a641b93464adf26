//! Which statement gave a role what it gained.

use super::super::access::{AccessCommand, Reach};
use super::super::acl::{Acl, Grantee};
use super::super::policy::Policy;
use super::super::privilege::Securable;
use super::super::role::Role;
use super::super::routine::Routine;
use super::super::table::{RowSecurity, Table};
use super::Comparison;
use super::standing::{SESSION, words};
use crate::facts::sql::{Identifier, Privilege};
use crate::finding::Location;

/// A statement that let a role in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The statement, or the name in it that matters.
    pub at: Location,
    /// What it did: `SELECT on it was granted to everybody`.
    pub words: String,
    /// Whether it lets in by what the session tells of the caller, who may be nobody.
    pub asks_caller: bool,
}

impl Cause {
    pub(super) fn new(at: &Location, words: impl Into<String>) -> Self {
        Self { at: at.clone(), words: words.into(), asks_caller: false }
    }
}

/// Who gained what.
pub(super) struct Gain<'s> {
    pub(super) role: &'s Role,
    /// The table as it was.
    pub(super) twin: Option<&'s Table>,
    pub(super) table: &'s Table,
    pub(super) command: AccessCommand,
    /// The columns, where it is about some.
    pub(super) columns: &'s [Identifier],
}

impl Comparison<'_> {
    /// What let a role in, the decisive first; never empty.
    pub(super) fn causes(&self, gain: &Gain<'_>) -> Vec<Cause> {
        let mut causes = self.of_rows(gain);
        causes.extend(self.of_privilege(gain));
        causes.extend(self.of_role(gain.role));
        let made = &gain.table.object.created;
        let is_new = gain.twin.is_none() && !gain.table.object.is_platform;
        if is_new && !causes.iter().any(|cause| cause.at == *made) {
            causes.push(Cause::new(made, "the table was made"));
        }
        if causes.is_empty() {
            let last = gain.table.object.changed.last().unwrap_or(made);
            causes.push(Cause::new(last, "the table was changed"));
        }
        // What stood there before was not enough.
        causes.sort_by_key(|cause| self.files.contains(&cause.at.path));
        causes
    }

    /// What row security let through.
    fn of_rows(&self, gain: &Gain<'_>) -> Vec<Cause> {
        let Gain { role, twin, table, .. } = gain;
        if self.after.is_above_policies(role, table) {
            return Vec::new();
        }
        match table.row_security {
            RowSecurity::On => self.of_policies(gain),
            RowSecurity::Unknown(_) => Vec::new(),
            RowSecurity::Off if twin.is_some_and(|twin| twin.row_security == RowSecurity::Off) => Vec::new(),
            RowSecurity::Off => vec![match table.row_security_changes.last() {
                Some(at) => Cause::new(at, "row security was switched off"),
                None => Cause::new(&table.object.created, "the table was made without row security"),
            }],
        }
    }

    /// Policies that let rows through and were not there, the widest; else a restrictive one that went.
    fn of_policies(&self, gain: &Gain<'_>) -> Vec<Cause> {
        let Gain { role, twin, table, command, .. } = *gain;
        let then: Vec<&Policy> = match (self.before, twin) {
            (Some(before), Some(twin)) => before.policies_of(&role.name, twin, command).collect(),
            _ => Vec::new(),
        };
        let is_new = |policy: &&Policy| {
            let is_same = |known: &Policy| words(known, command) == words(policy, command);
            policy.is_permissive && !then.iter().any(|known| known.is_permissive && is_same(known))
        };
        let new: Vec<&Policy> = self.after.policies_of(&role.name, table, command).filter(is_new).collect();
        let widest = new.iter().map(|policy| policy.reach(command)).max();
        if let Some(widest) = widest.filter(|reach| *reach > Reach::Closed) {
            let causes = new.iter().filter(|policy| policy.reach(command) == widest);
            let cause = |policy: &&Policy| Cause {
                asks_caller: self.asks_caller(policy, command),
                ..Cause::new(policy.made(), let_in(policy))
            };
            return causes.map(cause).collect();
        }
        let mut restrictive = then.iter().filter(|policy| !policy.is_permissive);
        let drop_of =
            |policy: &&Policy| table.policy_drops.iter().rev().find(|(name, _)| *name == policy.name);
        let dropped = restrictive.find_map(drop_of);
        dropped
            .map(|(name, at)| Cause::new(at, format!("policy \"{name}\" was dropped")))
            .into_iter()
            .collect()
    }

    /// Whether a policy asks who is calling, itself or in a function that it calls.
    fn asks_caller(&self, policy: &Policy, command: AccessCommand) -> bool {
        let asks = |text: &str| SESSION.iter().any(|call| text.contains(call));
        let needs = || policy.depends_on.iter().chain(&policy.check_depends_on);
        let is_called = |routine: &&Routine| needs().any(|need| need.object == routine.object.id);
        let bodies = || self.after.routines().filter(is_called).filter_map(|routine| routine.body.as_ref());
        asks(&words(policy, command)) || bodies().any(|body| asks(&body.text.to_lowercase()))
    }

    /// What gave the privilege, where the role had it not: on the schema, on the table or on columns.
    fn of_privilege(&self, gain: &Gain<'_>) -> Vec<Cause> {
        let Gain { role, twin, table, command, columns } = *gain;
        let (name, schema, privilege) = (&role.name, &table.name.schema, command.privilege());
        let mut causes = Vec::new();
        if let Some(twin) = twin.filter(|twin| twin.name.schema != *schema)
            && let Some(moved) = table.object.changed.last()
        {
            causes
                .push(Cause::new(moved, format!("the table moved here from schema `{}`", twin.name.schema)));
        }
        let before = self.before.filter(|before| before.role(name).is_some());
        if !before.is_some_and(|before| before.has_schema_usage(name, schema)) {
            let acl = self.after.schema_object(schema).map(|object| Securable::schema(object).acl());
            let granted = acl.and_then(|acl| self.granted(name, &acl, Privilege::Usage));
            causes.extend(granted.map(|(at, whom)| {
                Cause::new(&at, format!("USAGE on schema `{schema}` was granted to {whom}"))
            }));
        }
        let had = before.zip(twin).is_some_and(|(before, twin)| before.has_privilege(name, twin, privilege));
        if had {
            return causes;
        }
        let what = privilege.name();
        if let Some((at, whom)) = self.granted(name, &Securable::from(table).acl(), privilege) {
            causes.push(Cause::new(&at, format!("{what} on it was granted to {whom}")));
        }
        let mut meant =
            table.columns.iter().filter(|column| columns.is_empty() || columns.contains(&column.name));
        causes.extend(meant.find_map(|column| {
            let (at, whom) = self.granted(name, column.acl.as_ref()?, privilege)?;
            Some(Cause::new(&at, format!("{what} on column `{}` was granted to {whom}", column.name)))
        }));
        causes
    }

    /// The project's own statement by which a role has a privilege, and to whom it was given.
    pub(super) fn granted(
        &self,
        role: &Identifier,
        acl: &Acl,
        privilege: Privilege,
    ) -> Option<(Location, String)> {
        let acting = self.after.acting_roles(role);
        let reaches = |grantee: &Grantee| grantee.role().is_none_or(|role| acting.contains(role));
        let mut grants = acl.grants.iter().filter(|grant| reaches(&grant.grantee));
        grants.find_map(|grant| {
            let at = grant.given(privilege).filter(|_| grant.privileges.has(privilege))?;
            let whom = grant.grantee.role().map_or("everybody".to_owned(), |role| format!("`{role}`"));
            self.after.migrations().contains(&at.path).then(|| (at.clone(), whom))
        })
    }

    /// What made the role more than it was: a member of another, or above row security.
    fn of_role(&self, role: &Role) -> Option<Cause> {
        let acting = self.after.acting_roles(&role.name);
        let before = self.before?;
        let is_other = |name: &&Identifier| {
            let (then, now) = (before.role(name), self.after.role(name));
            then.zip(now).is_none_or(|(then, now)| {
                then.member_of != now.member_of
                    || then.bypasses_row_security != now.bypasses_row_security
                    || then.is_superuser != now.is_superuser
                    || then.inherits != now.inherits
            })
        };
        let changed = acting.iter().find(is_other)?;
        let at = self.after.role(changed)?.changed.last()?;
        Some(Cause::new(at, format!("role `{changed}` was changed")))
    }
}

fn let_in(policy: &Policy) -> String {
    let whom: Vec<&str> = policy.roles.iter().map(Grantee::name).collect();
    let whom = if whom == ["public"] { "everybody".to_owned() } else { whom.join(", ") };
    format!("policy \"{}\" lets {whom} in", policy.name)
}
