//! What an expression comes to, over variables, the row at hand and the replayed catalogue.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::BTreeMap;

use regex::RegexBuilder;

use super::super::catalogue::Catalogue;
use super::super::rejection::{Rejected, SqlState};
use super::aggregate;
use super::definition;
use super::function;
use super::moment::Moment;
use super::object;
use super::row::Row;
use super::select::{any, select};
use super::text::like;
use super::value::{HOLE, Value, has_hole};
use crate::facts::sql::{Call, Expression, Identifier, Operator, Query};

/// The variables of a block.
pub(super) type Variables = BTreeMap<Identifier, Value>;

/// All that a name can mean.
#[derive(Clone, Copy)]
pub(super) struct Scope<'s> {
    pub(super) catalogue: &'s Catalogue,
    pub(super) variables: &'s Variables,
    /// What `$1`, `$2` … stand for.
    pub(super) parameters: &'s [Value],
    /// When the migration runs.
    pub(super) now: Option<Moment>,
    /// Where an expression leaves the error with which it ends.
    pub(super) failed: &'s RefCell<Option<Rejected>>,
    /// The row at hand.
    pub(super) row: Option<&'s Row>,
    /// The scope of the query around this one.
    pub(super) outer: Option<&'s Scope<'s>>,
    /// Rows that aggregates gather, of which some may not be there.
    pub(super) group: Option<&'s [Row]>,
    /// Queries named by `WITH`.
    pub(super) with: &'s [(Identifier, Query)],
}

impl<'s> Scope<'s> {
    /// The same with another row at hand.
    pub(super) fn of_row<'t>(&'t self, row: &'t Row) -> Scope<'t>
    where
        's: 't,
    {
        Scope { row: Some(row), outer: Some(self), group: None, ..*self }
    }

    pub(super) fn evaluate(&self, expression: &Expression) -> Value {
        match expression {
            Expression::Null => Value::Null,
            Expression::Bool(value) => Value::Bool(*value),
            Expression::Number(number) => Value::Number(*number),
            Expression::Text(text) => Value::text(text),
            Expression::Name(names) => self.name(names),
            Expression::Parameter(number) => {
                let at = usize::from(*number).checked_sub(1);
                at.and_then(|at| self.parameters.get(at)).cloned().unwrap_or(Value::Unknown)
            }
            Expression::List(items) => Value::List(items.iter().map(|item| self.evaluate(item)).collect()),
            Expression::Call(call) => self.call(call),
            Expression::Named(_, inner) => self.evaluate(inner),
            Expression::Binary(operator, sides) => self.binary(*operator, &sides[0], &sides[1]),
            Expression::Not(inner) => match self.evaluate(inner) {
                Value::Null => Value::Null,
                value => Value::from_truth(value.truth().map(|truth| !truth)),
            },
            Expression::Cast(inner, kind) => self.cast(inner, kind),
            Expression::Case(arms, otherwise) => self.case(arms, otherwise),
            Expression::Exists(query) => Value::from_truth(select(query, self).has_rows()),
            Expression::Rows(query) => select(query, self).single(),
            Expression::Star | Expression::Opaque => Value::Unknown,
        }
    }

    /// Ends the statement that asks, with an error.
    pub(super) fn fail(&self, rejected: Rejected) {
        self.failed.borrow_mut().get_or_insert(rejected);
    }

    fn name(&self, names: &[Identifier]) -> Value {
        self.field(names).or_else(|| self.variable(names)).unwrap_or_else(|| self.keyword(names))
    }

    /// A column of a row at hand, here or around.
    fn field(&self, names: &[Identifier]) -> Option<Value> {
        let found = match (names, self.row) {
            ([.., table, column], Some(row)) => row.get(Some(table), column.as_str()),
            ([column], Some(row)) => row.get(None, column.as_str()).or_else(|| row.record(column)),
            _ => None,
        };
        found.or_else(|| self.outer?.field(names))
    }

    fn variable(&self, names: &[Identifier]) -> Option<Value> {
        let (first, fields) = names.split_first()?;
        let mut value = self.variables.get(first)?;
        for field in fields {
            let Value::Record(record) = value else { return Some(Value::Unknown) };
            let found = record.iter().find(|(name, _)| name.as_ref() == Some(field));
            let Some((_, inner)) = found else { return Some(Value::Unknown) };
            value = inner;
        }
        Some(value.clone())
    }

    /// The value of a bare name that is a variable.
    pub(super) fn variable_only(&self, names: &[Identifier]) -> Option<Value> {
        self.variable(names)
    }

    /// The value of a qualified name that some row at hand, or a record, has.
    pub(super) fn outer_field(&self, names: &[Identifier]) -> Option<Value> {
        self.field(names).or_else(|| self.variable(names))
    }

