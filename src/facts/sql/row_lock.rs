//! Rows that a body locks as it reads them.

use memchr::memmem;
use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::{SourceFile, SyntaxKind, SyntaxNode};

use super::into::without_into;
use super::origin::Origin;
use crate::source::Span;

/// Words that say that a row waits for somebody to take it, in lower case.
const WAITING: [&str; 10] =
    ["new", "open", "pending", "queued", "ready", "retry", "scheduled", "todo", "unprocessed", "waiting"];

/// `SELECT … FOR UPDATE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowLock {
    /// The clause.
    pub span: Span,
    /// Whether it takes rows of which any will do: some of those that wait, not one by its key.
    pub claims: bool,
    /// Whether rows that another has locked are passed over, or refused at once.
    pub waits: bool,
}

/// Whether a text, in lower case, holds an `UPDATE` right behind a `FOR` or a `KEY`: with none it locks no row
/// to change it. Comments may stand between the two.
pub(super) fn may_lock(text: &str) -> bool {
    memmem::find_iter(text.as_bytes(), "update").any(|at| {
        let before = without_comments(&text[..at]);
        ["for", "key", "*/"].iter().any(|word| before.ends_with(word))
    })
}

/// A text without the line comments and the white space at its end.
fn without_comments(mut text: &str) -> &str {
    loop {
        text = text.trim_end();
        let line = text.rfind('\n').map_or(0, |end| end + 1);
        let Some(comment) = text[line..].find("--") else { return text };
        text = &text[..line + comment];
    }
}

/// The clauses below a node, in order.
pub(super) fn locks(node: &SyntaxNode, origin: Origin<'_>) -> Vec<RowLock> {
    let mut found = Vec::new();
    for node in node.descendants() {
        found.extend(unread(&node, origin).into_iter().flatten());
        let clause = ast::LockingClause::cast(node).filter(is_for_update);
        found.extend(clause.map(|clause| lower(&clause, 0, origin)));
    }
    found
}

/// Those of `SELECT … INTO`, which the parser does not read within blocks.
fn unread(node: &SyntaxNode, origin: Origin<'_>) -> Option<Vec<RowLock>> {
    let (text, places) = (node.kind() == SyntaxKind::ERROR).then(|| without_into(node))?;
    let start = u32::from(node.text_range().start());
    let parse = (!places.is_empty()).then(|| SourceFile::parse(&text))?;
    let clauses = parse.syntax_node().descendants().filter_map(ast::LockingClause::cast);
    Some(clauses.filter(is_for_update).map(|clause| lower(&clause, start, origin)).collect())
}

fn is_for_update(clause: &ast::LockingClause) -> bool {
    matches!(
        clause.lock_strength(),
        Some(ast::LockStrength::ForUpdate(_) | ast::LockStrength::ForNoKeyUpdate(_))
    )
}

fn lower(clause: &ast::LockingClause, shift: u32, origin: Origin<'_>) -> RowLock {
    let query = clause.syntax().parent();
    let has_limit = query.as_ref().is_some_and(|query| {
        query
            .children()
            .any(|child| ast::LimitClause::can_cast(child.kind()) || ast::FetchClause::can_cast(child.kind()))
    });
    let condition = query.and_then(|query| query.children().find_map(ast::WhereClause::cast));
    RowLock {
        span: origin.span_behind(clause.syntax(), shift),
        claims: has_limit || condition.is_some_and(|condition| names_waiting(condition.syntax())),
        waits: clause.lock_wait().is_none(),
    }
}

fn names_waiting(condition: &SyntaxNode) -> bool {
    let literals = condition.descendants().filter_map(ast::Literal::cast);
    let mut texts = literals.filter_map(|literal| literal.string_value());
    texts.any(|text| WAITING.iter().any(|word| word.eq_ignore_ascii_case(&text)))
}
