//! Access privileges as PostgreSQL keeps them: who granted what to whom.

use crate::facts::sql::Identifier;

/// One privilege on an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u16)]
pub enum Privilege {
    /// Reading rows.
    Select = 1,
    /// Adding rows.
    Insert = 1 << 1,
    /// Changing rows.
    Update = 1 << 2,
    /// Removing rows.
    Delete = 1 << 3,
    /// Removing all rows, past every policy.
    Truncate = 1 << 4,
    /// Pointing a foreign key at it.
    References = 1 << 5,
    /// Creating triggers on it.
    Trigger = 1 << 6,
    /// Running a function.
    Execute = 1 << 7,
    /// Naming what a schema holds; using a type or sequence.
    Usage = 1 << 8,
    /// Creating within a schema or database.
    Create = 1 << 9,
    /// Connecting to a database.
    Connect = 1 << 10,
    /// Creating temporary tables.
    Temporary = 1 << 11,
}

/// A set of privileges.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Privileges(pub(super) u16);

impl Privileges {
    /// Whether it holds `privilege`.
    pub fn has(self, privilege: Privilege) -> bool {
        self.0 & privilege as u16 != 0
    }
}

/// Whom a privilege is given to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grantee {
    /// Every role.
    Public,
    /// One role, and those that inherit from it.
    Role(Identifier),
}

/// What one role gave another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Who received it.
    pub grantee: Grantee,
    /// Who gave it.
    pub grantor: Identifier,
    /// What.
    pub privileges: Privileges,
    /// What of it the grantee may give on.
    pub grantable: Privileges,
}

/// The access list of one object, in the order in which its grants came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Acl {
    /// Its grants: one for each pair of grantee and grantor.
    pub grants: Vec<Grant>,
}

/// What kind of object default privileges are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DefaultsFor {
    /// Tables and views.
    Tables,
    /// Sequences.
    Sequences,
    /// Functions and procedures.
    Functions,
    /// Types and domains.
    Types,
    /// Schemas.
    Schemas,
}

/// What new objects of one kind, made by one role, are given.
#[derive(Clone, Debug)]
pub struct DefaultPrivileges {
    /// The role that makes them.
    pub role: Identifier,
    /// The schema in which it makes them; `None` for all.
    pub schema: Option<Identifier>,
    /// Their kind.
    pub kind: DefaultsFor,
    /// What they are given.
    pub acl: Acl,
}

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
    /// Its own search path, where it has one.
    pub search_path: Option<Vec<Identifier>>,
}
