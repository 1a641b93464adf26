//! What a query wants of a source, found in its conditions before any row is made: most ask for one
//! object by its name.

use std::sync::Arc;

use super::super::object::ObjectId;
use super::evaluate::Scope;
use super::value::{Value, has_hole};
use crate::facts::sql::{Expression, Identifier, Operator};

/// Columns whose value is given.
#[derive(Default)]
pub(super) struct Wanted<'e> {
    equal: Vec<(&'e Identifier, Value)>,
}

impl<'e> Wanted<'e> {
    /// What conditions that must all hold ask of the source that goes by `alias`.
    pub(super) fn of(
        conditions: impl Iterator<Item = &'e Expression>,
        alias: Option<&Identifier>,
        scope: &Scope<'_>,
    ) -> Self {
        let mut wanted = Self::default();
        for condition in conditions {
            wanted.add(condition, alias, scope);
        }
        wanted
    }

    fn add(&mut self, condition: &'e Expression, alias: Option<&Identifier>, scope: &Scope<'_>) {
        let Expression::Binary(operator, sides) = condition else { return };
        match operator {
            Operator::And => {
                self.add(&sides[0], alias, scope);
                self.add(&sides[1], alias, scope);
            }
            Operator::Equal => {
                let [left, right] = &**sides;
                for (column, other) in [(left, right), (right, left)] {
                    if let Some(column) = column_of(column, alias)
                        && let Some(value) = given(other, scope)
                    {
                        self.equal.push((column, value));
                    }
                }
            }
            _ => {}
        }
    }

    /// Whether a row may be wanted in which `column` is `text`.
    pub(super) fn takes(&self, column: &str, text: &str) -> bool {
        self.equal.iter().filter(|(name, _)| name.as_str() == column).all(|(_, value)| match value {
            Value::Text(wanted) => &**wanted == text,
            _ => true,
        })
    }

    /// Texts that `column` is asked to be.
    pub(super) fn texts(&self, column: &str) -> impl Iterator<Item = &Arc<str>> {
        self.equal.iter().filter(move |(name, _)| name.as_str() == column).filter_map(
            |(_, value)| match value {
                Value::Text(text) => Some(text),
                _ => None,
            },
        )
    }

    /// Whether a row may be wanted in which `column` is the object `id`.
    pub(super) fn takes_object(&self, column: &str, id: ObjectId) -> bool {
        self.equal.iter().filter(|(name, _)| name.as_str() == column).all(|(_, value)| match value {
            Value::Object(wanted, _) => *wanted == id,
            _ => true,
        })
    }
}

/// The column of the source that an expression is; a bare name may be one.
fn column_of<'e>(expression: &'e Expression, alias: Option<&Identifier>) -> Option<&'e Identifier> {
    match expression {
        Expression::Name(names) => match &**names {
            [column] => Some(column),
            [.., table, column] if Some(table) == alias => Some(column),
            _ => None,
        },
        // Casts between kinds of text change nothing.
        Expression::Cast(inner, kind) if matches!(&**kind, "text" | "name" | "varchar") => {
            column_of(inner, alias)
        }
        _ => None,
    }
}

/// The value of an expression that needs no row of the source.
fn given(expression: &Expression, scope: &Scope<'_>) -> Option<Value> {
    let value = match expression {
        Expression::Text(text) => Value::text(text),
        Expression::Name(names) if names.len() > 1 => scope.outer_field(names)?,
        Expression::Name(names) => scope.variable_only(names)?,
        Expression::Cast(inner, kind) if matches!(&**kind, "regclass" | "text" | "name" | "regnamespace") => {
            given(inner, scope)?;
            scope.evaluate(expression)
        }
        _ => return None,
    };
    match &value {
        Value::Text(text) => (!has_hole(text)).then_some(value),
        Value::Object(..) => Some(value),
        _ => None,
    }
}
