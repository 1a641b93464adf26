//! Statements about tables and the other relations that share their names.

use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::{SyntaxKind, SyntaxNode};

use super::column::{self, ColumnChange, ColumnDefinition};
use super::name::{self, Identifier, RelationName};
use super::origin::Origin;
use super::role::{self, RoleName};
use super::statement::Action;

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
}

/// `CREATE TABLE`, in all its forms.
#[derive(Clone, Debug)]
pub struct CreateTable {
    /// What it creates.
    pub name: RelationName,
    /// Whether an existing relation of that name is left alone.
    pub if_not_exists: bool,
    /// Ordinary, partitioned or foreign.
    pub kind: RelationKind,
    /// Whether it ends with the session and no client ever sees it.
    pub is_temporary: bool,
    /// The table it is a partition of.
    pub partition_of: Option<RelationName>,
    /// Tables that must exist: parents, templates, targets of foreign keys; itself excluded.
    pub needs: Vec<RelationName>,
    /// Columns that hold the id of a tenant.
    pub tenant_columns: Vec<ColumnDefinition>,
    /// Whether it takes columns from elsewhere: a query, a parent, a type, a template.
    pub has_foreign_columns: bool,
    /// The extension that brings it, with what the extension keeps in it.
    pub extension: Option<Identifier>,
}

/// `CREATE VIEW` and `CREATE MATERIALIZED VIEW`.
#[derive(Clone, Debug)]
pub struct CreateView {
    /// What it creates.
    pub name: RelationName,
    /// View or materialized view.
    pub kind: RelationKind,
    /// Whether a view of that name is replaced.
    pub or_replace: bool,
    /// Whether an existing relation of that name is left alone.
    pub if_not_exists: bool,
    /// Whether it ends with the session.
    pub is_temporary: bool,
}

