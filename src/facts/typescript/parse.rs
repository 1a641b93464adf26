//! Text → tree → facts, with the grammar the file's name and content call for.

use oxc_allocator::Allocator;
use oxc_ast_visit::Visit;
use oxc_parser::{ParseOptions, Parser, ParserReturn};
use oxc_span::SourceType;

use super::collector::Collector;
use super::value_of::span;
use super::{TypeScriptFacts, interest};
use crate::facts::{Comment, Content, FileFacts};
use crate::finding::{Problem, ProblemKind};
use crate::source::{Language, RelPath, Span};

/// Longer comments are cut: they are data, not words.
const MAX_COMMENT_BYTES: usize = 64 * 1024;

pub(super) fn read(text: &str, facts: &mut FileFacts) {
    let mut script = TypeScriptFacts::default();
    let allocator = Allocator::default();
    let program = parse(&allocator, text, facts);
    for error in program.diagnostics.errors() {
        let at = error.labels.first().map_or(Span::default(), |label| Span {
            start: label.offset(),
            end: label.offset() + label.len(),
        });
        facts.problems.push(Problem::new(
            &facts.path,
            at,
            ProblemKind::SyntaxError,
            error.message.to_string(),
        ));
    }
    facts.comments = comments(&program, text);
    script.has_hashbang = program.program.hashbang.is_some();
    let keeps_all = interest::keeps_all(&facts.path);
    Collector::new(&mut script, keeps_all).visit_program(&program.program);
    facts.content = Content::TypeScript(Box::new(script));
}

/// Parses by the grammar the name calls for, then by the others it may mean: a script with sloppy rules,
/// types in a file that a comment says is Flow. The first that fits wins; when none does, the errors of
/// the first are the file's.
fn parse<'a>(allocator: &'a Allocator, text: &'a str, facts: &FileFacts) -> ParserReturn<'a> {
    let first = parse_as(allocator, text, source_type(&facts.path, facts.language));
    if !first.diagnostics.has_errors() {
        return first;
    }
    let other_types = [first.program.source_type.with_script(true), SourceType::cjs().with_jsx(true)];
    let others = other_types.into_iter().filter(|other| {
        // CommonJS lets a file return early; TypeScript has no such dialect.
        !other.is_commonjs() || facts.language == Language::JavaScript
    });
    let fits =
        others.map(|other| parse_as(allocator, text, other)).find(|parsed| !parsed.diagnostics.has_errors());
    fits.unwrap_or(first)
}

fn parse_as<'a>(allocator: &'a Allocator, text: &'a str, source_type: SourceType) -> ParserReturn<'a> {
    let options = ParseOptions {
        preserve_parens: false,
        // Nothing here looks identifiers up.
        enable_ident_hashes: false,
        ..ParseOptions::default()
    };
    Parser::new(allocator, text, source_type).with_options(options).parse()
}

/// Modules wherever the name allows: what is no module by content still parses as one, and `await` at
/// the top level is what it seems.
fn source_type(path: &RelPath, language: Language) -> SourceType {
    let named = SourceType::from_path(path.as_str()).unwrap_or_else(|_| SourceType::ts());
    let named = if language == Language::JavaScript { named.with_jsx(true) } else { named };
    if named.is_commonjs() || named.is_typescript_definition() { named } else { named.with_module(true) }
}

fn comments(program: &ParserReturn<'_>, text: &str) -> Vec<Comment> {
    let read = program.program.comments.iter().map(|comment| {
        let at = span(comment.span);
        let words = at.of(text);
        let end = words.floor_char_boundary(MAX_COMMENT_BYTES.min(words.len()));
        Comment { span: at, text: words[..end].into() }
    });
    read.collect()
}
