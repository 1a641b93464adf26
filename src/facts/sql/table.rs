//! Tables and views, as statements create them.

use squawk_syntax::ast::{self, AstNode};

use super::column::{self, ColumnDefinition};
use super::constraint::{self, Constraint, ConstraintKind};
use super::index::{self, IndexKey};
use super::name::{self, Identifier, RelationName};
use super::origin::Origin;
use super::references::{self, References};
use super::relation::RelationKind;
use super::statement::Action;
use super::type_name::TypeName;

/// `CREATE TABLE`, in all its forms.
#[expect(clippy::struct_excessive_bools, reason = "clauses of one statement, each there or not")]
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
    /// Whether a crash empties it.
    pub is_unlogged: bool,
    /// Columns, constraints and templates, in the order in which they are written.
    pub elements: Vec<TableElement>,
    /// What it is a partition of.
    pub partition_of: Option<PartitionOf>,
    /// What divides it into partitions.
    pub partition_by: Option<PartitionBy>,
    /// Tables whose columns and rows it shares.
    pub inherits: Vec<RelationName>,
    /// The composite type that gives it its columns.
    pub of_type: Option<TypeName>,
    /// Whether a query gives it its columns, under the names of `elements` as far as they go.
    pub is_from_query: bool,
    /// What that query reads.
    pub query: Option<Box<References>>,
    /// The extension that brings it, with what the extension keeps in it.
    pub extension: Option<Identifier>,
}

/// One element of a `CREATE TABLE`.
#[derive(Clone, Debug)]
pub enum TableElement {
    /// A column.
    Column(ColumnDefinition),
    /// A constraint.
    Constraint(Constraint),
    /// What another table has.
    Like(Like),
}

/// `LIKE`: columns as another table has them.
#[derive(Clone, Debug)]
pub struct Like {
    /// The other table.
    pub table: RelationName,
    /// What else is taken from it.
    pub takes: LikeOptions,
}

/// What `LIKE` takes from a table beside columns with their types and `NOT NULL`.
#[expect(clippy::struct_excessive_bools, reason = "options of one clause, each there or not")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LikeOptions {
    /// `INCLUDING CONSTRAINTS`: checks.
    pub checks: bool,
    /// `INCLUDING DEFAULTS`.
    pub defaults: bool,
    /// `INCLUDING GENERATED`.
    pub generated: bool,
    /// `INCLUDING IDENTITY`.
    pub identity: bool,
    /// `INCLUDING INDEXES`: those of keys too.
    pub indexes: bool,
}

/// `PARTITION OF` and `ATTACH PARTITION`.
#[derive(Clone, Debug)]
pub struct PartitionOf {
    /// The whole.
    pub parent: RelationName,
    /// Whether it takes the rows that no other partition takes.
    pub is_default: bool,
}

/// `PARTITION BY`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartitionBy {
    /// How, folded: `range`.
    pub strategy: Box<str>,
    /// By what.
    pub keys: Vec<IndexKey>,
}

impl CreateTable {
    /// A table of which only its name is known.
    pub(super) fn bare(name: RelationName, kind: RelationKind) -> Self {
        Self {
            name,
            if_not_exists: false,
            kind,
            is_temporary: false,
            is_unlogged: false,
            elements: Vec::new(),
            partition_of: None,
            partition_by: None,
            inherits: Vec::new(),
            of_type: None,
            is_from_query: false,
            query: None,
            extension: None,
        }
    }

    /// The columns it writes itself, in order.
    pub fn columns(&self) -> impl Iterator<Item = &ColumnDefinition> {
        self.elements.iter().filter_map(|element| match element {
            TableElement::Column(column) => Some(column),
            TableElement::Constraint(_) | TableElement::Like(_) => None,
        })
    }

