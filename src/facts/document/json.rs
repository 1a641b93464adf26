//! JSON by `jsonc-parser`, as strictly as the file's real readers read it.

use std::collections::BTreeMap;

use jsonc_parser::ast::{self, Comment as JsonComment};
use jsonc_parser::common::Ranged;
use jsonc_parser::errors::{ParseError, ParseErrorKind};
use jsonc_parser::{CollectOptions, CommentCollectionStrategy, ParseOptions, parse_to_ast};
use serde::de::IgnoredAny;

use super::{Entry, Node, SyntaxError, Value};
use crate::facts::Comment;
use crate::source::{LineIndex, RelPath, Span};

/// What the readers of a file accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// JSON as RFC 8259 has it.
    Strict,
    /// Comments and trailing commas beside it.
    Comments,
    /// JSON5: bare keys, single quotes and more.
    Five,
}

/// The tree of a JSON document, and its comments in order.
pub(super) fn parse(text: &str, dialect: Dialect) -> Result<(Node, Vec<Comment>), SyntaxError> {
    let collect = CollectOptions {
        comments: match dialect {
            Dialect::Strict => CommentCollectionStrategy::Off,
            Dialect::Comments | Dialect::Five => CommentCollectionStrategy::Separate,
        },
        tokens: false,
    };
    let parsed = match parse_to_ast(text, &collect, &options(dialect)) {
        Ok(parsed) => parsed,
        Err(_) if dialect == Dialect::Strict && is_one_value_a_line(text) => {
            return Ok((Node { span: Span::default(), value: Value::Null }, Vec::new()));
        }
        Err(error) => return Err(syntax_error(&error)),
    };
    if dialect == Dialect::Strict {
        // The first parser lets some control characters and an empty file pass.
        validate(text)?;
    }
    let mut comments = BTreeMap::new();
    for comment in parsed.comments.iter().flat_map(|map| map.values()).flat_map(|list| list.iter()) {
        let span = comment_span(comment);
        comments.insert(span.start, Comment { span, text: span.of(text).into() });
    }
    let root = parsed.value.map_or_else(|| Node { span: Span::default(), value: Value::Null }, node);
    Ok((root, comments.into_values().collect()))
}

/// Whether RFC 8259 allows `text`; nothing of it is kept. A file of one value a line, as exports
/// are written, is valid too.
pub(super) fn validate(text: &str) -> Result<(), SyntaxError> {
    if text.trim().is_empty() {
        return Err(SyntaxError { span: Span::default(), message: "the file is empty".to_owned() });
    }
    let Err(error) = serde_json::from_str::<IgnoredAny>(text) else { return Ok(()) };
    // Its own limit is lower than ours; the second parser goes on.
    if error.to_string().starts_with("recursion limit") || is_one_value_a_line(text) {
        return Ok(());
    }
    let line = error.line().max(1) as u32;
    let start = LineIndex::new(text).line_span(text, line).map_or(0, |span| span.start as usize);
    let at = text.floor_char_boundary((start + error.column().saturating_sub(1)).min(text.len()));
    let length = text[at..].chars().next().map_or(0, char::len_utf8);
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or(&message).to_owned();
    Err(SyntaxError { span: Span::new(at, at + length), message })
}

fn is_one_value_a_line(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).peekable();
    let is_record = |line: &str| {
        let line = line.trim();
        line.starts_with(['{', '[']) && serde_json::from_str::<IgnoredAny>(line).is_ok()
    };
    lines.peek().is_some() && lines.all(is_record)
}

fn options(dialect: Dialect) -> ParseOptions {
    let is_five = dialect == Dialect::Five;
    let is_lenient = dialect != Dialect::Strict;
    ParseOptions {
        allow_comments: is_lenient,
        allow_trailing_commas: is_lenient,
        allow_loose_object_property_names: is_five,
        allow_missing_commas: false,
        allow_single_quoted_strings: is_five,
        allow_hexadecimal_numbers: is_five,
        allow_unary_plus_numbers: is_five,
        allow_bare_decimal_point_numbers: is_five,
        allow_non_finite_numbers: is_five,
        allow_extended_string_escapes: is_five,
    }
}

fn syntax_error(error: &ParseError) -> SyntaxError {
    let range = error.range();
    let message = match error.kind() {
        ParseErrorKind::String(kind) => kind.to_string(),
        kind => kind.to_string(),
    };
    SyntaxError { span: Span::new(range.start, range.end), message }
}

fn comment_span(comment: &JsonComment<'_>) -> Span {
    let range = match comment {
        JsonComment::Line(line) => line.range,
        JsonComment::Block(block) => block.range,
    };
    Span::new(range.start, range.end)
}

fn node(value: ast::Value<'_>) -> Node {
    let span = span_of(&value);
    let value = match value {
        ast::Value::StringLit(string) => Value::Text(string.value.into()),
        ast::Value::NumberLit(number) => Value::Number(number.value.into()),
        ast::Value::BooleanLit(bool) => Value::Bool(bool.value),
        ast::Value::NullKeyword(_) => Value::Null,
        ast::Value::Array(array) => Value::List(array.elements.into_iter().map(node).collect()),
        ast::Value::Object(object) => Value::Table(object.properties.into_iter().map(entry).collect()),
    };
    Node { span, value }
}

