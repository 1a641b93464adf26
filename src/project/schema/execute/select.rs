//! The rows of a query.

use super::aggregate;
use super::evaluate::Scope;
use super::join::filtered;
use super::row::{Presence, Row, Selected, Values};
use super::value::Value;
use crate::facts::sql::{Combination, Expression, Query, Target};

/// The rows of a query.
pub(super) fn select(query: &Query, scope: &Scope<'_>) -> Selected {
    let with = [query.with.as_slice(), scope.with].concat();
    let scope = Scope { with: &with, ..*scope };
    let mut rows = Vec::new();
    if query.values.is_empty() {
        if query.combined.is_empty() {
            sorted_rows(query, &scope, &mut rows);
        } else {
            own_rows(query, &scope, &mut rows);
        }
    } else {
        let row = |row: &Vec<Expression>| row.iter().map(|value| (None, scope.evaluate(value))).collect();
        rows.extend(query.values.iter().map(|values| (row(values), Presence::Sure)));
    }
    for (combination, other) in &query.combined {
        combine(&mut rows, *combination, select(other, &scope).rows);
    }
    if query.is_distinct {
        distinct(&mut rows);
    }
    limit(query, &scope, &mut rows);
    if query.is_opaque {
        for (_, presence) in &mut rows {
            *presence = Presence::Maybe;
        }
        if rows.is_empty() {
            rows.push((Vec::new(), Presence::Maybe));
        }
    }
    Selected { rows }
}

/// The rows of a query before any other is combined with it.
fn own_rows(query: &Query, scope: &Scope<'_>, rows: &mut Vec<(Values, Presence)>) {
    let found = filtered(query, scope);
    if aggregate::is_grouped(query) {
        aggregate::groups(query, found, scope, rows);
        return;
    }
    for row in &found {
        let of_row = scope.of_row(row);
        expand(project(&query.targets, &of_row, row), row.presence, &query.targets, rows);
    }
}

/// The rows of a query in its order.
fn sorted_rows(query: &Query, scope: &Scope<'_>, rows: &mut Vec<(Values, Presence)>) {
    if query.order.is_empty() || aggregate::is_grouped(query) {
        own_rows(query, scope, rows);
        return;
    }
    let mut found = filtered(query, scope);
    let key = |row: &Row| {
        let of_row = scope.of_row(row);
        query.order.iter().map(|(value, _)| sort_value(value, query, &of_row)).collect::<Vec<_>>()
    };
    let mut keyed: Vec<(Vec<Value>, Row)> = found.drain(..).map(|row| (key(&row), row)).collect();
    keyed.sort_by(|(left, _), (right, _)| {
        for ((left, right), (_, is_descending)) in left.iter().zip(right).zip(&query.order) {
            let order = left.order(right).unwrap_or(std::cmp::Ordering::Equal);
            let order = if *is_descending { order.reverse() } else { order };
            if order.is_ne() {
                return order;
            }
        }
        std::cmp::Ordering::Equal
    });
    for (_, row) in &keyed {
        let of_row = scope.of_row(row);
        expand(project(&query.targets, &of_row, row), row.presence, &query.targets, rows);
    }
}

/// What a row sorts by: a number or a name may mean a target.
fn sort_value(value: &Expression, query: &Query, scope: &Scope<'_>) -> Value {
    let target = match value {
        Expression::Number(number) => usize::try_from(*number - 1).ok().and_then(|at| query.targets.get(at)),
        Expression::Name(names) if names.len() == 1 => {
            query.targets.iter().find(|target| target.name.as_ref() == names.first())
        }
        _ => None,
    };
    scope.evaluate(target.map_or(value, |target| &target.value))
}

fn combine(rows: &mut Vec<(Values, Presence)>, combination: Combination, others: Vec<(Values, Presence)>) {
    match combination {
        Combination::Append => rows.extend(others),
        Combination::Union => {
            rows.extend(others);
            distinct(rows);
        }
        Combination::Intersect | Combination::Except => {
            let keeps = combination == Combination::Intersect;
            rows.retain_mut(|(values, presence)| {
                let found = others.iter().map(|(other, there)| match same(values, other) {
                    Some(true) if *there != Presence::Sure => None,
                    same => same,
                });
                let is_there = any(found);
                if is_there.is_none() {
                    *presence = Presence::Maybe;
                }
                is_there.is_none_or(|is_there| is_there == keeps)
            });
        }
    }
}

fn same(left: &Values, right: &Values) -> Option<bool> {
    let list = |values: &Values| Value::List(values.iter().map(|(_, value)| value.clone()).collect());
    let (left, right) = (list(left), list(right));
    if left == right { Some(true) } else { left.equals(&right) }
}

/// True when one is, unknown when one may be.
pub(super) fn any(truths: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut may_be = false;
    for truth in truths {
        match truth {
            Some(true) => return Some(true),
            Some(false) => {}
            None => may_be = true,
        }
    }
    if may_be { None } else { Some(false) }
}

fn distinct(rows: &mut Vec<(Values, Presence)>) {
    let mut kept: Vec<(Values, Presence)> = Vec::with_capacity(rows.len());
    for (values, presence) in rows.drain(..) {
        let equal = kept.iter_mut().find(|(other, _)| {
            values.len() == other.len()
                && values.iter().zip(other).all(|((_, left), (_, right))| left == right && left.is_known())
        });
        match equal {
            Some((_, known)) => *known = (*known).min(presence),
            None => kept.push((values, presence)),
        }
    }
    *rows = kept;
}

fn limit(query: &Query, scope: &Scope<'_>, rows: &mut Vec<(Values, Presence)>) {
    let number = |value: &Option<Expression>| match value.as_ref().map(|value| scope.evaluate(value)) {
        Some(Value::Number(number)) => usize::try_from(number).ok(),
        _ => None,
    };
    let is_sure = |rows: &[(Values, Presence)]| rows.iter().all(|(_, presence)| *presence == Presence::Sure);
    if let Some(offset) = number(&query.offset)
        && is_sure(rows)
    {
        rows.drain(..offset.min(rows.len()));
    }
    match number(&query.limit) {
        Some(0) => rows.clear(),
        Some(limit) if is_sure(&rows[..limit.min(rows.len())]) => rows.truncate(limit),
        _ => {}
    }
}

/// The values of one row; `*` brings every column.
pub(super) fn project(targets: &[Target], scope: &Scope<'_>, row: &Row) -> Values {
    let mut values = Vec::with_capacity(targets.len());
    for target in targets {
        if target.value == Expression::Star {
            values.extend(row.values());
        } else {
            values.push((target.name.clone(), scope.evaluate(&target.value)));
        }
    }
    values
}

/// A row, or one for each item where a target is a set.
fn expand(values: Values, presence: Presence, targets: &[Target], rows: &mut Vec<(Values, Presence)>) {
    let is_set = |target: &Target| match &target.value {
        Expression::Call(call) => {
            matches!(&*call.name, "unnest" | "generate_series" | "regexp_split_to_table" | "string_to_table")
        }
        _ => false,
    };
    let Some(at) = targets.iter().position(is_set) else {
        rows.push((values, presence));
        return;
    };
    match values.get(at).map(|(_, value)| value.clone()) {
        Some(Value::List(items)) => {
            for item in items {
                let mut row = values.clone();
                row[at].1 = item;
                rows.push((row, presence));
            }
        }
        Some(Value::Null) => {}
        _ => rows.push((values, Presence::Maybe)),
    }
}
