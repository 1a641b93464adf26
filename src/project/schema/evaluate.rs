//! What an expression comes to, over variables, the row at hand and the replayed catalogue.

use std::collections::BTreeMap;

use super::catalogue::Catalogue;
use super::rows::{self, Presence, Row};
use super::value::{HOLE, Value, format, has_hole, like, quote_literal};
use crate::facts::sql::{Call, Expression, Identifier, Operator, Query, RelationName, quote_identifier};
use crate::source::Span;

/// The variables of a block.
pub(super) type Variables = BTreeMap<Identifier, Value>;

/// All that a name can mean.
#[derive(Clone, Copy)]
pub(super) struct Scope<'s> {
    pub catalogue: &'s Catalogue,
    pub variables: &'s Variables,
    /// The row at hand.
    pub row: Option<&'s Row>,
    /// The scope of the query around this one.
    pub outer: Option<&'s Scope<'s>>,
    /// Rows that aggregates gather, of which some may not be there.
    pub group: Option<&'s [Row]>,
    /// Queries named by `WITH`.
    pub with: &'s [(Identifier, Query)],
}

impl<'s> Scope<'s> {
    /// Variables only.
    pub(super) fn new(catalogue: &'s Catalogue, variables: &'s Variables) -> Self {
        Self { catalogue, variables, row: None, outer: None, group: None, with: &[] }
    }

    pub(super) fn evaluate(&self, expression: &Expression) -> Value {
        match expression {
            Expression::Null => Value::Null,
            Expression::Bool(value) => Value::Bool(*value),
            Expression::Number(number) => Value::Number(*number),
            Expression::Text(text) => Value::text(text),
            Expression::Name(names) => self.name(names),
            Expression::List(items) => Value::List(items.iter().map(|item| self.evaluate(item)).collect()),
            Expression::Call(call) => self.call(call),
            Expression::Binary(operator, sides) => self.binary(*operator, &sides[0], &sides[1]),
            Expression::Not(inner) => match self.evaluate(inner) {
                Value::Null => Value::Null,
                value => Value::from_truth(value.truth().map(|truth| !truth)),
            },
            Expression::Cast(inner, kind) => self.cast(inner, kind),
            Expression::Case(arms, otherwise) => self.case(arms, otherwise),
            Expression::Exists(query) => Value::from_truth(rows::select(query, self).has_rows()),
            Expression::Rows(query) => rows::select(query, self).single(),
            Expression::Star | Expression::Opaque => Value::Unknown,
        }
    }

    fn name(&self, names: &[Identifier]) -> Value {
        let found = match names {
            [.., table, column] => self.field(Some(table), column),
            [column] => self.field(None, column),
            [] => None,
        };
        if let Some(value) = found {
            return value;
        }
        if let Some(outer) = self.outer {
            return outer.name(names);
        }
        self.variable(names)
    }

    fn field(&self, table: Option<&Identifier>, column: &Identifier) -> Option<Value> {
        self.row?.get(table, column)
    }

    fn variable(&self, names: &[Identifier]) -> Value {
        let Some((first, fields)) = names.split_first() else { return Value::Unknown };
        let Some(mut value) = self.variables.get(first) else { return Value::Unknown };
        for field in fields {
            let Value::Record(record) = value else { return Value::Unknown };
            let found = record.iter().find(|(name, _)| name.as_ref() == Some(field));
            let Some((_, inner)) = found else { return Value::Unknown };
            value = inner;
        }
        value.clone()
    }

    fn cast(&self, inner: &Expression, kind: &str) -> Value {
        let value = self.evaluate(inner);
        match (kind, &value) {
            ("regclass", Value::Text(name)) => self.relation(name),
            ("text" | "varchar" | "name", _) if value != Value::Unknown => {
                value.to_text().map_or(Value::Null, |text| Value::text(&text))
            }
            _ => value,
        }
    }

    /// The relation of that name, written as its schema and name; null when there is none.
    fn relation(&self, name: &str) -> Value {
        if has_hole(name) {
            return Value::Unknown;
        }
        let name = RelationName::written(name, Span::default());
        match self.catalogue.find(&name) {
            Some(found) => rows::object_id(&found),
            None if Catalogue::is_platform_name(&name) => Value::Unknown,
            None => Value::Null,
        }
    }

