//! YAML by the events of `saphyr-parser`: documents, anchors and merge keys resolved.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle};

use super::{Entry, Node, SyntaxError, Value};
use crate::source::Span;

/// Nodes that aliases may add to one file: small files that expand without end stay small.
const MAX_ALIASED_NODES: usize = 20_000;
/// Deepest nesting that is kept: trees are walked and dropped by recursion.
const MAX_DEPTH: usize = 256;
/// Distance of the known offsets of a text with wide characters.
const STRIDE: usize = 256;

/// The tree of a YAML file; several documents become a list of them.
pub(super) fn parse(text: &str) -> Result<Node, SyntaxError> {
    let offsets = Offsets::new(text);
    let mut builder = Builder::default();
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| SyntaxError {
            span: offsets.at(error.marker()),
            message: error.info().to_owned(),
        })?;
        let span = Span::new(offsets.of(&span.start), offsets.of(&span.end));
        builder.take(event, span, text);
        if builder.open.len() > MAX_DEPTH {
            return Err(SyntaxError { span, message: "maximum nesting depth exceeded".to_owned() });
        }
    }
    let whole = Span::new(0, text.len());
    Ok(match builder.documents.len() {
        0 => Node { span: whole, value: Value::Null },
        1 => builder.documents.swap_remove(0),
        _ => Node { span: whole, value: Value::List(builder.documents) },
    })
}

/// Byte offsets of the parser's markers, which count characters.
struct Offsets<'t> {
    text: &'t str,
    /// The byte offset of every so-many-th character; empty when bytes are characters.
    known: Vec<u32>,
}

impl<'t> Offsets<'t> {
    fn new(text: &'t str) -> Self {
        let known = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices().step_by(STRIDE).map(|(at, _)| at as u32).collect()
        };
        Self { text, known }
    }

    fn of(&self, marker: &Marker) -> usize {
        let index = marker.index();
        if self.known.is_empty() {
            return index.min(self.text.len());
        }
        let Some(start) = self.known.get(index / STRIDE) else { return self.text.len() };
        let rest = &self.text[*start as usize..];
        rest.char_indices().nth(index % STRIDE).map_or(self.text.len(), |(at, _)| *start as usize + at)
    }

    /// The character at a marker.
    fn at(&self, marker: &Marker) -> Span {
        let start = self.of(marker);
        Span::new(start, start + self.text[start..].chars().next().map_or(0, char::len_utf8))
    }
}

/// A collection that is still open.
enum Open {
    List { span: Span, anchor: usize, items: Vec<Node> },
    Table { span: Span, anchor: usize, entries: Vec<Entry>, key: Option<Node> },
}

/// Nodes from events, without recursion.
#[derive(Default)]
struct Builder {
    documents: Vec<Node>,
    open: Vec<Open>,
    anchors: BTreeMap<usize, Node>,
    aliased: usize,
}

