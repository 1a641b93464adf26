//! Statements that change rows: `INSERT`, `UPDATE`, `DELETE`, `TRUNCATE`.

use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::{SyntaxKind, SyntaxNode};

use super::expression::{self, Expression};
use super::name::{self, Identifier, RelationName};
use super::origin::Origin;
use super::query::{self, Query, Target};
use super::references::{self, References};

/// More rows than this are not kept: what a table is filled with by the thousand decides nothing.
const MAX_ROWS: usize = 64;

/// A statement that changes the rows of a table.
#[derive(Clone, Debug)]
pub struct RowChange {
    /// The table; of `TRUNCATE`, the first.
    pub table: RelationName,
    /// What it does.
    pub kind: RowChangeKind,
    /// `RETURNING`.
    pub returning: Vec<Target>,
    /// Queries named before it.
    pub with: Vec<(Identifier, Query)>,
    /// What it names, without its text; nothing of rows that are not kept.
    pub references: Box<References>,
}

impl RowChange {
    /// The columns that it says it gives; none where an `INSERT` gives all.
    pub fn columns(&self) -> Vec<Identifier> {
        match &self.kind {
            RowChangeKind::Insert { columns, .. } => columns.clone(),
            RowChangeKind::Update { set, .. } => set.iter().map(|(column, _)| column.clone()).collect(),
            RowChangeKind::Delete { .. } | RowChangeKind::Truncate { .. } => Vec::new(),
        }
    }
}

/// What a [`RowChange`] does.
#[derive(Clone, Debug)]
pub enum RowChangeKind {
    /// `INSERT`.
    Insert {
        /// The columns that are given; empty for all.
        columns: Vec<Identifier>,
        /// The rows; `None` for `DEFAULT VALUES`. More than a few are opaque.
        rows: Option<Box<Query>>,
        /// What happens to a row that is there already.
        on_conflict: OnConflict,
        /// What is set of a row that is there already: columns with their new values.
        conflict_set: Vec<(Identifier, Expression)>,
        /// What makes a row one that is there already; `None` where the statement does not say.
        conflict_key: Option<ConflictKey>,
        /// How many values the shortest and the longest row gives, where that can be counted.
        width: Option<(usize, usize)>,
        /// `OVERRIDING`: values for columns that number themselves are meant.
        is_overriding: bool,
    },
    /// `UPDATE`.
    Update {
        /// Columns with their new values, which may be opaque.
        set: Vec<(Identifier, Expression)>,
        /// Which rows; `None` for all.
        filter: Option<Expression>,
        /// The name that the rows go by.
        alias: Option<Identifier>,
        /// Whether other tables decide, too: `FROM`.
        has_sources: bool,
    },
    /// `DELETE`.
    Delete {
        /// Which rows; `None` for all.
        filter: Option<Expression>,
        /// The name that the rows go by.
        alias: Option<Identifier>,
        /// Whether other tables decide, too: `USING`.
        has_sources: bool,
    },
    /// `TRUNCATE`.
    Truncate {
        /// Further tables.
        others: Vec<RelationName>,
        /// Whether tables that refer to them are emptied, too.
        cascade: bool,
    },
}

/// What an `INSERT` does with a row that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnConflict {
    /// Fails.
    Fail,
    /// Leaves it.
    Nothing,
    /// Changes it.
    Update,
}

/// What makes a row one that is there already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConflictKey {
    /// `ON CONSTRAINT`.
    Constraint(Identifier),
    /// What a unique index has for its key.
    Index {
        /// Its columns.
        columns: Vec<Identifier>,
        /// Whether it has expressions, too.
        has_expressions: bool,
        /// Whether it holds some rows alone.
        has_predicate: bool,
    },
}

