//! Values while a block runs: known, or not.

use std::sync::Arc;

use super::super::object::ObjectId;
use super::moment::{Interval, Moment};
use crate::facts::sql::Identifier;

/// Stands in a text for a part that is not known. Private to Unicode, a letter to PostgreSQL: so text
/// that is put together from it still parses, and no name in a file collides with it.
pub(in super::super) const HOLE: char = '\u{e000}';

/// What an expression comes to.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Number(i64),
    /// Parts that are not known are [`HOLE`]s.
    Text(Arc<str>),
    Moment(Moment),
    Interval(Interval),
    /// An object by its identity, with the text that it is shown as.
    Object(ObjectId, Arc<str>),
    List(Vec<Value>),
    Record(Vec<(Option<Identifier>, Value)>),
    /// What an object is, in words whose form only the server knows.
    Definition(Arc<str>),
    Unknown,
}

impl Value {
    pub(super) fn text(text: &str) -> Self {
        Self::Text(Arc::from(text))
    }

    /// A name, whose text is shared.
    pub(super) fn name(name: &Identifier) -> Self {
        Self::Text(name.shared())
    }

    pub(super) fn some_text(text: Option<&str>) -> Self {
        text.map_or(Self::Null, Self::text)
    }

    pub(super) fn count(count: usize) -> Self {
        i64::try_from(count).map_or(Self::Unknown, Self::Number)
    }

    /// As PostgreSQL would write it into a string; `None` for null.
    pub(super) fn to_text(&self) -> Option<String> {
        match self {
            Self::Null => None,
            Self::Bool(value) => Some(if *value { "t" } else { "f" }.to_owned()),
            Self::Number(number) => Some(number.to_string()),
            Self::Text(text) | Self::Object(_, text) => Some(text.to_string()),
            Self::Moment(moment) => Some(moment.to_string()),
            Self::List(items) => Some(list_text(items)),
            Self::Interval(_) | Self::Record(_) | Self::Definition(_) | Self::Unknown => {
                Some(HOLE.to_string())
            }
        }
    }

    /// Whether a condition holds: null does not, and `None` says that nobody can tell.
    pub(super) fn truth(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            Self::Null => Some(false),
            Self::Text(text) if !has_hole(text) => Some(matches!(&**text, "t" | "true")),
            _ => None,
        }
    }

    pub(super) fn from_truth(truth: Option<bool>) -> Self {
        truth.map_or(Self::Unknown, Self::Bool)
    }

    /// Whether nothing about it is open.
    pub(super) fn is_known(&self) -> bool {
        match self {
            Self::Unknown | Self::Definition(_) => false,
            Self::Text(text) => !has_hole(text),
            Self::List(items) => items.iter().all(Self::is_known),
            Self::Record(fields) => !fields.is_empty() && fields.iter().all(|(_, value)| value.is_known()),
            _ => true,
        }
    }

    /// Whether both are the same; `None` when that is not known.
    pub(super) fn equals(&self, other: &Self) -> Option<bool> {
        let is_open = |value: &Self| {
            matches!(value, Self::Unknown | Self::Record(_) | Self::Interval(_) | Self::Definition(_))
        };
        if is_open(self) || is_open(other) {
            return None;
        }
        match (self, other) {
            (Self::Object(left, _), Self::Object(right, _)) => Some(left == right),
            (Self::Object(_, shown), Self::Text(text)) | (Self::Text(text), Self::Object(_, shown)) => {
                if has_hole(text) {
                    None
                } else {
                    Some(shown == text)
                }
            }
            // No object has the number 0; what number it has, nobody knows.
            (Self::Object(..), Self::Number(number)) | (Self::Number(number), Self::Object(..)) => {
                (*number == 0).then_some(false)
            }
            (Self::Text(left), Self::Text(right)) => match (has_hole(left), has_hole(right)) {
                (false, false) => Some(left == right),
                (true, false) if !may_match(left, right) => Some(false),
                (false, true) if !may_match(right, left) => Some(false),
                _ => None,
            },
            (Self::List(left), Self::List(right)) if left.len() == right.len() => {
                let pairs: Vec<_> = left.iter().zip(right).map(|(left, right)| left.equals(right)).collect();
                if pairs.contains(&Some(false)) {
                    Some(false)
                } else {
                    pairs.into_iter().collect::<Option<Vec<_>>>().map(|_| true)
                }
            }
            (Self::Text(text), Self::Bool(value)) | (Self::Bool(value), Self::Text(text)) => {
                (!has_hole(text)).then(|| matches!(&**text, "t" | "true") == *value)
            }
            (Self::Text(text), Self::Number(number)) | (Self::Number(number), Self::Text(text)) => {
                (!has_hole(text)).then(|| text.trim().parse() == Ok(*number))
            }
            (Self::Moment(moment), Self::Text(text)) | (Self::Text(text), Self::Moment(moment)) => {
                Moment::written(text).map(|written| written == *moment)
            }
            _ => Some(self == other),
        }
    }

    /// Where it sorts against another; `None` when that is not known.
    pub(super) fn order(&self, other: &Self) -> Option<std::cmp::Ordering> {
        match (self, other) {
            (Self::Number(left), Self::Number(right)) => Some(left.cmp(right)),
            (Self::Text(left), Self::Text(right)) if !has_hole(left) && !has_hole(right) => {
                Some(left.cmp(right))
            }
            (Self::Object(_, left), Self::Object(_, right)) => Some(left.cmp(right)),
            (Self::Moment(left), Self::Moment(right)) => Some(left.cmp(right)),
            (Self::Moment(left), Self::Text(text)) => Some(left.cmp(&Moment::written(text)?)),
            (Self::Text(text), Self::Moment(right)) => Some(Moment::written(text)?.cmp(right)),
            (Self::Text(text), Self::Number(right)) => Some(text.trim().parse::<i64>().ok()?.cmp(right)),
            (Self::Number(left), Self::Text(text)) => Some(left.cmp(&text.trim().parse::<i64>().ok()?)),
            (Self::Bool(left), Self::Bool(right)) => Some(left.cmp(right)),
            (Self::Object(..), Self::Number(number)) if *number <= 0 => Some(std::cmp::Ordering::Greater),
            _ => None,
        }
    }

    /// A text as a value of the type that is asked for, in lower case; the value itself where the type
    /// changes nothing that is known here.
    pub(super) fn cast(self, kind: &str) -> Self {
        if let Some(item) = kind.strip_suffix("[]") {
            return match self {
                Self::Text(text) if !has_hole(&text) => {
                    Self::List(array_items(&text).into_iter().map(|value| value.cast(item)).collect())
                }
                Self::Text(_) => Self::Unknown,
                other => other,
            };
        }
        let base = kind.split('(').next().unwrap_or(kind).trim();
        match (base, &self) {
            (_, Self::Null | Self::Unknown) | ("text", Self::Definition(_)) => self,
            ("text" | "varchar" | "name" | "char" | "character varying" | "bpchar", _) => {
                self.to_text().map_or(Self::Null, |text| Self::text(&text))
            }
            (
                "int" | "int2" | "int4" | "int8" | "integer" | "bigint" | "smallint" | "numeric" | "decimal"
                | "real" | "double precision" | "float",
                Self::Text(text),
            ) => text.trim().parse().map_or(Self::Unknown, Self::Number),
            ("int" | "int4" | "integer", Self::Bool(value)) => Self::Number(i64::from(*value)),
            ("bool" | "boolean", Self::Text(text)) => match text.trim().to_ascii_lowercase().as_str() {
                _ if has_hole(text) => Self::Unknown,
                "t" | "true" | "yes" | "on" | "1" => Self::Bool(true),
                "f" | "false" | "no" | "off" | "0" => Self::Bool(false),
                _ => Self::Unknown,
            },
            ("bool" | "boolean", Self::Number(number)) => Self::Bool(*number != 0),
            ("date", Self::Moment(moment)) => Self::Moment(moment.day()),
            ("date", Self::Text(text)) => {
                Moment::written(text).map_or(Self::Unknown, |moment| Self::Moment(moment.day()))
            }
            ("timestamp" | "timestamptz" | "timestamp with time zone" | "timestamp without time zone", _) => {
                match &self {
                    Self::Moment(moment) => Self::Moment(moment.instant()),
                    Self::Text(text) => {
                        Moment::written(text).map_or(Self::Unknown, |moment| Self::Moment(moment.instant()))
                    }
                    _ => Self::Unknown,
                }
            }
            ("interval", Self::Text(text)) => Interval::written(text).map_or(Self::Unknown, Self::Interval),
            _ => self,
        }
    }
}

