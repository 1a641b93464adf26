//! Statements that a body in plpgsql puts together and runs, and what is joined into them.
//!
//! A value is bound (`USING`), quoted (`%I`, `%L`, `quote_ident`) or of a type that no quote gets into;
//! any other can end the text it stands in and begin one of its own.

mod scope;

use std::collections::BTreeSet;

use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::plpgsql::Plpgsql;
use squawk_syntax::{SyntaxKind, SyntaxNode};

use self::scope::Scope;
use super::origin::Origin;
use super::routine::Parameter;
use crate::source::Span;

/// `EXECUTE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DynamicStatement {
    /// The expression that gives the statement.
    pub span: Span,
    /// The worst that is joined into it.
    pub text: DynamicText,
    /// Whether its rows are used, so that it reads.
    pub is_read: bool,
}

/// What a statement that is put together consists of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DynamicText {
    /// Constants.
    Constant,
    /// Constants, and values that are quoted or need no quotes.
    Quoted,
    /// A value of the catalogue or of the trigger's own table, as it is: a name that may need quotes.
    Name(Box<str>),
    /// A value from a table, as it is.
    Data(Box<str>),
    /// What the caller gave, as it is.
    Parameter(Box<str>),
    /// The caller gives all of it.
    Whole(Box<str>),
}

/// The statements that a body puts together, in order.
pub(super) fn statements(
    body: &Plpgsql,
    parameters: &[Parameter],
    origin: Origin<'_>,
) -> Vec<DynamicStatement> {
    let root = body.syntax();
    let origin = origin.within(body);
    let mut scope: Option<Scope> = None;
    let mut found = Vec::new();
    for node in root.descendants() {
        let Some(query) = executed(&node) else { continue };
        let scope = scope.get_or_insert_with(|| Scope::of(&root, parameters));
        let text = match scope.judge(&query, &mut BTreeSet::new()) {
            DynamicText::Parameter(what) if query.text() == *what => DynamicText::Whole(what),
            text => text,
        };
        let is_statement = node.kind() == SyntaxKind::PLPGSQL_DYN_EXECUTE_STMT;
        let is_read =
            !is_statement || node.children().any(|child| ast::PlpgsqlIntoClause::can_cast(child.kind()));
        found.push(DynamicStatement { span: origin.span(&query), text, is_read });
    }
    found
}

fn executed(node: &SyntaxNode) -> Option<SyntaxNode> {
    let query = match node.kind() {
        SyntaxKind::PLPGSQL_DYN_EXECUTE_STMT => ast::PlpgsqlDynExecuteStmt::cast(node.clone())?.query(),
        SyntaxKind::PLPGSQL_FOR_DYN_STMT => ast::PlpgsqlForDynStmt::cast(node.clone())?.query(),
        SyntaxKind::PLPGSQL_OPEN_EXECUTE => ast::PlpgsqlOpenExecute::cast(node.clone())?.query(),
        SyntaxKind::PLPGSQL_RETURN_QUERY_EXECUTE_STMT => {
            ast::PlpgsqlReturnQueryExecuteStmt::cast(node.clone())?.query()
        }
        _ => return None,
    };
    Some(query?.syntax().clone())
}
