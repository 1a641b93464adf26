//! Expressions of blocks and of the queries in them, as far as constants and the catalogue decide them.

use squawk_syntax::ast::{self, AstNode, BinOp, LitKind};

use super::name::{self, Identifier};
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
    /// `*` or `r.*` among the targets of a query.
    Star,
    /// `(a, b)` or `ARRAY[a, b]`.
    List(Vec<Self>),
    /// A function's result.
    Call(Call),
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

/// A call of a function.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The name, folded, without its schema.
    pub name: Box<str>,
    /// The values given.
    pub arguments: Vec<Expression>,
}

/// What joins two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// Both.
    And,
    /// Either.
    Or,
    /// `=`.
    Equal,
    /// `<>`.
    NotEqual,
    /// `<`.
    Less,
    /// `<=`.
    AtMost,
    /// `>`.
    Greater,
    /// `>=`.
    AtLeast,
    /// `LIKE`, or `ILIKE` with case passed over.
    Like {
        /// Whether case counts.
        is_case_sensitive: bool,
    },
    /// `IN`, `= ANY`.
    In,
    /// `LIKE ANY`.
    LikeAny,
    /// `IS`, `IS NOT DISTINCT FROM`: nulls are equal.
    Is,
    /// `||`.
    Concat,
    /// `+`.
    Plus,
    /// `-`.
    Minus,
}

impl Expression {
    /// Whether some function that no PostgreSQL brings may be called.
    pub(super) fn calls(&self) -> bool {
        match self {
            Self::Call(_) => true,
            Self::Cast(inner, _) | Self::Not(inner) => inner.calls(),
            Self::Binary(_, sides) => sides.iter().any(Self::calls),
            Self::Rows(query) | Self::Exists(query) => query.calls(),
            _ => false,
        }
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
        ast::Expr::BinExpr(binary) => lower_binary(binary),
        ast::Expr::CallExpr(call) => lower_call(call),
        ast::Expr::CaseExpr(case) => lower_case(case),
        ast::Expr::CastExpr(cast) => lower_cast(cast),
        ast::Expr::FieldExpr(_) | ast::Expr::NameRef(_) => lower_name(expression),
        ast::Expr::Literal(literal) => lower_literal(literal),
        ast::Expr::ParenExpr(paren) => lower_paren(paren),
        ast::Expr::PrefixExpr(prefix) => match prefix.op() {
            Some(ast::PrefixOp::Not(_)) => Expression::Not(Box::new(lower_some(prefix.expr()))),
            _ => Expression::Opaque,
        },
        ast::Expr::TupleExpr(tuple) => Expression::List(tuple.exprs().map(|item| lower(&item)).collect()),
        _ => Expression::Opaque,
    }
}

