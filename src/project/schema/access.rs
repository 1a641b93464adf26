//! Who reaches what: role × command × table, after grants, row security and policies.

use super::acl::Grantee;
use super::object::{Object, QualifiedName};
use super::policy::Policy;
use super::privilege::Securable;
use super::role::Role;
use super::table::{Column, RowSecurity, Table};
use super::view::View;
use super::{Schema, Tool};
use crate::facts::sql::{Breadth, Condition, Identifier, PolicyCommand, Privilege, RelationKind};
use crate::finding::Location;

/// The roles as which Supabase's data API acts, those with least rights first.
const CLIENTS: [&str; 3] = ["anon", "authenticated", "service_role"];

/// What a role may do to rows of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccessCommand {
    /// Reading.
    Select,
    /// Adding.
    Insert,
    /// Changing.
    Update,
    /// Removing.
    Delete,
}

impl AccessCommand {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Select, Self::Insert, Self::Update, Self::Delete];

    /// In lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Select => "select",
            Self::Insert => "insert",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }

    /// The privilege it needs.
    pub fn privilege(self) -> Privilege {
        match self {
            Self::Select => Privilege::Select,
            Self::Insert => Privilege::Insert,
            Self::Update => Privilege::Update,
            Self::Delete => Privilege::Delete,
        }
    }

    /// Whether a policy is about it.
    pub fn is_of(self, policy: PolicyCommand) -> bool {
        match policy {
            PolicyCommand::All => true,
            PolicyCommand::Select => self == Self::Select,
            PolicyCommand::Insert => self == Self::Insert,
            PolicyCommand::Update => self == Self::Update,
            PolicyCommand::Delete => self == Self::Delete,
        }
    }
}

/// Which rows a role reaches with a command, from none to all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reach {
    /// None.
    Closed,
    /// Those whose column holds the caller's id.
    OwnRows,
    /// Those that fulfil a condition.
    Conditional,
    /// All.
    Open,
    /// Not to be told: it depends on what only the database knows.
    Unknown,
}

impl Reach {
    /// Every one.
    pub const ALL: [Self; 5] = [Self::Open, Self::Conditional, Self::OwnRows, Self::Closed, Self::Unknown];

    /// As reports say it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::OwnRows => "own rows",
            Self::Conditional => "by condition",
            Self::Open => "open",
            Self::Unknown => "unknown",
        }
    }
}

impl From<Breadth> for Reach {
    fn from(breadth: Breadth) -> Self {
        match breadth {
            Breadth::Nothing => Self::Closed,
            Breadth::OwnRows => Self::OwnRows,
            Breadth::Some => Self::Conditional,
            Breadth::Everything => Self::Open,
        }
    }
}

/// What somebody uses: a table or a view.
#[derive(Clone, Copy)]
pub(super) struct Used<'o> {
    name: &'o QualifiedName,
    object: Securable<'o>,
    columns: &'o [Column],
}

impl<'o> From<&'o Table> for Used<'o> {
    fn from(table: &'o Table) -> Self {
        Self { name: &table.name, object: table.into(), columns: &table.columns }
    }
}

impl<'o> From<&'o View> for Used<'o> {
    fn from(view: &'o View) -> Self {
        Self { name: &view.name, object: view.into(), columns: &view.columns }
    }
}

/// Who reaches one table or view.
#[derive(Clone, Debug)]
pub struct TableAccess {
    /// The folder of its database.
    pub database: Box<str>,
    /// The table or view.
    pub table: QualifiedName,
    /// Which of the two.
    pub kind: RelationKind,
    /// Where it was created.
    pub created: Location,
    /// Whether the data API serves its schema.
    pub is_exposed: bool,
    /// Each role with its reach for each of [`AccessCommand::ALL`]; clients first, then by name.
    pub roles: Vec<(Identifier, [Reach; 4])>,
}

impl TableAccess {
    /// Whether it is a view, plain or materialized.
    pub fn is_view(&self) -> bool {
        matches!(self.kind, RelationKind::View | RelationKind::MaterializedView)
    }

    /// Its name, and that it is a view where it is one: `public.seen (view)`.
    pub fn shown(&self) -> String {
        if self.is_view() { format!("{} (view)", self.table) } else { self.table.to_string() }
    }

    /// Roles that reach the same, in order, with that reach.
    pub fn groups(&self) -> Vec<(Vec<&Identifier>, [Reach; 4])> {
        let mut groups: Vec<(Vec<&Identifier>, [Reach; 4])> = Vec::new();
        for (role, reach) in &self.roles {
            match groups.iter_mut().find(|(_, known)| known == reach) {
                Some((roles, _)) => roles.push(role),
                None => groups.push((vec![role], *reach)),
            }
        }
        groups
    }
}

