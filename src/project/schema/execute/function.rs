//! Functions that every PostgreSQL brings, as far as texts, lists, dates and the catalogue decide them.

use regex::Regex;

use super::evaluate::Scope;
use super::moment::Moment;
use super::object;
use super::series::series;
use super::text::{format, quote_literal};
use super::value::{HOLE, Value, has_hole};
use crate::facts::sql::quote_identifier;

/// The value of a name that is none: `current_date`.
pub(super) fn keyword(name: &str, scope: &Scope<'_>) -> Value {
    let now = |value: fn(Moment) -> Moment| scope.now.map_or(Value::Unknown, |now| Value::Moment(value(now)));
    match name {
        "current_date" => now(Moment::day),
        "current_timestamp" | "localtimestamp" => now(Moment::instant),
        "current_user" | "session_user" | "current_role" | "user" => Value::name(&scope.catalogue.role),
        "current_schema" => object::current_schema(scope.catalogue),
        "current_catalog" => Value::text("postgres"),
        _ => Value::Unknown,
    }
}

/// The result of a function; unknown where it is none of these.
pub(super) fn value(name: &str, values: &[Value], scope: &Scope<'_>) -> Value {
    // What a strict function makes of null is null; these look at it.
    let is_lenient = matches!(
        name,
        "concat"
            | "concat_ws"
            | "format"
            | "greatest"
            | "least"
            | "nullif"
            | "quote_nullable"
            | "array_append"
            | "array_prepend"
            | "array_cat"
            | "array_position"
            | "array_remove"
    );
    if !is_lenient && values.contains(&Value::Null) {
        return Value::Null;
    }
    of_text(name, values)
        .or_else(|| of_pattern(name, values))
        .or_else(|| of_list(name, values))
        .or_else(|| of_time(name, values, scope))
        .or_else(|| object::function(name, values, scope))
        .unwrap_or(Value::Unknown)
}

fn of_text(name: &str, values: &[Value]) -> Option<Value> {
    Some(match (name, values) {
        ("format", [Value::Text(template), arguments @ ..]) if !has_hole(template) => {
            format(template, arguments).map_or(Value::Unknown, |text| Value::text(&text))
        }
        ("quote_nullable", [Value::Null]) => Value::text("NULL"),
        ("concat", values) => Value::text(&values.iter().filter_map(Value::to_text).collect::<String>()),
        ("concat_ws", [Value::Text(separator), values @ ..]) => {
            Value::text(&values.iter().filter_map(Value::to_text).collect::<Vec<_>>().join(separator))
        }
        ("replace", [Value::Text(text), Value::Text(from), Value::Text(to)]) if !has_hole(from) => {
            Value::text(&text.replace(&**from, to))
        }
        ("length" | "char_length" | "character_length", [Value::Text(text)]) if !has_hole(text) => {
            Value::count(text.chars().count())
        }
        ("strpos" | "position", [Value::Text(text), Value::Text(part)])
            if !has_hole(text) && !has_hole(part) =>
        {
            let before = |at: usize| text[..at].chars().count() + 1;
            Value::count(text.find(&**part).map_or(0, before))
        }
        ("starts_with", [Value::Text(text), Value::Text(start)]) if !has_hole(text) && !has_hole(start) => {
            Value::Bool(text.starts_with(&**start))
        }
        ("nullif", [left, right]) => match left.equals(right) {
            Some(true) => Value::Null,
            Some(false) => left.clone(),
            None if *right == Value::Null => left.clone(),
            None => Value::Unknown,
        },
        ("split_part", [Value::Text(text), Value::Text(separator), Value::Number(part)])
            if !has_hole(text) =>
        {
            let at = usize::try_from(*part).ok()?.checked_sub(1)?;
            Value::text(text.split(&**separator).nth(at).unwrap_or(""))
        }
        ("left" | "right" | "substring" | "substr", [Value::Text(text), ..]) if !has_hole(text) => {
            return slice(name, text, &values[1..]);
        }
        ("greatest" | "least", values) => extreme(name == "greatest", values),
        _ => return changed(name, values),
    })
}