pub(in super::super) fn has_hole(text: &str) -> bool {
    text.contains(HOLE)
}

/// Whether `text` may be what `pattern` becomes once its holes are filled.
pub(in super::super) fn may_match(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split(HOLE);
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// The items of an array that is written as text: `{a,b}`.
pub(super) fn array_items(text: &str) -> Vec<Value> {
    let inner = text.trim().trim_start_matches('{').trim_end_matches('}');
    if inner.trim().is_empty() {
        return Vec::new();
    }
    let mut items = Vec::new();
    let mut item = String::new();
    let mut is_quoted = false;
    let mut was_quoted = false;
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => {
                is_quoted = !is_quoted;
                was_quoted = true;
            }
            '\\' => item.extend(characters.next()),
            ',' if !is_quoted => {
                items.push(array_item(&std::mem::take(&mut item), std::mem::take(&mut was_quoted)));
            }
            other => item.push(other),
        }
    }
    items.push(array_item(&item, was_quoted));
    items
}

fn array_item(item: &str, was_quoted: bool) -> Value {
    if was_quoted {
        return Value::text(item);
    }
    let item = item.trim();
    if item.eq_ignore_ascii_case("null") { Value::Null } else { Value::text(item) }
}

fn list_text(items: &[Value]) -> String {
    let item = |value: &Value| match value.to_text() {
        None => "NULL".to_owned(),
        Some(text) => {
            let is_plain = !text.is_empty()
                && !text.eq_ignore_ascii_case("null")
                && !text.contains(|c: char| c.is_whitespace() || matches!(c, '{' | '}' | ',' | '"' | '\\'));
            if is_plain { text } else { format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")) }
        }
    };
    format!("{{{}}}", items.iter().map(item).collect::<Vec<_>>().join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_with_holes_equals_only_what_may_fill_them() {
        let holed = Value::text(&format!("({HOLE})"));
        assert_eq!(holed.equals(&Value::text("true")), Some(false));
        assert_eq!(holed.equals(&Value::text("(true)")), None);
    }

    #[test]
    fn arrays_are_read_and_written_as_text() {
        let list = Value::text("{a,\"b, c\",NULL}").cast("text[]");
        assert_eq!(list, Value::List(vec![Value::text("a"), Value::text("b, c"), Value::Null]));
        assert_eq!(list.to_text().as_deref(), Some("{a,\"b, c\",NULL}"));
        assert_eq!(Value::text("{}").cast("text[]"), Value::List(Vec::new()));
    }
}
