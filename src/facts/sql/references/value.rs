//! Values: columns, calls, casts and constants, and what kind of value an expression gives.

use squawk_syntax::SyntaxNode;
use squawk_syntax::ast::{self, AstNode, BinOp, LitKind};
use squawk_syntax::column_name::ColumnName;
use squawk_syntax::{SyntaxKind, SyntaxToken};

use super::read::{Reader, is_query};
use super::{ConstantKind, Output, Value};
use crate::facts::sql::name::{self, Identifier};
use crate::facts::sql::type_name::TypeName;

impl Reader<'_> {
    /// Reads an expression.
    pub(super) fn value(&mut self, node: &SyntaxNode, scope: usize) -> Value {
        match node.kind() {
            SyntaxKind::NAME_REF => self.name(node, scope),
            SyntaxKind::FIELD_EXPR => self.field(node, scope),
            SyntaxKind::CALL_EXPR => self.call(node, scope),
            SyntaxKind::CAST_EXPR => self.cast(node, scope),
            SyntaxKind::LITERAL => literal(node),
            SyntaxKind::PAREN_EXPR => self.parenthesised(node, scope),
            SyntaxKind::PREFIX_EXPR => {
                if node.first_token().is_some_and(|token| token.kind() == SyntaxKind::NOT_KW) {
                    self.conditions(node, "NOT", scope);
                    return Value::Boolean;
                }
                self.read_children(node, scope);
                Value::Other
            }
            SyntaxKind::BIN_EXPR => {
                if let Some(place) = joins(node) {
                    self.conditions(node, place, scope);
                    return Value::Boolean;
                }
                self.read_children(node, scope);
                if compares(node) { Value::Boolean } else { Value::Operation }
            }
            _ => {
                self.read(node, scope);
                Value::Other
            }
        }
    }

    /// Reads an expression that must be a truth value.
    pub(super) fn condition(&mut self, node: &SyntaxNode, place: &'static str, scope: usize) {
        let value = self.value(node, scope);
        // The others tell nothing, and a text may be read as a truth value.
        if matches!(
            value,
            Value::Column(_) | Value::Call(_) | Value::Cast(_) | Value::Integer | Value::Decimal
        ) {
            self.references.conditions.push((place, value));
        }
    }

    fn name(&mut self, node: &SyntaxNode, scope: usize) -> Value {
        if is_keyword(node) {
            return Value::Other;
        }
        let span = self.span(node);
        Value::Column(self.column(vec![name::identifier(node)], span, scope))
    }

    fn field(&mut self, node: &SyntaxNode, scope: usize) -> Value {
        let is_star = node.children_with_tokens().any(|element| element.kind() == SyntaxKind::STAR);
        let span = self.span(node);
        if let Some(names) = dotted(node) {
            if is_star {
                let qualifier = names.last().cloned();
                self.push_column(None, names, span, scope);
                return Value::Star(qualifier);
            }
            return Value::Column(self.column(names, span, scope));
        }
        if let Some(base) = node.children().next() {
            self.read(&base, scope);
        }
        Value::Other
    }

    fn parenthesised(&mut self, node: &SyntaxNode, scope: usize) -> Value {
        let Some(inner) = node.children().next() else { return Value::Other };
        if is_query(inner.kind()) {
            let query = self.query(&inner, Some(scope));
            return match self.references.scopes[query].outputs.as_slice() {
                [only] => only.value.clone(),
                _ => Value::Other,
            };
        }
        self.value(&inner, scope)
    }

    fn cast(&mut self, node: &SyntaxNode, scope: usize) -> Value {
        let Some(cast) = ast::CastExpr::cast(node.clone()) else { return Value::Other };
        self.read_children(node, scope);
        let Some(target) = cast.ty() else { return Value::Other };
        let written = target.syntax().text().to_string();
        let kind = match written.to_ascii_lowercase().as_str() {
            "regclass" => Some(ConstantKind::Relation),
            "regproc" | "regprocedure" => Some(ConstantKind::Routine),
            "regtype" => Some(ConstantKind::Type),
            _ => None,
        };
        if let Some(kind) = kind {
            let literal = node.children().find(|child| child.kind() == SyntaxKind::LITERAL);
            self.constant(kind, literal.as_ref());
        }
        TypeName::of(target.syntax(), self.origin).map_or(Value::Other, |kind| Value::Cast(Box::new(kind)))
    }

    /// The targets of a query or of `RETURNING`.
    pub(super) fn outputs(&mut self, list: &SyntaxNode, scope: usize) -> Vec<Output> {
        let targets: Vec<_> = list.children().filter_map(ast::Target::cast).collect();
        targets.into_iter().map(|target| self.output(&target, scope)).collect()
    }

    fn output(&mut self, target: &ast::Target, scope: usize) -> Output {
        if target.star_token().is_some() {
            let span = self.span(target.syntax());
            self.push_column(None, Vec::new(), span, scope);
            return Output { name: None, value: Value::Star(None) };
        }
        let value = target.expr().map_or(Value::Other, |value| self.value(value.syntax(), scope));
        let name = match &value {
            Value::Star(_) => None,
            _ => ColumnName::from_target(target.clone()).and_then(|(name, _)| name.to_string()),
        };
        let name = name.filter(|name| name != "?column?").map(|name| Identifier::exact(&name));
        Output { name, value }
    }
}

