//! Row security policies.

use super::acl::Grantee;
use super::object::{DependsOn, ObjectId};
use super::table::Table;
use crate::facts::sql::{Condition, Identifier, PolicyCommand};
use crate::finding::{Location, Subject};

/// A row security policy after the last migration.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Its identity.
    pub id: ObjectId,
    /// Its name.
    pub name: Identifier,
    /// Where it was created.
    pub created: Location,
    /// Statements that gave it other roles or conditions, in order.
    pub changed: Vec<Location>,
    /// What it is about.
    pub command: PolicyCommand,
    /// Whether it widens what others allow.
    pub is_permissive: bool,
    /// Whom it binds.
    pub roles: Vec<Grantee>,
    /// The condition on existing rows, as written.
    pub using: Option<Box<str>>,
    /// The condition on new rows, as written.
    pub with_check: Option<Box<str>>,
    /// What the condition on existing rows comes to.
    pub using_condition: Option<Condition>,
    /// What the condition on new rows comes to.
    pub check_condition: Option<Condition>,
    /// What its condition on existing rows needs.
    pub depends_on: Vec<DependsOn>,
    /// What its condition on new rows needs.
    pub check_depends_on: Vec<DependsOn>,
    /// A place that decides whether it exists at all, when that could not be found out.
    pub doubt: Option<Location>,
}

impl Policy {
    /// What it is called in reports: `public.notes."Owners read"`.
    pub fn subject(&self, table: &Table) -> Subject {
        Subject::new(format!("{}.\"{}\"", table.name, self.name), self.created.clone())
    }

    /// The statement that gave it the roles and conditions it has.
    pub fn made(&self) -> &Location {
        self.changed.last().unwrap_or(&self.created)
    }

    /// Whether it names a role, or everybody. What the role inherits is another question.
    pub fn names(&self, role: &Identifier) -> bool {
        self.roles.iter().any(|known| known.role().is_none_or(|known| known == role))
    }
}
