//! Expressions of blocks and of the queries in them, as far as constants and the catalogue decide them.

use squawk_syntax::SyntaxKind;
use squawk_syntax::ast::{self, AstNode, BinOp, LitKind};

use super::call;
pub use super::call::Call;
pub(super) use super::call::call_of;
use super::name::{self, Identifier};
pub use super::operator::Operator;
use super::query::{self, Query};

/// A value to be worked out while a block runs.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// `NULL`.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Number(i64),
    /// A string, its escapes resolved.
    Text(Box<str>),
    /// A variable or column: `tablename`, `r.tablename`.
    Name(Box<[Identifier]>),
    /// `$1`: what `USING` gives, or an argument, counted from 1.
    Parameter(u16),
    /// `*` or `r.*` among the targets of a query.
    Star,
    /// `(a, b)` or `ARRAY[a, b]`.
    List(Vec<Self>),
    /// A function's result.
    Call(Call),
    /// `name => value` among the arguments of a call.
    Named(Identifier, Box<Self>),
    /// Two operands.
    Binary(Operator, Box<[Self; 2]>),
    /// The opposite.
    Not(Box<Self>),
    /// `x::type`.
    Cast(Box<Self>, Box<str>),
    /// `CASE`: conditions with their values, then `ELSE`.
    Case(Vec<[Self; 2]>, Box<Self>),
    /// Whether a query finds a row.
    Exists(Box<Query>),
    /// The rows of a query: one value, the right side of `IN`, or what `ARRAY(…)` holds.
    Rows(Box<Query>),
    /// Anything else: its value is not known.
    Opaque,
}

impl Expression {
    /// Whether some function that no PostgreSQL brings may be called.
    pub fn calls(&self) -> bool {
        match self {
            Self::Call(_) => true,
            Self::Cast(inner, _) | Self::Not(inner) | Self::Named(_, inner) => inner.calls(),
            Self::Binary(_, sides) => sides.iter().any(Self::calls),
            Self::Case(arms, otherwise) => arms.iter().flatten().any(Self::calls) || otherwise.calls(),
            Self::List(items) => items.iter().any(Self::calls),
            Self::Rows(query) | Self::Exists(query) => query.calls(),
            _ => false,
        }
    }

    pub(super) fn binary(operator: Operator, left: Self, right: Self) -> Self {
        Self::Binary(operator, Box::new([left, right]))
    }
}

pub(super) fn lower_some(expression: Option<ast::Expr>) -> Expression {
    expression.map_or(Expression::Opaque, |expression| lower(&expression))
}

/// The value an expression stands for.
pub(super) fn lower(expression: &ast::Expr) -> Expression {
    match expression {
        ast::Expr::ArrayExpr(array) => match array.select_variant() {
            Some(select) => Expression::Rows(Box::new(query::lower(&select))),
            None => Expression::List(array.exprs().map(|item| lower(&item)).collect()),
        },
        ast::Expr::BetweenExpr(between) => lower_between(between),
        ast::Expr::BinExpr(binary) => lower_binary(binary),
        ast::Expr::CallExpr(call) => call::lower(call),
        ast::Expr::CaseExpr(case) => lower_case(case),
        ast::Expr::CastExpr(cast) => lower_cast(cast),
        ast::Expr::Collate(_) => lower_some(expression.syntax().children().find_map(ast::Expr::cast)),
        ast::Expr::FieldExpr(_) | ast::Expr::NameRef(_) => lower_name(expression),
        ast::Expr::IndexExpr(index) => {
            Expression::binary(Operator::Index, lower_some(index.base()), lower_some(index.index()))
        }
        ast::Expr::Literal(literal) => lower_literal(literal),
        ast::Expr::ParenExpr(paren) => lower_paren(paren),
        ast::Expr::PostfixExpr(postfix) => lower_postfix(postfix),
        ast::Expr::PrefixExpr(prefix) => lower_prefix(prefix),
        ast::Expr::SliceExpr(_) => Expression::Opaque,
        ast::Expr::TupleExpr(tuple) => Expression::List(tuple.exprs().map(|item| lower(&item)).collect()),
    }
}

fn lower_prefix(prefix: &ast::PrefixExpr) -> Expression {
    let inner = lower_some(prefix.expr());
    match prefix.op() {
        Some(ast::PrefixOp::Not(_)) => Expression::Not(Box::new(inner)),
        Some(ast::PrefixOp::Minus(_)) => match inner {
            Expression::Number(number) => number.checked_neg().map_or(Expression::Opaque, Expression::Number),
            inner => Expression::binary(Operator::Minus, Expression::Number(0), inner),
        },
        Some(ast::PrefixOp::Plus(_)) => inner,
        _ => Expression::Opaque,
    }
}

fn lower_postfix(postfix: &ast::PostfixExpr) -> Expression {
    let is_null = || Expression::binary(Operator::Is, lower_some(postfix.expr()), Expression::Null);
    match postfix.op() {
        Some(ast::PostfixOp::IsNull(_)) => is_null(),
        Some(ast::PostfixOp::NotNull(_)) => Expression::Not(Box::new(is_null())),
        _ => Expression::Opaque,
    }
}

fn lower_between(between: &ast::BetweenExpr) -> Expression {
    let target = lower_some(between.target());
    let least = Expression::binary(Operator::AtLeast, target.clone(), lower_some(between.start()));
    let most = Expression::binary(Operator::AtMost, target, lower_some(between.end()));
    let both = Expression::binary(Operator::And, least, most);
    let is_negated = has_token(between.syntax(), SyntaxKind::NOT_KW);
    if is_negated { Expression::Not(Box::new(both)) } else { both }
}

