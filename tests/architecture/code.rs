//! Rust sources as these tests see them: tokens that know whether they are test code, paths, functions.

use std::collections::BTreeMap;
use std::ops::Range;

use tree_sitter::{Node, Parser, Tree};

/// One parsed file. Lines count from 1.
pub(crate) struct Code {
    /// From the root of the repository, `/`-separated.
    pub(crate) path: String,
    pub(crate) text: String,
    pub(crate) tokens: Vec<Token>,
    pub(crate) functions: Vec<Function>,
}

/// A leaf of the syntax tree; a string literal is one token, comments are none.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) text: String,
    pub(crate) line: usize,
    /// Whether it stands in an item under `#[cfg(test)]`.
    pub(crate) is_test: bool,
}

/// A function with a body, outside test code.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) line: usize,
    /// From the first line of its signature to its closing brace.
    pub(crate) lines: usize,
    /// Branches and loops inside each other; an `else if` is no deeper than its `if`.
    pub(crate) nesting: usize,
}

/// A path written in code, use trees expanded: `use a::{b, c::d};` is `a::b` and `a::c::d`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct WrittenPath {
    pub(crate) segments: Vec<String>,
    pub(crate) line: usize,
    pub(crate) is_test: bool,
}

/// `mod name;`
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ModLine {
    pub(crate) name: String,
    pub(crate) line: usize,
    pub(crate) is_test: bool,
}

impl Code {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        let tree = parse(text);
        let mut tokens = Vec::new();
        collect_tokens(tree.root_node(), text, &mut tokens);
        for range in test_ranges(&tokens) {
            tokens[range].iter_mut().for_each(|token| token.is_test = true);
        }
        let test_lines = lines_of_tests(&tokens);
        let mut functions = Vec::new();
        collect_functions(tree.root_node(), text, &mut functions);
        functions.retain(|function| !test_lines.iter().any(|lines| lines.contains(&function.line)));
        Self { path: path.to_owned(), text: text.to_owned(), tokens, functions }
    }

    /// Every path with at least two segments, and every name a `use` imports as a whole.
    pub(crate) fn paths(&self) -> Vec<WrittenPath> {
        let mut paths = Vec::new();
        let mut at = 0;
        while at < self.tokens.len() {
            let after_separator = at > 0 && matches!(self.tokens[at - 1].text.as_str(), "::" | ".");
            if is_word(&self.tokens[at]) && !after_separator {
                at = self.path_tree(at, &[], &mut paths);
            } else {
                at += 1;
            }
        }
        paths.retain(|path: &WrittenPath| path.segments.len() > 1);
        paths
    }

    /// Reads the use tree that starts at `at`; answers where it ends.
    fn path_tree(&self, mut at: usize, prefix: &[String], paths: &mut Vec<WrittenPath>) -> usize {
        let mut segments = prefix.to_vec();
        let (line, is_test) = (self.tokens[at].line, self.tokens[at].is_test);
        while let Some(token) = self.tokens.get(at) {
            if token.text == "{" {
                return self.path_group(at + 1, &segments, paths);
            }
            segments.push(token.text.clone());
            at += 1;
            let goes_on = self.text_at(at) == "::"
                && self.tokens.get(at + 1).is_some_and(|next| is_word(next) || next.text == "{");
            if !goes_on {
                break;
            }
            at += 1;
        }
        paths.push(WrittenPath { segments, line, is_test });
        at
    }

    fn path_group(&self, mut at: usize, prefix: &[String], paths: &mut Vec<WrittenPath>) -> usize {
        while at < self.tokens.len() && self.text_at(at) != "}" {
            at = if is_word(&self.tokens[at]) { self.path_tree(at, prefix, paths) } else { at + 1 };
        }
        at + 1
    }

    /// Files that this one declares as modules, in order.
    pub(crate) fn mod_lines(&self) -> Vec<ModLine> {
        let windows = self.tokens.windows(3);
        let declared = windows.filter(|window| window[0].text == "mod" && window[2].text == ";");
        declared
            .map(|window| ModLine {
                name: window[1].text.clone(),
                line: window[0].line,
                is_test: window[0].is_test,
            })
            .collect()
    }

    /// Names of macros that are called, with their lines, outside tests.
    pub(crate) fn macro_calls(&self) -> impl Iterator<Item = (&str, usize)> {
        let windows = self.tokens.windows(2).filter(|window| !window[0].is_test);
        let calls = windows.filter(|window| is_word(&window[0]) && window[1].text == "!");
        calls.map(|window| (window[0].text.as_str(), window[0].line))
    }

    /// Lines of the file that are not part of an item under `#[cfg(test)]`.
    pub(crate) fn lines_outside_tests(&self) -> usize {
        let tests: usize = lines_of_tests(&self.tokens).iter().map(|lines| lines.end - lines.start).sum();
        self.text.lines().count() - tests
    }

    /// Lines outside tests that hold a token: neither blank nor only a comment.
    pub(crate) fn lines_of_code(&self) -> usize {
        let mut lines: Vec<usize> =
            self.tokens.iter().filter(|token| !token.is_test).map(|token| token.line).collect();
        lines.dedup();
        lines.len()
    }

    fn text_at(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| &token.text)
    }
}