/// `ALTER TABLE`, `ALTER VIEW` and their kin, as far as names, partitions, row security and
/// columns with a tenant's id go.
#[derive(Clone, Debug)]
pub struct AlterRelation {
    /// What it changes.
    pub name: RelationName,
    /// Whether a missing relation is passed over.
    pub if_exists: bool,
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
    /// `RENAME TO`.
    Rename(Identifier),
    /// `SET SCHEMA`.
    SetSchema(Identifier),
    /// `ATTACH PARTITION`.
    Attach(RelationName),
    /// `DETACH PARTITION`.
    Detach(RelationName),
    /// `OWNER TO`.
    Owner(RoleName),
    /// What it does to a column that holds the id of a tenant.
    Column(ColumnChange),
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

pub(super) fn create(create: &ast::CreateTable, origin: Origin<'_>) -> Option<Action> {
    let name = name::relation(create.table_name()?.syntax(), origin)?;
    let kind = if create.partition_by().is_some() { RelationKind::Partitioned } else { RelationKind::Table };
    let partition_of = create.partition_of().and_then(|of| name::relation(of.syntax(), origin));
    Some(Action::CreateTable(Box::new(CreateTable {
        if_not_exists: create.if_not_exists().is_some(),
        kind,
        is_temporary: matches!(create.persistence(), Some(ast::Persistence::Temp(_))),
        needs: needs(create.syntax(), &name, origin),
        partition_of,
        tenant_columns: column::definitions(create.syntax(), origin),
        has_foreign_columns: has_foreign_columns(create.syntax()),
        extension: None,
        name,
    })))
}

pub(super) fn create_as(create: &ast::CreateTableAs, origin: Origin<'_>) -> Option<Action> {
    Some(Action::CreateTable(Box::new(CreateTable {
        name: name::relation(create.table_name()?.syntax(), origin)?,
        if_not_exists: create.if_not_exists().is_some(),
        kind: RelationKind::Table,
        is_temporary: matches!(create.persistence(), Some(ast::Persistence::Temp(_))),
        partition_of: None,
        needs: Vec::new(),
        tenant_columns: Vec::new(),
        has_foreign_columns: true,
        extension: None,
    })))
}

pub(super) fn create_foreign(create: &ast::CreateForeignTable, origin: Origin<'_>) -> Option<Action> {
    Some(Action::CreateTable(Box::new(CreateTable {
        name: name::relation(create.table_name()?.syntax(), origin)?,
        if_not_exists: create.if_not_exists().is_some(),
        kind: RelationKind::Foreign,
        is_temporary: false,
        partition_of: create.partition_of().and_then(|of| name::relation(of.syntax(), origin)),
        needs: Vec::new(),
        tenant_columns: column::definitions(create.syntax(), origin),
        has_foreign_columns: has_foreign_columns(create.syntax()),
        extension: None,
    })))
}

/// Whether columns of a new table are written elsewhere.
fn has_foreign_columns(table: &SyntaxNode) -> bool {
    let takes = |kind| {
        matches!(
            kind,
            SyntaxKind::INHERITS | SyntaxKind::LIKE_CLAUSE | SyntaxKind::OF_TYPE | SyntaxKind::PARTITION_OF
        )
    };
    let arguments = table.children().filter(|child| child.kind() == SyntaxKind::TABLE_ARG_LIST);
    let mut parts = table.children().chain(arguments.flat_map(|list| list.children()));
    parts.any(|part| takes(part.kind()))
}

fn needs(table: &SyntaxNode, own: &RelationName, origin: Origin<'_>) -> Vec<RelationName> {
    let names_another = |kind| {
        matches!(
            kind,
            SyntaxKind::REFERENCES_CONSTRAINT
                | SyntaxKind::FOREIGN_KEY_CONSTRAINT
                | SyntaxKind::LIKE_CLAUSE
                | SyntaxKind::INHERITS
                | SyntaxKind::PARTITION_OF
        )
    };
    let mut needed = Vec::new();
    for node in table.descendants().filter(|node| names_another(node.kind())) {
        let is_name = |kind| matches!(kind, SyntaxKind::TABLE_NAME_REF | SyntaxKind::RELATION_NAME_REF);
        let named = node.children().filter(|child| is_name(child.kind()));
        let named = named.filter_map(|child| name::relation(&child, origin));
        needed.extend(named.filter(|other| other.name != own.name || other.schema != own.schema));
    }
    needed
}

pub(super) fn create_view(create: &ast::CreateView, origin: Origin<'_>) -> Option<Action> {
    Some(Action::CreateView(CreateView {
        name: name::relation(create.view()?.syntax(), origin)?,
        kind: RelationKind::View,
        or_replace: create.or_replace().is_some(),
        if_not_exists: false,
        is_temporary: matches!(create.persistence(), Some(ast::Persistence::Temp(_))),
    }))
}

pub(super) fn create_materialized(
    create: &ast::CreateMaterializedView,
    origin: Origin<'_>,
) -> Option<Action> {
    Some(Action::CreateView(CreateView {
        name: name::relation(create.view()?.syntax(), origin)?,
        kind: RelationKind::MaterializedView,
        or_replace: false,
        if_not_exists: create.if_not_exists().is_some(),
        is_temporary: false,
    }))
}

/// Any `ALTER` of a relation: its name stands in a child of kind `name_kind`.
pub(super) fn alter(node: &SyntaxNode, name_kind: SyntaxKind, origin: Origin<'_>) -> Option<Action> {
    let name = name::relation(&node.children().find(|child| child.kind() == name_kind)?, origin)?;
    let if_exists = node.children().any(|child| child.kind() == SyntaxKind::IF_EXISTS);
    let changes: Vec<_> = node.children().filter_map(|child| change(&child, origin)).collect();
    (!changes.is_empty()).then_some(Action::AlterRelation(AlterRelation { name, if_exists, changes }))
}

fn change(node: &SyntaxNode, origin: Origin<'_>) -> Option<RelationChange> {
    let relation = || name::relation(node, origin);
    Some(match node.kind() {
        SyntaxKind::ENABLE_RLS => RelationChange::EnableRowSecurity,
        SyntaxKind::DISABLE_RLS => RelationChange::DisableRowSecurity,
        SyntaxKind::FORCE_RLS => RelationChange::ForceRowSecurity,
        SyntaxKind::NO_FORCE_RLS => RelationChange::NoForceRowSecurity,
        SyntaxKind::TABLE_RENAME_TO | SyntaxKind::VIEW_RENAME_TO => RelationChange::Rename(relation()?.name),
        SyntaxKind::SET_SCHEMA => RelationChange::SetSchema(name::identifier(
            ast::SetSchema::cast(node.clone())?.schema_ref()?.syntax(),
        )),
        SyntaxKind::ATTACH_PARTITION => {
            let attach = ast::AttachPartition::cast(node.clone())?;
            RelationChange::Attach(name::relation(attach.table_name_ref()?.syntax(), origin)?)
        }
        SyntaxKind::OWNER_TO => {
            RelationChange::Owner(role::role(&ast::OwnerTo::cast(node.clone())?.role_ref()?)?)
        }
        SyntaxKind::DETACH_PARTITION => RelationChange::Detach(relation()?),
        _ => return column::change(node, origin).map(RelationChange::Column),
    })
}

/// Any `DROP` of relations: their names stand in children of kind `name_kind`.
pub(super) fn drop(
    node: &SyntaxNode,
    kind: RelationKind,
    name_kind: SyntaxKind,
    origin: Origin<'_>,
) -> Action {
    let names = node.children().filter(|child| child.kind() == name_kind);
    Action::DropRelations(DropRelations {
        kind,
        names: names.filter_map(|child| name::relation(&child, origin)).collect(),
        if_exists: node.children().any(|child| child.kind() == SyntaxKind::IF_EXISTS),
        cascade: node.children().any(|child| child.kind() == SyntaxKind::CASCADE),
    })
}
