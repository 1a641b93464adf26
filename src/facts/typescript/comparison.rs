//! Where a script compares what reads as a credential.

use oxc_ast::ast;
use oxc_ast::ast::{BinaryOperator, Expression};

use super::collector::Collector;
use super::condition::last_name_of;
use super::value_of::{path_of, peel, push_path};

/// Words of names that hold what tells who somebody is.
const WORDS: [&str; 19] = [
    "accesskey",
    "adminkey",
    "apikey",
    "authheader",
    "authorization",
    "authtoken",
    "bearer",
    "credential",
    "cronkey",
    "digest",
    "hmac",
    "otp",
    "passphrase",
    "password",
    "secret",
    "servicekey",
    "servicerole",
    "signature",
    "token",
];
/// Words that say that a token or a key is something else.
const OTHER_WORDS: [&str; 6] = ["authorid", "authorname", "count", "nextpage", "pagetoken", "tokens"];

/// Two values that are compared for being the same, one of them a credential by its name, or one that the caller
/// sends with one that the environment holds. Constants left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// What stands on both sides: a path, or a call with its first argument if that is a text:
    /// `req.headers.get(x-secret)`.
    pub sides: [Box<str>; 2],
    /// Index of the function it stands in; `None` at the top level.
    pub function: Option<u32>,
}

/// Where a value comes from that shows who somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Witness {
    /// A header or parameter of the request.
    Header,
    /// A variable of the environment.
    Environment,
}

impl Collector<'_> {
    /// Takes down that a variable holds what a caller sends, or what the environment holds.
    pub(super) fn note_witness(&mut self, pattern: &ast::BindingPattern<'_>, value: &Expression<'_>) {
        if let Some(witness) = self.witness_in(value)
            && let Some(name) = pattern.get_identifier_name()
        {
            self.witnesses.push((name.as_str().into(), witness));
        }
    }

    /// Where a value comes from, what is done to its text looked through.
    fn witness_in(&self, value: &Expression<'_>) -> Option<Witness> {
        let (member, is_called) = match peel(value) {
            Expression::LogicalExpression(logical) => return self.witness_in(&logical.left),
            Expression::CallExpression(call) => (peel(&call.callee).as_member_expression()?, true),
            Expression::ChainExpression(chain) => match &chain.expression {
                ast::ChainElement::CallExpression(call) => (peel(&call.callee).as_member_expression()?, true),
                other => (other.as_member_expression()?, false),
            },
            other => (other.as_member_expression()?, false),
        };
        let object = member.object();
        match (member.static_property_name()?, is_called) {
            (_, false) if self.environment_of(object).is_some() => Some(Witness::Environment),
            (_, false) => (last_name_of(object)? == "headers").then_some(Witness::Header),
            ("get" | "header", true) => match last_name_of(object)? {
                "env" => Some(Witness::Environment),
                "headers" | "req" | "request" | "searchParams" => Some(Witness::Header),
                _ => None,
            },
            ("replace" | "slice" | "split" | "substring" | "toString" | "trim", true) => {
                self.witness_in(object)
            }
            _ => None,
        }
    }

    /// Where one side of a comparison comes from.
    fn witness(&self, side: &str) -> Option<Witness> {
        let known = self.witnesses.iter().rev().find(|(name, _)| **name == *side);
        known.map(|(_, witness)| *witness).or_else(|| witness_of(side))
    }

    /// Takes down `a === b` and its like.
    pub(super) fn comparison(&mut self, comparison: &ast::BinaryExpression<'_>) {
        let is_equality = matches!(
            comparison.operator,
            BinaryOperator::Equality
                | BinaryOperator::Inequality
                | BinaryOperator::StrictEquality
                | BinaryOperator::StrictInequality
        );
        if !is_equality {
            return;
        }
        let Some(left) = side(&comparison.left) else { return };
        let Some(right) = side(&comparison.right) else { return };
        let shows = |side: &str| self.witness(side);
        let is_shared = matches!(
            (shows(&left), shows(&right)),
            (Some(Witness::Header), Some(Witness::Environment))
                | (Some(Witness::Environment), Some(Witness::Header))
        );
        if is_shared || is_credential(&left) || is_credential(&right) {
            self.facts.comparisons.push(Comparison { sides: [left, right], function: self.function });
        }
    }
}

/// Whether a name reads as that of a credential.
pub fn is_credential(name: &str) -> bool {
    let plain: String =
        name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect();
    WORDS.iter().any(|word| plain.contains(word)) && !OTHER_WORDS.iter().any(|word| plain.contains(word))
}

/// Where what is read so comes from.
fn witness_of(name: &str) -> Option<Witness> {
    let is_header = ["headers.get(", "req.header(", "request.header(", "searchParams.get("]
        .iter()
        .any(|mark| name.contains(mark))
        || name.contains(".headers.");
    let is_environment = name.contains(".env.") || name.starts_with("env.");
    match (is_header, is_environment) {
        (true, _) => Some(Witness::Header),
        (_, true) => Some(Witness::Environment),
        _ => None,
    }
}

/// What a side of a comparison is called; `None` for constants, and for what has no name.
fn side(expression: &Expression<'_>) -> Option<Box<str>> {
    match peel(expression) {
        Expression::Identifier(name) if name.name == "undefined" => None,
        Expression::AwaitExpression(awaited) => side(&awaited.argument),
        Expression::TemplateLiteral(template) => template.expressions.iter().find_map(side),
        Expression::BinaryExpression(sum) if sum.operator == BinaryOperator::Addition => {
            side(&sum.right).or_else(|| side(&sum.left))
        }
        Expression::ChainExpression(chain) => match &chain.expression {
            ast::ChainElement::CallExpression(call) => called(call),
            _ => path_of(expression),
        },
        Expression::CallExpression(call) => called(call),
        other => path_of(other),
    }
}

fn called(call: &ast::CallExpression<'_>) -> Option<Box<str>> {
    let mut name = String::new();
    if !push_path(&call.callee, &mut name) {
        return None;
    }
    if let Some(ast::Argument::StringLiteral(text)) = call.arguments.first() {
        name.push('(');
        name.push_str(&text.value);
        name.push(')');
    }
    Some(name.into())
}

#[cfg(test)]
mod tests {
    use super::super::Comparison;
    use crate::facts::{Content, extract};
    use crate::source::{RelPath, SourceFile};

    #[test]
    fn credentials_are_compared() {
        let text = "if (req.headers.get('x-cron-secret') !== Deno.env.get('CRON_SECRET')) no();
            if (req.headers.get('authorization') !== `Bearer ${key}`) a; if (auth !== 'Bearer ' + serviceKey) b; x?.token == y;
            const given = req.headers.get('x-cron')?.replace('Bearer ', ''); const wanted = Deno.env.get('PARTNER_KEY') ?? ''; if (given !== wanted) d;
            if (given === other || wanted === mode) e;
            if (token === 'a' || secret == null || token === undefined || id === other) c;";
        let facts = extract(&SourceFile::new(RelPath::new("a.ts"), text)).remove(0);
        let Content::TypeScript(script) = facts.content else { panic!("a script") };
        let sides: Vec<_> = script.comparisons.iter().map(|one: &Comparison| one.sides.join(" = ")).collect();
        assert_eq!(
            sides,
            [
                "req.headers.get(x-cron-secret) = Deno.env.get(CRON_SECRET)",
                "req.headers.get(authorization) = key",
                "auth = serviceKey",
                "x.token = y",
                "given = wanted"
            ]
        );
    }
}
