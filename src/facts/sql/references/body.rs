//! What only bodies hold: expressions that are queries without `SELECT`, and statements with `INTO`,
//! which the parser leaves unread.

use squawk_syntax::ast::AstNode;
use squawk_syntax::{SyntaxKind, SyntaxNode};

use super::read::Reader;
use crate::facts::sql::into::without_into;
use crate::facts::sql::tree::Parser;

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
        let (text, places) = without_into(node);
        if places.is_empty() {
            return self.read_children(node, scope);
        }
        let Some(tree) = Parser::parse_part(&text) else { return };
        let outer = self.shift;
        self.shift += u32::from(node.text_range().start());
        self.read_children(tree.syntax(), scope);
        self.shift = outer;
    }
}
