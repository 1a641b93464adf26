//! Roles: what they may do everywhere, and whose rights they have beside their own.

use super::catalogue::Catalogue;
use crate::facts::sql::Identifier;
use crate::finding::Location;

/// A role.
#[expect(clippy::struct_excessive_bools, reason = "attributes of one role, each there or not")]
#[derive(Clone, Debug)]
pub struct Role {
    /// Its name.
    pub name: Identifier,
    /// Whether it may do everything.
    pub is_superuser: bool,
    /// Whether policies do not bind it.
    pub bypasses_row_security: bool,
    /// Whether it has what the roles it is a member of have, without `SET ROLE`.
    pub inherits: bool,
    /// Whether it may log in.
    pub can_log_in: bool,
    /// The roles it is a member of, in the order in which it became one.
    pub member_of: Vec<Identifier>,
    /// Statements that made it, changed what it may do everywhere, or made it a member, in order; none where
    /// PostgreSQL or the platform did.
    pub changed: Vec<Location>,
    /// Its own search path, where it has one.
    pub search_path: Option<Vec<Identifier>>,
    /// Whether the platform brings it.
    pub is_platform: bool,
}

/// Roles that every PostgreSQL has, with those that the first has the rights of.
const PREDEFINED: [(&str, &[&str]); 12] = [
    ("pg_checkpoint", &[]),
    ("pg_database_owner", &[]),
    ("pg_execute_server_program", &[]),
    ("pg_monitor", &["pg_read_all_settings", "pg_read_all_stats", "pg_stat_scan_tables"]),
    ("pg_read_all_data", &[]),
    ("pg_read_all_settings", &[]),
    ("pg_read_all_stats", &[]),
    ("pg_read_server_files", &[]),
    ("pg_signal_backend", &[]),
    ("pg_stat_scan_tables", &[]),
    ("pg_write_all_data", &[]),
    ("pg_write_server_files", &[]),
];

impl Role {
    /// A role as `CREATE ROLE` without options makes it.
    pub(super) fn new(name: Identifier) -> Self {
        Self {
            name,
            is_superuser: false,
            bypasses_row_security: false,
            inherits: true,
            can_log_in: false,
            member_of: Vec::new(),
            changed: Vec::new(),
            search_path: None,
            is_platform: false,
        }
    }

    /// The roles of a new server: who runs migrations, and PostgreSQL's own.
    pub(super) fn of_server() -> impl Iterator<Item = Self> {
        let owner = Self {
            is_superuser: true,
            bypasses_row_security: true,
            can_log_in: true,
            is_platform: true,
            ..Self::new(Identifier::exact("postgres"))
        };
        let predefined = PREDEFINED.iter().map(|(name, groups)| Self {
            member_of: groups.iter().map(|group| Identifier::exact(group)).collect(),
            is_platform: true,
            ..Self::new(Identifier::exact(name))
        });
        std::iter::once(owner).chain(predefined)
    }

    /// Whether PostgreSQL itself brings it.
    pub fn is_predefined(&self) -> bool {
        self.name.as_str().starts_with("pg_")
    }
}

impl Catalogue {
    /// The roles whose rights that role has without a further statement: itself first, then those it
    /// inherits from.
    pub(super) fn acting_roles(&self, role: &Identifier) -> Vec<Identifier> {
        let mut found = vec![role.clone()];
        let mut at = 0;
        while let Some(name) = found.get(at).cloned() {
            at += 1;
            let Some(member) = self.roles.get(&name).filter(|role| role.inherits) else { continue };
            for group in &member.member_of {
                if !found.contains(group) {
                    found.push(group.clone());
                }
            }
        }
        found
    }

    /// Whether `role` is a member of `group`, directly or not.
    pub(super) fn is_member(&self, role: &Identifier, group: &Identifier) -> bool {
        let mut found = vec![role.clone()];
        let mut at = 0;
        while let Some(name) = found.get(at).cloned() {
            at += 1;
            if name == *group {
                return true;
            }
            let groups = self.roles.get(&name).into_iter().flat_map(|role| role.member_of.iter());
            let new: Vec<_> = groups.filter(|group| !found.contains(group)).cloned().collect();
            found.extend(new);
        }
        false
    }

    pub(super) fn is_superuser(&self, role: &Identifier) -> bool {
        self.roles.get(role).is_some_and(|role| role.is_superuser)
    }
}
