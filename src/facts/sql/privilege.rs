//! Things that a role may do to an object, and sets of them.

use std::fmt;

/// One thing that a role may be allowed to do to an object, in the order in which PostgreSQL shows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Privilege {
    /// New rows.
    Insert,
    /// Reading.
    Select,
    /// Changing rows.
    Update,
    /// Removing rows.
    Delete,
    /// Removing all rows.
    Truncate,
    /// Foreign keys to it.
    References,
    /// Triggers on it.
    Trigger,
    /// Calling.
    Execute,
    /// Using a schema, sequence, type, language or server.
    Usage,
    /// New objects in it.
    Create,
    /// Temporary tables in a database.
    Temporary,
    /// Connecting to a database.
    Connect,
    /// Setting a parameter.
    Set,
    /// Setting a parameter for the server.
    AlterSystem,
    /// Vacuum and its kin, from PostgreSQL 17 on.
    Maintain,
}

/// A set of privileges.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Privileges(u16);

impl Privilege {
    /// All of them, in the order in which PostgreSQL shows them.
    pub const ALL: [Self; 15] = [
        Self::Insert,
        Self::Select,
        Self::Update,
        Self::Delete,
        Self::Truncate,
        Self::References,
        Self::Trigger,
        Self::Execute,
        Self::Usage,
        Self::Create,
        Self::Temporary,
        Self::Connect,
        Self::Set,
        Self::AlterSystem,
        Self::Maintain,
    ];

    /// The letter that stands for it in an access list.
    pub fn letter(self) -> char {
        match self {
            Self::Insert => 'a',
            Self::Select => 'r',
            Self::Update => 'w',
            Self::Delete => 'd',
            Self::Truncate => 'D',
            Self::References => 'x',
            Self::Trigger => 't',
            Self::Execute => 'X',
            Self::Usage => 'U',
            Self::Create => 'C',
            Self::Temporary => 'T',
            Self::Connect => 'c',
            Self::Set => 's',
            Self::AlterSystem => 'A',
            Self::Maintain => 'm',
        }
    }

    fn bit(self) -> u16 {
        1 << (self as u16)
    }

    /// As statements write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Insert => "INSERT",
            Self::Select => "SELECT",
            Self::Update => "UPDATE",
            Self::Delete => "DELETE",
            Self::Truncate => "TRUNCATE",
            Self::References => "REFERENCES",
            Self::Trigger => "TRIGGER",
            Self::Execute => "EXECUTE",
            Self::Usage => "USAGE",
            Self::Create => "CREATE",
            Self::Temporary => "TEMPORARY",
            Self::Connect => "CONNECT",
            Self::Set => "SET",
            Self::AlterSystem => "ALTER SYSTEM",
            Self::Maintain => "MAINTAIN",
        }
    }

    /// A privilege by its name in lower case.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "insert" => Self::Insert,
            "select" => Self::Select,
            "update" => Self::Update,
            "delete" => Self::Delete,
            "truncate" => Self::Truncate,
            "references" => Self::References,
            "trigger" => Self::Trigger,
            "execute" => Self::Execute,
            "usage" => Self::Usage,
            "create" => Self::Create,
            "temporary" | "temp" => Self::Temporary,
            "connect" => Self::Connect,
            "set" => Self::Set,
            "alter system" => Self::AlterSystem,
            "maintain" => Self::Maintain,
            _ => return None,
        })
    }
}

impl Privileges {
    /// None.
    pub const NONE: Self = Self(0);

    /// These.
    pub fn of(privileges: &[Privilege]) -> Self {
        privileges.iter().fold(Self::NONE, |set, privilege| set.with(*privilege))
    }

    /// These and one more.
    #[must_use]
    pub fn with(self, privilege: Privilege) -> Self {
        Self(self.0 | privilege.bit())
    }

    /// Those of either.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those that `other` has not.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Those of both.
    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether it is among them.
    pub fn has(self, privilege: Privilege) -> bool {
        self.0 & privilege.bit() != 0
    }

    /// Whether all of `other` are among them.
    pub fn includes(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Each, in the order in which PostgreSQL shows them.
    pub fn iter(self) -> impl Iterator<Item = Privilege> {
        Privilege::ALL.into_iter().filter(move |privilege| self.has(*privilege))
    }
}

impl fmt::Debug for Privileges {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter().try_for_each(|privilege| write!(formatter, "{}", privilege.letter()))
    }
}
