//! The names PostgreSQL gives to expressions that have none: columns of a query, keys of an index.

use squawk_syntax::ast::{self, AstNode, BinOp};

use super::name::{self, Identifier};
use super::origin::Origin;
use super::type_name::TypeName;
use crate::source::Span;

/// How much a name says about its expression.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    /// A fallback: the type of a cast, `case`.
    Weak,
    /// A column or a function.
    Strong,
}

/// The name of an expression; `None` where PostgreSQL has none either and takes a word of its own.
pub(super) fn label(expression: &ast::Expr) -> Option<Identifier> {
    figure(expression).map(|(name, _)| name)
}

fn figure(expression: &ast::Expr) -> Option<(Identifier, Strength)> {
    let strong = |name: &str| Some((Identifier::exact(name), Strength::Strong));
    match expression {
        ast::Expr::ArrayExpr(_) => strong("array"),
        ast::Expr::BinExpr(binary) => match binary.op()? {
            BinOp::AtTimeZone(_) => strong("timezone"),
            BinOp::Overlaps(_) => strong("overlaps"),
            BinOp::ColonColon(_) => figure(&binary.lhs()?),
            _ => None,
        },
        ast::Expr::CallExpr(call) => figure_call(call),
        ast::Expr::CaseExpr(case) => {
            let otherwise = case.else_clause().and_then(|clause| clause.expr());
            let inner =
                otherwise.as_ref().and_then(figure).filter(|(_, strength)| *strength == Strength::Strong);
            Some(inner.unwrap_or_else(|| (Identifier::exact("case"), Strength::Weak)))
        }
        ast::Expr::CastExpr(cast) => {
            let inner = cast.expr().as_ref().and_then(figure);
            let inner = inner.filter(|(_, strength)| *strength == Strength::Strong);
            let of_type = || {
                let kind = TypeName::of(cast.ty()?.syntax(), Origin::Fixed(Span::default()))?;
                Some((kind.name, Strength::Weak))
            };
            inner.or_else(of_type)
        }
        ast::Expr::Collate(collate) => figure(&collate.expr()?),
        ast::Expr::FieldExpr(field) => Some((name::identifier(field.field()?.syntax()), Strength::Strong)),
        ast::Expr::IndexExpr(index) => figure(&index.base()?),
        ast::Expr::SliceExpr(slice) => figure(&slice.base()?),
        ast::Expr::NameRef(name) => Some((name::identifier(name.syntax()), Strength::Strong)),
        ast::Expr::ParenExpr(paren) => figure(&paren.expr()?),
        ast::Expr::TupleExpr(_) => strong("row"),
        _ => None,
    }
}

fn figure_call(call: &ast::CallExpr) -> Option<(Identifier, Strength)> {
    let strong = |name: &str| Some((Identifier::exact(name), Strength::Strong));
    match call.expr() {
        Some(ast::Expr::NameRef(name)) => Some((name::identifier(name.syntax()), Strength::Strong)),
        Some(ast::Expr::FieldExpr(field)) => {
            Some((name::identifier(field.field()?.syntax()), Strength::Strong))
        }
        Some(_) => None,
        None if call.exists_fn().is_some() => strong("exists"),
        None if call.extract_fn().is_some() => strong("extract"),
        None if call.substring_fn().is_some() => strong("substring"),
        None if call.position_fn().is_some() => strong("position"),
        None if call.overlay_fn().is_some() => strong("overlay"),
        None if call.collation_for_fn().is_some() => strong("pg_collation_for"),
        None => match call.trim_fn()?.trim_side() {
            Some(ast::TrimSide::TrimLeading(_)) => strong("ltrim"),
            Some(ast::TrimSide::TrimTrailing(_)) => strong("rtrim"),
            _ => strong("btrim"),
        },
    }
}