/// Functions that give the same text otherwise, or a number.
fn changed(name: &str, values: &[Value]) -> Option<Value> {
    let map = |map: fn(&str) -> String| {
        let text = values.first()?.to_text()?;
        Some(Value::text(&map(&text)))
    };
    Some(match (name, values) {
        ("quote_ident", [_]) => map(|text| quote_identifier(text).into_owned())?,
        ("quote_literal" | "quote_nullable", [_]) => map(quote_literal)?,
        ("lower", [_]) => map(str::to_lowercase)?,
        ("upper", [_]) => map(str::to_uppercase)?,
        ("initcap", [Value::Text(text)]) if !has_hole(text) => Value::text(&initcap(text)),
        ("reverse", [Value::Text(text)]) if !has_hole(text) => {
            Value::text(&text.chars().rev().collect::<String>())
        }
        ("btrim" | "ltrim" | "rtrim", [Value::Text(text), rest @ ..]) => {
            let cut: Vec<char> = match rest {
                [Value::Text(cut)] => cut.chars().collect(),
                _ => vec![' '],
            };
            let is_cut = |character: char| cut.contains(&character);
            Value::text(match name {
                "ltrim" => text.trim_start_matches(is_cut),
                "rtrim" => text.trim_end_matches(is_cut),
                _ => text.trim_matches(is_cut),
            })
        }
        ("repeat", [Value::Text(text), Value::Number(count)]) if *count <= 1_000 => {
            Value::text(&text.repeat(usize::try_from(*count).unwrap_or(0)))
        }
        ("lpad" | "rpad", [text, Value::Number(length), rest @ ..]) => {
            let text = text.to_text().filter(|text| !has_hole(text))?;
            let fill = match rest {
                [Value::Text(fill)] => fill.to_string(),
                _ => " ".to_owned(),
            };
            let length = usize::try_from(*length).unwrap_or(0).min(1_000);
            Value::text(&padded(&text, length, &fill, name == "lpad"))
        }
        ("abs", [Value::Number(number)]) => Value::Number(number.abs()),
        ("mod", [Value::Number(left), Value::Number(right)]) => {
            left.checked_rem(*right).map_or(Value::Unknown, Value::Number)
        }
        ("floor" | "ceil" | "ceiling" | "round", [Value::Number(number)]) => Value::Number(*number),
        _ => return None,
    })
}

fn extreme(is_greatest: bool, values: &[Value]) -> Value {
    let mut values = values.iter().filter(|value| **value != Value::Null);
    let Some(first) = values.next() else { return Value::Null };
    values.fold(first.clone(), |best, value| match value.order(&best) {
        Some(order) if order.is_gt() == is_greatest => value.clone(),
        Some(_) => best,
        None => Value::Unknown,
    })
}

fn initcap(text: &str) -> String {
    let mut is_inside = false;
    let cased = |character: char| {
        let cased: String =
            if is_inside { character.to_lowercase().collect() } else { character.to_uppercase().collect() };
        is_inside = character.is_alphanumeric();
        cased
    };
    text.chars().map(cased).collect()
}

fn padded(text: &str, length: usize, fill: &str, is_left: bool) -> String {
    let count = text.chars().count();
    if count >= length {
        return text.chars().take(length).collect();
    }
    let fill: String = fill.chars().cycle().take(length - count).collect();
    if is_left { fill + text } else { text.to_owned() + &fill }
}

