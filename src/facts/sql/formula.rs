//! Expressions that a table keeps: defaults, checks, keys and conditions of indexes.

use squawk_syntax::ast::{self, AstNode, BinOp};
use squawk_syntax::{SyntaxElement, SyntaxNode};

use super::name::Identifier;
use super::origin::Origin;
use super::references::{self, References};
use crate::source::Span;

/// An expression as it is written, and what has to be known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formula {
    /// What it uses, and its text.
    pub references: Box<References>,
    /// The same for expressions that differ in nothing but case, spaces, needless parentheses and the
    /// types of literals.
    pub normal: Box<str>,
    /// Where it is written.
    pub span: Span,
}

impl Formula {
    /// As written.
    pub fn text(&self) -> &str {
        &self.references.text
    }

    /// The columns it names, each once, in the order of their first use.
    pub fn columns(&self) -> Vec<&Identifier> {
        let mut columns = Vec::new();
        for name in self.references.columns.iter().filter_map(|column| column.name.as_ref()) {
            if !columns.contains(&name) {
                columns.push(name);
            }
        }
        columns
    }
}

pub(super) fn lower(expression: &ast::Expr, origin: Origin<'_>) -> Formula {
    of(expression, references::of_expression(expression, origin), origin)
}

/// One that must be a truth value, in what PostgreSQL calls `place`.
pub(super) fn lower_condition(expression: &ast::Expr, place: &'static str, origin: Origin<'_>) -> Formula {
    of(expression, references::of_condition(expression, place, origin), origin)
}

fn of(expression: &ast::Expr, references: References, origin: Origin<'_>) -> Formula {
    let node = expression.syntax();
    let mut normal = String::new();
    write_normal(node, &mut normal);
    Formula { references: Box::new(references), normal: normal.into(), span: origin.span(node) }
}

fn write_normal(node: &SyntaxNode, out: &mut String) {
    match ast::Expr::cast(node.clone()) {
        Some(ast::Expr::ParenExpr(paren)) if paren.expr().is_some() => {
            return paren.expr().iter().for_each(|inner| write_normal(inner.syntax(), out));
        }
        Some(ast::Expr::BinExpr(binary)) => {
            if let Some((value, list)) = membership(&binary) {
                return write_membership(&value, &list, out);
            }
            out.push('(');
            write_parts(node, out);
            out.push(')');
            return;
        }
        _ => {}
    }
    match uncast(node) {
        Some(literal) => write_normal(&literal, out),
        None => write_parts(node, out),
    }
}

/// `x IN (a, b)`, which PostgreSQL keeps as `x = ANY (ARRAY[a, b])`.
fn membership(binary: &ast::BinExpr) -> Option<(ast::Expr, Vec<SyntaxNode>)> {
    match (binary.op()?, binary.rhs()?) {
        (BinOp::In(_), ast::Expr::TupleExpr(tuple)) => {
            Some((binary.lhs()?, tuple.exprs().map(|item| item.syntax().clone()).collect()))
        }
        (BinOp::Eq(_), ast::Expr::CallExpr(call)) => {
            let mut list = call.any_fn()?.expr()?;
            loop {
                list = match list {
                    ast::Expr::ArrayExpr(array) if array.select_variant().is_none() => {
                        return Some((
                            binary.lhs()?,
                            array.exprs().map(|item| item.syntax().clone()).collect(),
                        ));
                    }
                    ast::Expr::ParenExpr(paren) => paren.expr()?,
                    ast::Expr::CastExpr(cast) => cast.expr()?,
                    _ => return None,
                };
            }
        }
        _ => None,
    }
}

fn write_membership(value: &ast::Expr, list: &[SyntaxNode], out: &mut String) {
    out.push('(');
    write_normal(value.syntax(), out);
    out.push_str(" in(");
    for item in list {
        write_normal(item, out);
        out.push(',');
    }
    out.push_str("))");
}

/// What is cast, where PostgreSQL adds such casts to what it keeps: each literal gets its type, and a
/// `varchar` column is compared as text.
fn uncast(node: &SyntaxNode) -> Option<SyntaxNode> {
    let ast::Expr::CastExpr(cast) = ast::Expr::cast(node.clone())? else { return None };
    if cast.expr().is_none() {
        return Some(cast.literal()?.syntax().clone());
    }
    let is_to_text = cast.ty().is_some_and(|kind| kind.syntax().text() == "text");
    let mut inner = cast.expr()?;
    loop {
        match inner {
            ast::Expr::Literal(literal) => return Some(literal.syntax().clone()),
            ast::Expr::NameRef(name) if is_to_text => return Some(name.syntax().clone()),
            ast::Expr::ParenExpr(paren) => inner = paren.expr()?,
            other => return uncast(other.syntax()),
        }
    }
}

fn write_parts(node: &SyntaxNode, out: &mut String) {
    for part in node.children_with_tokens() {
        match part {
            SyntaxElement::Node(child) => write_normal(&child, out),
            SyntaxElement::Token(token) if token.kind().is_trivia() => {}
            SyntaxElement::Token(token) => {
                if out.ends_with(|last: char| last.is_alphanumeric() || last == '_') {
                    out.push(' ');
                }
                match token.text() {
                    text if text.starts_with('\'') => out.push_str(text),
                    text if text.starts_with('"') => out.push_str(&plain(text)),
                    "!=" => out.push_str("<>"),
                    text => out.push_str(&text.to_ascii_lowercase()),
                }
            }
        }
    }
}

/// A quoted name that means the same without its quotes loses them.
fn plain(quoted: &str) -> String {
    let inner = quoted.trim_matches('"');
    let is_plain = inner.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'));
    if is_plain { inner.to_owned() } else { quoted.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::super::{Action, read_composed};
    use super::*;

    fn read(written: &str) -> Formula {
        let text = format!("create index on t (a) where {written}");
        let action = read_composed(&text, Span::default()).expect("a good statement").remove(0).action;
        let Action::CreateIndex(create) = action else { panic!("no index") };
        create.predicate.expect("a condition")
    }

    #[test]
    fn what_postgres_writes_back_equals_what_was_written() {
        for (written, kept) in [
            ("status = 'active'", "(status = 'active'::text)"),
            ("a is null and B > 1", "((a IS NULL) AND (b > 1))"),
            ("kind != 'x'", "((kind)::text <> ('x'::character varying)::text)"),
            (
                "status in ('a', 'b')",
                "((status)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))",
            ),
            ("status in ('a', 'b')", "(status = ANY (ARRAY['a'::public.mood, 'b'::public.mood]))"),
            ("lower(email) = 'a'", "(LOWER(\"email\") = 'a'::text)"),
        ] {
            assert_eq!(read(written).normal, read(kept).normal);
        }
        assert_ne!(read("a = 'x'").normal, read("a = 'X'").normal);
        assert_ne!(read("a and (b or c)").normal, read("a and b or c").normal);
    }

    #[test]
    fn columns_are_told_from_functions_types_and_words() {
        let found = read(
            "lower(t.email) = 'x'::mood and (data ->> 'k')::int > 1 and current_date > day and email <> ''",
        );
        let names: Vec<_> = found.columns().into_iter().map(Identifier::as_str).collect();
        assert_eq!(names, ["email", "data", "day"]);
    }
}