impl Schema {
    /// Who reaches each table that migrations made or wrote policies for, and each view that they made,
    /// sorted by name.
    pub fn access(&self) -> Vec<TableAccess> {
        let roles = self.roles_of_interest();
        if roles.is_empty() {
            return Vec::new();
        }
        let tables = self.tables_of_interest().map(|table| {
            let by_role = |role: &&Role| (role.name.clone(), self.reaches(role, table));
            self.relation_access(&table.name, table.kind, &table.object, roles.iter().map(by_role).collect())
        });
        let views = self.views_of_interest().map(|view| {
            let reach = |role: &Role| AccessCommand::ALL.map(|command| self.view_reach(role, view, command));
            let by_role = |role: &&Role| (role.name.clone(), reach(role));
            self.relation_access(&view.name, view.kind, &view.object, roles.iter().map(by_role).collect())
        });
        let mut access: Vec<TableAccess> = tables.chain(views).collect();
        access.sort_by(|one, other| one.table.cmp(&other.table));
        access
    }

    fn relation_access(
        &self,
        name: &QualifiedName,
        kind: RelationKind,
        object: &Object,
        roles: Vec<(Identifier, [Reach; 4])>,
    ) -> TableAccess {
        TableAccess {
            database: self.folder().into(),
            table: name.clone(),
            kind,
            created: object.created.clone(),
            is_exposed: self.is_exposed(&name.schema),
            roles,
        }
    }

    /// Tables that migrations made or wrote policies for, sorted by name.
    pub(super) fn tables_of_interest(&self) -> impl Iterator<Item = &Table> {
        self.all_tables().filter(|table| !table.object.is_platform || !table.policies.is_empty())
    }

    /// The clients of the data API, then the roles that migrations made.
    pub(super) fn roles_of_interest(&self) -> Vec<&Role> {
        let named = |name: &str| self.roles().find(|role| role.name.as_str() == name);
        let clients = CLIENTS.iter().filter(|_| self.tool() == Tool::Supabase).filter_map(|name| named(name));
        clients.chain(self.roles().filter(|role| !role.is_platform)).collect()
    }

    fn reaches(&self, role: &Role, table: &Table) -> [Reach; 4] {
        AccessCommand::ALL.map(|command| self.reach(role, table, command))
    }

    /// Which rows of a table a role reaches with a command.
    pub fn reach(&self, role: &Role, table: &Table, command: AccessCommand) -> Reach {
        let object = &table.object;
        if object.doubt.is_some() || object.acl_doubt.is_some() {
            return Reach::Unknown;
        }
        if !self.may_use(&role.name, table.into(), command.privilege()) {
            return Reach::Closed;
        }
        if self.is_above_policies(role, table) {
            return Reach::Open;
        }
        match &table.row_security {
            RowSecurity::Off => Reach::Open,
            RowSecurity::Unknown(_) => Reach::Unknown,
            RowSecurity::On => self.reach_by_policies(role, table, command),
        }
    }

    /// Whether policies do not bind a role: it is above them everywhere, or owns the table.
    pub(super) fn is_above_policies(&self, role: &Role, table: &Table) -> bool {
        let is_owner = || self.catalogue.acting_roles(&role.name).contains(&table.object.owner);
        role.is_superuser || role.bypasses_row_security || (!table.forces_row_security && is_owner())
    }

    /// Policies that bind a role, itself or as one it inherits from, for a command; in creation order.
    pub(super) fn policies_of<'t>(
        &self,
        role: &Identifier,
        table: &'t Table,
        command: AccessCommand,
    ) -> impl Iterator<Item = &'t Policy> + use<'t> {
        let acting = self.catalogue.acting_roles(role);
        table.policies.iter().filter(move |policy| {
            command.is_of(policy.command)
                && policy.roles.iter().any(|role| match role {
                    Grantee::Public => true,
                    Grantee::Role(name) => acting.contains(name),
                })
        })
    }

    /// What policies let through: the widest permissive one, narrowed by every restrictive one.
    fn reach_by_policies(&self, role: &Role, table: &Table, command: AccessCommand) -> Reach {
        if table.policy_doubt.is_some() {
            return Reach::Unknown;
        }
        let mut reach = Reach::Closed;
        let mut narrowest = Reach::Open;
        for policy in self.policies_of(&role.name, table, command) {
            if policy.doubt.is_some() {
                return Reach::Unknown;
            }
            if policy.is_permissive {
                reach = reach.max(policy.reach(command));
            } else {
                narrowest = narrowest.min(policy.reach(command));
            }
        }
        reach.min(narrowest)
    }

    /// Whether a role may use the schema and has the privilege, on the table or view or on some column of
    /// it.
    pub(super) fn may_use(&self, role: &Identifier, used: Used<'_>, privilege: Privilege) -> bool {
        let on_column =
            || used.columns.iter().any(|column| self.has_column_privilege(role, column, privilege));
        self.has_schema_usage(role, &used.name.schema)
            && (self.has_privilege(role, used.object, privilege) || on_column())
    }
}

