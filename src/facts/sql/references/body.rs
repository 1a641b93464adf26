//! What only bodies hold: expressions that are queries without `SELECT`, and statements with `INTO`,
//! which the parser leaves unread.

use squawk_syntax::ast::AstNode;
use squawk_syntax::{SyntaxElement, SyntaxKind, SyntaxNode, SyntaxToken};

use super::super::tree::Parser;
use super::read::Reader;

impl Reader<'_> {
    /// `v := a FROM t` has the clauses of a query.
    pub(super) fn block_expression(&mut self, node: &SyntaxNode, parent: usize) {
        let is_query = node.children().any(|child| child.kind() == SyntaxKind::FROM_CLAUSE);
        if is_query {
            let scope = self.open(Some(parent));
            let visible = self.named.len();
            self.select(node, scope);
            self.named.truncate(visible);
        } else {
            self.read_children(node, parent);
        }
    }

    /// A statement the parser did not take: with `INTO` blanked it is plain SQL at the same offsets.
    pub(super) fn unread(&mut self, node: &SyntaxNode, scope: usize) {
        let Some(text) = without_into(node) else { return self.read_children(node, scope) };
        let Some(tree) = Parser::parse_part(&text) else { return };
        let outer = self.shift;
        self.shift += u32::from(node.text_range().start());
        self.read_children(tree.syntax(), scope);
        self.shift = outer;
    }
}

/// The text of a statement with its `INTO` and what follows it as targets blanked.
pub(in crate::facts::sql) fn without_into(node: &SyntaxNode) -> Option<String> {
    let tokens: Vec<SyntaxToken> =
        node.descendants_with_tokens().filter_map(SyntaxElement::into_token).collect();
    let meant: Vec<usize> = (0..tokens.len()).filter(|at| !tokens[*at].kind().is_trivia()).collect();
    let into = into_position(&tokens, &meant)?;
    let end = targets_end(&tokens, &meant, into + 1);
    let blanked = meant[into]..end.map_or(tokens.len(), |end| meant[end]);
    let mut text = String::with_capacity(node.text().len().into());
    for (at, token) in tokens.iter().enumerate() {
        if blanked.contains(&at) {
            text.extend(token.text().bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        } else {
            text.push_str(token.text());
        }
    }
    Some(text)
}

/// The first `INTO` outside parentheses that is none of `INSERT INTO` and `MERGE INTO`.
fn into_position(tokens: &[SyntaxToken], meant: &[usize]) -> Option<usize> {
    let mut depth = 0u32;
    for (at, token) in meant.iter().map(|at| &tokens[*at]).enumerate() {
        match token.kind() {
            SyntaxKind::L_PAREN => depth += 1,
            SyntaxKind::R_PAREN => depth = depth.saturating_sub(1),
            SyntaxKind::INTO_KW if depth == 0 => {
                let before = at.checked_sub(1).map(|before| tokens[meant[before]].kind());
                if !matches!(before, Some(SyntaxKind::INSERT_KW | SyntaxKind::MERGE_KW)) {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// Where a list of targets that starts at `start` ends: `STRICT a.b, c`.
fn targets_end(tokens: &[SyntaxToken], meant: &[usize], start: usize) -> Option<usize> {
    let kind = |at: usize| meant.get(at).map(|at| tokens[*at].kind());
    let text = |at: usize| meant.get(at).map(|at| tokens[*at].text());
    let mut at = start;
    if text(at).is_some_and(|text| text.eq_ignore_ascii_case("strict")) {
        at += 1;
    }
    loop {
        at += 1;
        if kind(at) == Some(SyntaxKind::L_BRACK) {
            while kind(at).is_some_and(|kind| kind != SyntaxKind::R_BRACK) {
                at += 1;
            }
            at += 1;
        }
        match kind(at) {
            Some(SyntaxKind::COMMA | SyntaxKind::DOT) => at += 1,
            Some(_) => return Some(at),
            None => return None,
        }
    }
}