fn slice(name: &str, text: &str, values: &[Value]) -> Option<Value> {
    let count = i64::try_from(text.chars().count()).ok()?;
    let cut = |from: i64, to: i64| {
        let from = usize::try_from(from.max(0)).unwrap_or(0);
        let length = usize::try_from(to).unwrap_or(0).saturating_sub(from);
        Value::text(&text.chars().skip(from).take(length).collect::<String>())
    };
    Some(match (name, values) {
        ("left", [Value::Number(length)]) => cut(0, if *length < 0 { count + length } else { *length }),
        ("right", [Value::Number(length)]) => cut(if *length < 0 { -length } else { count - length }, count),
        ("substring" | "substr", [Value::Number(from)]) => cut(from - 1, count),
        ("substring" | "substr", [Value::Number(from), Value::Number(length)]) => {
            cut(from - 1, (from - 1 + length).min(count))
        }
        ("substring", [Value::Text(pattern)]) if !has_hole(pattern) => {
            let found = Regex::new(pattern).ok()?;
            let found = found.captures(text);
            let part =
                found.and_then(|found| Some(found.get(1).or_else(|| found.get(0))?.as_str().to_owned()));
            Value::some_text(part.as_deref())
        }
        _ => return None,
    })
}

/// Functions over regular expressions. Flags other than `g` and `i` are not known.
fn of_pattern(name: &str, values: &[Value]) -> Option<Value> {
    let (Value::Text(text), Value::Text(pattern)) = (values.first()?, values.get(1)?) else { return None };
    if has_hole(text) || has_hole(pattern) {
        return None;
    }
    let flags = |at: usize| match values.get(at) {
        Some(Value::Text(flags)) => flags.to_string(),
        _ => String::new(),
    };
    let compiled = |flags: &str| {
        let is_known = flags.chars().all(|flag| matches!(flag, 'g' | 'i'));
        let pattern = if flags.contains('i') { format!("(?i){pattern}") } else { pattern.to_string() };
        is_known.then(|| Regex::new(&pattern).ok()).flatten()
    };
    Some(match name {
        "regexp_replace" => {
            let Value::Text(replacement) = values.get(2)? else { return None };
            let flags = flags(3);
            let pattern = compiled(&flags)?;
            let replacement = dollar_groups(replacement);
            let limit = usize::from(!flags.contains('g'));
            Value::text(&pattern.replacen(text, limit, replacement.as_str()))
        }
        "regexp_split_to_array" | "regexp_split_to_table" => {
            Value::List(compiled(&flags(2))?.split(text).map(Value::text).collect())
        }
        "regexp_match" => match compiled(&flags(2))?.captures(text) {
            None => Value::Null,
            Some(found) => {
                let groups = found.iter().skip(usize::from(found.len() > 1));
                Value::List(groups.map(|group| Value::some_text(group.map(|group| group.as_str()))).collect())
            }
        },
        "regexp_like" => Value::Bool(compiled(&flags(2))?.is_match(text)),
        _ => return None,
    })
}

/// `\1` as the other side writes it.
fn dollar_groups(replacement: &str) -> String {
    let mut out = String::with_capacity(replacement.len());
    let mut characters = replacement.chars();
    while let Some(character) = characters.next() {
        match character {
            '$' => out.push_str("$$"),
            '\\' => match characters.next() {
                Some(digit) if digit.is_ascii_digit() => {
                    out.push_str("${");
                    out.push(digit);
                    out.push('}');
                }
                Some('&') => out.push_str("${0}"),
                other => out.extend(other),
            },
            other => out.push(other),
        }
    }
    out
}