impl Builder {
    fn take(&mut self, event: Event<'_>, span: Span, text: &str) {
        match event {
            Event::Scalar(value, style, anchor, tag) => {
                let is_text = style != ScalarStyle::Plain || tag.is_some_and(|tag| tag.suffix == "str");
                let span = quoted_span(style, span, text);
                let value = if is_text { Value::Text(value.into()) } else { plain(&value) };
                self.add(Node { span, value }, anchor, text);
            }
            Event::Alias(anchor) => {
                let value = self.aliased(anchor);
                self.add(Node { span, value }, 0, text);
            }
            Event::SequenceStart(anchor, _) => self.open.push(Open::List { span, anchor, items: Vec::new() }),
            Event::MappingStart(anchor, _) => {
                self.open.push(Open::Table { span, anchor, entries: Vec::new(), key: None });
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span, text),
            Event::DocumentStart(_) => self.anchors.clear(),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
    }

    fn aliased(&mut self, anchor: usize) -> Value {
        let Some(node) = self.anchors.get(&anchor) else { return Value::Null };
        self.aliased += size(node);
        if self.aliased > MAX_ALIASED_NODES { Value::Null } else { node.value.clone() }
    }

    fn close(&mut self, end: Span, text: &str) {
        match self.open.pop() {
            Some(Open::List { span, anchor, items }) => {
                let span = Span::new(span.start as usize, end.end as usize);
                self.add(Node { span, value: Value::List(items) }, anchor, text);
            }
            Some(Open::Table { span, anchor, entries, .. }) => {
                let span = Span::new(span.start as usize, end.end as usize);
                self.add(Node { span, value: Value::Table(merged(entries)) }, anchor, text);
            }
            None => {}
        }
    }

    fn add(&mut self, node: Node, anchor: usize, text: &str) {
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut() {
            None => self.documents.push(node),
            Some(Open::List { items, .. }) => items.push(node),
            Some(Open::Table { entries, key, .. }) => match key.take() {
                None => *key = Some(node),
                Some(key) => entries.push(entry(&key, node, text)),
            },
        }
    }
}

fn entry(key: &Node, node: Node, text: &str) -> Entry {
    let name = match &key.value {
        Value::Text(name) => name.clone(),
        // `on:`, `true:` and `8080:` are keys by what they say.
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::List(_) | Value::Table(_) => {
            key.span.of(text).trim().into()
        }
    };
    Entry { key: name, key_span: key.span, node }
}

/// Puts what `<<` merges in before the table's own entries, which win.
fn merged(entries: Vec<Entry>) -> Vec<Entry> {
    if !entries.iter().any(|entry| &*entry.key == "<<") {
        return entries;
    }
    let (merges, own): (Vec<Entry>, Vec<Entry>) = entries.into_iter().partition(|entry| &*entry.key == "<<");
    let mut all = Vec::new();
    for merge in merges {
        match merge.node.value {
            Value::Table(entries) => all.extend(entries),
            // The first of several wins, and later entries of a table win: so the last goes first.
            Value::List(items) => {
                all.extend(items.into_iter().rev().flat_map(|item| item.entries().to_vec()));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => {}
        }
    }
    all.extend(own);
    all
}

fn size(node: &Node) -> usize {
    match &node.value {
        Value::List(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Table(entries) => 1 + entries.iter().map(|entry| size(&entry.node)).sum::<usize>(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => 1,
    }
}

/// The parser lets a quoted scalar run on over the blanks and comment behind it.
fn quoted_span(style: ScalarStyle, span: Span, text: &str) -> Span {
    let quote = match style {
        ScalarStyle::SingleQuoted => b'\'',
        ScalarStyle::DoubleQuoted => b'"',
        ScalarStyle::Plain | ScalarStyle::Literal | ScalarStyle::Folded => return span,
    };
    let bytes = span.of(text).as_bytes();
    let mut at = 1;
    while let Some(byte) = bytes.get(at) {
        let is_doubled = quote == b'\'' && *byte == quote && bytes.get(at + 1) == Some(&quote);
        let is_escape = quote == b'"' && *byte == b'\\';
        if *byte == quote && !is_doubled {
            return Span { start: span.start, end: span.start + at as u32 + 1 };
        }
        at += if is_doubled || is_escape { 2 } else { 1 };
    }
    span
}

/// A scalar without quotes, by the core schema.
fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ if is_number(text) => Value::Number(text.into()),
        _ => Value::Text(text.into()),
    }
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    digits.starts_with(|first: char| first.is_ascii_digit() || first == '.')
        && digits.ends_with(|last: char| last.is_ascii_digit() || last == '.')
        && digits.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root(text: &str) -> Node {
        parse(text).map_err(|error| error.message).expect("valid")
    }

    #[test]
    fn keys_and_values_have_their_spans() {
        let text = "é: 1\non:\n  push:\n    branches: [main, \"a b\"]\n";
        let root = root(text);
        let push = &root.get("on").expect("there").entries()[0];
        assert_eq!(push.key_span.of(text), "push");
        let branches = root.at(&["on", "push", "branches"]).expect("there").items();
        let spans: Vec<_> = branches.iter().map(|item| item.span.of(text)).collect();
        assert_eq!(spans, ["main", "\"a b\""]);
    }

    #[test]
    fn scalars_follow_the_core_schema() {
        let root = root("[~, yes, true, '1', 1.5, 1.2.3, !!str 7]");
        let texts: Vec<_> = root.items().iter().map(|item| item.text().is_some()).collect();
        assert_eq!(texts, [false, true, false, true, false, true, true]);
    }

    #[test]
    fn anchors_and_merge_keys_are_resolved() {
        let root = root("a: &a { x: 1, y: 2 }\nb:\n  <<: *a\n  y: 3\nc: *a\n");
        let number = |path: &[&str]| root.at(path).map(|node| node.value.clone());
        assert_eq!(number(&["b", "x"]), Some(Value::Number("1".into())));
        assert_eq!(number(&["b", "y"]), Some(Value::Number("3".into())));
        assert_eq!(number(&["c", "y"]), Some(Value::Number("2".into())));
    }

    #[test]
    fn several_documents_become_a_list() {
        assert_eq!(root("a: 1\n---\nb: 2\n").items().len(), 2);
        assert_eq!(root("---\na: 1\n").entries().len(), 1);
        assert_eq!(root("# nothing\n").value, Value::Null);
    }

    #[test]
    fn aliases_that_multiply_stay_small() {
        let mut text = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n".to_owned();
        for level in 1..12 {
            let before = level - 1;
            let list = vec![format!("*a{before}"); 9].join(",");
            text.push_str(
                &["a", &level.to_string(), ": &a", &level.to_string(), " [", &list, "]\n"].concat(),
            );
        }
        assert!(size(&root(&text)) < 10 * MAX_ALIASED_NODES);
    }

    #[test]
    fn deep_nesting_is_refused() {
        let text = "- ".repeat(20_000);
        assert!(parse(&text).is_err_and(|error| error.message.contains("nesting depth")));
    }

    #[test]
    fn an_error_has_a_place() {
        let text = "a: [1\nb: 2\n";
        assert!(parse(text).is_err());
    }
}
