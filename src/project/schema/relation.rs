//! What a database holds under one name: tables with their policies, and views.

use super::catalogue::QualifiedName;
use super::column::TenantColumn;
use crate::facts::sql::{Identifier, PolicyCommand, RelationKind};
use crate::finding::{Location, Subject};

/// What owns a name: tables and views share one name space.
#[derive(Clone, Debug)]
pub enum Relation {
    /// A table.
    Table(Table),
    /// A view, plain or materialized.
    View(View),
}

/// A table after the last migration.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its name now.
    pub name: QualifiedName,
    /// Ordinary, partitioned or foreign.
    pub kind: RelationKind,
    /// Where it was created, maybe under another name.
    pub created: Location,
    /// Whether the platform brings it (`storage.objects`), so that its settings are not the project's.
    pub is_platform: bool,
    /// A place that decides whether it exists at all, when that could not be found out.
    pub doubt: Option<Location>,
    /// The table it is a partition of.
    pub partition_of: Option<QualifiedName>,
    /// Whether its rows are protected.
    pub row_security: RowSecurity,
    /// Statements that switched row security on or off, in order.
    pub row_security_changes: Vec<Location>,
    /// Its policies, in creation order.
    pub policies: Vec<Policy>,
    /// A place that may have created or dropped policies, when that could not be found out.
    pub policy_doubt: Option<Location>,
    /// Its columns that hold the id of a tenant, in the order in which they came.
    pub tenant_columns: Vec<TenantColumn>,
    /// Whether it took columns from elsewhere, so that it may have more than the known ones.
    pub has_foreign_columns: bool,
    /// Whether an extension brings it, with what the extension keeps in it.
    pub is_of_extension: bool,
}

/// Whether row level security is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowSecurity {
    /// On.
    On,
    /// Off, as it is until a statement switches it on.
    Off,
    /// Not to be told: what happens at that place depends on what only the database knows.
    Unknown(Location),
}

/// A row security policy after the last migration.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Its name.
    pub name: Identifier,
    /// Where it was created.
    pub created: Location,
    /// What it is about.
    pub command: PolicyCommand,
    /// Whether it widens what others allow.
    pub is_permissive: bool,
    /// Whom it binds.
    pub roles: Vec<Identifier>,
    /// The condition on existing rows, as written.
    pub using: Option<Box<str>>,
    /// The condition on new rows, as written.
    pub with_check: Option<Box<str>>,
    /// A place that decides whether it exists at all, when that could not be found out.
    pub doubt: Option<Location>,
}

/// A view after the last migration.
#[derive(Clone, Debug)]
pub struct View {
    /// Its name now.
    pub name: QualifiedName,
    /// View or materialized view.
    pub kind: RelationKind,
    /// Where it was created or last replaced.
    pub created: Location,
}

impl Table {
    /// Whether row level security can be switched on for it: foreign tables have none.
    pub fn has_row_security(&self) -> bool {
        self.kind != RelationKind::Foreign
    }

    /// The policy of that name.
    pub fn policy(&self, name: &Identifier) -> Option<&Policy> {
        self.policies.iter().find(|policy| policy.name == *name)
    }
}

impl From<&Table> for Subject {
    fn from(table: &Table) -> Self {
        Self::new(table.name.to_string(), table.created.clone())
    }
}

impl Relation {
    /// Its name now.
    pub fn name(&self) -> &QualifiedName {
        match self {
            Self::Table(table) => &table.name,
            Self::View(view) => &view.name,
        }
    }

    pub(super) fn name_mut(&mut self) -> &mut QualifiedName {
        match self {
            Self::Table(table) => &mut table.name,
            Self::View(view) => &mut view.name,
        }
    }

    pub(super) fn kind(&self) -> RelationKind {
        match self {
            Self::Table(table) => table.kind,
            Self::View(view) => view.kind,
        }
    }
}
