//! What every object of a database has: an identity that outlives its names, an owner, a history.

use std::fmt;

use super::acl::Acl;
use crate::facts::sql::Identifier;
use crate::finding::Location;

/// Identifies an object as PostgreSQL's oid does: a change of name or schema leaves it alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId(pub(super) u32);

/// Identifies a column within its table as `attnum` does, from 1; a dropped column's is never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ColumnId(pub(super) u16);

/// The name of an object, its schema known: `public.notes`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QualifiedName {
    /// The schema.
    pub schema: Identifier,
    /// The object's own name.
    pub name: Identifier,
}

impl fmt::Display for QualifiedName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}", self.schema, self.name)
    }
}

/// The part that all objects share.
#[derive(Clone, Debug)]
pub struct Object {
    /// Its identity.
    pub id: ObjectId,
    /// The role that owns it.
    pub owner: Identifier,
    /// Who may do what with it; `None` for the built-in default of its kind.
    pub acl: Option<Acl>,
    /// A place that may have changed who may do what with it, when that could not be found out.
    pub acl_doubt: Option<Location>,
    /// The statement that made it, maybe under another name.
    pub created: Location,
    /// Statements that changed it since, in order.
    pub changed: Vec<Location>,
    /// A place that decides whether it exists at all, when that could not be found out.
    pub doubt: Option<Location>,
    /// Whether the platform brings it (`storage.objects`), so that its settings are not the project's.
    pub is_platform: bool,
    /// The extension that brings it.
    pub extension: Option<Identifier>,
}

/// What happens to an object when what it depends on is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DependencyKind {
    /// Only `CASCADE` takes it along; without, the drop is refused.
    Normal,
    /// It always goes along: an index with its table.
    Auto,
}

/// One object's need of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DependsOn {
    /// What it needs.
    pub object: ObjectId,
    /// The one column it needs of it; `None` for the whole.
    pub column: Option<ColumnId>,
    /// What happens when that goes.
    pub kind: DependencyKind,
}
