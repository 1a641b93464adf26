//! Queries within blocks, as far as the catalogue of a replayed database can answer them.

use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::{SyntaxKind, SyntaxNode};

use super::expression::{self, Call, Expression};
use super::name::{self, Identifier, RelationName};
use super::origin::Origin;
use super::references::References;
use crate::source::Span;

/// A `SELECT` or `VALUES`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// Queries named before it.
    pub with: Vec<(Identifier, Query)>,
    /// What each row gives.
    pub targets: Vec<Target>,
    /// Whether equal rows are one.
    pub is_distinct: bool,
    /// What it reads, joined from left to right.
    pub sources: Vec<Source>,
    /// The condition on rows.
    pub filter: Option<Expression>,
    /// Rows that agree in these become one.
    pub group: Vec<Expression>,
    /// The condition on groups.
    pub having: Option<Expression>,
    /// What rows are sorted by, and whether from the end.
    pub order: Vec<(Expression, bool)>,
    /// How many rows are passed over.
    pub offset: Option<Expression>,
    /// How many rows at most.
    pub limit: Option<Expression>,
    /// Queries whose rows are added or taken away, in order.
    pub combined: Vec<(Combination, Query)>,
    /// Rows written out; then there is nothing else.
    pub values: Vec<Vec<Expression>>,
    /// What it names, without its text, where it is a statement of its own.
    pub references: Option<Box<References>>,
    /// Whether something in it (windows, grouping sets) makes its rows unknowable.
    pub is_opaque: bool,
}

/// What one query's rows do to another's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Combination {
    /// `UNION ALL`.
    Append,
    /// `UNION`.
    Union,
    /// `INTERSECT`.
    Intersect,
    /// `EXCEPT`.
    Except,
}

/// One value of each row.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// The value.
    pub value: Expression,
    /// Its name; that of the column or function when it says none.
    pub name: Option<Identifier>,
}

/// Something a query reads rows from.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// What.
    pub rows: SourceRows,
    /// The name its columns go by.
    pub alias: Option<Identifier>,
    /// Names for its columns.
    pub columns: Vec<Identifier>,
    /// The condition of its join.
    pub on: Option<Expression>,
    /// Columns in which joined rows agree: `USING`.
    pub using: Vec<Identifier>,
    /// Whether its last column counts its rows: `WITH ORDINALITY`.
    pub is_numbered: bool,
    /// Whether a row without counterpart stays.
    pub is_outer: bool,
}

/// Where the rows of a [`Source`] come from.
#[derive(Clone, Debug, PartialEq)]
pub enum SourceRows {
    /// A relation.
    Relation(RelationName),
    /// A function.
    Call(Call),
    /// A query in parentheses.
    Query(Box<Query>),
    /// Anything else.
    Opaque,
}

impl Query {
    pub(super) fn opaque() -> Self {
        Self { is_opaque: true, ..Self::default() }
    }

    /// Whether it may call a function for what that does.
    pub(super) fn calls(&self) -> bool {
        self.targets.iter().any(|target| target.value.calls())
    }
}

/// A query in any of its forms.
pub(super) fn lower(select: &ast::SelectVariant) -> Query {
    match select {
        ast::SelectVariant::Select(select) => lower_clauses(select.syntax()),
        ast::SelectVariant::ParenSelect(paren) => {
            paren.select().map_or_else(Query::opaque, |select| lower(&select))
        }
        ast::SelectVariant::CompoundSelect(compound) => lower_compound(compound),
        ast::SelectVariant::Values(values) => {
            let rows = values.row_list().into_iter().flat_map(|list| list.rows().collect::<Vec<_>>());
            let row = |row: ast::Row| row.exprs().map(|value| expression::lower(&value)).collect();
            Query { values: rows.map(row).collect(), ..Query::default() }
        }
        ast::SelectVariant::SelectInto(_) | ast::SelectVariant::Table(_) => Query::opaque(),
    }
}

fn lower_compound(compound: &ast::CompoundSelect) -> Query {
    let (Some(left), Some(right)) = (compound.lhs(), compound.rhs()) else { return Query::opaque() };
    let is_all = |node: &SyntaxNode| node.children().any(|child| child.kind() == SyntaxKind::ALL);
    let combination = match compound.op() {
        Some(ast::CompoundOp::Union(union)) if is_all(union.syntax()) => Combination::Append,
        Some(ast::CompoundOp::Union(_)) => Combination::Union,
        Some(ast::CompoundOp::Intersect(_)) => Combination::Intersect,
        Some(ast::CompoundOp::Except(_)) => Combination::Except,
        None => return Query::opaque(),
    };
    let mut query = lower(&left);
    // What sorts or limits the left side alone is in parentheses.
    if query.limit.is_some() || query.offset.is_some() {
        query = wrapped(query);
    }
    query.combined.push((combination, lower(&right)));
    for clause in compound.syntax().children() {
        lower_tail(&clause, &mut query);
    }
    query
}