/// The files that `mod` lines reach from `roots`, each with whether only test builds hold it.
pub(crate) fn reached(codes: &[Code], roots: &[&str]) -> BTreeMap<String, bool> {
    let by_path: BTreeMap<&str, &Code> = codes.iter().map(|code| (code.path.as_str(), code)).collect();
    let mut reached = BTreeMap::new();
    let mut open: Vec<(String, bool)> = roots.iter().map(|root| ((*root).to_owned(), false)).collect();
    while let Some((path, is_test)) = open.pop() {
        let Some(code) = by_path.get(path.as_str()) else { continue };
        if reached.insert(path.clone(), is_test).is_some() {
            continue;
        }
        for line in code.mod_lines() {
            let folder = module_folder(&path);
            for candidate in [format!("{folder}/{}.rs", line.name), format!("{folder}/{}/mod.rs", line.name)]
            {
                open.push((candidate, is_test || line.is_test));
            }
        }
    }
    reached
}

/// Where the modules that a file declares live: beside `mod.rs` and crate roots, else under its name.
fn module_folder(path: &str) -> String {
    let (folder, name) = path.rsplit_once('/').expect("sources lie in a folder");
    match name {
        "lib.rs" | "main.rs" | "mod.rs" => folder.to_owned(),
        name => format!("{folder}/{}", name.trim_end_matches(".rs")),
    }
}

fn parse(text: &str) -> Tree {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_rust::LANGUAGE.into()).expect("the grammar fits the library");
    parser.parse(text, None).expect("no timeout is set")
}

fn collect_tokens(node: Node<'_>, text: &str, tokens: &mut Vec<Token>) {
    if matches!(node.kind(), "line_comment" | "block_comment") {
        return;
    }
    let is_whole = matches!(node.kind(), "string_literal" | "raw_string_literal" | "char_literal");
    if node.child_count() == 0 || is_whole {
        let text = text[node.byte_range()].trim();
        if !text.is_empty() {
            let line = node.start_position().row + 1;
            tokens.push(Token { text: text.to_owned(), line, is_test: false });
        }
        return;
    }
    let mut cursor = node.walk();
    for child in node.children(&mut cursor) {
        collect_tokens(child, text, tokens);
    }
}

/// Tokens of each item under `#[cfg(test)]`, its attributes included.
fn test_ranges(tokens: &[Token]) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if is_test_attribute(&tokens[at..]) {
            let end = item_end(tokens, at);
            ranges.push(at..end);
            at = end;
        } else {
            at += 1;
        }
    }
    ranges
}

fn is_test_attribute(tokens: &[Token]) -> bool {
    let starts = |words: &[&str]| {
        tokens.len() >= words.len() && tokens.iter().zip(words).all(|(token, word)| token.text == *word)
    };
    starts(&["#", "[", "cfg", "(", "test", ")", "]"]) || starts(&["#", "[", "cfg", "(", "all", "(", "test"])
}

/// The end of the item whose first attribute starts at `at`.
fn item_end(tokens: &[Token], mut at: usize) -> usize {
    let mut depth = 0_usize;
    let mut in_attribute = false;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token.text.as_str() {
            "#" if depth == 0 => in_attribute = true,
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => {
                depth = depth.saturating_sub(1);
                if depth == 0 && !in_attribute && token.text == "}" {
                    break;
                }
                in_attribute &= depth > 0;
            }
            ";" if depth == 0 => break,
            _ => {}
        }
    }
    at
}

fn lines_of_tests(tokens: &[Token]) -> Vec<Range<usize>> {
    let ranges = test_ranges(tokens);
    ranges.into_iter().map(|range| tokens[range.start].line..tokens[range.end - 1].line + 1).collect()
}

fn is_word(token: &Token) -> bool {
    token.text.starts_with(|first: char| first.is_alphabetic() || first == '_')
}

fn collect_functions(node: Node<'_>, text: &str, functions: &mut Vec<Function>) {
    if node.kind() == "function_item" {
        let name = node.child_by_field_name("name").map_or("", |name| &text[name.byte_range()]);
        let (first, last) = (node.start_position().row, node.end_position().row);
        let nesting = node.child_by_field_name("body").map_or(0, nesting);
        functions.push(Function { name: name.to_owned(), line: first + 1, lines: last - first + 1, nesting });
    }
    let mut cursor = node.walk();
    for child in node.children(&mut cursor) {
        collect_functions(child, text, functions);
    }
}

fn nesting(node: Node<'_>) -> usize {
    let mut cursor = node.walk();
    let children = node.children(&mut cursor).filter(|child| child.kind() != "function_item");
    let inner = children.map(nesting).max().unwrap_or(0);
    let is_else_if =
        node.kind() == "if_expression" && node.parent().is_some_and(|parent| parent.kind() == "else_clause");
    inner + usize::from(is_branch(node) && !is_else_if)
}

fn is_branch(node: Node<'_>) -> bool {
    match node.kind() {
        "for_expression" | "if_expression" | "loop_expression" | "match_expression" | "while_expression" => {
            true
        }
        "closure_expression" => node.child_by_field_name("body").is_some_and(|body| body.kind() == "block"),
        _ => false,
    }
}
