//! Queries within blocks, as far as the catalogue of a replayed database can answer them.

use squawk_syntax::SyntaxNode;
use squawk_syntax::ast::{self, AstNode};

use super::expression::{self, Call, Expression};
use super::name::{self, Identifier, RelationName};
use super::origin::Origin;
use crate::source::Span;

/// A `SELECT` or `VALUES`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// Queries named before it.
    pub with: Vec<(Identifier, Query)>,
    /// What each row gives.
    pub targets: Vec<Target>,
    /// What it reads, joined from left to right.
    pub sources: Vec<Source>,
    /// The condition on rows.
    pub filter: Option<Expression>,
    /// How many rows at most.
    pub limit: Option<Expression>,
    /// Queries whose rows are added.
    pub union: Vec<Query>,
    /// Rows written out; then there is nothing else.
    pub values: Vec<Vec<Expression>>,
    /// Whether something in it (groups, windows, set differences) makes its rows unknowable.
    pub is_opaque: bool,
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
    match compound.op() {
        Some(ast::CompoundOp::Union(_)) => {
            let mut query = lower(&left);
            query.union.push(lower(&right));
            query
        }
        _ => Query::opaque(),
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
    if let Some(clause) = ast::SelectClause::cast(node.clone()) {
        query.targets = clause.target_list().map(|list| lower_targets(&list)).unwrap_or_default();
    } else if let Some(list) = ast::TargetList::cast(node.clone()) {
        query.targets = lower_targets(&list);
    } else if let Some(clause) = ast::FromClause::cast(node.clone()) {
        for item in clause.items() {
            lower_item(&item, query);
        }
    } else if let Some(clause) = ast::WhereClause::cast(node.clone()) {
        query.filter = Some(expression::lower_some(clause.expr()));
    } else if let Some(clause) = ast::WithClause::cast(node.clone()) {
        query.with = clause.with_tables().filter_map(|table| lower_with(&table)).collect();
    } else if let Some(clause) = ast::LimitClause::cast(node.clone()) {
        let limit = clause.limit_value().and_then(|value| ast::Expr::cast(value.syntax().clone()));
        query.limit = Some(expression::lower_some(limit));
    } else if !ast::OrderByClause::can_cast(node.kind()) && !ast::SelectQuantifier::can_cast(node.kind()) {
        query.is_opaque = true;
    }
}

fn lower_with(table: &ast::WithTable) -> Option<(Identifier, Query)> {
    let name = name::identifier(table.name()?.syntax());
    let query = table.query().and_then(|query| ast::SelectVariant::cast(query.syntax().clone()));
    Some((name, query.map_or_else(Query::opaque, |query| lower(&query))))
}

fn lower_targets(list: &ast::TargetList) -> Vec<Target> {
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
    source.on = match join.join_condition() {
        Some(ast::JoinCondition::OnClause(on)) => Some(expression::lower_some(on.expr())),
        Some(ast::JoinCondition::JoinUsingClause(_)) => Some(Expression::Opaque),
        None => None,
    };
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
        is_outer: false,
    }
}

fn call_rows(call: Option<ast::CallExpr>) -> SourceRows {
    call.and_then(|call| expression::call_of(&call)).map_or(SourceRows::Opaque, SourceRows::Call)
}
