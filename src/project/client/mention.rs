//! Columns that a chain on a table names: selected, filtered and ordered by, written.

use super::ClientCall;
use super::select::{Selected, parts, pieces};
use crate::facts::typescript::{Argument, Link, Value};
use crate::source::Span;

/// Methods whose first argument is a column.
const FILTERS: [&str; 27] = [
    "containedBy",
    "contains",
    "eq",
    "filter",
    "gt",
    "gte",
    "ilike",
    "ilikeAllOf",
    "ilikeAnyOf",
    "in",
    "is",
    "isDistinct",
    "like",
    "likeAllOf",
    "likeAnyOf",
    "lt",
    "lte",
    "neq",
    "not",
    "order",
    "overlaps",
    "rangeAdjacent",
    "rangeGt",
    "rangeGte",
    "rangeLt",
    "rangeLte",
    "textSearch",
];
/// Operators within the text of an `or`.
const OPERATORS: [&str; 25] = [
    "adj",
    "cd",
    "cs",
    "eq",
    "fts",
    "gt",
    "gte",
    "ilike",
    "imatch",
    "in",
    "is",
    "isdistinct",
    "like",
    "lt",
    "lte",
    "match",
    "neq",
    "not",
    "nxl",
    "nxr",
    "ov",
    "phfts",
    "plfts",
    "sl",
    "sr",
];

/// A column that a call names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnMention<'p> {
    /// What leads to its table from that of the call: tables embedded in its rows, or the columns or keys
    /// that lead there.
    pub through: Vec<&'p str>,
    /// Its name.
    pub name: &'p str,
    /// Where it is named, as narrow as the text tells.
    pub span: Span,
}

impl<'p> ClientCall<'p> {
    /// Every column that the chain names in literals, in order.
    pub fn columns(&self) -> Vec<ColumnMention<'p>> {
        let selected =
            self.rest().iter().find(|link| &*link.name == "select").and_then(select).unwrap_or_default();
        let mut found = Vec::new();
        for link in self.rest() {
            match &*link.name {
                "select" => flatten(&selected, &[], link, &mut found),
                "insert" | "update" | "upsert" => written(link, &mut found),
                "match" => link.arguments.first().into_iter().for_each(|one| keys(&one.value, &mut found)),
                "or" => conditions(link, &selected, &mut found),
                name if FILTERS.binary_search(&name).is_ok() => filter(link, &selected, &mut found),
                _ => {}
            }
        }
        found
    }
}

fn select(link: &Link) -> Option<Vec<Selected<'_>>> {
    match link.argument(0)? {
        Value::Text(text) => Some(parts(text, 0)),
        _ => None,
    }
}

fn flatten<'p>(
    selected: &[Selected<'p>],
    through: &[&'p str],
    link: &'p Link,
    found: &mut Vec<ColumnMention<'p>>,
) {
    let Some(argument) = link.arguments.first() else { return };
    for part in selected {
        match part {
            Selected::Column { name, at } => found.push(ColumnMention {
                through: through.to_vec(),
                name,
                span: narrow(argument, *at, name.len()),
            }),
            Selected::Embedded { target, parts, .. } => {
                let through: Vec<_> = through.iter().copied().chain([*target]).collect();
                flatten(parts, &through, link, found);
            }
        }
    }
}

/// The place of a part of a literal, where the literal holds it as written.
fn narrow(argument: &Argument, at: usize, length: usize) -> Span {
    let whole = argument.span;
    let is_as_written =
        argument.value.text().is_some_and(|text| text.len() + 2 == (whole.end - whole.start) as usize);
    if !is_as_written {
        return whole;
    }
    let start = whole.start + 1 + at as u32;
    Span { start, end: start + length as u32 }
}

/// Keys of the rows that are written, and the columns that decide a conflict.
fn written<'p>(link: &'p Link, found: &mut Vec<ColumnMention<'p>>) {
    let Some(rows) = link.arguments.first() else { return };
    match &rows.value {
        Value::List(rows) => rows.iter().for_each(|row| keys(row, found)),
        row => keys(row, found),
    }
    let Some(options) = link.arguments.get(1) else { return };
    if let Some(Value::Text(conflict)) = options.value.get("onConflict") {
        let columns = pieces(conflict).into_iter();
        found.extend(columns.map(|(name, _)| ColumnMention {
            through: Vec::new(),
            name,
            span: options.span,
        }));
    }
}

