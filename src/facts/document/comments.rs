//! Comments of TOML and YAML: what a `#` begins outside every key and value.

use super::{Node, Value};
use crate::facts::Comment;
use crate::source::Span;

/// The comments of a document, in order. `root` is the tree of `text`.
pub(super) fn of(text: &str, root: &Node) -> Vec<Comment> {
    if memchr::memchr(b'#', text.as_bytes()).is_none() {
        return Vec::new();
    }
    let mut literals = Vec::new();
    collect(root, &mut literals);
    literals.sort_unstable();
    let mut comments = Vec::new();
    let mut from = 0;
    let mut covered = 0;
    let mut next_literal = 0;
    while let Some(found) = memchr::memchr(b'#', text.as_bytes().get(from..).unwrap_or_default()) {
        let at = from + found;
        while let Some(literal) = literals.get(next_literal).filter(|span| span.start as usize <= at) {
            covered = covered.max(literal.end as usize);
            next_literal += 1;
        }
        if at < covered {
            from = covered;
            continue;
        }
        let end = memchr::memchr2(b'\n', b'\r', &text.as_bytes()[at..]).map_or(text.len(), |end| at + end);
        comments.push(Comment { span: Span::new(at, end), text: text[at..end].trim_end().into() });
        from = end;
    }
    comments
}

fn collect(node: &Node, literals: &mut Vec<Span>) {
    match &node.value {
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => literals.push(node.span),
        Value::List(items) => items.iter().for_each(|item| collect(item, literals)),
        Value::Table(entries) => {
            for entry in entries {
                literals.push(entry.key_span);
                collect(&entry.node, literals);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(parsed: Result<Node, super::super::SyntaxError>, text: &str) -> Vec<String> {
        let root = parsed.map_err(|error| error.message).expect("valid");
        of(text, &root).into_iter().map(|comment| comment.text.into()).collect()
    }

    #[test]
    fn a_hash_in_a_string_begins_no_comment() {
        let text = "# one\na = \"# no\" # two\n[\"x#y\"] # three\r\nb = '''\n# no\n'''\n";
        assert_eq!(texts(super::super::toml::parse(text), text), ["# one", "# two", "# three"]);
    }

    #[test]
    fn a_block_of_text_holds_no_comments() {
        let text = "# one\na: b#c # two\nrun: |\n  # no\n  echo '#'\n# three\nd: \"#no\" # four\n";
        assert_eq!(texts(super::super::yaml::parse(text), text), ["# one", "# two", "# three", "# four"]);
    }
}
