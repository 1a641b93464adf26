//! A chain of calls on one value, link by link.

use oxc_ast::ast::{self, CallExpression, ChainElement, Expression, NewExpression};
use oxc_span::GetSpan;

use super::value_of::{peel, span, value_of};
use super::{Argument, Link};
use crate::source::Span;

/// One call of a chain, still in the tree.
pub(super) struct ChainLink<'e, 'a> {
    pub(super) callee: &'e Expression<'a>,
    pub(super) arguments: &'e [ast::Argument<'a>],
    pub(super) is_construction: bool,
    end: u32,
}

/// What a call hangs on.
pub(super) enum Receiver<'e, 'a> {
    Call(&'e CallExpression<'a>),
    Construction(&'e NewExpression<'a>),
    Other(&'e Expression<'a>),
}

impl<'e, 'a> ChainLink<'e, 'a> {
    pub(super) fn call(call: &'e CallExpression<'a>) -> Self {
        Self { callee: &call.callee, arguments: &call.arguments, is_construction: false, end: call.span.end }
    }

    pub(super) fn construction(new: &'e NewExpression<'a>) -> Self {
        Self { callee: &new.callee, arguments: &new.arguments, is_construction: true, end: new.span.end }
    }

    /// The fact.
    pub(super) fn read(&self) -> Link {
        let (name, start) = last_name(self.callee);
        let arguments = self.arguments.iter().map(|argument| Argument {
            span: span(argument.span()),
            value: argument.as_expression().map_or(super::Value::Other, value_of),
        });
        Link {
            name: name.into(),
            through: Box::default(),
            span: Span { start, end: self.end },
            arguments: arguments.collect(),
        }
    }

    /// The fact of a link that no path leads to.
    pub(super) fn read_through(&self) -> Link {
        Link { through: through(self.callee).into(), ..self.read() }
    }
}

/// The member whose member is called: `storage` of `f().storage.from`; empty when there is none.
fn through<'e>(callee: &'e Expression<'_>) -> &'e str {
    let Expression::StaticMemberExpression(member) = peel(callee) else { return "" };
    match peel(&member.object) {
        Expression::StaticMemberExpression(object) => object.property.name.as_str(),
        _ => "",
    }
}

impl<'e, 'a> Receiver<'e, 'a> {
    /// What `called`, the part before the parentheses, is a member of; itself when it is none.
    pub(super) fn of(called: &'e Expression<'a>) -> Self {
        let mut rest = peel(called);
        loop {
            rest = peel(match rest {
                Expression::CallExpression(call) => return Self::Call(call),
                Expression::NewExpression(new) => return Self::Construction(new),
                Expression::StaticMemberExpression(member) => &member.object,
                Expression::PrivateFieldExpression(member) => &member.object,
                Expression::ComputedMemberExpression(member)
                    if matches!(member.expression, Expression::StringLiteral(_)) =>
                {
                    &member.object
                }
                Expression::ChainExpression(chain) => match &chain.expression {
                    ChainElement::CallExpression(call) => return Self::Call(call),
                    ChainElement::TSNonNullExpression(inner) => &inner.expression,
                    ChainElement::StaticMemberExpression(member) => &member.object,
                    _ => return Self::Other(rest),
                },
                _ => return Self::Other(rest),
            });
        }
    }
}

/// The name right before the parentheses, and where it starts.
fn last_name<'e>(callee: &'e Expression<'_>) -> (&'e str, u32) {
    match peel(callee) {
        Expression::Identifier(name) => (name.name.as_str(), name.span.start),
        Expression::StaticMemberExpression(member) => {
            (member.property.name.as_str(), member.property.span.start)
        }
        Expression::PrivateFieldExpression(member) => (member.field.name.as_str(), member.field.span.start),
        Expression::ComputedMemberExpression(member) => match &member.expression {
            Expression::StringLiteral(name) => (name.value.as_str(), name.span.start),
            _ => ("", member.span.start),
        },
        other => ("", other.span().start),
    }
}