fn keys<'p>(row: &'p Value, found: &mut Vec<ColumnMention<'p>>) {
    let named =
        row.properties().iter().filter(|property| !property.key.is_empty() && &*property.key != "...");
    found.extend(named.map(|property| ColumnMention {
        through: Vec::new(),
        name: &property.key,
        span: property.span,
    }));
}

fn filter<'p>(link: &'p Link, selected: &[Selected<'p>], found: &mut Vec<ColumnMention<'p>>) {
    let Some(argument) = link.arguments.first() else { return };
    let Value::Text(text) = &argument.value else { return };
    found.extend(named(text, referenced(link), selected, argument.span));
}

/// The table that options name: `{ referencedTable: 'users' }`.
fn referenced(link: &Link) -> Option<&str> {
    let options = &link.arguments.last()?.value;
    options.get("referencedTable").or_else(|| options.get("foreignTable")).and_then(Value::text)
}

/// A column as a filter names it: `name`, `users.name`, `data->>key`.
fn named<'p>(
    text: &'p str,
    referenced: Option<&'p str>,
    selected: &[Selected<'p>],
    span: Span,
) -> Option<ColumnMention<'p>> {
    let path = text.split("->").next().unwrap_or(text).split("::").next().unwrap_or(text).trim();
    let mut segments: Vec<&str> = path.split('.').map(|segment| segment.trim_matches('"')).collect();
    let mut name = segments.pop().filter(|name| !name.is_empty())?;
    // `order('users(name)')`.
    if let Some((embedded, column)) = name.strip_suffix(')').and_then(|name| name.split_once('(')) {
        segments.push(embedded);
        name = column;
    }
    if name.contains(['$', '{', '(', ')', ' ']) {
        return None;
    }
    let mut around = selected;
    let mut through = Vec::new();
    for segment in referenced.into_iter().flat_map(|table| table.split('.')).chain(segments) {
        let embedded = around.iter().find_map(|part| match part {
            Selected::Embedded { alias, target, parts } if *alias == segment || *target == segment => {
                Some((*target, parts))
            }
            _ => None,
        });
        let (target, parts) = embedded?;
        through.push(target);
        around = parts;
    }
    Some(ColumnMention { through, name, span })
}

/// `a.eq.1,and(b.gt.2,c.is.null)`.
fn conditions<'p>(link: &'p Link, selected: &[Selected<'p>], found: &mut Vec<ColumnMention<'p>>) {
    let Some(argument) = link.arguments.first() else { return };
    let (Value::Text(text) | Value::Template(text)) = &argument.value else { return };
    condition(text, referenced(link), selected, argument.span, found);
}

fn condition<'p>(
    text: &'p str,
    referenced: Option<&'p str>,
    selected: &[Selected<'p>],
    span: Span,
    found: &mut Vec<ColumnMention<'p>>,
) {
    for (piece, _) in pieces(text) {
        let plain = piece.strip_prefix("not.").unwrap_or(piece);
        let group = ["and(", "or("].iter().find_map(|word| plain.strip_prefix(word));
        if let Some(inner) = group {
            condition(inner.strip_suffix(')').unwrap_or(inner), referenced, selected, span, found);
            continue;
        }
        let mut at = 0;
        let operator = piece.split('.').find_map(|segment| {
            let start = at;
            at += segment.len() + 1;
            let word = segment.split('(').next().unwrap_or(segment);
            (start > 0 && OPERATORS.binary_search(&word).is_ok()).then_some(start)
        });
        if let Some(operator) = operator {
            found.extend(named(&piece[..operator - 1], referenced, selected, span));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_and_operators_are_sorted() {
        assert!(FILTERS.is_sorted());
        assert!(OPERATORS.is_sorted());
    }
}
