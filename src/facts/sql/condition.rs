//! What the condition of a policy comes to: which rows it lets through, and what it asks the session for.

use squawk_syntax::ast::{self, AstNode, BinOp, LitKind};
use squawk_syntax::{SyntaxKind, SyntaxNode};

use super::name;
use super::tree;

/// Which rows a condition lets through, from none to all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Breadth {
    /// None: it is constantly false.
    Nothing,
    /// Those whose column holds the caller's own id.
    OwnRows,
    /// Those that fulfil something else.
    Some,
    /// All: it is constantly true.
    Everything,
}

/// A function that asks the session who is calling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SessionCall {
    /// `auth.uid()`.
    Uid,
    /// `auth.jwt()`.
    Jwt,
    /// `auth.role()`.
    Role,
    /// `auth.email()`.
    Email,
    /// `current_setting(…)`.
    CurrentSetting,
}

/// What a condition comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Which rows it lets through.
    pub breadth: Breadth,
    /// Session functions that it calls for each row: nowhere is the same call all that a sub-select gives.
    pub calls_for_each_row: Vec<SessionCall>,
    /// Whether it reads `user_metadata` of the caller's token, which callers write themselves.
    pub trusts_user_metadata: bool,
}

impl SessionCall {
    const ALL: [Self; 5] = [Self::Uid, Self::Jwt, Self::Role, Self::Email, Self::CurrentSetting];

    /// As people write it.
    pub fn shown(self) -> &'static str {
        match self {
            Self::Uid => "auth.uid()",
            Self::Jwt => "auth.jwt()",
            Self::Role => "auth.role()",
            Self::Email => "auth.email()",
            Self::CurrentSetting => "current_setting()",
        }
    }

    /// The function that a call names, its path folded; `None` for every other.
    fn named(path: &str) -> Option<Self> {
        match path {
            "auth.uid" => Some(Self::Uid),
            "auth.jwt" => Some(Self::Jwt),
            "auth.role" => Some(Self::Role),
            "auth.email" => Some(Self::Email),
            // Whatever its schema or prefix: a wrapper of that name does the same.
            _ => path.ends_with("current_setting").then_some(Self::CurrentSetting),
        }
    }
}

/// Reads a condition.
pub(super) fn read(expression: &ast::Expr) -> Condition {
    let node = expression.syntax();
    let called: Vec<ast::CallExpr> = node.descendants().filter_map(ast::CallExpr::cast).collect();
    let is_called = |wanted: SessionCall| {
        called.iter().any(|call| session_call(call) == Some(wanted) && takes(call, wanted))
    };
    let calls_for_each_row = SessionCall::ALL
        .into_iter()
        .filter(|wanted| is_called(*wanted) && !called.iter().any(|call| is_selected(call, *wanted)));
    Condition {
        breadth: breadth(expression),
        calls_for_each_row: calls_for_each_row.collect(),
        trusts_user_metadata: called.iter().any(|call| is_token(call) && reads_user_metadata(node, call)),
    }
}

fn session_call(call: &ast::CallExpr) -> Option<SessionCall> {
    SessionCall::named(&path(&call.expr()?)?)
}

/// `auth.uid` with an argument is another function.
fn takes(call: &ast::CallExpr, wanted: SessionCall) -> bool {
    let has_arguments = call.arg_list().is_some_and(|list| list.args().next().is_some());
    has_arguments == (wanted == SessionCall::CurrentSetting)
}

/// `schema.name` of a name, folded; `None` for what is no name.
fn path(expression: &ast::Expr) -> Option<String> {
    match expression {
        ast::Expr::NameRef(name) => Some(name::identifier(name.syntax()).to_string()),
        ast::Expr::FieldExpr(field) => {
            let base = path(&field.base()?)?;
            Some(format!("{base}.{}", name::identifier(field.field()?.syntax())))
        }
        _ => None,
    }
}

/// Whether the call alone is the first thing that a `SELECT` gives: then it is made once.
fn is_selected(call: &ast::CallExpr, wanted: SessionCall) -> bool {
    let is_it = session_call(call) == Some(wanted);
    is_it
        && call.syntax().parent().is_some_and(|parent| {
            let is_first = call.syntax().prev_sibling().is_none();
            let is_target = parent.kind() == SyntaxKind::TARGET && is_first;
            is_target && parent.prev_sibling().is_none() && !is_distinct(&parent)
        })
}

fn is_distinct(target: &SyntaxNode) -> bool {
    let select = target.ancestors().find(|node| node.kind() == SyntaxKind::SELECT_CLAUSE);
    select.is_some_and(|select| select.children().any(|child| child.kind() == SyntaxKind::DISTINCT_CLAUSE))
}

