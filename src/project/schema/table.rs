//! Tables and their columns.

use super::acl::Acl;
use super::column::TenantColumn;
use super::constraint::{Constraint, ForeignKey};
use super::index::Index;
use super::object::{ColumnId, DependsOn, Object, ObjectId, QualifiedName};
use super::policy::Policy;
use super::rewrite_rule::RewriteRule;
use super::trigger::Trigger;
use super::user_type::DataType;
use crate::facts::sql::{Identifier, Identity, RelationKind};
use crate::finding::{Location, Subject};

/// A table after the last migration.
#[derive(Clone, Debug)]
pub struct Table {
    /// Identity, owner, privileges, history.
    pub object: Object,
    /// Its name now.
    pub name: QualifiedName,
    /// The name that it was made with.
    pub first_name: Box<QualifiedName>,
    /// Ordinary, partitioned or foreign.
    pub kind: RelationKind,
    /// Whether a crash empties it.
    pub is_unlogged: bool,
    /// Its columns in creation order, dropped ones left out.
    pub columns: Vec<Column>,
    /// The number that the next column gets.
    pub next_column: u16,
    /// Primary key, unique, check, exclusion and foreign key constraints, in creation order.
    pub constraints: Vec<Constraint>,
    /// Its indexes, those of constraints included, in creation order.
    pub indexes: Vec<Index>,
    /// Its triggers, in creation order.
    pub triggers: Vec<Trigger>,
    /// Its rules, in creation order.
    pub rewrite_rules: Vec<RewriteRule>,
    /// The table it is a partition of.
    pub partition_of: Option<ObjectId>,
    /// How it is partitioned, as written: `RANGE (created_at)`.
    pub partition_key: Option<Box<str>>,
    /// The columns that divide it, expressions left out.
    pub partition_columns: Vec<ColumnId>,
    /// The tables it inherits from, its partitioned parent left out.
    pub inherits: Vec<ObjectId>,
    /// By what those who follow a publication know a row.
    pub replica_identity: ReplicaIdentity,
    /// Whether its rows are protected.
    pub row_security: RowSecurity,
    /// Whether row level security binds its owner too.
    pub forces_row_security: bool,
    /// Statements that switched row security on or off, in order.
    pub row_security_changes: Vec<Location>,
    /// Its policies, in creation order.
    pub policies: Vec<Policy>,
    /// Statements that dropped one of its policies, with the name, in order.
    pub policy_drops: Vec<(Identifier, Location)>,
    /// A place that may have created or dropped policies, when that could not be found out.
    pub policy_doubt: Option<Location>,
    /// Its columns that hold the id of a tenant, in the order in which they came.
    pub tenant_columns: Vec<TenantColumn>,
    /// Whether it took columns from where the replay does not follow, so that it may have more than the
    /// known ones.
    pub has_foreign_columns: bool,
}

/// A column of a table.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its number within the table.
    pub id: ColumnId,
    /// Its name now.
    pub name: Identifier,
    /// Its type.
    pub kind: DataType,
    /// Whether it refuses null, a primary key's included.
    pub is_not_null: bool,
    /// Its default, or the expression that generates it, as written.
    pub default: Option<Box<str>>,
    /// What its default needs.
    pub depends_on: Vec<DependsOn>,
    /// `GENERATED … AS IDENTITY`.
    pub identity: Option<Identity>,
    /// Whether `default` generates it: `GENERATED ALWAYS AS (…) STORED`.
    pub is_generated: bool,
    /// Whether it comes from a parent alone, and goes with that of the parent.
    pub is_inherited: bool,
    /// Privileges on this column alone.
    pub acl: Option<Acl>,
    /// The statement that brought it.
    pub created: Location,
    /// A place that decides whether it exists at all, when that could not be found out.
    pub doubt: Option<Location>,
}

/// By what those who follow a publication know a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReplicaIdentity {
    /// Its primary key.
    #[default]
    Default,
    /// A unique index; none when that is gone.
    Index(ObjectId),
    /// All of its columns.
    Full,
    /// Nothing.
    Nothing,
}

impl ReplicaIdentity {
    /// The letter of `pg_class.relreplident`.
    pub fn letter(self) -> &'static str {
        match self {
            Self::Default => "d",
            Self::Index(_) => "i",
            Self::Full => "f",
            Self::Nothing => "n",
        }
    }
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

impl Column {
    /// A column of which nothing but its type is said.
    pub(super) fn new(id: ColumnId, name: Identifier, kind: DataType, created: Location) -> Self {
        Self {
            id,
            name,
            kind,
            is_not_null: false,
            default: None,
            depends_on: Vec::new(),
            identity: None,
            is_generated: false,
            is_inherited: false,
            acl: None,
            created,
            doubt: None,
        }
    }
}

impl Table {
    /// A table without columns, as `CREATE TABLE t ()` makes it.
    pub(super) fn new(object: Object, name: QualifiedName, kind: RelationKind) -> Self {
        Self {
            object,
            first_name: Box::new(name.clone()),
            name,
            kind,
            is_unlogged: false,
            columns: Vec::new(),
            next_column: 1,
            constraints: Vec::new(),
            indexes: Vec::new(),
            triggers: Vec::new(),
            rewrite_rules: Vec::new(),
            partition_of: None,
            partition_key: None,
            partition_columns: Vec::new(),
            inherits: Vec::new(),
            replica_identity: ReplicaIdentity::default(),
            row_security: RowSecurity::Off,
            forces_row_security: false,
            row_security_changes: Vec::new(),
            policies: Vec::new(),
            policy_drops: Vec::new(),
            policy_doubt: None,
            tenant_columns: Vec::new(),
            has_foreign_columns: false,
        }
    }

    /// Whether row level security can be switched on for it: foreign tables have none.
    pub fn has_row_security(&self) -> bool {
        self.kind != RelationKind::Foreign
    }

    /// The column of that name.
    pub fn column(&self, name: &Identifier) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == *name)
    }

    /// The column of that number.
    pub fn column_by_id(&self, id: ColumnId) -> Option<&Column> {
        self.columns.iter().find(|column| column.id == id)
    }

    /// Whether its columns are all there are: a table from which all were dropped has none.
    pub(super) fn knows_columns(&self) -> bool {
        !self.has_foreign_columns && (!self.columns.is_empty() || self.next_column > 1)
    }

    /// The number of its next column.
    pub(super) fn new_column_id(&mut self) -> ColumnId {
        let id = ColumnId(self.next_column);
        self.next_column += 1;
        id
    }

    /// Its foreign keys, in creation order.
    pub fn foreign_keys(&self) -> impl Iterator<Item = (&Constraint, &ForeignKey)> {
        self.constraints.iter().filter_map(|constraint| Some((constraint, constraint.as_foreign_key()?)))
    }

    /// The names of columns, in the order given: `a, b`.
    pub fn column_names(&self, ids: &[ColumnId]) -> String {
        let names: Vec<_> = ids.iter().filter_map(|id| Some(self.column_by_id(*id)?.name.as_str())).collect();
        names.join(", ")
    }

    /// The policy of that name.
    pub fn policy(&self, name: &Identifier) -> Option<&Policy> {
        self.policies.iter().find(|policy| policy.name == *name)
    }
}

impl From<&Table> for Subject {
    fn from(table: &Table) -> Self {
        Self::new(table.name.to_string(), table.object.created.clone())
    }
}
