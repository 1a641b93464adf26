//! Types: those that migrations make, and references to any.

use super::object::{DependsOn, Object, ObjectId, QualifiedName};
use crate::facts::sql::Identifier;

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

/// A type without modifiers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BaseType {
    /// One that every PostgreSQL or an extension brings, as `format_type` prints it: `integer`.
    Known(Box<str>),
    /// One that a migration or the platform made.
    User(ObjectId),
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
        /// What its default and checks need.
        depends_on: Vec<DependsOn>,
    },
    /// A row type of its own.
    Composite(Vec<(Identifier, DataType)>),
    /// A range over a type.
    Range,
    /// A base or shell type.
    Base,
}