fn lower_literal(literal: &ast::Literal) -> Expression {
    match literal.kind() {
        Some(LitKind::Null(_)) => Expression::Null,
        Some(LitKind::True(_)) => Expression::Bool(true),
        Some(LitKind::False(_)) => Expression::Bool(false),
        Some(LitKind::IntNumber(token)) => {
            token.text().parse().map_or(Expression::Opaque, Expression::Number)
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

fn lower_name(expression: &ast::Expr) -> Expression {
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
    Expression::Cast(Box::new(inner), kind.unwrap_or_default().into())
}

fn lower_case(case: &ast::CaseExpr) -> Expression {
    if case.expr().is_some() {
        return Expression::Opaque;
    }
    let arms = case.when_clause_list().into_iter().flat_map(|list| list.when_clauses().collect::<Vec<_>>());
    let arms = arms.map(|arm| [lower_some(arm.condition()), lower_some(arm.then())]).collect();
    let otherwise = case.else_clause().map_or(Expression::Null, |clause| lower_some(clause.expr()));
    Expression::Case(arms, Box::new(otherwise))
}

/// A call as a value, `EXISTS` included.
fn lower_call(call: &ast::CallExpr) -> Expression {
    if let Some(exists) = call.exists_fn() {
        let query = exists.select_variant().map(|select| query::lower(&select));
        return query.map_or(Expression::Opaque, |query| Expression::Exists(Box::new(query)));
    }
    call_of(call).map_or(Expression::Opaque, Expression::Call)
}

/// A call of a named function; `None` for the forms that have a grammar of their own.
pub(super) fn call_of(call: &ast::CallExpr) -> Option<Call> {
    if call.over_clause().is_some() || call.filter_clause().is_some() {
        return None;
    }
    let Expression::Name(names) = lower_name(&call.expr()?) else { return None };
    let list = call.arg_list()?;
    let mut arguments: Vec<_> = list.args().map(|argument| lower_argument(&argument)).collect();
    if list.star_token().is_some() {
        arguments.push(Expression::Star);
    }
    Some(Call { name: names.last()?.as_str().into(), arguments })
}

fn lower_argument(argument: &ast::Arg) -> Expression {
    match argument.func_arg_expr() {
        Some(ast::FuncArgExpr::Expr(expression)) => lower(&expression),
        Some(ast::FuncArgExpr::NamedArg(named)) => lower_some(named.expr()),
        None => Expression::Opaque,
    }
}

fn lower_binary(binary: &ast::BinExpr) -> Expression {
    let (Some(left), Some(right), Some(operator)) = (binary.lhs(), binary.rhs(), binary.op()) else {
        return Expression::Opaque;
    };
    let Some((operator, is_negated)) = operator_of(&operator) else {
        return match operator {
            BinOp::ColonColon(_) => lower(&left),
            _ => Expression::Opaque,
        };
    };
    let left = lower(&left);
    let (operator, right, is_negated) = match quantified(&right) {
        None => (operator, lower(&right), is_negated),
        Some((list, Quantifier::Any)) if operator == Operator::Equal => (Operator::In, list, is_negated),
        Some((list, Quantifier::All)) if operator == Operator::NotEqual => (Operator::In, list, true),
        Some((list, Quantifier::Any)) if matches!(operator, Operator::Like { is_case_sensitive: true }) => {
            (Operator::LikeAny, list, is_negated)
        }
        Some(_) => return Expression::Opaque,
    };
    let joined = Expression::Binary(operator, Box::new([left, right]));
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

/// The operator, and whether its opposite is meant.
fn operator_of(operator: &BinOp) -> Option<(Operator, bool)> {
    Some(match operator {
        BinOp::And(_) => (Operator::And, false),
        BinOp::Or(_) => (Operator::Or, false),
        BinOp::Eq(_) => (Operator::Equal, false),
        BinOp::Neq(_) | BinOp::Neqb(_) => (Operator::NotEqual, false),
        BinOp::LAngle(_) => (Operator::Less, false),
        BinOp::Lteq(_) => (Operator::AtMost, false),
        BinOp::RAngle(_) => (Operator::Greater, false),
        BinOp::Gteq(_) => (Operator::AtLeast, false),
        BinOp::Like(_) => (Operator::Like { is_case_sensitive: true }, false),
        BinOp::NotLike(_) => (Operator::Like { is_case_sensitive: true }, true),
        BinOp::Ilike(_) => (Operator::Like { is_case_sensitive: false }, false),
        BinOp::NotIlike(_) => (Operator::Like { is_case_sensitive: false }, true),
        BinOp::In(_) => (Operator::In, false),
        BinOp::NotIn(_) => (Operator::In, true),
        BinOp::Is(_) | BinOp::IsNotDistinctFrom(_) => (Operator::Is, false),
        BinOp::IsNot(_) | BinOp::IsDistinctFrom(_) => (Operator::Is, true),
        BinOp::Plus(_) => (Operator::Plus, false),
        BinOp::Minus(_) => (Operator::Minus, false),
        BinOp::CustomOp(operator) if operator.syntax().text() == "||" => (Operator::Concat, false),
        _ => return None,
    })
}