/// The change that a statement makes; `None` for any other statement.
pub(super) fn lower(statement: &ast::Stmt, origin: Origin<'_>) -> Option<RowChange> {
    match statement {
        ast::Stmt::Insert(insert) => lower_insert(insert, origin),
        ast::Stmt::Update(update) => {
            let node = update.syntax();
            let kind = RowChangeKind::Update {
                set: update.set_clause().map(|set| assignments(set.syntax())).unwrap_or_default(),
                filter: filter(node),
                alias: update.alias().and_then(|alias| last_name(alias.syntax())),
                has_sources: update.from_clause().is_some(),
            };
            Some(change(node, name::relation(update.relation_name()?.syntax(), origin)?, kind, origin))
        }
        ast::Stmt::Delete(delete) => {
            let node = delete.syntax();
            let kind = RowChangeKind::Delete {
                filter: filter(node),
                alias: delete.alias().and_then(|alias| last_name(alias.syntax())),
                has_sources: delete.using_clause().is_some(),
            };
            Some(change(node, name::relation(delete.relation_name()?.syntax(), origin)?, kind, origin))
        }
        ast::Stmt::Truncate(truncate) => {
            let node = truncate.syntax();
            let named = node.descendants().filter(|node| node.kind() == SyntaxKind::TABLE_NAME_REF);
            let mut named = named.filter_map(|named| name::relation(&named, origin));
            let table = named.next()?;
            let cascade = matches!(truncate.drop_behavior(), Some(ast::DropBehavior::Cascade(_)));
            let kind = RowChangeKind::Truncate { others: named.collect(), cascade };
            Some(change(node, table, kind, origin))
        }
        _ => None,
    }
}

fn lower_insert(insert: &ast::Insert, origin: Origin<'_>) -> Option<RowChange> {
    let node = insert.syntax();
    let columns =
        insert.column_target_list().into_iter().flat_map(|list| list.syntax().children().collect::<Vec<_>>());
    let rows = match insert.insert_source()? {
        ast::InsertSource::DefaultValues(_) => None,
        ast::InsertSource::SelectVariant(select) => Some(Box::new(rows(&select))),
    };
    let on_conflict = match insert.on_conflict_clause() {
        None => OnConflict::Fail,
        Some(clause) => {
            let is_update =
                clause.syntax().descendants_with_tokens().any(|child| child.kind() == SyntaxKind::UPDATE_KW);
            if is_update { OnConflict::Update } else { OnConflict::Nothing }
        }
    };
    let conflict_set =
        insert.on_conflict_clause().map(|clause| assignments(clause.syntax())).unwrap_or_default();
    let kind = RowChangeKind::Insert {
        columns: columns.filter_map(|column| last_name(&column)).collect(),
        width: width(insert, rows.as_deref()),
        rows,
        on_conflict,
        conflict_set,
        conflict_key: insert.on_conflict_clause().and_then(|clause| conflict_key(&clause, origin)),
        is_overriding: has_token(node, SyntaxKind::OVERRIDING_KW),
    };
    Some(change(node, name::relation(insert.relation_name_ref()?.syntax(), origin)?, kind, origin))
}

fn conflict_key(clause: &ast::OnConflictClause, origin: Origin<'_>) -> Option<ConflictKey> {
    let node = clause.conflict_target()?.syntax().clone();
    if let Some(constraint) = node.descendants().find_map(ast::ConstraintNameRef::cast) {
        return Some(ConflictKey::Constraint(name::relation(constraint.syntax(), origin)?.name));
    }
    let items: Vec<_> = node.descendants().filter_map(ast::ConflictIndexItem::cast).collect();
    let columns: Vec<_> = items
        .iter()
        .filter_map(|item| match item.expr()? {
            ast::Expr::NameRef(column) => Some(name::identifier(column.syntax())),
            _ => None,
        })
        .collect();
    let has_expressions = columns.len() < items.len();
    let has_predicate = node.children().any(|child| child.kind() == SyntaxKind::WHERE_CLAUSE);
    Some(ConflictKey::Index { columns, has_expressions, has_predicate })
}