/// The names of `a.b.c`, or of `a.b.*` without its star; `None` for what is no name.
pub(super) fn dotted(node: &SyntaxNode) -> Option<Vec<Identifier>> {
    match node.kind() {
        SyntaxKind::NAME_REF if !is_keyword(node) => Some(vec![name::identifier(node)]),
        SyntaxKind::FIELD_EXPR => {
            let mut parts = node.children();
            let mut names = dotted(&parts.next()?)?;
            names.extend(parts.next().map(|field| name::identifier(&field)));
            Some(names)
        }
        _ => None,
    }
}

/// `current_user` and its kin, which the grammar takes for names.
fn is_keyword(node: &SyntaxNode) -> bool {
    use SyntaxKind as Kind;
    let is_value = |token: SyntaxToken| {
        matches!(
            token.kind(),
            Kind::CURRENT_CATALOG_KW
                | Kind::CURRENT_DATE_KW
                | Kind::CURRENT_ROLE_KW
                | Kind::CURRENT_SCHEMA_KW
                | Kind::CURRENT_TIME_KW
                | Kind::CURRENT_TIMESTAMP_KW
                | Kind::CURRENT_USER_KW
                | Kind::LOCALTIME_KW
                | Kind::LOCALTIMESTAMP_KW
                | Kind::SESSION_USER_KW
                | Kind::SYSTEM_USER_KW
                | Kind::USER_KW
                | Kind::DEFAULT_KW
        )
    };
    node.first_token().is_some_and(is_value)
}

fn literal(node: &SyntaxNode) -> Value {
    match ast::Literal::cast(node.clone()).and_then(|literal| literal.kind()) {
        Some(LitKind::Null(_)) => Value::Null,
        Some(LitKind::True(_) | LitKind::False(_)) => Value::Boolean,
        Some(LitKind::IntNumber(_)) => Value::Integer,
        Some(LitKind::NumericNumber(_)) => Value::Decimal,
        Some(_) if plain_text(node).is_some() => Value::Text,
        _ => Value::Other,
    }
}

/// What a string holds; `None` for what is no string.
pub(super) fn plain_text(node: &SyntaxNode) -> Option<String> {
    let literal = ast::Literal::cast(node.clone())?;
    match literal.kind()? {
        LitKind::String(_)
        | LitKind::EscString(_)
        | LitKind::DollarQuotedString(_)
        | LitKind::UnicodeEscString(_) => literal.string_value(),
        _ => None,
    }
}

/// The word with which two truth values are joined.
fn joins(node: &SyntaxNode) -> Option<&'static str> {
    match ast::BinExpr::cast(node.clone()).and_then(|binary| binary.op())? {
        BinOp::And(_) => Some("AND"),
        BinOp::Or(_) => Some("OR"),
        _ => None,
    }
}

/// Whether two operands are compared or joined as truth values.
fn compares(node: &SyntaxNode) -> bool {
    let operator = ast::BinExpr::cast(node.clone()).and_then(|binary| binary.op());
    matches!(
        operator,
        Some(
            BinOp::And(_)
                | BinOp::Or(_)
                | BinOp::Eq(_)
                | BinOp::Neq(_)
                | BinOp::Neqb(_)
                | BinOp::LAngle(_)
                | BinOp::Lteq(_)
                | BinOp::RAngle(_)
                | BinOp::Gteq(_)
                | BinOp::Like(_)
                | BinOp::NotLike(_)
                | BinOp::Ilike(_)
                | BinOp::NotIlike(_)
                | BinOp::In(_)
                | BinOp::NotIn(_)
                | BinOp::Is(_)
                | BinOp::IsNot(_)
                | BinOp::IsDistinctFrom(_)
                | BinOp::IsNotDistinctFrom(_)
        )
    )
}
