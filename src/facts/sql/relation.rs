//! What statements do to relations that exist: tables, views, indexes and sequences share their names.

use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::{SyntaxKind, SyntaxNode};

use super::column::{self, ColumnChange};
use super::constraint::{self, ConstraintChange};
use super::name::{self, Identifier, RelationName};
use super::option::{self, StorageOption};
use super::origin::Origin;
use super::rewrite_rule::{self, SwitchRewriteRule};
use super::role::{self, RoleName};
use super::sequence::{self, ColumnName};
use super::statement::Action;
use super::table;
use super::trigger::{self, SwitchTrigger};

/// What kind of relation a statement is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RelationKind {
    /// An ordinary table.
    Table,
    /// A table that only holds partitions.
    Partitioned,
    /// A table on another server.
    Foreign,
    /// A view.
    View,
    /// A view that keeps its rows.
    MaterializedView,
    /// An index.
    Index,
    /// A sequence.
    Sequence,
}

/// `ALTER TABLE`, `ALTER VIEW`, `ALTER INDEX` and their kin.
#[derive(Clone, Debug)]
pub struct AlterRelation {
    /// What kind the statement says; `ALTER TABLE` renames any.
    pub kind: RelationKind,
    /// What it changes.
    pub name: RelationName,
    /// Whether a missing relation is passed over.
    pub if_exists: bool,
    /// Whether tables that inherit are left alone: `ONLY`.
    pub is_only: bool,
    /// What it does, in order.
    pub changes: Vec<RelationChange>,
}

/// One action of an [`AlterRelation`].
#[derive(Clone, Debug)]
pub enum RelationChange {
    /// `ENABLE ROW LEVEL SECURITY`.
    EnableRowSecurity,
    /// `DISABLE ROW LEVEL SECURITY`.
    DisableRowSecurity,
    /// `FORCE ROW LEVEL SECURITY`: binds the owner too.
    ForceRowSecurity,
    /// `NO FORCE ROW LEVEL SECURITY`.
    NoForceRowSecurity,
    /// `SET (…)`: storage parameters.
    SetOptions(Vec<StorageOption>),
    /// `RESET (…)`.
    ResetOptions(Vec<Box<str>>),
    /// `RENAME TO`.
    Rename(Identifier),
    /// `SET SCHEMA`.
    SetSchema(Identifier),
    /// `ATTACH PARTITION`: of a table another table, of an index another index.
    Attach {
        /// What becomes a part.
        part: RelationName,
        /// Whether it takes the rows that no other part takes.
        is_default: bool,
    },
    /// `DETACH PARTITION`.
    Detach(RelationName),
    /// `INHERIT`.
    Inherit(RelationName),
    /// `NO INHERIT`.
    NoInherit(RelationName),
    /// `REPLICA IDENTITY`.
    ReplicaIdentity(WrittenIdentity),
    /// `SET LOGGED`, `SET UNLOGGED`.
    SetLogged(bool),
    /// `ENABLE TRIGGER`, `DISABLE TRIGGER`.
    SwitchTrigger(SwitchTrigger),
    /// `ENABLE RULE`, `DISABLE RULE`.
    SwitchRewriteRule(SwitchRewriteRule),
    /// `OWNER TO`.
    Owner(RoleName),
    /// `OWNED BY` of a sequence; `None` for no column.
    OwnedBy(Option<ColumnName>),
    /// What it does to a column.
    Column(ColumnChange),
    /// What it does to a constraint.
    Constraint(ConstraintChange),
}

/// By what those who follow a publication know a row: `REPLICA IDENTITY`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WrittenIdentity {
    /// `DEFAULT`: its primary key.
    Default,
    /// `USING INDEX`.
    Index(Identifier),
    /// `FULL`: all of its columns.
    Full,
    /// `NOTHING`.
    Nothing,
}

/// `DROP TABLE`, `DROP VIEW` and their kin.
#[derive(Clone, Debug)]
pub struct DropRelations {
    /// What kind it must be.
    pub kind: RelationKind,
    /// What it drops.
    pub names: Vec<RelationName>,
    /// Whether a missing relation is passed over.
    pub if_exists: bool,
    /// Whether what depends on it goes too.
    pub cascade: bool,
}

/// A statement that changes or drops relations; `None` for every other.
pub(super) fn read(statement: &ast::Stmt, origin: Origin<'_>) -> Option<Action> {
    use ast::Stmt;
    let node = statement.syntax();
    let alter = |kind, name_kind| alter(node, kind, name_kind, origin);
    let drop = |kind, name_kind| Some(drop(node, kind, name_kind, origin));
    match statement {
        Stmt::AlterTable(_) => alter(RelationKind::Table, SyntaxKind::TABLE_RELATION_NAME),
        Stmt::AlterForeignTable(_) => alter(RelationKind::Foreign, SyntaxKind::TABLE_RELATION_NAME),
        Stmt::AlterView(_) => alter(RelationKind::View, SyntaxKind::VIEW_REF),
        Stmt::AlterMaterializedView(_) => alter(RelationKind::MaterializedView, SyntaxKind::VIEW_REF),
        Stmt::AlterIndex(_) => alter(RelationKind::Index, SyntaxKind::INDEX_REF),
        Stmt::AlterSequence(_) => alter(RelationKind::Sequence, SyntaxKind::SEQUENCE_REF),
        Stmt::DropTable(_) => drop(RelationKind::Table, SyntaxKind::TABLE_NAME_REF),
        Stmt::DropForeignTable(_) => drop(RelationKind::Foreign, SyntaxKind::TABLE_NAME_REF),
        Stmt::DropView(_) => drop(RelationKind::View, SyntaxKind::VIEW_REF),
        Stmt::DropMaterializedView(_) => drop(RelationKind::MaterializedView, SyntaxKind::VIEW_REF),
        Stmt::DropIndex(_) => drop(RelationKind::Index, SyntaxKind::INDEX_REF),
        Stmt::DropSequence(_) => drop(RelationKind::Sequence, SyntaxKind::SEQUENCE_REF),
        _ => None,
    }
}