    /// What stands for a value without being a name. A bare name that is none may be a column of a row
    /// whose columns are not known.
    fn keyword(&self, names: &[Identifier]) -> Value {
        let [name] = names else { return Value::Unknown };
        if self.row.is_some_and(Row::is_open) {
            return Value::Unknown;
        }
        function::keyword(name.as_str(), self)
    }

    fn cast(&self, inner: &Expression, kind: &str) -> Value {
        let value = self.evaluate(inner);
        match kind {
            "regclass" | "regproc" | "regprocedure" | "regtype" | "regnamespace" | "regrole" => {
                let found = object::cast(&value, kind, self);
                if found == Value::Null && matches!(inner, Expression::Text(_)) {
                    self.fail(undefined(kind, &value.to_text().unwrap_or_default()));
                }
                found
            }
            "oid" => value,
            _ => value.cast(kind),
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
                let left = self.evaluate(left).truth();
                if left == Some(decides) {
                    return Value::Bool(decides);
                }
                let right = self.evaluate(right).truth();
                if right == Some(decides) {
                    return Value::Bool(decides);
                }
                return if left.is_none() || right.is_none() {
                    Value::Unknown
                } else {
                    Value::Bool(!decides)
                };
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
        operate(operator, &left, &right)
    }

    fn is_in(&self, left: &Expression, right: &Expression) -> Value {
        let left = self.evaluate(left);
        let right = match right {
            Expression::Rows(query) => {
                let selected = select(query, self);
                // `= ANY ((SELECT array))` gives one list; otherwise each row is an item.
                match selected.single() {
                    Value::List(items) if selected.rows.len() == 1 => Value::List(items),
                    _ => selected.column(),
                }
            }
            // `IN (x)` is written with one pair of parentheses, which leaves no list.
            other => match self.evaluate(other) {
                value @ Value::Text(_) if matches!(&value, Value::Text(text) if text.starts_with('{')) => {
                    value.cast("text[]")
                }
                value @ (Value::Unknown | Value::Null | Value::List(_)) => value,
                single => Value::List(vec![single]),
            },
        };
        match right {
            Value::Null => Value::Null,
            Value::List(items) => {
                let equal = |item: &Value| if *item == Value::Null { Some(false) } else { left.equals(item) };
                Value::from_truth(any(items.iter().map(equal)))
            }
            _ => Value::Unknown,
        }
    }

    fn call(&self, call: &Call) -> Value {
        if let Some(group) = self.group
            && let Some(value) = aggregate::value(call, group, self)
        {
            return value;
        }
        if &*call.name == "coalesce" {
            // What comes behind the first that is there is not worked out.
            for argument in &call.arguments {
                match self.evaluate(argument) {
                    Value::Null => {}
                    value => return value,
                }
            }
            return Value::Null;
        }
        let values: Vec<Value> = call.arguments.iter().map(|argument| self.evaluate(argument)).collect();
        function::value(&call.name, &values, self)
    }
}

/// What a cast ends with whose text names nothing.
fn undefined(kind: &str, name: &str) -> Rejected {
    let (state, what) = match kind {
        "regclass" => (SqlState::UndefinedTable, "relation"),
        "regtype" => (SqlState::UndefinedObject, "type"),
        "regnamespace" => (SqlState::UndefinedSchema, "schema"),
        "regrole" => (SqlState::UndefinedObject, "role"),
        _ => (SqlState::UndefinedFunction, "function"),
    };
    Rejected::new(state, format!("{what} \"{name}\" does not exist"))
}

/// The result of an operator on two values that are not null.
fn operate(operator: Operator, left: &Value, right: &Value) -> Value {
    let order = || left.order(right);
    match operator {
        Operator::Equal => Value::from_truth(left.equals(right)),
        Operator::NotEqual => Value::from_truth(left.equals(right).map(|same| !same)),
        Operator::Less => Value::from_truth(order().map(Ordering::is_lt)),
        Operator::AtMost => Value::from_truth(order().map(Ordering::is_le)),
        Operator::Greater => Value::from_truth(order().map(Ordering::is_gt)),
        Operator::AtLeast => Value::from_truth(order().map(Ordering::is_ge)),
        Operator::Concat => concat(left, right),
        Operator::Like { is_case_sensitive } => Value::from_truth(is_like(left, right, is_case_sensitive)),
        Operator::LikeAny { is_case_sensitive } => match right {
            Value::List(items) => {
                Value::from_truth(any(items.iter().map(|item| is_like(left, item, is_case_sensitive))))
            }
            _ => Value::Unknown,
        },
        Operator::Matches { is_case_sensitive } => {
            Value::from_truth(is_match(left, right, is_case_sensitive))
        }
        Operator::Contains | Operator::Overlaps => lists(operator, left, right),
        Operator::Index => match (left, right) {
            (Value::List(items), Value::Number(at)) => {
                let at = usize::try_from(*at).ok().and_then(|at| at.checked_sub(1));
                at.and_then(|at| items.get(at)).cloned().unwrap_or(Value::Null)
            }
            _ => Value::Unknown,
        },
        _ => arithmetic(operator, left, right),
    }
}

fn lists(operator: Operator, left: &Value, right: &Value) -> Value {
    let (Value::List(left), Value::List(right)) = (left, right) else { return Value::Unknown };
    let holds = |item: &Value| any(left.iter().map(|other| other.equals(item)));
    let truth = match operator {
        Operator::Overlaps => any(right.iter().map(holds)),
        _ => any(right.iter().map(|item| holds(item).map(|holds| !holds))).map(|lacks| !lacks),
    };
    Value::from_truth(truth)
}

fn concat(left: &Value, right: &Value) -> Value {
    match (left, right) {
        (Value::List(left), Value::List(right)) => Value::List([left.as_slice(), right].concat()),
        (Value::List(left), item) => Value::List([left.as_slice(), std::slice::from_ref(item)].concat()),
        (item, Value::List(right)) => Value::List([std::slice::from_ref(item), right].concat()),
        _ => {
            let text = |value: &Value| value.to_text().unwrap_or_else(|| HOLE.to_string());
            Value::text(&(text(left) + &text(right)))
        }
    }
}

fn is_like(text: &Value, pattern: &Value, is_case_sensitive: bool) -> Option<bool> {
    if let (Value::Definition(definition), Value::Text(pattern)) = (text, pattern) {
        return if has_hole(pattern) { None } else { definition::is_like(definition, pattern) };
    }
    let (text, pattern) = both_texts(text, pattern)?;
    Some(if is_case_sensitive {
        like(&text, &pattern)
    } else {
        like(&text.to_lowercase(), &pattern.to_lowercase())
    })
}

fn is_match(text: &Value, pattern: &Value, is_case_sensitive: bool) -> Option<bool> {
    let (text, pattern) = both_texts(text, pattern)?;
    let pattern =
        RegexBuilder::new(&pattern).case_insensitive(!is_case_sensitive).size_limit(1 << 20).build();
    pattern.ok().map(|pattern| pattern.is_match(&text))
}

fn both_texts(left: &Value, right: &Value) -> Option<(String, String)> {
    let text = |value: &Value| match value {
        Value::Text(text) | Value::Object(_, text) if !has_hole(text) => Some(text.to_string()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    Some((text(left)?, text(right)?))
}

fn arithmetic(operator: Operator, left: &Value, right: &Value) -> Value {
    let known = |value: Option<Value>| value.unwrap_or(Value::Unknown);
    match (operator, left, right) {
        (_, Value::Number(left), Value::Number(right)) => known(match operator {
            Operator::Plus => left.checked_add(*right).map(Value::Number),
            Operator::Minus => left.checked_sub(*right).map(Value::Number),
            Operator::Times => left.checked_mul(*right).map(Value::Number),
            Operator::Divide => left.checked_div(*right).map(Value::Number),
            Operator::Modulo => left.checked_rem(*right).map(Value::Number),
            _ => None,
        }),
        (Operator::Plus, Value::Moment(moment), Value::Interval(span))
        | (Operator::Plus, Value::Interval(span), Value::Moment(moment)) => {
            known(moment.plus(*span, 1).map(Value::Moment))
        }
        (Operator::Minus, Value::Moment(moment), Value::Interval(span)) => {
            known(moment.plus(*span, -1).map(Value::Moment))
        }
        (Operator::Plus, Value::Moment(moment), Value::Number(days)) if moment.is_date() => {
            known(moment.plus_days(*days).map(Value::Moment))
        }
        (Operator::Minus, Value::Moment(moment), Value::Number(days)) if moment.is_date() => {
            known(moment.plus_days(-days).map(Value::Moment))
        }
        (Operator::Minus, Value::Moment(left), Value::Moment(right)) => {
            known(left.days_since(*right).map(Value::Number))
        }
        (Operator::Times, Value::Interval(span), Value::Number(count))
        | (Operator::Times, Value::Number(count), Value::Interval(span)) => {
            known(span.times(*count).map(Value::Interval))
        }
        (Operator::Plus, Value::Interval(left), Value::Interval(right)) => Value::Interval(left.plus(*right)),
        _ => Value::Unknown,
    }
}