/// How many values the rows give; `None` where a star stands for some of them.
fn width(insert: &ast::Insert, rows: Option<&Query>) -> Option<(usize, usize)> {
    if let ast::InsertSource::SelectVariant(ast::SelectVariant::Values(values)) = insert.insert_source()? {
        let widths = values.row_list()?.rows().take(MAX_ROWS).map(|row| row.exprs().count());
        return widths.fold(None, |known, width| match known {
            None => Some((width, width)),
            Some((least, most)) => Some((width.min(least), width.max(most))),
        });
    }
    let targets = &rows?.targets;
    let has_star = targets.iter().any(|target| target.value == Expression::Star);
    (!has_star && !targets.is_empty()).then_some((targets.len(), targets.len()))
}

fn has_token(node: &SyntaxNode, kind: SyntaxKind) -> bool {
    node.descendants_with_tokens().any(|child| child.kind() == kind)
}

/// Rows written out, where there are few; those of a query.
fn rows(select: &ast::SelectVariant) -> Query {
    if let ast::SelectVariant::Values(values) = select {
        let count = values.row_list().map_or(0, |list| list.rows().take(MAX_ROWS + 1).count());
        if count > MAX_ROWS {
            return Query::opaque();
        }
    }
    query::lower(select)
}

fn change(node: &SyntaxNode, table: RelationName, kind: RowChangeKind, origin: Origin<'_>) -> RowChange {
    let is_kept = !matches!(&kind, RowChangeKind::Insert { rows: Some(rows), .. } if rows.is_opaque && rows.targets.is_empty());
    let references = if is_kept { references::of_node(node, origin) } else { References::default() };
    let references = Box::new(References { text: Box::default(), ..references });
    let clause = |kind| node.children().find(|child| child.kind() == kind);
    let returning = clause(SyntaxKind::RETURNING_CLAUSE);
    let returning = returning.and_then(|clause| clause.children().find_map(ast::TargetList::cast));
    let with = clause(SyntaxKind::WITH_CLAUSE).and_then(ast::WithClause::cast);
    RowChange {
        table,
        kind,
        returning: returning.map(|list| query::lower_targets(&list)).unwrap_or_default(),
        with: with.map(|clause| query::lower_with(&clause)).unwrap_or_default(),
        references,
    }
}

fn filter(node: &SyntaxNode) -> Option<Expression> {
    let clause = node.children().find(|child| child.kind() == SyntaxKind::WHERE_CLAUSE);
    if let Some(clause) = clause {
        return Some(expression::lower_some(clause.children().find_map(ast::Expr::cast)));
    }
    let is_cursor = node.children().any(|child| child.kind() == SyntaxKind::WHERE_CURRENT_OF);
    is_cursor.then_some(Expression::Opaque)
}

/// `a = 1, b = 2`; several columns that are set at once have opaque values.
fn assignments(set: &SyntaxNode) -> Vec<(Identifier, Expression)> {
    let mut found = Vec::new();
    for part in set.descendants().filter(|node| node.kind() == SyntaxKind::SET_SINGLE_COLUMN) {
        let value = part.children().find(|child| child.kind() == SyntaxKind::SET_EXPR);
        let value = value.and_then(|value| value.children().find_map(ast::Expr::cast));
        let column = part.children().next().and_then(|column| last_name(&column));
        found.extend(column.map(|column| (column, expression::lower_some(value))));
    }
    for part in set.descendants().filter(|node| node.kind() == SyntaxKind::SET_MULTIPLE_COLUMNS) {
        let columns = part.descendants().filter(|node| node.kind() == SyntaxKind::COLUMN_TARGET);
        found.extend(columns.filter_map(|column| Some((last_name(&column)?, Expression::Opaque))));
    }
    found
}

/// The last name within a node: the column of `t.a`, the alias of `AS t`.
fn last_name(node: &SyntaxNode) -> Option<Identifier> {
    let token = node
        .descendants_with_tokens()
        .filter_map(squawk_syntax::SyntaxElement::into_token)
        .filter(|token| {
            !matches!(token.kind(), SyntaxKind::WHITESPACE | SyntaxKind::COMMENT | SyntaxKind::DOT)
        })
        .last()?;
    Some(Identifier::written(token.text()))
}