/// Any `ALTER` of a relation: its name stands in a child of kind `name_kind`.
fn alter(node: &SyntaxNode, kind: RelationKind, name_kind: SyntaxKind, origin: Origin<'_>) -> Option<Action> {
    let named = node.children().find(|child| child.kind() == name_kind)?;
    let changes: Vec<_> = node.children().filter_map(|child| change(&child, origin)).collect();
    Some(Action::AlterRelation(AlterRelation {
        kind,
        name: name::relation(&named, origin)?,
        if_exists: node.children().any(|child| child.kind() == SyntaxKind::IF_EXISTS),
        is_only: name::is_only(&named),
        changes,
    }))
}

fn change(node: &SyntaxNode, origin: Origin<'_>) -> Option<RelationChange> {
    let relation = || name::relation(node, origin);
    Some(match node.kind() {
        SyntaxKind::ENABLE_RLS => RelationChange::EnableRowSecurity,
        SyntaxKind::DISABLE_RLS => RelationChange::DisableRowSecurity,
        SyntaxKind::FORCE_RLS => RelationChange::ForceRowSecurity,
        SyntaxKind::NO_FORCE_RLS => RelationChange::NoForceRowSecurity,
        SyntaxKind::SET_OPTIONS => RelationChange::SetOptions(option::options(node)),
        SyntaxKind::RESET_OPTIONS => RelationChange::ResetOptions(option::names(node)),
        SyntaxKind::INDEX_RENAME_TO
        | SyntaxKind::SEQUENCE_RENAME_TO
        | SyntaxKind::TABLE_RENAME_TO
        | SyntaxKind::VIEW_RENAME_TO => RelationChange::Rename(relation()?.name),
        SyntaxKind::SET_SCHEMA => RelationChange::SetSchema(name::identifier(
            ast::SetSchema::cast(node.clone())?.schema_ref()?.syntax(),
        )),
        SyntaxKind::ATTACH_PARTITION => {
            let attach = ast::AttachPartition::cast(node.clone())?;
            RelationChange::Attach {
                part: name::relation(attach.table_name_ref()?.syntax(), origin)?,
                is_default: table::is_default(attach.partition_type().as_ref()),
            }
        }
        SyntaxKind::ATTACH_INDEX_PARTITION => RelationChange::Attach { part: relation()?, is_default: false },
        SyntaxKind::OWNER_TO => {
            RelationChange::Owner(role::role(&ast::OwnerTo::cast(node.clone())?.role_ref()?)?)
        }
        SyntaxKind::DETACH_PARTITION => RelationChange::Detach(relation()?),
        SyntaxKind::INHERIT_TABLE => RelationChange::Inherit(relation()?),
        SyntaxKind::NO_INHERIT_TABLE => RelationChange::NoInherit(relation()?),
        SyntaxKind::REPLICA_IDENTITY => {
            RelationChange::ReplicaIdentity(identity(&ast::ReplicaIdentity::cast(node.clone())?, origin)?)
        }
        SyntaxKind::SET_LOGGED => RelationChange::SetLogged(true),
        SyntaxKind::SET_UNLOGGED => RelationChange::SetLogged(false),
        SyntaxKind::OPTION_OWNED_BY => {
            RelationChange::OwnedBy(sequence::owner(&ast::OptionOwnedBy::cast(node.clone())?, origin))
        }
        SyntaxKind::ALTER_VIEW_COLUMN => {
            RelationChange::Column(column::view_change(&ast::AlterViewColumn::cast(node.clone())?, origin)?)
        }
        _ => return table_change(&ast::AlterTableAction::cast(node.clone())?, origin),
    })
}

fn identity(written: &ast::ReplicaIdentity, origin: Origin<'_>) -> Option<WrittenIdentity> {
    use ast::ReplicaIdentityOption as Written;
    Some(match written.replica_identity_option()? {
        Written::ReplicaIdentityDefault(_) => WrittenIdentity::Default,
        Written::ReplicaIdentityFull(_) => WrittenIdentity::Full,
        Written::ReplicaIdentityNothing(_) => WrittenIdentity::Nothing,
        Written::UsingIndexName(using) => {
            WrittenIdentity::Index(name::relation(using.index_ref()?.syntax(), origin)?.name)
        }
    })
}

fn table_change(action: &ast::AlterTableAction, origin: Origin<'_>) -> Option<RelationChange> {
    if let Some(switch) = trigger::switch(action.syntax()) {
        return Some(RelationChange::SwitchTrigger(switch));
    }
    if let Some(switch) = rewrite_rule::switch(action.syntax()) {
        return Some(RelationChange::SwitchRewriteRule(switch));
    }
    let column = column::change(action, origin).map(RelationChange::Column);
    column.or_else(|| constraint::change(action, origin).map(RelationChange::Constraint))
}

/// Any `DROP` of relations: their names stand in children of kind `name_kind`.
fn drop(node: &SyntaxNode, kind: RelationKind, name_kind: SyntaxKind, origin: Origin<'_>) -> Action {
    let names = node.children().filter(|child| child.kind() == name_kind);
    Action::DropRelations(DropRelations {
        kind,
        names: names.filter_map(|child| name::relation(&child, origin)).collect(),
        if_exists: node.children().any(|child| child.kind() == SyntaxKind::IF_EXISTS),
        cascade: node.children().any(|child| child.kind() == SyntaxKind::CASCADE),
    })
}
