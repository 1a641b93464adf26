//! Statements that begin, keep or take back what others did.

use squawk_syntax::SyntaxNode;
use squawk_syntax::ast::{self, AstNode};

use super::name;
use super::statement::Action;

/// What a statement does to its transaction; `None` for any other statement.
pub(super) fn action(statement: &ast::Stmt) -> Option<Action> {
    let named = |node: &SyntaxNode| Some(name::identifier(&node.children().next()?));
    match statement {
        ast::Stmt::Begin(_) => Some(Action::Begin),
        ast::Stmt::Commit(ast::Commit::CommitTransaction(_)) => Some(Action::Commit),
        ast::Stmt::Rollback(ast::Rollback::RollbackTransaction(_)) => Some(Action::Rollback),
        ast::Stmt::Rollback(ast::Rollback::RollbackToSavepoint(to)) => {
            Some(Action::RollbackTo(named(to.syntax())?))
        }
        ast::Stmt::SavepointCreate(save) => Some(Action::Savepoint(named(save.syntax())?)),
        ast::Stmt::ReleaseSavepoint(release) => Some(Action::Release(named(release.syntax())?)),
        _ => None,
    }
}