    /// The constraints it writes, those of its columns included, in order.
    pub fn constraints(&self) -> impl Iterator<Item = &Constraint> {
        self.elements.iter().flat_map(|element| match element {
            TableElement::Column(column) => column.constraints.as_slice(),
            TableElement::Constraint(constraint) => std::slice::from_ref(constraint),
            TableElement::Like(_) => &[],
        })
    }

    /// Whether columns are written elsewhere.
    pub fn has_foreign_columns(&self) -> bool {
        self.is_from_query
            || self.of_type.is_some()
            || self.partition_of.is_some()
            || !self.inherits.is_empty()
            || self.elements.iter().any(|element| matches!(element, TableElement::Like(_)))
    }

    /// Relations that must exist before it: parents, templates, targets of references; itself left out.
    pub fn needs(&self) -> impl Iterator<Item = &RelationName> {
        let likes = self.elements.iter().filter_map(|element| match element {
            TableElement::Like(like) => Some(&like.table),
            TableElement::Column(_) | TableElement::Constraint(_) => None,
        });
        let targets = self.constraints().filter_map(|constraint| match &constraint.kind {
            ConstraintKind::ForeignKey(key) => Some(&key.target),
            _ => None,
        });
        let parent = self.partition_of.iter().map(|of| &of.parent);
        let others = likes.chain(targets).chain(parent).chain(&self.inherits);
        others.filter(|other| other.name != self.name.name || other.schema != self.name.schema)
    }
}

pub(super) fn create(create: &ast::CreateTable, origin: Origin<'_>) -> Option<Action> {
    let name = name::relation(create.table_name()?.syntax(), origin)?;
    let kind = if create.partition_by().is_some() { RelationKind::Partitioned } else { RelationKind::Table };
    let inherits = create.inherits().into_iter().flat_map(|list| list.table_name_refs().collect::<Vec<_>>());
    Some(Action::CreateTable(Box::new(CreateTable {
        if_not_exists: create.if_not_exists().is_some(),
        is_temporary: matches!(create.persistence(), Some(ast::Persistence::Temp(_))),
        is_unlogged: matches!(create.persistence(), Some(ast::Persistence::Unlogged(_))),
        elements: elements(create.table_arg_list(), origin),
        partition_of: partition_of(create.partition_of(), create.partition_type().as_ref(), origin),
        partition_by: create.partition_by().map(|by| partition_by(&by, origin)),
        inherits: inherits.filter_map(|parent| name::relation(parent.syntax(), origin)).collect(),
        of_type: create.of_type().and_then(|of| TypeName::of(of.ty()?.syntax(), origin)),
        ..CreateTable::bare(name, kind)
    })))
}

pub(super) fn create_as(create: &ast::CreateTableAs, origin: Origin<'_>) -> Option<Action> {
    let name = name::relation(create.table_name()?.syntax(), origin)?;
    Some(Action::CreateTable(Box::new(CreateTable {
        if_not_exists: create.if_not_exists().is_some(),
        is_temporary: matches!(create.persistence(), Some(ast::Persistence::Temp(_))),
        is_unlogged: matches!(create.persistence(), Some(ast::Persistence::Unlogged(_))),
        elements: elements(create.table_arg_list(), origin),
        is_from_query: true,
        query: match create.query() {
            Some(ast::CreateTableAsQuery::SelectVariant(query)) => {
                Some(Box::new(references::of_node(query.syntax(), origin)))
            }
            _ => None,
        },
        ..CreateTable::bare(name, RelationKind::Table)
    })))
}

/// `SELECT … INTO`, which creates a table like `CREATE TABLE AS`.
pub(super) fn select_into(select: &ast::SelectInto, origin: Origin<'_>) -> Option<Action> {
    let into = select.into_clause()?;
    let name = name::relation(into.table_name()?.syntax(), origin)?;
    Some(Action::CreateTable(Box::new(CreateTable {
        is_temporary: matches!(into.persistence(), Some(ast::Persistence::Temp(_))),
        is_unlogged: matches!(into.persistence(), Some(ast::Persistence::Unlogged(_))),
        is_from_query: true,
        query: Some(Box::new(references::of_node(select.syntax(), origin))),
        ..CreateTable::bare(name, RelationKind::Table)
    })))
}

