//! Expression → [`Value`]. Depth is bounded: what lies deeper is [`Value::Other`].

use std::borrow::Cow;

use oxc_ast::ast::BinaryOperator;
use oxc_ast::ast::{
    ArrayExpressionElement, BinaryExpression, CallExpression, Expression, LogicalOperator, ObjectExpression,
    ObjectPropertyKind, PropertyKey, TemplateLiteral,
};

use super::{Property, Value};
use crate::source::Span;

/// Objects within objects that are read: `fetch(url, { headers: { … } })` and one more.
const MAX_DEPTH: u8 = 4;
/// Items of one literal that are read; longer ones are data, not options.
const MAX_ITEMS: usize = 64;
/// Methods that leave a text or list in essence what it was.
const TRANSPARENT: [&str; 9] =
    ["filter", "flat", "replace", "replaceAll", "toLowerCase", "toString", "trim", "trimEnd", "trimStart"];

/// The expression inside type assertions, parentheses, `!` and optional chains.
pub(super) fn peel<'e, 'a>(expression: &'e Expression<'a>) -> &'e Expression<'a> {
    let mut expression = expression;
    loop {
        expression = match expression {
            Expression::ParenthesizedExpression(inner) => &inner.expression,
            Expression::TSAsExpression(inner) => &inner.expression,
            Expression::TSSatisfiesExpression(inner) => &inner.expression,
            Expression::TSTypeAssertion(inner) => &inner.expression,
            Expression::TSNonNullExpression(inner) => &inner.expression,
            Expression::TSInstantiationExpression(inner) => &inner.expression,
            _ => return expression,
        };
    }
}

/// What the syntax alone tells of an expression.
pub(super) fn value_of(expression: &Expression<'_>) -> Value {
    value(expression, MAX_DEPTH)
}

fn value(expression: &Expression<'_>, depth: u8) -> Value {
    let Some(deeper) = depth.checked_sub(1) else { return Value::Other };
    match peel(expression) {
        Expression::StringLiteral(literal) => Value::Text(literal.value.as_str().into()),
        Expression::TemplateLiteral(literal) => template(literal),
        Expression::NumericLiteral(literal) => Value::Number(literal.value),
        Expression::BooleanLiteral(literal) => Value::Bool(literal.value),
        Expression::NullLiteral(_) => Value::Null,
        Expression::ObjectExpression(object) => Value::Object(properties(object, deeper)),
        Expression::ArrayExpression(array) => {
            Value::List(array.elements.iter().take(MAX_ITEMS).map(|item| element(item, deeper)).collect())
        }
        Expression::ArrowFunctionExpression(_) | Expression::FunctionExpression(_) => Value::Function,
        Expression::LogicalExpression(logical) if logical.operator != LogicalOperator::And => {
            fallback(value(&logical.right, deeper))
        }
        Expression::ConditionalExpression(choice) => {
            let [first, second] = [&choice.consequent, &choice.alternate].map(|side| value(side, deeper));
            if second.is_literal() { fallback(second) } else { fallback(first) }
        }
        Expression::BinaryExpression(sum) if sum.operator == BinaryOperator::Addition => joined(sum, deeper),
        Expression::CallExpression(call) => called(call, deeper),
        other => path_of(other).map_or(Value::Other, Value::Path),
    }
}

fn fallback(value: Value) -> Value {
    match value {
        Value::Fallback(_) => value,
        Value::Other | Value::Function => Value::Other,
        value => Value::Fallback(Box::new(value)),
    }
}

fn template(literal: &TemplateLiteral<'_>) -> Value {
    let mut text = String::new();
    for (at, part) in literal.quasis.iter().enumerate() {
        if at > 0 {
            text.push_str("${}");
        }
        text.push_str(part.value.cooked.as_ref().map_or(part.value.raw.as_str(), |cooked| cooked.as_str()));
    }
    let text = text.into_boxed_str();
    if literal.expressions.is_empty() { Value::Text(text) } else { Value::Template(text) }
}

fn properties(object: &ObjectExpression<'_>, depth: u8) -> Box<[Property]> {
    let read = object.properties.iter().take(MAX_ITEMS).map(|property| match property {
        ObjectPropertyKind::ObjectProperty(property) => Property {
            key: key_of(&property.key, property.computed).unwrap_or_default().into(),
            span: span(property.span),
            value: value(&property.value, depth),
        },
        ObjectPropertyKind::SpreadProperty(spread) => {
            Property { key: "...".into(), span: span(spread.span), value: value(&spread.argument, depth) }
        }
    });
    read.collect()
}

fn element(item: &ArrayExpressionElement<'_>, depth: u8) -> Value {
    item.as_expression().map_or(Value::Other, |item| value(item, depth))
}