    fn case(&self, arms: &[[Expression; 2]], otherwise: &Expression) -> Value {
        for [condition, value] in arms {
            match self.evaluate(condition).truth() {
                Some(true) => return self.evaluate(value),
                Some(false) => {}
                None => return Value::Unknown,
            }
        }
        self.evaluate(otherwise)
    }

    fn binary(&self, operator: Operator, left: &Expression, right: &Expression) -> Value {
        match operator {
            Operator::And | Operator::Or => {
                // One side alone may decide, also when the other is not known.
                let decides = operator == Operator::Or;
                let sides = [self.evaluate(left).truth(), self.evaluate(right).truth()];
                if sides.contains(&Some(decides)) {
                    return Value::Bool(decides);
                }
                return if sides.contains(&None) { Value::Unknown } else { Value::Bool(!decides) };
            }
            Operator::In => return self.is_in(left, right),
            _ => {}
        }
        let (left, right) = (self.evaluate(left), self.evaluate(right));
        if operator == Operator::Is {
            return Value::from_truth(left.equals(&right));
        }
        if left == Value::Null || right == Value::Null {
            return Value::Null;
        }
        match operator {
            Operator::Equal => Value::from_truth(left.equals(&right)),
            Operator::NotEqual => Value::from_truth(left.equals(&right).map(|same| !same)),
            Operator::Concat => concat(&left, &right),
            Operator::Like { is_case_sensitive } => {
                Value::from_truth(is_like(&left, &right, is_case_sensitive))
            }
            Operator::LikeAny => match right {
                Value::List(items) => any(items.iter().map(|item| is_like(&left, item, true))),
                _ => Value::Unknown,
            },
            _ => numeric(operator, &left, &right),
        }
    }

    fn is_in(&self, left: &Expression, right: &Expression) -> Value {
        let left = self.evaluate(left);
        let right = match right {
            Expression::Rows(query) => rows::select(query, self).column(),
            // `IN (x)` is written with one pair of parentheses, which leaves no list.
            other => match self.evaluate(other) {
                Value::Text(text) if text.starts_with('{') => Value::List(array_items(&text)),
                Value::Unknown => return Value::Unknown,
                value @ Value::List(_) => value,
                single => Value::List(vec![single]),
            },
        };
        match right {
            Value::List(items) => any(items.iter().map(|item| left.equals(item))),
            _ => Value::Unknown,
        }
    }

    fn call(&self, call: &Call) -> Value {
        if let Some(group) = self.group
            && let Some(value) = self.aggregate(call, group)
        {
            return value;
        }
        let values: Vec<Value> = call.arguments.iter().map(|argument| self.evaluate(argument)).collect();
        match (&*call.name, values.as_slice()) {
            ("format", [Value::Text(template), arguments @ ..]) if !has_hole(template) => {
                format(template, arguments).map_or(Value::Unknown, |text| Value::text(&text))
            }
            ("quote_ident", [value]) => map_text(value, |name| quote_identifier(name).into_owned()),
            ("quote_literal" | "quote_nullable", [value]) => map_text(value, quote_literal),
            ("lower", [value]) => map_text(value, str::to_lowercase),
            ("upper", [value]) => map_text(value, str::to_uppercase),
            ("btrim" | "trim", [value]) => map_text(value, |text| text.trim().to_owned()),
            ("concat", values) => Value::text(&values.iter().filter_map(Value::to_text).collect::<String>()),
            ("replace", [Value::Text(text), Value::Text(from), Value::Text(to)]) if !has_hole(from) => {
                Value::text(&text.replace(&**from, to))
            }
            ("coalesce", values) => {
                values.iter().find(|value| **value != Value::Null).cloned().unwrap_or(Value::Null)
            }
            ("to_regclass", [Value::Text(name)]) => self.relation(name),
            ("current_schema", []) => Value::text("public"),
            ("string_to_array", [Value::Text(text), Value::Text(separator)]) if !has_hole(text) => {
                Value::List(text.split(&**separator).map(Value::text).collect())
            }
            ("array_length" | "cardinality", [Value::List(items), ..]) => Value::count(items.len()),
            ("unnest", [list]) => list.clone(),
            _ => Value::Unknown,
        }
    }

