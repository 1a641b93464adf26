//! Text → tree → facts, with the grammar the file's name and content call for.

use oxc_allocator::Allocator;
use oxc_ast_visit::Visit;
use oxc_parser::{ParseOptions, Parser, ParserReturn};
use oxc_span::SourceType;

use super::collector::Collector;
use super::component::Component;
use super::free_name::FreeNames;
use super::value_of::span;
use super::{
    Host, TypeScriptFacts, address, alias, database_types, directive, export, global, interest, rescue,
};
use crate::facts::{Comment, Content, FileFacts};
use crate::finding::{Problem, ProblemKind};
use crate::source::{Language, RelPath, Span};

/// Longer comments are cut: they are data, not words.
const MAX_COMMENT_BYTES: usize = 64 * 1024;

pub(super) fn read(text: &str, facts: &mut FileFacts, allocator: &mut Allocator) {
    match facts.language {
        Language::Astro | Language::Svelte | Language::Vue => {
            let component = Component::read(text, facts.language);
            let grammar = component_grammar(&component, facts.language);
            facts.comments = component.comments;
            read_script(&component.script, grammar, facts, allocator);
            if let Content::TypeScript(script) = &mut facts.content {
                script.free_names.retain(|free| !component.names.contains(&free.name));
                if component.is_of_page {
                    script.host = Some(Host::Page);
                }
            }
            if let Some(start) = component.unclosed {
                let message = "the `script` element is never closed";
                facts.problems.insert(0, Problem::new(&facts.path, start, ProblemKind::SyntaxError, message));
            }
            facts.comments.sort_by_key(|comment| comment.span);
        }
        _ => read_script(text, grammar_of(&facts.path, facts.language), facts, allocator),
    }
}

fn read_script(text: &str, grammar: SourceType, facts: &mut FileFacts, allocator: &mut Allocator) {
    let mut script = TypeScriptFacts::default();
    allocator.reset();
    let parsed = parse(allocator, text, grammar, facts.language);
    facts.problems.extend(problems(&parsed, &facts.path));
    if parsed.panicked {
        rescue::read(text, grammar.is_jsx(), &mut script, &mut facts.comments);
    } else {
        facts.comments.extend(comments(&parsed, text));
        script.host = parsed.program.hashbang.is_some().then_some(Host::Shell);
        script.directive = directive::read(&parsed.program);
        let keeps_all = interest::keeps_all(&facts.path);
        Collector::new(&mut script, keeps_all).visit_program(&parsed.program);
        script.addresses = address::read(text, &parsed.program);
        export::read(&parsed.program, &mut script);
        script.is_module |= facts.language.is_component();
        FreeNames::read(&parsed.program, facts.language.is_component(), &mut script);
        script.imports.sort_by_key(|import| import.span);
        global::declared(&parsed.program, &mut script);
        global::commented(&facts.comments, &mut script);
        script.database_types = database_types::read(text, &parsed.program);
        if alias::may_configure(&facts.path) {
            alias::read(&parsed.program, &mut script);
        }
    }
    facts.content = Content::TypeScript(Box::new(script));
}

/// The first error: what follows it is mostly its echo.
fn problems(parsed: &ParserReturn<'_>, path: &RelPath) -> Option<Problem> {
    let error = parsed.diagnostics.errors().next()?;
    let at = error
        .labels
        .first()
        .map_or(Span::default(), |label| Span { start: label.offset(), end: label.offset() + label.len() });
    Some(Problem::new(path, at, ProblemKind::SyntaxError, error.message.to_string()))
}

/// Parses by the grammar the name calls for, then by the others it may mean. The first that fits wins;
/// when none does, the errors of the first are the file's.
fn parse<'a>(
    allocator: &'a Allocator,
    text: &'a str,
    grammar: SourceType,
    language: Language,
) -> ParserReturn<'a> {
    let mut first = parse_as(allocator, text, grammar, language);
    if !first.diagnostics.has_errors() {
        return first;
    }
    // Some errors are about what stands bare; a tree without parentheses does not show that it does not.
    let exact = ParseOptions { preserve_parens: true, ..options(language) };
    let exact = Parser::new(allocator, text, grammar).with_options(exact).parse();
    if !first.panicked && !exact.diagnostics.has_errors() {
        first.diagnostics = exact.diagnostics;
        return first;
    }
    // A script with sloppy rules; in JavaScript also a CommonJS file, which may return early, and one
    // that a comment says is Flow.
    let mut others = vec![grammar.with_script(true)];
    if language == Language::JavaScript {
        others.push(SourceType::cjs().with_jsx(true));
        if text.contains("@flow") {
            others.push(SourceType::tsx());
        }
    }
    let fits = others
        .into_iter()
        .map(|other| parse_as(allocator, text, other, language))
        .find(|parsed| !parsed.diagnostics.has_errors());
    fits.unwrap_or(first)
}

fn parse_as<'a>(
    allocator: &'a Allocator,
    text: &'a str,
    grammar: SourceType,
    language: Language,
) -> ParserReturn<'a> {
    Parser::new(allocator, text, grammar).with_options(options(language)).parse()
}

fn options(language: Language) -> ParseOptions {
    ParseOptions {
        preserve_parens: false,
        // Nothing here looks identifiers up.
        enable_ident_hashes: false,
        // Astro renders a component by calling it: its front matter may return a response instead.
        allow_return_outside_function: language == Language::Astro,
        ..ParseOptions::default()
    }
}

/// Modules wherever the name allows: what is no module by content still parses as one, and `await` at
/// the top level is what it seems.
fn grammar_of(path: &RelPath, language: Language) -> SourceType {
    let named = SourceType::from_path(path.as_str()).unwrap_or_else(|_| SourceType::ts());
    let named = if language == Language::JavaScript { named.with_jsx(true) } else { named };
    if named.is_commonjs() || named.is_typescript_definition() { named } else { named.with_module(true) }
}

fn component_grammar(component: &Component, language: Language) -> SourceType {
    let is = |name: &str| component.languages.iter().any(|language| &**language == name);
    let base = if is("ts") || is("typescript") || is("tsx") || language == Language::Astro {
        SourceType::ts()
    } else {
        SourceType::mjs()
    };
    base.with_module(true).with_jsx(is("tsx") || is("jsx"))
}

fn comments(parsed: &ParserReturn<'_>, text: &str) -> Vec<Comment> {
    let read = parsed.program.comments.iter().map(|comment| {
        let at = span(comment.span);
        let words = at.of(text);
        let end = words.floor_char_boundary(MAX_COMMENT_BYTES.min(words.len()));
        Comment { span: at, text: words[..end].into() }
    });
    read.collect()
}
