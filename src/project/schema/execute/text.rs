//! Texts as PostgreSQL compares, quotes and composes them.

use super::value::Value;
use crate::facts::sql::quote_identifier;

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
}