/// Whether a call gives the caller's token.
fn is_token(call: &ast::CallExpr) -> bool {
    match session_call(call) {
        Some(SessionCall::Jwt) => true,
        Some(SessionCall::CurrentSetting) => call
            .arg_list()
            .is_some_and(|list| list.syntax().text().to_string().contains("request.jwt.claims")),
        _ => false,
    }
}

/// Whether `user_metadata` stands behind the call.
fn reads_user_metadata(condition: &SyntaxNode, call: &ast::CallExpr) -> bool {
    let text = tree::text(condition);
    let end = usize::from(call.syntax().text_range().end() - condition.text_range().start());
    text.get(end..).is_some_and(|rest| rest.contains("user_metadata"))
}

/// Which rows an expression lets through: `AND` narrows, `OR` widens.
fn breadth(expression: &ast::Expr) -> Breadth {
    match bare(expression) {
        ast::Expr::BinExpr(binary) => of_operator(&binary),
        ast::Expr::PrefixExpr(prefix) if matches!(prefix.op(), Some(ast::PrefixOp::Not(_))) => {
            match prefix.expr().map(|inner| breadth(&inner)) {
                Some(Breadth::Everything) => Breadth::Nothing,
                Some(Breadth::Nothing) => Breadth::Everything,
                _ => Breadth::Some,
            }
        }
        constant => match truth(&constant) {
            Some(true) => Breadth::Everything,
            Some(false) => Breadth::Nothing,
            None => Breadth::Some,
        },
    }
}

fn of_operator(binary: &ast::BinExpr) -> Breadth {
    let (Some(left), Some(right), Some(operator)) = (binary.lhs(), binary.rhs(), binary.op()) else {
        return Breadth::Some;
    };
    match operator {
        BinOp::And(_) => breadth(&left).min(breadth(&right)),
        BinOp::Or(_) => breadth(&left).max(breadth(&right)),
        BinOp::Eq(_) | BinOp::IsNotDistinctFrom(_) | BinOp::In(_) => {
            if let Some(holds) = equal_constants(&left, &right) {
                return if holds { Breadth::Everything } else { Breadth::Nothing };
            }
            let compares = |one: &ast::Expr, other: &ast::Expr| is_caller(one) && is_column(other);
            if compares(&left, &right) || compares(&right, &left) { Breadth::OwnRows } else { Breadth::Some }
        }
        _ => Breadth::Some,
    }
}

/// An expression without the parentheses and casts around it.
fn bare(expression: &ast::Expr) -> ast::Expr {
    let inner = match expression {
        ast::Expr::ParenExpr(paren) => paren.expr(),
        ast::Expr::CastExpr(cast) if cast.literal().is_none() => cast.expr(),
        ast::Expr::BinExpr(binary) if matches!(binary.op(), Some(BinOp::ColonColon(_))) => binary.lhs(),
        _ => None,
    };
    inner.map_or_else(|| expression.clone(), |inner| bare(&inner))
}

fn literal(expression: &ast::Expr) -> Option<ast::Literal> {
    match expression {
        ast::Expr::Literal(literal) => Some(literal.clone()),
        ast::Expr::CastExpr(cast) => cast.literal(),
        _ => None,
    }
}