    /// The value of an aggregate over a group; `None` for any other function.
    fn aggregate(&self, call: &Call, group: &[Row]) -> Option<Value> {
        if !matches!(&*call.name, "count" | "string_agg" | "array_agg" | "bool_or" | "bool_and") {
            return None;
        }
        if group.iter().any(|row| row.presence != Presence::Sure) {
            return Some(Value::Unknown);
        }
        let argument = call.arguments.first().unwrap_or(&Expression::Star);
        if *argument == Expression::Star {
            return Some(Value::count(group.len()));
        }
        let of_row = |row| Scope { row: Some(row), group: None, ..*self }.evaluate(argument);
        let values: Vec<Value> = group.iter().map(of_row).filter(|value| *value != Value::Null).collect();
        if values.contains(&Value::Unknown) {
            return Some(Value::Unknown);
        }
        Some(match &*call.name {
            "count" => Value::count(values.len()),
            _ if values.is_empty() => Value::Null,
            "array_agg" => Value::List(values),
            "bool_or" => any(values.iter().map(Value::truth)),
            "bool_and" => Value::from_truth(
                values.iter().map(Value::truth).collect::<Option<Vec<_>>>().map(|all| !all.contains(&false)),
            ),
            _ => {
                let separator = call.arguments.get(1).map(|separator| self.evaluate(separator));
                let separator = separator.and_then(|separator| separator.to_text()).unwrap_or_default();
                let texts: Vec<String> = values.iter().filter_map(Value::to_text).collect();
                Value::text(&texts.join(&separator))
            }
        })
    }
}

/// True when one is, unknown when one may be.
fn any(truths: impl Iterator<Item = Option<bool>>) -> Value {
    let mut may_be = false;
    for truth in truths {
        match truth {
            Some(true) => return Value::Bool(true),
            Some(false) => {}
            None => may_be = true,
        }
    }
    if may_be { Value::Unknown } else { Value::Bool(false) }
}

fn map_text(value: &Value, map: impl FnOnce(&str) -> String) -> Value {
    value.to_text().map_or(Value::Null, |text| Value::text(&map(&text)))
}

fn concat(left: &Value, right: &Value) -> Value {
    match (left, right) {
        (Value::List(left), Value::List(right)) => Value::List([left.as_slice(), right].concat()),
        (Value::List(left), item) => Value::List([left.as_slice(), std::slice::from_ref(item)].concat()),
        _ => {
            let text = |value: &Value| value.to_text().unwrap_or_else(|| HOLE.to_string());
            Value::text(&(text(left) + &text(right)))
        }
    }
}

fn is_like(text: &Value, pattern: &Value, is_case_sensitive: bool) -> Option<bool> {
    let (Value::Text(text), Value::Text(pattern)) = (text, pattern) else { return None };
    if has_hole(text) || has_hole(pattern) {
        return None;
    }
    Some(if is_case_sensitive {
        like(text, pattern)
    } else {
        like(&text.to_lowercase(), &pattern.to_lowercase())
    })
}

fn numeric(operator: Operator, left: &Value, right: &Value) -> Value {
    let (Value::Number(left), Value::Number(right)) = (left, right) else { return Value::Unknown };
    match operator {
        Operator::Less => Value::Bool(left < right),
        Operator::AtMost => Value::Bool(left <= right),
        Operator::Greater => Value::Bool(left > right),
        Operator::AtLeast => Value::Bool(left >= right),
        Operator::Plus => left.checked_add(*right).map_or(Value::Unknown, Value::Number),
        Operator::Minus => left.checked_sub(*right).map_or(Value::Unknown, Value::Number),
        _ => Value::Unknown,
    }
}

/// The items of an array that is written as text: `{a,b}`.
fn array_items(text: &str) -> Vec<Value> {
    let inner = text.trim_start_matches('{').trim_end_matches('}');
    inner.split(',').map(|item| Value::text(item.trim().trim_matches('"'))).collect()
}
