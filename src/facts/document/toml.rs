//! TOML by `toml_edit`, whose immutable document keeps the span of every key, value and header.

use std::ops::Range;

use toml_edit::{Document, Item, Table, TableLike};

use super::{Entry, Node, SyntaxError, Value};
use crate::source::Span;

/// The tree of a TOML document.
pub(super) fn parse(text: &str) -> Result<Node, SyntaxError> {
    let document = Document::parse(text).map_err(|error| SyntaxError {
        span: span_of(error.span()),
        message: error.message().trim_end().to_owned(),
    })?;
    let value = Value::Table(entries(text, document.as_table()));
    Ok(Node { span: Span::new(0, text.len()), value })
}

fn entries(text: &str, table: &dyn TableLike) -> Vec<Entry> {
    let keys = table.iter().filter_map(|(key, _)| table.get_key_value(key));
    keys.map(|(key, item)| Entry {
        key: key.get().into(),
        key_span: header_span(text, item).unwrap_or_else(|| span_of(key.span())),
        node: node(text, item),
    })
    .collect()
}

/// The inside of the first header that opens this table, brackets left out.
fn header_span(text: &str, item: &Item) -> Option<Span> {
    let table = match item {
        Item::Table(table) => table,
        Item::ArrayOfTables(tables) => tables.get(0)?,
        Item::Value(_) | Item::None => return None,
    };
    let header = span_of(Some(written_header(table)?));
    let inside = header.of(text).trim_matches(['[', ']']).trim();
    let start = header.start as usize + header.of(text).find(inside)?;
    Some(Span::new(start, start + inside.len()))
}

/// Tables that only a longer header or a dotted key implies have no header of their own.
fn written_header(table: &Table) -> Option<Range<usize>> {
    table.span().filter(|span| !span.is_empty() && !table.is_implicit() && !table.is_dotted())
}

fn node(text: &str, item: &Item) -> Node {
    match item {
        Item::None => Node { span: Span::default(), value: Value::Null },
        Item::Value(value) => value_node(text, value),
        Item::Table(table) => Node { span: span_of(table.span()), value: Value::Table(entries(text, table)) },
        Item::ArrayOfTables(tables) => {
            let items = tables
                .iter()
                .map(|table| Node { span: span_of(table.span()), value: Value::Table(entries(text, table)) });
            Node { span: span_of(tables.span()), value: Value::List(items.collect()) }
        }
    }
}

fn value_node(text: &str, value: &toml_edit::Value) -> Node {
    let span = span_of(value.span());
    let value = match value {
        toml_edit::Value::String(string) => Value::Text(string.value().as_str().into()),
        toml_edit::Value::Boolean(bool) => Value::Bool(*bool.value()),
        toml_edit::Value::Integer(_) | toml_edit::Value::Float(_) | toml_edit::Value::Datetime(_) => {
            Value::Number(span.of(text).into())
        }
        toml_edit::Value::Array(array) => {
            Value::List(array.iter().map(|value| value_node(text, value)).collect())
        }
        toml_edit::Value::InlineTable(table) => Value::Table(entries(text, table)),
    };
    Node { span, value }
}

fn span_of(range: Option<Range<usize>>) -> Span {
    range.map_or_else(Span::default, |range| Span::new(range.start, range.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str, path: &[&str]) -> Vec<(String, String)> {
        let root = parse(text).expect("valid");
        let table = root.at(path).expect("there");
        let entries = table.entries().iter();
        entries.map(|entry| (entry.key.to_string(), entry.key_span.of(text).to_owned())).collect()
    }

    #[test]
    fn the_span_of_a_table_is_the_inside_of_its_header() {
        let text = "[functions]\n  [functions.a]\nverify_jwt = false\n[ functions.\"b-c\" ]\n";
        let expected = [("a", "functions.a"), ("b-c", "functions.\"b-c\"")];
        assert_eq!(keys(text, &["functions"]), expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
    }

    #[test]
    fn dotted_keys_and_inline_tables_are_tables() {
        let text = "functions.a.verify_jwt = true\nfunctions.b = { enabled = false }\n";
        let expected = [("a", "a"), ("b", "b")];
        assert_eq!(keys(text, &["functions"]), expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
        let root = parse(text).expect("valid");
        let enabled = root.at(&["functions", "b", "enabled"]).expect("there");
        assert_eq!((enabled.bool(), enabled.span.of(text)), (Some(false), "false"));
    }

    #[test]
    fn a_table_implied_by_its_child_points_at_its_key() {
        let text = "[a.b.c]\nx = 1\n";
        assert_eq!(keys(text, &["a"]), [("b".to_owned(), "b".to_owned())]);
    }

    #[test]
    fn tables_in_an_array_keep_their_headers() {
        let text = "[[headers]]\nfor = \"/a\"\n[[headers]]\nfor = \"/b\"\n";
        let root = parse(text).expect("valid");
        let items = root.get("headers").expect("there").items();
        assert_eq!(items.len(), 2);
        assert_eq!(items[1].get("for").and_then(Node::text), Some("/b"));
    }

    #[test]
    fn an_error_has_a_place_and_the_parsers_words() {
        let text = "a = 1\na = 2\n";
        let error = parse(text).expect_err("duplicate");
        assert_eq!(error.span.of(text), "a");
        assert!(error.message.contains("duplicate key"), "{}", error.message);
    }
}
