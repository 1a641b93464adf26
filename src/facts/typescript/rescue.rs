//! What can still be read of a file that the parser gave up on: comments, imports and the names of calls, so that
//! rules about them do not fall silent. `tree-sitter` reads it; never on the default path.

use tree_sitter::{Node, Parser};

use super::{Call, Import, ImportKind, Link, TypeScriptFacts, Usage};
use crate::facts::Comment;
use crate::source::Span;

/// Reads what is left of `text` into `facts` and `comments`.
pub(super) fn read(text: &str, has_jsx: bool, facts: &mut TypeScriptFacts, comments: &mut Vec<Comment>) {
    let language = if has_jsx {
        tree_sitter_typescript::LANGUAGE_TSX
    } else {
        tree_sitter_typescript::LANGUAGE_TYPESCRIPT
    };
    let mut parser = Parser::new();
    if parser.set_language(&language.into()).is_err() {
        return;
    }
    let Some(tree) = parser.parse(text, None) else { return };
    let mut cursor = tree.walk();
    loop {
        let node = cursor.node();
        match node.kind() {
            "comment" => comments.push(Comment { span: span(node), text: span(node).of(text).into() }),
            "call_expression" => facts.calls.extend(call(node, text)),
            "import_statement" | "export_statement" => facts.imports.extend(import(node, text)),
            _ => {}
        }
        if cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return;
            }
        }
    }
}

/// What a statement takes from elsewhere; its names are not read.
fn import(node: Node<'_>, text: &str) -> Option<Import> {
    let source = span(node.child_by_field_name("source")?);
    let is_type = ["import type", "export type"].iter().any(|start| span(node).of(text).starts_with(start));
    Some(Import {
        specifier: source.of(text).trim_matches(['"', '\'', '`']).into(),
        span: source,
        names: Box::default(),
        kind: match (is_type, node.kind()) {
            (true, _) => ImportKind::Type,
            (false, "import_statement") => ImportKind::Static,
            (false, _) => ImportKind::ReExport,
        },
        is_guarded: false,
    })
}

fn call(node: Node<'_>, text: &str) -> Option<Call> {
    let callee = span(node.child_by_field_name("function")?).of(text);
    let is_path =
        callee.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'$'));
    if !is_path {
        return None;
    }
    let name = callee.rsplit('.').next().unwrap_or(callee);
    Some(Call {
        span: span(node),
        callee: callee.into(),
        links: Box::new([Link {
            name: name.into(),
            through: Box::default(),
            span: span(node),
            arguments: Box::default(),
        }]),
        function: None,
        within: None,
        is_awaited: false,
        usage: Usage::Used,
        is_development_only: false,
    })
}

fn span(node: Node<'_>) -> Span {
    Span::new(node.start_byte(), node.end_byte())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_calls_are_rescued() {
        let mut facts = TypeScriptFacts::default();
        let mut comments = Vec::new();
        read(
            "// TODO: one\nimport a from './a';\nconst = ;;; (\nconsole.log('x');\n",
            true,
            &mut facts,
            &mut comments,
        );
        assert_eq!(&*comments[0].text, "// TODO: one");
        assert_eq!(facts.imports.iter().map(|import| &*import.specifier).collect::<Vec<_>>(), ["./a"]);
        assert!(facts.calls.iter().any(|call| &*call.callee == "console.log"));
    }
}