/// A truth value, also as text that is one.
fn truth(expression: &ast::Expr) -> Option<bool> {
    let literal = literal(expression)?;
    match literal.kind()? {
        LitKind::True(_) => Some(true),
        LitKind::False(_) | LitKind::Null(_) => Some(false),
        LitKind::String(_) => match literal.string_value()?.trim().to_ascii_lowercase().as_str() {
            "t" | "true" | "y" | "yes" | "on" | "1" => Some(true),
            "f" | "false" | "n" | "no" | "off" | "0" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// Whether two literals are the same; `None` where one is none.
fn equal_constants(left: &ast::Expr, right: &ast::Expr) -> Option<bool> {
    let text = |expression: &ast::Expr| {
        let literal = literal(&bare(expression))?;
        Some(literal.syntax().text().to_string().to_ascii_lowercase())
    };
    Some(text(left)? == text(right)?)
}

/// Whether an expression is the caller's id: `auth.uid()`, cast or selected or not.
fn is_caller(expression: &ast::Expr) -> bool {
    let node = expression.syntax();
    let mut calls = node.descendants().filter_map(ast::CallExpr::cast);
    let is_uid = calls.any(|call| session_call(&call) == Some(SessionCall::Uid));
    // `(SELECT auth.uid())` reads no table, and nothing else stands beside it.
    is_uid && !node.descendants().any(|inner| inner.kind() == SyntaxKind::FROM_CLAUSE) && columns(node) == 0
}

/// Whether an expression is a column or made of columns, without a query of its own.
fn is_column(expression: &ast::Expr) -> bool {
    let node = expression.syntax();
    let has_query = node.descendants().any(|inner| ast::SelectVariant::can_cast(inner.kind()));
    let mut calls = node.descendants().filter_map(ast::CallExpr::cast);
    !has_query && !calls.any(|call| session_call(&call).is_some()) && columns(node) > 0
}

/// How many names stand in `node` that no call consists of.
fn columns(node: &SyntaxNode) -> usize {
    let names = node.descendants().filter(|inner| inner.kind() == SyntaxKind::NAME_REF);
    let is_of_call = |name: &SyntaxNode| {
        let mut path = name.clone();
        while let Some(parent) = path.parent().filter(|parent| parent.kind() == SyntaxKind::FIELD_EXPR) {
            path = parent;
        }
        path.parent().is_some_and(|parent| parent.kind() == SyntaxKind::CALL_EXPR)
    };
    names.filter(|name| !is_of_call(name)).count()
}

#[cfg(test)]
mod tests {
    use super::super::{Action, read_composed};
    use super::*;
    use crate::source::Span;

    fn condition(text: &str) -> Condition {
        let statement = format!("create policy p on t using ({text})");
        let mut statements = read_composed(&statement, Span::default()).expect("a good statement");
        match statements.remove(0).action {
            Action::CreatePolicy(policy) => policy.using_condition.expect("a condition"),
            other => panic!("{other:?}"),
        }
    }

    fn breadth(text: &str) -> Breadth {
        condition(text).breadth
    }

    #[test]
    fn constants_let_through_everything_or_nothing() {
        for text in ["true", "(TRUE)", "1=1", "true::boolean", "'t'::bool", "not false", "a or true"] {
            assert_eq!(breadth(text), Breadth::Everything, "{text}");
        }
        for text in ["false", "null", "a and false", "1 = 2"] {
            assert_eq!(breadth(text), Breadth::Nothing, "{text}");
        }
    }

    #[test]
    fn own_rows_are_those_that_hold_the_callers_id() {
        let own = [
            "auth.uid() = user_id",
            "t.user_id = (select auth.uid())",
            "(auth.uid())::text = (storage.foldername(name))[1]",
            "auth.uid() in (sender_id, receiver_id)",
            "auth.uid() = user_id and kind <> 'x'",
            "auth.uid() = any (members)",
        ];
        for text in own {
            assert_eq!(breadth(text), Breadth::OwnRows, "{text}");
        }
        let some = [
            "auth.uid() is not null",
            "auth.uid() = user_id or is_public",
            "exists (select 1 from members m where m.user_id = auth.uid())",
            "auth.uid() in (select user_id from members)",
            "auth.role() = 'authenticated'",
            "has_role(auth.uid(), 'admin')",
        ];
        for text in some {
            assert_eq!(breadth(text), Breadth::Some, "{text}");
        }
    }

    #[test]
    fn a_call_that_a_sub_select_gives_alone_is_made_once() {
        let calls = |text: &str| condition(text).calls_for_each_row;
        assert_eq!(calls("auth.uid() = user_id"), [SessionCall::Uid]);
        assert_eq!(calls("(SELECT auth.uid()) = user_id"), []);
        assert_eq!(calls("(SELECT auth.uid() AS uid) = user_id or auth.uid() = b"), []);
        assert_eq!(calls("(select auth.jwt() ->> 'role') = 'x'"), [SessionCall::Jwt]);
        assert_eq!(calls("(select auth.uid()::text) = a"), [SessionCall::Uid]);
        assert_eq!(calls("current_setting('app.tenant', true) = tenant"), [SessionCall::CurrentSetting]);
        assert_eq!(calls("(select current_setting('app.tenant', true)) = tenant"), []);
        assert_eq!(calls("a = b"), []);
    }

    #[test]
    fn user_metadata_of_the_token_is_the_callers_own_word() {
        let trusts = |text: &str| condition(text).trusts_user_metadata;
        assert!(trusts("(auth.jwt() -> 'user_metadata' ->> 'role') = 'admin'"));
        assert!(trusts("(current_setting('request.jwt.claims', true)::json -> 'user_metadata') is not null"));
        assert!(!trusts("(auth.jwt() -> 'app_metadata' ->> 'role') = 'admin'"));
        assert!(!trusts("user_metadata is null and auth.uid() = id"));
    }
}
