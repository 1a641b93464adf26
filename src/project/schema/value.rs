//! Values while a block runs: known, or not.

use std::sync::Arc;

use crate::facts::sql::{Identifier, quote_identifier};

/// Stands in a text for a part that is not known. Private to Unicode, a letter to PostgreSQL: so text
/// that is put together from it still parses, and no name in a file collides with it.
pub(super) const HOLE: char = '\u{e000}';

/// What an expression comes to.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Number(i64),
    /// Parts that are not known are [`HOLE`]s.
    Text(Arc<str>),
    List(Vec<Value>),
    Record(Vec<(Option<Identifier>, Value)>),
    Unknown,
}

impl Value {
    pub(super) fn text(text: &str) -> Self {
        Self::Text(Arc::from(text))
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
            Self::Text(text) => Some(text.to_string()),
            Self::List(_) | Self::Record(_) | Self::Unknown => Some(HOLE.to_string()),
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

    /// Whether both are the same; `None` when that is not known.
    pub(super) fn equals(&self, other: &Self) -> Option<bool> {
        match (self, other) {
            (Self::Unknown, _) | (_, Self::Unknown) => None,
            (Self::Text(left), Self::Text(right)) => match (has_hole(left), has_hole(right)) {
                (false, false) => Some(left == right),
                (true, false) => may_match(left, right).then_some(()).map_or(Some(false), |()| None),
                (false, true) => may_match(right, left).then_some(()).map_or(Some(false), |()| None),
                (true, true) => None,
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
            _ => Some(self == other),
        }
    }
}

pub(super) fn has_hole(text: &str) -> bool {
    text.contains(HOLE)
}

/// Whether `text` may be what `pattern` becomes once its holes are filled.
pub(super) fn may_match(pattern: &str, text: &str) -> bool {
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

/// SQL's `LIKE`: `%` any run, `_` any character, `\` takes the next literally.
pub(super) fn like(text: &str, pattern: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let pattern: Vec<char> = pattern.chars().collect();
    // Where the last `%` stood, and how far the text was then: the only place to go back to.
    let mut retry: Option<(usize, usize)> = None;
    let (mut at, mut to) = (0, 0);
    while at < text.len() {
        let is_escape = pattern.get(to) == Some(&'\\') && to + 1 < pattern.len();
        let wanted = if is_escape { pattern.get(to + 1) } else { pattern.get(to) };
        match wanted {
            Some('%') if !is_escape => {
                retry = Some((to, at));
                to += 1;
            }
            Some(character) if (!is_escape && *character == '_') || *character == text[at] => {
                at += 1;
                to += if is_escape { 2 } else { 1 };
            }
            _ => match &mut retry {
                Some((percent, from)) => {
                    *from += 1;
                    at = *from;
                    to = *percent + 1;
                }
                None => return false,
            },
        }
    }
    pattern[to..].iter().all(|character| *character == '%')
}

pub(super) fn quote_literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// PostgreSQL's `format`; `None` when the template is not known or asks for what is not given.
pub(super) fn format(template: &str, arguments: &[Value]) -> Option<String> {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    let mut next = 0;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some((position, tail)) = rest.split_once('$')
            && let Ok(position) = position.parse::<usize>()
        {
            next = position.checked_sub(1)?;
            rest = tail;
        }
        let kind = rest.chars().next()?;
        rest = &rest[kind.len_utf8()..];
        if kind == '%' {
            out.push('%');
            continue;
        }
        let argument = arguments.get(next)?;
        next += 1;
        match (kind, argument.to_text()) {
            ('I', Some(text)) => out.push_str(&quote_identifier(&text)),
            ('L', Some(text)) => out.push_str(&quote_literal(&text)),
            ('L', None) => out.push_str("NULL"),
            ('s', text) => out.push_str(&text.unwrap_or_default()),
            _ => return None,
        }
    }
    out.push_str(rest);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_knows_its_wildcards() {
        assert!(like("events_2025_01", "events\\_%") && like("abc", "a_c") && like("abc", "%"));
        assert!(!like("eventsx", "events\\_%") && !like("abcd", "a_c") && !like("", "_"));
        assert!(like("aXbXc", "%X%X_"));
    }

    #[test]
    fn format_fills_names_literals_and_positions() {
        let values = [Value::text("My Table"), Value::text("it's")];
        let text = format("alter %I %% %L %1$s", &values).expect("a good template");
        assert_eq!(text, "alter \"My Table\" % 'it''s' My Table");
        assert_eq!(format("%s %s", &values[..1]), None);
    }

    #[test]
    fn a_text_with_holes_equals_only_what_may_fill_them() {
        let holed = Value::text(&format!("({HOLE})"));
        assert_eq!(holed.equals(&Value::text("true")), Some(false));
        assert_eq!(holed.equals(&Value::text("(true)")), None);
    }
}