/// Constants joined by `+`; the operands to the left are walked in a loop, for there can be thousands.
fn joined(sum: &BinaryExpression<'_>, depth: u8) -> Value {
    let mut operands = vec![&sum.right];
    let mut left = peel(&sum.left);
    while let Expression::BinaryExpression(inner) = left
        && inner.operator == BinaryOperator::Addition
    {
        operands.push(&inner.right);
        left = peel(&inner.left);
    }
    operands.push(left);
    join(operands.into_iter().rev().map(|operand| value(operand, depth)), "")
}

/// Texts one after another, with a hole for each that is no text. No text at all is no text.
fn join(values: impl Iterator<Item = Value>, separator: &str) -> Value {
    let mut text = String::new();
    let (mut has_text, mut has_hole) = (false, false);
    for (at, value) in values.enumerate() {
        if at > 0 {
            text.push_str(separator);
        }
        has_hole |= !matches!(value, Value::Text(_));
        has_text |= value.text().is_some();
        text.push_str(value.text().unwrap_or("${}"));
    }
    match (has_text, has_hole) {
        (false, _) => Value::Other,
        (true, false) => Value::Text(text.into()),
        (true, true) => Value::Template(text.into()),
    }
}

/// `[…].join(x)` and methods that leave the receiver in essence what it was.
fn called(call: &CallExpression<'_>, depth: u8) -> Value {
    let Expression::StaticMemberExpression(member) = peel(&call.callee) else { return Value::Other };
    let name = member.property.name.as_str();
    if TRANSPARENT.contains(&name) {
        return match value(&member.object, depth) {
            kept @ (Value::Text(_) | Value::Template(_) | Value::Path(_) | Value::List(_)) => kept,
            _ => Value::Other,
        };
    }
    if name != "join" {
        return Value::Other;
    }
    let separator = match call.arguments.first().and_then(|argument| argument.as_expression()) {
        Some(Expression::StringLiteral(separator)) => separator.value.as_str(),
        None => ",",
        Some(_) => return Value::Other,
    };
    match value(&member.object, depth) {
        Value::List(items) => join(items.into_iter(), separator),
        _ => Value::Other,
    }
}

/// The name of a property, where the syntax gives one.
pub(super) fn key_of<'k>(key: &'k PropertyKey<'_>, computed: bool) -> Option<Cow<'k, str>> {
    match key {
        PropertyKey::StaticIdentifier(name) => Some(Cow::Borrowed(name.name.as_str())),
        PropertyKey::StringLiteral(name) => Some(Cow::Borrowed(name.value.as_str())),
        PropertyKey::NumericLiteral(number) => Some(Cow::Owned(number.value.to_string())),
        // `[TENANT_KEY]: value` is not a property of that name.
        _ if computed => None,
        _ => None,
    }
}

/// The dotted path of a name or of members of one: `a.b`, `this.b`, `import.meta.env`, `a['b']`.
pub(super) fn path_of(expression: &Expression<'_>) -> Option<Box<str>> {
    if let Expression::Identifier(name) = expression {
        return Some(name.name.as_str().into());
    }
    let mut path = String::new();
    push_path(expression, &mut path).then(|| path.into())
}

/// Appends the dotted path; `false`, with `path` spoilt, when the expression is none.
pub(super) fn push_path(expression: &Expression<'_>, path: &mut String) -> bool {
    let mut names: [&str; 16] = [""; 16];
    let mut count = 0;
    let mut rest = expression;
    loop {
        let name = match peel(rest) {
            Expression::StaticMemberExpression(member) => {
                rest = &member.object;
                member.property.name.as_str()
            }
            Expression::ComputedMemberExpression(member) => {
                let Expression::StringLiteral(name) = &member.expression else { return false };
                rest = &member.object;
                name.value.as_str()
            }
            Expression::PrivateFieldExpression(member) => {
                rest = &member.object;
                member.field.name.as_str()
            }
            Expression::ChainExpression(chain) => match chain.expression.as_member_expression() {
                Some(member) => {
                    let Some(name) = member.static_property_name() else { return false };
                    rest = member.object();
                    name
                }
                None => return false,
            },
            Expression::Identifier(root) => {
                path.push_str(root.name.as_str());
                break;
            }
            Expression::ThisExpression(_) => {
                path.push_str("this");
                break;
            }
            Expression::Super(_) => {
                path.push_str("super");
                break;
            }
            Expression::ImportMeta(_) => {
                path.push_str("import.meta");
                break;
            }
            _ => return false,
        };
        let Some(slot) = names.get_mut(count) else { return false };
        *slot = name;
        count += 1;
    }
    for name in names[..count].iter().rev() {
        path.push('.');
        path.push_str(name);
    }
    true
}

/// Our span of one of the parser's.
pub(super) fn span(span: oxc_span::Span) -> Span {
    Span { start: span.start, end: span.end }
}
