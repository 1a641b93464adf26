//! Conditions that hold only while somebody develops.

use oxc_ast::ast::{
    Argument, BinaryExpression, BinaryOperator, Expression, IfStatement, LogicalOperator, Statement,
    UnaryOperator,
};

use super::value_of::{path_of, peel};

/// Whether `condition` can only come out as `outcome` in development.
pub(super) fn is_development(condition: &Expression<'_>, outcome: bool) -> bool {
    match peel(condition) {
        Expression::UnaryExpression(not) if not.operator == UnaryOperator::LogicalNot => {
            is_development(&not.argument, !outcome)
        }
        Expression::LogicalExpression(logical) => {
            let sides = [&logical.left, &logical.right].map(|side| is_development(side, outcome));
            let one_is_enough = match logical.operator {
                LogicalOperator::And => outcome,
                LogicalOperator::Or => !outcome,
                LogicalOperator::Coalesce => false,
            };
            if one_is_enough { sides.contains(&true) } else { sides == [true, true] }
        }
        Expression::BinaryExpression(comparison) => compares_to_development(comparison, outcome),
        Expression::CallExpression(call) => {
            // `Boolean(DEBUG)`, `localStorage.getItem('debug')`, `Deno.env.get('DEBUG')`, `host.includes('localhost')`
            outcome
                && call.arguments.first().is_some_and(|argument| match argument {
                    Argument::StringLiteral(text) => {
                        is_development_word(&text.value) || is_flag(&text.value) == Some(true)
                    }
                    argument => argument
                        .as_expression()
                        .and_then(path_of)
                        .is_some_and(|path| is_flag(&path) == Some(true)),
                })
        }
        other => {
            last_name_of(other).is_some_and(may_be_flag)
                && path_of(other).and_then(|path| is_flag(&path)) == Some(outcome)
        }
    }
}

/// The last name of a path, if it is one.
pub(super) fn last_name_of<'e>(expression: &'e Expression<'_>) -> Option<&'e str> {
    match expression {
        Expression::Identifier(name) => Some(name.name.as_str()),
        Expression::StaticMemberExpression(member) => Some(member.property.name.as_str()),
        Expression::ComputedMemberExpression(member) => match &member.expression {
            Expression::StringLiteral(name) => Some(name.value.as_str()),
            _ => None,
        },
        Expression::PrivateFieldExpression(member) => Some(member.field.name.as_str()),
        Expression::ChainExpression(chain) => chain.expression.as_member_expression()?.static_property_name(),
        _ => None,
    }
}

/// What costs no copy: each flag begins with one of three letters, or holds `debug`.
fn may_be_flag(name: &str) -> bool {
    let holds = |letter: u8| name.bytes().any(|byte| byte | 0x20 == letter);
    let begins = |part: &str| {
        let first = part.bytes().find(|byte| *byte != b'_');
        first.is_some_and(|first| matches!(first | 0x20, b'd' | b'i' | b'p'))
    };
    begins(name.rsplit('.').next().unwrap_or(name)) && (holds(b'd') || holds(b'l'))
        || (holds(b'b') && holds(b'g'))
}

/// Whether the statements behind `guard` run in development only: `if (!DEV) return;`.
pub(super) fn leaves_unless_development(guard: &IfStatement<'_>) -> bool {
    guard.alternate.is_none() && leaves(&guard.consequent) && is_development(&guard.test, false)
}

/// Whether nothing behind a statement runs.
pub(super) fn leaves(statement: &Statement<'_>) -> bool {
    match statement {
        Statement::BlockStatement(block) => block.body.last().is_some_and(leaves),
        Statement::ReturnStatement(_)
        | Statement::ThrowStatement(_)
        | Statement::ContinueStatement(_)
        | Statement::BreakStatement(_) => true,
        _ => false,
    }
}

fn compares_to_development(comparison: &BinaryExpression<'_>, outcome: bool) -> bool {
    let is_equal = match comparison.operator {
        BinaryOperator::Equality | BinaryOperator::StrictEquality => outcome,
        BinaryOperator::Inequality | BinaryOperator::StrictInequality => !outcome,
        _ => return false,
    };
    let (left, right) = (peel(&comparison.left), peel(&comparison.right));
    let is_constant =
        |side: &Expression<'_>| matches!(side, Expression::StringLiteral(_) | Expression::BooleanLiteral(_));
    let (subject, constant) = if is_constant(left) { (right, left) } else { (left, right) };
    match constant {
        Expression::BooleanLiteral(constant) => is_development(subject, constant.value == is_equal),
        Expression::StringLiteral(constant) => match constant.value.as_str() {
            "true" | "1" | "on" => is_development(subject, is_equal),
            "production" | "prod" => !is_equal && names_environment(subject),
            word if is_development_word(word) => is_equal,
            _ => false,
        },
        _ => false,
    }
}

fn is_development_word(word: &str) -> bool {
    matches!(word, "development" | "dev" | "local" | "localhost" | "127.0.0.1")
}

/// `NODE_ENV`, `import.meta.env.MODE`, `Deno.env.get('ENVIRONMENT')`: "not production" means something.
fn names_environment(subject: &Expression<'_>) -> bool {
    let says_environment = |name: &str| {
        let name = name.to_ascii_lowercase();
        name.contains("env") || name.contains("mode") || name.contains("stage")
    };
    match subject {
        Expression::CallExpression(call) => call.arguments.first().is_some_and(
            |argument| matches!(argument, Argument::StringLiteral(text) if says_environment(&text.value)),
        ),
        other => path_of(other).is_some_and(|path| says_environment(&path)),
    }
}

/// Whether the last name of a path is a flag that says development (`true`) or production (`false`).
fn is_flag(path: &str) -> Option<bool> {
    let name = path.rsplit('.').next().unwrap_or(path);
    let mut word = name.to_ascii_lowercase();
    word.retain(|letter| letter != '_');
    match word.as_str() {
        "dev"
        | "isdev"
        | "development"
        | "isdevelopment"
        | "devmode"
        | "isdevmode"
        | "developmentmode"
        | "isdevelopmentmode"
        | "isdevenv"
        | "isdevelopmentenvironment"
        | "islocal"
        | "islocalhost"
        | "islocaldev"
        | "islocaldevelopment" => Some(true),
        "prod" | "isprod" | "production" | "isproduction" | "isprodenv" => Some(false),
        word if word.contains("debug") => Some(true),
        _ => None,
    }
}
