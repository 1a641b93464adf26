//! Calls of functions, those included that have a grammar of their own.

use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::{SyntaxKind, SyntaxNode};

use super::expression::{self, Expression};
use super::name::{self, Identifier};
use super::query;

/// A call of a function.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// Its schema, where one is written.
    pub schema: Option<Identifier>,
    /// The name, folded, without its schema.
    pub name: Box<str>,
    /// The values given.
    pub arguments: Vec<Expression>,
    /// Which rows an aggregate takes: `FILTER (WHERE …)`.
    pub filter: Option<Box<Expression>>,
    /// Whether an aggregate takes each value once.
    pub is_distinct: bool,
}

impl Call {
    /// A call by name and arguments.
    pub(super) fn new(name: &str, arguments: Vec<Expression>) -> Self {
        Self { schema: None, name: name.into(), arguments, filter: None, is_distinct: false }
    }
}

/// A call as a value, `EXISTS` included.
pub(super) fn lower(call: &ast::CallExpr) -> Expression {
    if let Some(exists) = call.exists_fn() {
        let query = exists.select_variant().map(|select| query::lower(&select));
        return query.map_or(Expression::Opaque, |query| Expression::Exists(Box::new(query)));
    }
    call_of(call).or_else(|| special(call)).map_or(Expression::Opaque, Expression::Call)
}

/// A call of a named function; `None` for the forms that have a grammar of their own.
pub(super) fn call_of(call: &ast::CallExpr) -> Option<Call> {
    if call.over_clause().is_some() || call.within_clause().is_some() {
        return None;
    }
    let Expression::Name(names) = expression::lower_name(&call.expr()?) else { return None };
    let list = call.arg_list()?;
    let mut arguments: Vec<_> = list.args().map(|argument| lower_argument(&argument)).collect();
    if list.star_token().is_some() {
        arguments.push(Expression::Star);
    }
    let filter = call
        .filter_clause()
        .map(|filter| Box::new(expression::lower_some(filter.syntax().children().find_map(ast::Expr::cast))));
    let is_distinct = list.syntax().children().any(|child| child.kind() == SyntaxKind::DISTINCT);
    let (name, path) = names.split_last()?;
    Some(Call { schema: path.last().cloned(), name: name.as_str().into(), arguments, filter, is_distinct })
}

/// Functions whose arguments are set apart by words: `extract(year FROM x)`.
fn special(call: &ast::CallExpr) -> Option<Call> {
    let node = call.syntax().children().next()?;
    let values = |node: &SyntaxNode| -> Vec<Expression> {
        node.children().filter_map(ast::Expr::cast).map(|value| expression::lower(&value)).collect()
    };
    match node.kind() {
        SyntaxKind::EXTRACT_FN => {
            let is_field =
                |kind| matches!(kind, SyntaxKind::EXTRACT_FIELD_NAME | SyntaxKind::EXTRACT_FIELD_LITERAL);
            let field = node.children().find(|child| is_field(child.kind()))?;
            let field = field.text().to_string().trim_matches('\'').to_ascii_lowercase();
            let mut arguments = vec![Expression::Text(field.into())];
            arguments.extend(values(&node));
            Some(Call::new("date_part", arguments))
        }
        SyntaxKind::POSITION_FN => {
            let mut arguments = values(&node);
            arguments.reverse();
            Some(Call::new("strpos", arguments))
        }
        SyntaxKind::SUBSTRING_FN => {
            let inner = node.children().next()?;
            let is_plain =
                matches!(inner.kind(), SyntaxKind::SUBSTRING_EXPRS | SyntaxKind::SUBSTRING_FROM_FOR);
            is_plain.then(|| Call::new("substring", values(&inner)))
        }
        SyntaxKind::TRIM_FN => {
            let name = match node.children().next()?.kind() {
                SyntaxKind::TRIM_LEADING => "ltrim",
                SyntaxKind::TRIM_TRAILING => "rtrim",
                _ => "btrim",
            };
            let inner = node.children().last()?;
            let mut arguments = values(&inner);
            if inner.kind() == SyntaxKind::TRIM_EXPR_FROM {
                arguments.reverse();
            }
            Some(Call::new(name, arguments))
        }
        _ => None,
    }
}

fn lower_argument(argument: &ast::Arg) -> Expression {
    match argument.func_arg_expr() {
        Some(ast::FuncArgExpr::Expr(value)) => expression::lower(&value),
        Some(ast::FuncArgExpr::NamedArg(named)) => match named.name() {
            Some(name) => Expression::Named(
                name::identifier(name.syntax()),
                Box::new(expression::lower_some(named.expr())),
            ),
            None => expression::lower_some(named.expr()),
        },
        None => Expression::Opaque,
    }
}