impl Policy {
    /// Which rows it lets through. One without a condition that asks lets none through where it is
    /// permissive, and stands in nobody's way otherwise.
    pub(super) fn reach(&self, command: AccessCommand) -> Reach {
        let using = self.using_condition.as_ref();
        let condition = match command {
            AccessCommand::Insert => self.check_condition.as_ref().or(using),
            _ => using,
        };
        let without = if self.is_permissive { Reach::Closed } else { Reach::Open };
        condition.map_or(without, |condition: &Condition| condition.breadth.into())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::sample::replayed;
    use super::super::schemas;
    use super::*;
    use crate::facts::extract;
    use crate::project::DefaultGrants;
    use crate::source::{RelPath, SourceFile};

    /// `select/insert/update/delete` of a role on the first table.
    fn reach(sql: &str, role: &str) -> String {
        let access = replayed(sql).access().remove(0);
        let found = access.roles.iter().find(|(name, _)| name.as_str() == role).expect("the role");
        found.1.map(Reach::name).join("/")
    }

    const PROTECTED: &str = "create table t (id int, user_id uuid); alter table t enable row level security;";

    #[test]
    fn a_table_without_row_security_is_open() {
        assert_eq!(reach("create table t (a int)", "anon"), "open/open/open/open");
    }

    #[test]
    fn without_a_policy_only_the_service_role_gets_in() {
        assert_eq!(reach(PROTECTED, "anon"), "closed/closed/closed/closed");
        assert_eq!(reach(PROTECTED, "service_role"), "open/open/open/open");
    }

    #[test]
    fn the_widest_policy_of_a_role_counts() {
        let sql = format!(
            "{PROTECTED} create policy own on t to authenticated using (auth.uid() = user_id);
             create policy all_read on t for select to anon, authenticated using (true);"
        );
        assert_eq!(reach(&sql, "anon"), "open/closed/closed/closed");
        assert_eq!(reach(&sql, "authenticated"), "open/own rows/own rows/own rows");
    }

    #[test]
    fn a_restrictive_policy_narrows() {
        let sql = format!(
            "{PROTECTED} create policy reads on t for select using (true);
             create policy own on t as restrictive for select using (auth.uid() = user_id);"
        );
        assert_eq!(reach(&sql, "anon"), "own rows/closed/closed/closed");
    }

    #[test]
    fn a_revoke_closes_what_a_policy_opens() {
        let sql = format!(
            "{PROTECTED} create policy reads on t for select using (true); revoke all on t from anon;"
        );
        assert_eq!(reach(&sql, "anon"), "closed/closed/closed/closed");
        assert_eq!(reach(&sql, "authenticated"), "open/closed/closed/closed");
    }

    #[test]
    fn a_schema_that_nobody_may_use_is_closed() {
        let sql = "create schema app; create table app.t (a int); grant select on app.t to anon";
        assert_eq!(reach(sql, "anon"), "closed/closed/closed/closed");
        let sql = format!("{sql}; grant usage on schema app to anon");
        assert_eq!(reach(&sql, "anon"), "open/closed/closed/closed");
    }

    #[test]
    fn a_platform_that_gives_nothing_leaves_new_tables_closed() {
        let file = SourceFile::new(RelPath::new("supabase/migrations/1_t.sql"), "create table t (a int)");
        let facts: Vec<_> = extract(&file).into_iter().map(Arc::new).collect();
        let reach = |grants| {
            let access = schemas(&facts, grants).remove(0).access().remove(0);
            access.roles.into_iter().map(|(_, reach)| reach[0]).collect::<Vec<_>>()
        };
        assert_eq!(reach(None), [Reach::Open; 3]);
        assert_eq!(reach(Some(DefaultGrants::None)), [Reach::Closed; 3]);
    }
}