fn has_token(node: &squawk_syntax::SyntaxNode, kind: SyntaxKind) -> bool {
    node.children_with_tokens().any(|child| child.kind() == kind)
}

fn lower_literal(literal: &ast::Literal) -> Expression {
    match literal.kind() {
        Some(LitKind::Null(_)) => Expression::Null,
        Some(LitKind::True(_)) => Expression::Bool(true),
        Some(LitKind::False(_)) => Expression::Bool(false),
        Some(LitKind::IntNumber(token)) => {
            token.text().replace('_', "").parse().map_or(Expression::Opaque, Expression::Number)
        }
        Some(LitKind::PositionalParam(token)) => {
            token.text().trim_start_matches('$').parse().map_or(Expression::Opaque, Expression::Parameter)
        }
        Some(
            LitKind::String(_)
            | LitKind::EscString(_)
            | LitKind::DollarQuotedString(_)
            | LitKind::UnicodeEscString(_),
        ) => literal.string_value().map_or(Expression::Opaque, |text| Expression::Text(text.into())),
        _ => Expression::Opaque,
    }
}

pub(super) fn lower_name(expression: &ast::Expr) -> Expression {
    let mut names = Vec::new();
    let mut rest = Some(expression.clone());
    while let Some(part) = rest.take() {
        match part {
            ast::Expr::NameRef(name) => names.push(name::identifier(name.syntax())),
            ast::Expr::FieldExpr(field) => {
                if field.star_token().is_some() {
                    return Expression::Star;
                }
                let Some(name) = field.field() else { return Expression::Opaque };
                names.push(name::identifier(name.syntax()));
                rest = field.base();
            }
            ast::Expr::ParenExpr(paren) => rest = paren.expr(),
            _ => return Expression::Opaque,
        }
    }
    names.reverse();
    Expression::Name(names.into())
}

fn lower_paren(paren: &ast::ParenExpr) -> Expression {
    if let Some(inner) = paren.expr() {
        return lower(&inner);
    }
    match paren.syntax().children().find_map(ast::SelectVariant::cast) {
        Some(select) => Expression::Rows(Box::new(query::lower(&select))),
        None => Expression::Opaque,
    }
}

fn lower_cast(cast: &ast::CastExpr) -> Expression {
    let inner = match cast.literal() {
        Some(literal) if cast.expr().is_none() => lower_literal(&literal),
        _ => lower_some(cast.expr()),
    };
    let kind = cast.ty().map(|kind| kind.syntax().text().to_string().to_ascii_lowercase());
    let kind = kind.unwrap_or_default();
    let kind = kind.strip_prefix("pg_catalog.").unwrap_or(&kind);
    Expression::Cast(Box::new(inner), kind.into())
}

fn lower_case(case: &ast::CaseExpr) -> Expression {
    let subject = case.expr().map(|subject| lower(&subject));
    let arms = case.when_clause_list().into_iter().flat_map(|list| list.when_clauses().collect::<Vec<_>>());
    let condition = |arm: &ast::WhenClause| {
        let tested = lower_some(arm.condition());
        match &subject {
            Some(subject) => Expression::binary(Operator::Equal, subject.clone(), tested),
            None => tested,
        }
    };
    let arms = arms.map(|arm| [condition(&arm), lower_some(arm.then())]).collect();
    let otherwise = case.else_clause().map_or(Expression::Null, |clause| lower_some(clause.expr()));
    Expression::Case(arms, Box::new(otherwise))
}

fn lower_binary(binary: &ast::BinExpr) -> Expression {
    let (Some(left), Some(right), Some(written)) = (binary.lhs(), binary.rhs(), binary.op()) else {
        return Expression::Opaque;
    };
    let Some((operator, is_negated)) = Operator::of(&written) else {
        return match written {
            // The time zone of the server is not known; that of the migration's name is taken.
            BinOp::ColonColon(_) | BinOp::AtTimeZone(_) => lower(&left),
            _ => Expression::Opaque,
        };
    };
    let left = lower(&left);
    let (operator, right, is_negated) = match quantified(&right) {
        None => (operator, lower(&right), is_negated),
        Some((list, quantifier)) => match (operator, quantifier) {
            (Operator::Equal, Quantifier::Any) => (Operator::In, list, is_negated),
            (Operator::NotEqual, Quantifier::All) => (Operator::In, list, true),
            (Operator::Like { is_case_sensitive }, Quantifier::Any) => {
                (Operator::LikeAny { is_case_sensitive }, list, is_negated)
            }
            _ => return Expression::Opaque,
        },
    };
    let joined = Expression::binary(operator, left, right);
    if is_negated { Expression::Not(Box::new(joined)) } else { joined }
}

enum Quantifier {
    Any,
    All,
}

/// What `ANY (…)`, `SOME (…)` and `ALL (…)` range over.
fn quantified(expression: &ast::Expr) -> Option<(Expression, Quantifier)> {
    let ast::Expr::CallExpr(call) = expression else { return None };
    let over = |value: Option<ast::Expr>, select: Option<ast::SelectVariant>| match select {
        Some(select) => Expression::Rows(Box::new(query::lower(&select))),
        None => lower_some(value),
    };
    if let Some(any) = call.any_fn() {
        return Some((over(any.expr(), any.select_variant()), Quantifier::Any));
    }
    if let Some(some) = call.some_fn() {
        return Some((over(some.expr(), some.select_variant()), Quantifier::Any));
    }
    call.all_fn().map(|all| (over(all.expr(), all.select_variant()), Quantifier::All))
}