pub(super) fn create_foreign(create: &ast::CreateForeignTable, origin: Origin<'_>) -> Option<Action> {
    let name = name::relation(create.table_name()?.syntax(), origin)?;
    let inherits = create.inherits().into_iter().flat_map(|list| list.table_name_refs().collect::<Vec<_>>());
    Some(Action::CreateTable(Box::new(CreateTable {
        if_not_exists: create.if_not_exists().is_some(),
        elements: elements(create.table_arg_list(), origin),
        partition_of: partition_of(create.partition_of(), create.partition_type().as_ref(), origin),
        inherits: inherits.filter_map(|parent| name::relation(parent.syntax(), origin)).collect(),
        ..CreateTable::bare(name, RelationKind::Foreign)
    })))
}

fn elements(list: Option<ast::TableArgList>, origin: Origin<'_>) -> Vec<TableElement> {
    let arguments = list.into_iter().flat_map(|list| list.args().collect::<Vec<_>>());
    let elements = arguments.filter_map(|argument| match argument {
        ast::TableArg::Column(column) => column::definition(&column, origin).map(TableElement::Column),
        ast::TableArg::LikeClause(clause) => like(&clause, origin).map(TableElement::Like),
        ast::TableArg::TableConstraint(constraint) => {
            let constraint = ast::Constraint::cast(constraint.syntax().clone())?;
            constraint::lower(&constraint, None, origin).map(TableElement::Constraint)
        }
    });
    elements.collect()
}

fn like(clause: &ast::LikeClause, origin: Origin<'_>) -> Option<Like> {
    let mut takes = LikeOptions::default();
    for option in clause.like_options() {
        let (property, is_taken) = match &option {
            ast::LikeOption::IncludingProperty(including) => (including.table_property(), true),
            ast::LikeOption::ExcludingProperty(excluding) => (excluding.table_property(), false),
        };
        match property {
            Some(ast::TableProperty::PropertyAll(_)) => {
                takes = LikeOptions {
                    checks: is_taken,
                    defaults: is_taken,
                    generated: is_taken,
                    identity: is_taken,
                    indexes: is_taken,
                }
            }
            Some(ast::TableProperty::PropertyConstraints(_)) => takes.checks = is_taken,
            Some(ast::TableProperty::PropertyDefaults(_)) => takes.defaults = is_taken,
            Some(ast::TableProperty::PropertyGenerated(_)) => takes.generated = is_taken,
            Some(ast::TableProperty::PropertyIdentity(_)) => takes.identity = is_taken,
            Some(ast::TableProperty::PropertyIndexes(_)) => takes.indexes = is_taken,
            _ => {}
        }
    }
    Some(Like { table: name::relation(clause.relation_name_ref()?.syntax(), origin)?, takes })
}

fn partition_of(
    of: Option<ast::PartitionOf>,
    bound: Option<&ast::PartitionType>,
    origin: Origin<'_>,
) -> Option<PartitionOf> {
    let parent = name::relation(of?.table_name_ref()?.syntax(), origin)?;
    Some(PartitionOf { parent, is_default: is_default(bound) })
}

/// Whether a partition takes the rows that no other takes.
pub(super) fn is_default(bound: Option<&ast::PartitionType>) -> bool {
    matches!(bound, Some(ast::PartitionType::PartitionDefault(_)))
}

fn partition_by(by: &ast::PartitionBy, origin: Origin<'_>) -> PartitionBy {
    let strategy = by.partition_strategy().map(|strategy| strategy.syntax().text().to_string());
    PartitionBy {
        strategy: strategy.unwrap_or_default().to_ascii_lowercase().into(),
        keys: index::keys(by.partition_item_list(), origin),
    }
}
