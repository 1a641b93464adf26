//! Types: those that migrations make, and references to any.

use super::catalogue::Catalogue;
use super::object::{DependsOn, Object, ObjectId, QualifiedName};
use crate::facts::sql::Identifier;

/// Types of PostgreSQL that no cast turns into truth values unasked.
const NO_TRUTH_VALUES: [&str; 22] = [
    "bigint",
    "bytea",
    "character",
    "character varying",
    "date",
    "double precision",
    "inet",
    "integer",
    "interval",
    "json",
    "jsonb",
    "name",
    "numeric",
    "real",
    "smallint",
    "text",
    "time without time zone",
    "timestamp with time zone",
    "timestamp without time zone",
    "tsvector",
    "uuid",
    "void",
];

/// The type of a column, an argument or a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataType {
    /// The type itself.
    pub base: BaseType,
    /// Its modifiers, as PostgreSQL prints them, parentheses included: `(9,2)`; empty without.
    pub modifiers: Box<str>,
    /// How many dimensions the array has; 0 for none. PostgreSQL keeps no more than whether there are any.
    pub dimensions: u8,
}

impl DataType {
    /// One that every PostgreSQL brings, as `format_type` prints it.
    pub fn built_in(name: &str) -> Self {
        Self { base: BaseType::Known(name.into()), modifiers: Box::from(""), dimensions: 0 }
    }

    /// The name of a plain type that no migration made.
    pub fn known(&self) -> Option<&str> {
        match &self.base {
            BaseType::Known(name) if self.dimensions == 0 => Some(name),
            _ => None,
        }
    }

    /// Whether both are one type to a signature: what narrows it does not count, nor how deep arrays nest.
    pub fn is_same(&self, other: &Self) -> bool {
        self.base == other.base && (self.dimensions > 0) == (other.dimensions > 0)
    }

    /// Without what narrows it, as a signature keeps it.
    #[must_use]
    pub fn bare(mut self) -> Self {
        self.modifiers = Box::from("");
        self
    }

    /// The object whose type it is.
    pub fn object(&self) -> Option<ObjectId> {
        match self.base {
            BaseType::User(id) => Some(id),
            BaseType::Known(_) => None,
        }
    }
}

/// A type without modifiers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BaseType {
    /// One that every PostgreSQL or an extension brings, as `format_type` prints it: `integer`.
    Known(Box<str>),
    /// One that a migration or the platform made.
    User(ObjectId),
}

impl Catalogue {
    /// Whether a value of a type may stand where a truth value must. Types that extensions bring may.
    pub(super) fn may_be_boolean(&self, kind: &DataType) -> bool {
        if kind.dimensions > 0 {
            return false;
        }
        match &kind.base {
            BaseType::Known(name) => !NO_TRUTH_VALUES.contains(&&**name),
            BaseType::User(id) => match self.type_by_id(*id) {
                Some(made) if made.object.doubt.is_some() => true,
                Some(made) => match &made.kind {
                    UserTypeKind::Domain { base, .. } => self.may_be_boolean(base),
                    UserTypeKind::Enum(_) | UserTypeKind::Composite(_) | UserTypeKind::Range => false,
                    UserTypeKind::Base | UserTypeKind::Shell => true,
                },
                None => self.relation_by_id(*id).is_none(),
            },
        }
    }
}

/// A type that a migration made.
#[derive(Clone, Debug)]
pub struct UserType {
    /// Identity, owner, privileges, history.
    pub object: Object,
    /// Its name now.
    pub name: QualifiedName,
    /// What it is.
    pub kind: UserTypeKind,
}

/// What a type consists of.
#[derive(Clone, Debug)]
pub enum UserTypeKind {
    /// An enumeration: its labels, in order.
    Enum(Vec<Box<str>>),
    /// A domain over another type.
    Domain {
        /// The type below.
        base: DataType,
        /// Whether it refuses null.
        is_not_null: bool,
        /// Names of its checks, in order.
        checks: Vec<Identifier>,
        /// What the type below, its default and checks need.
        depends_on: Vec<DependsOn>,
    },
    /// A row type of its own.
    Composite(Vec<(Identifier, DataType)>),
    /// A range over a type.
    Range,
    /// Functions of a library.
    Base,
    /// Nothing yet: its name is taken, its functions come later.
    Shell,
}

impl UserTypeKind {
    /// The letter of `pg_type.typtype`.
    pub fn letter(&self) -> &'static str {
        match self {
            Self::Enum(_) => "e",
            Self::Domain { .. } => "d",
            Self::Composite(_) => "c",
            Self::Range => "r",
            Self::Base => "b",
            Self::Shell => "p",
        }
    }
}