/// All rows of `query`, as a query that has no other clause.
fn wrapped(query: Query) -> Query {
    let source = Source {
        rows: SourceRows::Query(Box::new(query)),
        alias: None,
        columns: Vec::new(),
        on: None,
        using: Vec::new(),
        is_numbered: false,
        is_outer: false,
    };
    Query {
        targets: vec![Target { value: Expression::Star, name: None }],
        sources: vec![source],
        ..Query::default()
    }
}

/// Lowers the clauses below `node`: a `SELECT`, or an expression of a block, which has the same.
pub(super) fn lower_clauses(node: &SyntaxNode) -> Query {
    let mut query = Query::default();
    for child in node.children() {
        lower_clause(&child, &mut query);
    }
    query
}

fn lower_clause(node: &SyntaxNode, query: &mut Query) {
    let expression = |node: &SyntaxNode| expression::lower_some(node.children().find_map(ast::Expr::cast));
    match node.kind() {
        SyntaxKind::SELECT_CLAUSE => {
            for child in node.children() {
                lower_clause(&child, query);
            }
        }
        SyntaxKind::TARGET_LIST => {
            query.targets =
                ast::TargetList::cast(node.clone()).map(|list| lower_targets(&list)).unwrap_or_default();
        }
        SyntaxKind::DISTINCT_CLAUSE => {
            query.is_distinct = true;
            // `DISTINCT ON` keeps one row of several, which one its order says.
            query.is_opaque |= node.children().next().is_some();
        }
        SyntaxKind::FROM_CLAUSE => {
            for item in ast::FromClause::cast(node.clone()).into_iter().flat_map(|clause| clause.items()) {
                lower_item(&item, query);
            }
        }
        SyntaxKind::WHERE_CLAUSE => query.filter = Some(expression(node)),
        SyntaxKind::GROUP_BY_CLAUSE => lower_group(node, query),
        SyntaxKind::HAVING_CLAUSE => query.having = Some(expression(node)),
        SyntaxKind::WITH_CLAUSE => {
            query.with =
                ast::WithClause::cast(node.clone()).map(|clause| lower_with(&clause)).unwrap_or_default();
        }
        SyntaxKind::ALL => {}
        _ => {
            if !lower_tail(node, query) {
                query.is_opaque = true;
            }
        }
    }
}

/// Lowers a clause that may also stand behind a combination of queries; false for any other.
fn lower_tail(node: &SyntaxNode, query: &mut Query) -> bool {
    let value = || node.children().find_map(ast::Expr::cast).map(|value| expression::lower(&value));
    match node.kind() {
        SyntaxKind::ORDER_BY_CLAUSE => {
            let sorts = node.descendants().filter_map(ast::SortBy::cast);
            let is_descending =
                |sort: &ast::SortBy| matches!(sort.sort_order(), Some(ast::SortOrder::SortDesc(_)));
            query.order =
                sorts.map(|sort| (expression::lower_some(sort.expr()), is_descending(&sort))).collect();
        }
        SyntaxKind::LIMIT_CLAUSE => query.limit = value(),
        SyntaxKind::FETCH_CLAUSE => query.limit = Some(value().unwrap_or(Expression::Number(1))),
        SyntaxKind::OFFSET_CLAUSE => query.offset = value(),
        SyntaxKind::LOCKING_CLAUSE => {}
        _ => return false,
    }
    true
}

fn lower_group(node: &SyntaxNode, query: &mut Query) {
    for part in node.descendants() {
        match part.kind() {
            SyntaxKind::GROUPING_EXPR => {
                query.group.push(expression::lower_some(part.children().find_map(ast::Expr::cast)));
            }
            SyntaxKind::GROUPING_CUBE | SyntaxKind::GROUPING_ROLLUP | SyntaxKind::GROUPING_SETS => {
                query.is_opaque = true;
            }
            _ => {}
        }
    }
    query.is_opaque |= query.group.is_empty();
}