fn of_list(name: &str, values: &[Value]) -> Option<Value> {
    Some(match (name, values) {
        ("string_to_array" | "string_to_table", [Value::Text(text), Value::Text(separator)])
            if !has_hole(text) =>
        {
            if text.is_empty() {
                Value::List(Vec::new())
            } else {
                Value::List(text.split(&**separator).map(Value::text).collect())
            }
        }
        ("array_length" | "array_upper", [Value::List(items), ..]) if items.is_empty() => Value::Null,
        ("array_length" | "array_upper" | "cardinality", [Value::List(items), ..]) => {
            Value::count(items.len())
        }
        ("array_lower", [Value::List(_), ..]) => Value::Number(1),
        ("unnest", [list @ Value::List(_)]) => list.clone(),
        ("unnest", [text @ Value::Text(_)]) => text.clone().cast("text[]"),
        ("unnest", lists) if lists.len() > 1 => zipped(lists)?,
        ("generate_series", bounds) => series(bounds),
        ("array_append", [list, item]) => Value::List([items(list)?, vec![item.clone()]].concat()),
        ("array_prepend", [item, list]) => Value::List([vec![item.clone()], items(list)?].concat()),
        ("array_cat", [left, right]) => Value::List([items(left)?, items(right)?].concat()),
        ("array_remove", [list, item]) => {
            let mut items = items(list)?;
            if items.iter().any(|other| other.equals(item).is_none()) {
                return None;
            }
            items.retain(|other| other.equals(item) != Some(true));
            Value::List(items)
        }
        ("array_position", [list, item]) => {
            let items = items(list)?;
            if items.iter().any(|other| other.equals(item).is_none()) {
                return None;
            }
            let found = items.iter().position(|other| other.equals(item) == Some(true));
            found.map_or(Value::Null, |at| Value::count(at + 1))
        }
        ("array_to_string", [Value::List(items), Value::Text(separator), ..]) => {
            Value::text(&items.iter().filter_map(Value::to_text).collect::<Vec<_>>().join(separator))
        }
        _ => return None,
    })
}

fn items(list: &Value) -> Option<Vec<Value>> {
    match list {
        Value::Null => Some(Vec::new()),
        Value::List(items) => Some(items.clone()),
        Value::Text(text) if !has_hole(text) => items(&list.clone().cast("text[]")),
        _ => None,
    }
}

/// Several lists side by side: a record for each position.
fn zipped(lists: &[Value]) -> Option<Value> {
    let lists: Vec<Vec<Value>> = lists.iter().map(items).collect::<Option<_>>()?;
    let length = lists.iter().map(Vec::len).max()?;
    let record = |at: usize| {
        let field = |list: &Vec<Value>| (None, list.get(at).cloned().unwrap_or(Value::Null));
        Value::Record(lists.iter().map(field).collect())
    };
    Some(Value::List((0..length).map(record).collect()))
}

fn of_time(name: &str, values: &[Value], scope: &Scope<'_>) -> Option<Value> {
    let moment = |value: &Value| match value {
        Value::Moment(moment) => Some(*moment),
        Value::Text(text) => Moment::written(text),
        _ => None,
    };
    Some(match (name, values) {
        ("now" | "clock_timestamp" | "statement_timestamp" | "transaction_timestamp", []) => {
            Value::Moment(scope.now?)
        }
        ("timezone", [_, value @ Value::Moment(_)]) => value.clone(),
        ("date_trunc", [Value::Text(field), value, ..]) => Value::Moment(moment(value)?.truncated(field)?),
        ("date_part" | "extract", [Value::Text(field), value]) => Value::Number(moment(value)?.part(field)?),
        ("to_char", [Value::Moment(moment), Value::Text(pattern)]) => Value::text(&moment.format(pattern)?),
        ("to_char", [Value::Number(number), Value::Text(pattern)]) => Value::text(&digits(*number, pattern)?),
        ("make_date", [Value::Number(year), Value::Number(month), Value::Number(day)]) => {
            Value::Moment(Moment::date(*year, *month, *day)?)
        }
        ("date", [value]) => value.clone().cast("date"),
        _ => return None,
    })
}

/// `to_char` of a number: `FM00`, `000`.
fn digits(number: i64, pattern: &str) -> Option<String> {
    let (digits, lead) = match pattern.strip_prefix("FM") {
        Some(digits) => (digits, ""),
        None => (pattern, " "),
    };
    let is_plain = !digits.is_empty() && digits.bytes().all(|digit| digit == b'0') && number >= 0;
    is_plain.then(|| format!("{lead}{number:0width$}", width = digits.len()))
}

/// A text that is not known.
pub(super) fn hole() -> Value {
    Value::text(&HOLE.to_string())
}
