//! What a function comes to, where its body is next to nothing.

use oxc_ast::ast::{Declaration, Expression, Statement};
use oxc_span::GetSpan;

use super::value_of::{path_of, peel, value_of};
use super::{Property, Value};

/// What people write in place of what is to be done, in small letters.
const UNFINISHED: [&str; 5] =
    ["implement me", "not implemented", "not yet implemented", "to be implemented", "unimplemented"];
/// What they write where somebody else is to do it.
const OTHERS: [&str; 6] =
    ["abstract", "derived", "overrid", "subclass", "must be implemented", "child class"];

/// What a function's body comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FunctionBody {
    /// Work, as far as the syntax tells; or nothing at all.
    #[default]
    Works,
    /// It only says that it is not done: `throw new Error('not implemented')`.
    Unfinished,
    /// It ends in an answer that is always the same.
    Constant {
        /// Where the answer begins.
        answer: u32,
        /// Whether it does nothing else.
        is_all: bool,
    },
}

pub(super) fn of_expression(expression: &Expression<'_>) -> FunctionBody {
    answer(expression, expression.span().start, true)
}

pub(super) fn of_statements(statements: &[Statement<'_>]) -> FunctionBody {
    let Some((last, before)) = statements.split_last() else { return FunctionBody::Works };
    let is_all = before.iter().all(is_idle);
    match last {
        Statement::ThrowStatement(throw) if is_all && says_unfinished(&throw.argument) => {
            FunctionBody::Unfinished
        }
        Statement::ReturnStatement(given) => match &given.argument {
            Some(argument) => answer(argument, given.span.start, is_all),
            None => FunctionBody::Works,
        },
        _ => FunctionBody::Works,
    }
}

fn answer(expression: &Expression<'_>, start: u32, is_all: bool) -> FunctionBody {
    if is_all && says_unfinished(expression) {
        FunctionBody::Unfinished
    } else if is_constant(expression) {
        FunctionBody::Constant { answer: start, is_all }
    } else {
        FunctionBody::Works
    }
}

/// Whether a statement changes nothing: a message, a wait, a constant.
fn is_idle(statement: &Statement<'_>) -> bool {
    match statement {
        Statement::EmptyStatement(_) => true,
        Statement::ExpressionStatement(statement) => is_idle_call(&statement.expression),
        statement => match statement.as_declaration() {
            Some(Declaration::VariableDeclaration(variables)) => variables
                .declarations
                .iter()
                .all(|one| one.init.as_ref().is_some_and(|value| value_of(value).is_literal())),
            _ => false,
        },
    }
}

/// `console.log(…)`, `await delay(…)`, `await new Promise(…)`.
fn is_idle_call(expression: &Expression<'_>) -> bool {
    match peel(expression) {
        Expression::AwaitExpression(awaited) => match peel(&awaited.argument) {
            Expression::NewExpression(new) => path_of(&new.callee).as_deref() == Some("Promise"),
            Expression::CallExpression(call) => {
                path_of(&call.callee).is_some_and(|name| matches!(&*name, "delay" | "sleep" | "wait"))
            }
            _ => false,
        },
        Expression::CallExpression(call) => path_of(&call.callee)
            .is_some_and(|name| ["console.", "log.", "logger."].iter().any(|start| name.starts_with(start))),
        _ => false,
    }
}

/// Whether an answer is the same each time: a literal, a response or promise of one.
fn is_constant(expression: &Expression<'_>) -> bool {
    match peel(expression) {
        Expression::CallExpression(call) => {
            path_of(&call.callee).is_some_and(|name| answers(&name))
                && call.arguments.first().and_then(|first| first.as_expression()).is_some_and(is_constant)
        }
        Expression::NewExpression(new) => {
            path_of(&new.callee).is_some_and(|name| &*name == "Response" || &*name == "NextResponse")
                && new.arguments.first().and_then(|first| first.as_expression()).is_some_and(is_constant)
        }
        other => value_of(other).is_literal(),
    }
}

fn answers(name: &str) -> bool {
    matches!(name, "JSON.stringify" | "NextResponse.json" | "Promise.resolve" | "Response.json" | "json")
}

/// Whether a text of what is thrown or answered says that it is not done.
fn says_unfinished(expression: &Expression<'_>) -> bool {
    let arguments = match peel(expression) {
        Expression::NewExpression(new) => &new.arguments,
        Expression::CallExpression(call) => &call.arguments,
        other => return holds_word(&value_of(other)),
    };
    arguments.iter().filter_map(|argument| argument.as_expression()).any(says_unfinished)
}

fn holds_word(value: &Value) -> bool {
    match value {
        Value::Text(text) | Value::Template(text) => {
            let lower = text.to_lowercase();
            let holds = |words: &[&str]| words.iter().any(|word| lower.contains(word));
            holds(&UNFINISHED) && !holds(&OTHERS)
        }
        Value::Object(properties) => properties.iter().any(|Property { value, .. }| holds_word(value)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::FunctionBody;
    use crate::facts::{Content, extract};
    use crate::source::{RelPath, SourceFile};

    fn body(function: &str) -> FunctionBody {
        let text = format!("const f = {function};");
        let facts = extract(&SourceFile::new(RelPath::new("a.ts"), text)).remove(0);
        let Content::TypeScript(script) = facts.content else { panic!("a script") };
        script.functions[0].body
    }

    #[test]
    fn bodies_are_told_apart() {
        for text in [
            "() => { throw new Error('Not implemented yet'); }",
            "function (a) { console.log(a); throw new Error(`Method not implemented.`); }",
            "async () => new Response(JSON.stringify({ error: 'Not implemented' }), { status: 501 })",
        ] {
            assert_eq!(body(text), FunctionBody::Unfinished, "{text}");
        }
        for text in [
            "() => {}",
            "() => { throw new Error('no such note'); }",
            "() => { throw new Error('must be implemented by a subclass: not implemented'); }",
            "(a) => { if (a) throw new Error('not implemented'); return work(a); }",
            "(a) => ({ a })",
        ] {
            assert_eq!(body(text), FunctionBody::Works, "{text}");
        }
        let is_all = |text| matches!(body(text), FunctionBody::Constant { is_all: true, .. });
        assert!(is_all("async () => { await delay(100); return { total: 3, rows: [] }; }"));
        assert!(is_all("() => Response.json({ ok: true })"));
        assert!(!is_all("async (a) => { await save(a); return { ok: true }; }"));
    }
}