/// The queries that a `WITH` names, in order.
pub(super) fn lower_with(clause: &ast::WithClause) -> Vec<(Identifier, Query)> {
    let table = |table: ast::WithTable| {
        let name = name::identifier(table.name()?.syntax());
        let query = table.query().and_then(|query| ast::SelectVariant::cast(query.syntax().clone()));
        let mut query = query.map_or_else(Query::opaque, |query| lower(&query));
        // The names of its columns, and what a recursive one comes to, are not followed.
        query.is_opaque |=
            table.column_list().is_some() || has_token(clause.syntax(), SyntaxKind::RECURSIVE_KW);
        Some((name, query))
    };
    clause.with_tables().filter_map(table).collect()
}

fn has_token(node: &SyntaxNode, kind: SyntaxKind) -> bool {
    node.children_with_tokens().any(|child| child.kind() == kind)
}

/// What the targets of a query give.
pub(super) fn lower_targets(list: &ast::TargetList) -> Vec<Target> {
    let lower = |target: ast::Target| {
        if target.star_token().is_some() {
            return Target { value: Expression::Star, name: None };
        }
        let value = expression::lower_some(target.expr());
        let named = target.as_name().and_then(|name| name.name()).map(|name| name::identifier(name.syntax()));
        Target { name: named.or_else(|| implied_name(&value)), value }
    };
    list.targets().map(lower).collect()
}

/// The name PostgreSQL gives a value that has none.
fn implied_name(value: &Expression) -> Option<Identifier> {
    match value {
        Expression::Name(names) => names.last().cloned(),
        Expression::Call(call) => Some(Identifier::exact(&call.name)),
        Expression::Cast(inner, _) => implied_name(inner),
        Expression::Exists(_) => Some(Identifier::exact("exists")),
        _ => None,
    }
}

fn lower_item(item: &ast::FromListItem, query: &mut Query) {
    match item {
        ast::FromListItem::FromItem(item) => query.sources.push(lower_source(item)),
        ast::FromListItem::JoinExpr(join) => {
            if let Some(left) = join.from_list_item() {
                lower_item(&left, query);
            }
            if let Some(join) = join.join() {
                lower_join(&join, query);
            }
        }
    }
}

fn lower_join(join: &ast::Join, query: &mut Query) {
    let Some(item) = join.from_list_item() else { return };
    let before = query.sources.len();
    lower_item(&item, query);
    let Some(source) = query.sources.get_mut(before) else { return };
    source.is_outer = matches!(join.join_type(), Some(ast::JoinType::JoinLeft(_)));
    match join.join_condition() {
        Some(ast::JoinCondition::OnClause(on)) => source.on = Some(expression::lower_some(on.expr())),
        Some(ast::JoinCondition::JoinUsingClause(using)) => {
            let names =
                using.syntax().descendants().filter(|node| node.kind() == SyntaxKind::COLUMN_NAME_REF);
            source.using = names.map(|name| name::identifier(&name)).collect();
        }
        None => {}
    }
    let is_reversed =
        matches!(join.join_type(), Some(ast::JoinType::JoinRight(_) | ast::JoinType::JoinFull(_)));
    query.is_opaque |= is_reversed || join.natural_token().is_some();
}

fn lower_source(item: &ast::FromItem) -> Source {
    let rows = match item {
        ast::FromItem::RelationFromItem(relation) => relation
            .relation_name_ref()
            // Names in queries are looked up, never shown.
            .and_then(|name| name::relation(name.syntax(), Origin::Fixed(Span::default())))
            .map_or(SourceRows::Opaque, SourceRows::Relation),
        ast::FromItem::FunctionFromItem(function) => call_rows(function.call_expr()),
        ast::FromItem::ExprFromItem(expression) => call_rows(expression.call_expr()),
        ast::FromItem::ParenFromItem(paren) => match paren.paren_select() {
            Some(select) => SourceRows::Query(Box::new(lower(&ast::SelectVariant::ParenSelect(select)))),
            None => SourceRows::Opaque,
        },
        _ => SourceRows::Opaque,
    };
    let alias = item.alias();
    let columns = alias.as_ref().and_then(ast::FromAlias::columns).map(|columns| {
        let names = columns.syntax().descendants().filter_map(ast::ColumnName::cast);
        names.map(|name| name::identifier(name.syntax())).collect()
    });
    Source {
        rows,
        alias: alias.and_then(|alias| alias.name()).map(|name| name::identifier(name.syntax())),
        columns: columns.unwrap_or_default(),
        on: None,
        using: Vec::new(),
        is_numbered: item.syntax().children().any(|child| child.kind() == SyntaxKind::WITH_ORDINALITY),
        is_outer: false,
    }
}

fn call_rows(call: Option<ast::CallExpr>) -> SourceRows {
    call.and_then(|call| expression::call_of(&call)).map_or(SourceRows::Opaque, SourceRows::Call)
}
