//! Rows that become one: groups, and what aggregates make of them.

use super::evaluate::Scope;
use super::row::{Presence, Row, Values};
use super::select::{any, project};
use super::value::Value;
use crate::facts::sql::{Call, Expression, Query};

const AGGREGATES: [&str; 13] = [
    "array_agg",
    "bool_and",
    "bool_or",
    "count",
    "every",
    "json_agg",
    "json_object_agg",
    "jsonb_agg",
    "jsonb_object_agg",
    "max",
    "min",
    "string_agg",
    "sum",
];

/// Whether the rows of a query are groups.
pub(super) fn is_grouped(query: &Query) -> bool {
    !query.group.is_empty()
        || query.having.is_some()
        || query.targets.iter().any(|target| is_aggregate(&target.value))
}

fn is_aggregate(value: &Expression) -> bool {
    match value {
        Expression::Call(call) => {
            AGGREGATES.contains(&&*call.name) || call.arguments.iter().any(is_aggregate)
        }
        Expression::Binary(_, sides) => sides.iter().any(is_aggregate),
        Expression::Cast(inner, _) | Expression::Not(inner) => is_aggregate(inner),
        Expression::Case(arms, otherwise) => {
            arms.iter().flatten().any(is_aggregate) || is_aggregate(otherwise)
        }
        _ => false,
    }
}

/// One row for each group of rows.
pub(super) fn groups(query: &Query, found: Vec<Row>, scope: &Scope<'_>, rows: &mut Vec<(Values, Presence)>) {
    let mut groups: Vec<(Vec<Value>, Vec<Row>)> = Vec::new();
    let mut is_open = false;
    if query.group.is_empty() {
        groups.push((Vec::new(), found));
    } else {
        for row in found {
            let of_row = scope.of_row(&row);
            let key: Vec<Value> =
                query.group.iter().map(|value| group_value(value, query, &of_row)).collect();
            is_open |= !key.iter().all(Value::is_known);
            match groups.iter_mut().find(|(known, _)| *known == key) {
                Some((_, group)) => group.push(row),
                None => groups.push((key, vec![row])),
            }
        }
    }
    for (_, group) in &groups {
        let first = group.first().cloned().unwrap_or_else(Row::certain);
        let of_group = Scope { group: Some(group), ..scope.of_row(&first) };
        let mut presence = Presence::Sure;
        if !query.group.is_empty() {
            presence = group.iter().map(|row| row.presence).min().unwrap_or_default();
        }
        if is_open {
            presence = Presence::Maybe;
        }
        match query.having.as_ref().map(|having| of_group.evaluate(having).truth()) {
            Some(Some(false)) => continue,
            Some(None) => presence = Presence::Maybe,
            Some(Some(true)) | None => {}
        }
        rows.push((project(&query.targets, &of_group, &first), presence));
    }
}

/// What a row is grouped by: a number or a name may mean a target.
fn group_value(value: &Expression, query: &Query, scope: &Scope<'_>) -> Value {
    if let Expression::Number(number) = value {
        let target = usize::try_from(*number - 1).ok().and_then(|at| query.targets.get(at));
        return target.map_or(Value::Unknown, |target| scope.evaluate(&target.value));
    }
    scope.evaluate(value)
}

/// The value of an aggregate over a group; `None` for any other function.
pub(super) fn value(call: &Call, group: &[Row], scope: &Scope<'_>) -> Option<Value> {
    if !AGGREGATES.contains(&&*call.name) {
        return None;
    }
    let of_row = |row| Scope { group: None, ..scope.of_row(row) };
    let mut kept: Vec<&Row> = Vec::new();
    for row in group {
        let is_taken = call.filter.as_ref().map_or(Some(true), |filter| of_row(row).evaluate(filter).truth());
        match is_taken {
            Some(true) if row.presence == Presence::Sure => kept.push(row),
            Some(false) => {}
            _ => return Some(Value::Unknown),
        }
    }
    let argument = call.arguments.first().unwrap_or(&Expression::Star);
    if *argument == Expression::Star {
        return Some(Value::count(kept.len()));
    }
    let values = kept.into_iter().map(|row| of_row(row).evaluate(argument));
    let mut values: Vec<Value> =
        values.filter(|value| *value != Value::Null || &*call.name == "array_agg").collect();
    if values.contains(&Value::Unknown) {
        return Some(Value::Unknown);
    }
    if call.is_distinct {
        let mut distinct: Vec<Value> = Vec::new();
        values.retain(|value| {
            let is_new = !distinct.contains(value);
            distinct.extend(is_new.then(|| value.clone()));
            is_new
        });
    }
    Some(of_values(call, values, scope))
}

fn of_values(call: &Call, values: Vec<Value>, scope: &Scope<'_>) -> Value {
    let extreme = |wanted: std::cmp::Ordering| {
        let mut values = values.iter();
        let first = values.next().cloned().unwrap_or(Value::Null);
        values.fold(first, |best, value| match value.order(&best) {
            Some(order) if order == wanted => value.clone(),
            Some(_) => best,
            None => Value::Unknown,
        })
    };
    match &*call.name {
        "count" => Value::count(values.len()),
        _ if values.is_empty() => Value::Null,
        "array_agg" => Value::List(values),
        "bool_or" => Value::from_truth(any(values.iter().map(Value::truth))),
        "bool_and" | "every" => {
            let some_fails = any(values.iter().map(|value| value.truth().map(|truth| !truth)));
            Value::from_truth(some_fails.map(|fails| !fails))
        }
        "max" => extreme(std::cmp::Ordering::Greater),
        "min" => extreme(std::cmp::Ordering::Less),
        "string_agg" => {
            let separator = call.arguments.get(1).map(|separator| scope.evaluate(separator));
            let separator = separator.and_then(|separator| separator.to_text()).unwrap_or_default();
            let texts: Vec<String> = values.iter().filter_map(Value::to_text).collect();
            Value::text(&texts.join(&separator))
        }
        _ => Value::Unknown,
    }
}