fn entry(property: ast::ObjectProp<'_>) -> Entry {
    let key_span = span_of(&property.name);
    Entry { key: property.name.into_string().into(), key_span, node: node(property.value) }
}

fn span_of(ranged: &impl Ranged) -> Span {
    let range = ranged.range();
    Span::new(range.start, range.end)
}

/// Folders whose tools all read JSON with comments.
const LENIENT_FOLDERS: &[&str] = &[".vscode", "vscode", ".devcontainer", ".zed", ".swc", "tsconfig", "rush"];
/// Files whose readers allow comments and trailing commas.
const LENIENT_NAMES: &[&str] = &[
    "angular.json",
    "api-extractor.json",
    "biome.json",
    "cspell.json",
    "deno.json",
    "devcontainer.json",
    "extensions.json",
    "firebase.json",
    "function.json",
    "global.json",
    "host.json",
    "import_map.json",
    "jsconfig.json",
    "language-configuration.json",
    "lerna.json",
    "local.settings.json",
    "manifest.json",
    "nx.json",
    "oxlintrc.json",
    "project.json",
    "pyrightconfig.json",
    "rome.json",
    "rush.json",
    "staticwebapp.config.json",
    "tsdoc.json",
    "tslint.json",
    "turbo.json",
    "typedoc.json",
    "workspace.json",
    "wrangler.json",
];
/// Files whose readers take JSON5.
const FIVE_NAMES: &[&str] =
    &["app.json", "babel.config.json", "eas.json", "renovate.json", ".babelrc.json", ".renovaterc.json"];

/// The dialect of the readers of the file at `path`, which holds `text`.
pub(super) fn dialect_of(path: &RelPath, text: &str) -> Dialect {
    let name = path.file_name();
    if path.extension() == "json5" || FIVE_NAMES.contains(&name) {
        return Dialect::Five;
    }
    let is_lenient = path.extension() == "jsonc"
        || LENIENT_NAMES.contains(&name)
        || ["tsconfig", "jsconfig", "api-extractor", "appsettings", "launchSettings"]
            .iter()
            .any(|stem| name.contains(stem))
        // What such a file extends may have any name.
        || text.contains("\"compilerOptions\"")
        || path.folders().any(|folder| LENIENT_FOLDERS.contains(&folder))
        // Settings of tools: nearly all strip comments, and what they read is nothing we serve.
        || path.segments().any(|segment| segment.starts_with('.') && segment.len() > 1);
    if is_lenient { Dialect::Comments } else { Dialect::Strict }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str, dialect: Dialect) -> Option<String> {
        parse(text, dialect).err().map(|error| format!("{}: {}", error.span.start, error.message))
    }

    #[test]
    fn readers_decide_how_strict_we_are() {
        for (path, dialect) in [
            ("package.json", Dialect::Strict),
            ("src/locales/en.json", Dialect::Strict),
            ("tsconfig.app.json", Dialect::Comments),
            ("packages/tsconfig/base.json", Dialect::Comments),
            (".vscode/settings.json", Dialect::Comments),
            (".eslintrc.json", Dialect::Comments),
            ("a/wrangler.jsonc", Dialect::Comments),
            ("renovate.json", Dialect::Five),
            ("a.json5", Dialect::Five),
        ] {
            assert_eq!(dialect_of(&RelPath::new(path), "{}"), dialect, "{path}");
        }
        let options = "{ \"compilerOptions\": {} }";
        assert_eq!(dialect_of(&RelPath::new("strict.json"), options), Dialect::Comments);
    }

    #[test]
    fn comments_and_trailing_commas_are_allowed_where_readers_allow_them() {
        let text = "{ // one\n \"a\": [1, 2,], /* two */\n}";
        let (root, comments) = parse(text, Dialect::Comments).map_err(|e| e.message).expect("valid");
        assert_eq!(root.get("a").map(|list| list.items().len()), Some(2));
        let texts: Vec<_> = comments.iter().map(|comment| &*comment.text).collect();
        assert_eq!(texts, ["// one", "/* two */"]);
        assert!(message(text, Dialect::Strict).is_some());
    }

    #[test]
    fn strict_readers_refuse_what_the_standard_refuses() {
        assert_eq!(
            message("{\"a\": 1,}", Dialect::Strict).as_deref(),
            Some("7: Trailing commas are not allowed")
        );
        assert!(message("{\"a\": \"x\ny\"}", Dialect::Strict).is_some());
        assert!(message("", Dialect::Strict).is_some());
        assert_eq!(message("{\"a\": 1, \"a\": 2}", Dialect::Strict), None);
    }

    #[test]
    fn one_value_a_line_is_an_export() {
        assert!(validate("{\"a\":1}\n{\"a\":2}\n").is_ok());
        assert!(validate("{\"a\":1}\n{\"a\":2\n").is_err());
    }

    #[test]
    fn json5_has_bare_keys() {
        let (root, _) = parse("{a: 'x', b: .5}", Dialect::Five).map_err(|e| e.message).expect("valid");
        assert_eq!(root.get("a").and_then(Node::text), Some("x"));
    }
}
