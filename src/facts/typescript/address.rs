//! Addresses of edge functions in strings and templates. Longer texts that only show one, samples of code
//! above all, hold none.

use memchr::memmem;
use oxc_ast::ast::{
    BinaryExpression, BinaryOperator, CallExpression, Expression, Program, StringLiteral, TemplateLiteral,
};
use oxc_ast_visit::{Visit, walk};

use super::value_of::{path_of, peel};
use crate::source::Span;

/// What stands before a function's name in its address.
const MARK: &str = "/functions/v1/";

/// An address that names an edge function: `${url}/functions/v1/send-mail`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionAddress {
    /// The function's name.
    pub name: Box<str>,
    /// Where the address stands.
    pub span: Span,
    /// What it begins with.
    pub base: AddressBase,
}

/// What an address begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddressBase {
    /// The text before the path; empty when nothing is known.
    Text(Box<str>),
    /// A name or member path, or the variable of the environment that a call reads: `env.SUPABASE_URL`.
    Path(Box<str>),
}

/// Those of a program, in source order; a file without any costs a search.
pub(super) fn read(text: &str, program: &Program<'_>) -> Vec<FunctionAddress> {
    let mut finder = Finder::default();
    if memmem::find(text.as_bytes(), MARK.as_bytes()).is_some() {
        finder.visit_program(program);
    }
    finder.found.sort_by_key(|address| address.span);
    finder.found
}

#[derive(Default)]
struct Finder {
    found: Vec<FunctionAddress>,
    /// What is joined before the literal that starts there.
    joined: Option<(u32, AddressBase)>,
}

impl<'a> Visit<'a> for Finder {
    fn visit_binary_expression(&mut self, sum: &BinaryExpression<'a>) {
        if sum.operator == BinaryOperator::Addition
            && let Expression::StringLiteral(literal) = peel(&sum.right)
        {
            self.joined = base(&sum.left).map(|base| (literal.span.start, base));
        }
        walk::walk_binary_expression(self, sum);
    }

    fn visit_string_literal(&mut self, literal: &StringLiteral<'a>) {
        let joined = self.joined.take_if(|(start, _)| *start == literal.span.start).map(|(_, base)| base);
        self.add(literal.span, &literal.value, joined, false);
    }

    fn visit_template_literal(&mut self, literal: &TemplateLiteral<'a>) {
        // One that begins with text in several lines is no address.
        let holes = literal.expressions.len();
        for (at, part) in literal.quasis.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|before| literal.expressions.get(before));
            let text = part.value.cooked.as_ref().map_or(part.value.raw.as_str(), |cooked| cooked.as_str());
            let is_first =
                at <= 1 && literal.quasis.first().is_some_and(|first| at == 0 || first.value.raw.is_empty());
            if is_first {
                self.add(literal.span, text, before.and_then(base), at < holes);
            }
        }
        walk::walk_template_literal(self, literal);
    }
}

impl Finder {
    /// Takes down the address in `text`, which a hole follows or not.
    fn add(&mut self, at: oxc_span::Span, text: &str, base: Option<AddressBase>, is_open: bool) {
        let Some((before, rest)) = text.split_once(MARK) else { return };
        if before.contains(char::is_whitespace) {
            return;
        }
        let is_end = |c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_';
        let length = rest.find(is_end).unwrap_or(rest.len());
        if length == 0 || (length == rest.len() && is_open) {
            return;
        }
        let base = base.filter(|_| before.is_empty()).unwrap_or_else(|| AddressBase::Text(before.into()));
        let span = super::value_of::span(at);
        self.found.push(FunctionAddress { name: rest[..length].into(), span, base });
    }
}

/// What an expression that an address begins with says of it.
fn base(expression: &Expression<'_>) -> Option<AddressBase> {
    let inner = match peel(expression) {
        Expression::LogicalExpression(logical) => peel(&logical.left),
        other => other,
    };
    let path = match inner {
        Expression::CallExpression(call) => variable(call)?,
        Expression::StringLiteral(text) => return Some(AddressBase::Text(text.value.as_str().into())),
        other => path_of(other)?,
    };
    Some(AddressBase::Path(path))
}

/// `env.X` for a call that reads the variable X of the environment.
fn variable(call: &CallExpression<'_>) -> Option<Box<str>> {
    let callee = path_of(peel(&call.callee))?;
    let name = call.arguments.first()?.as_expression()?;
    let Expression::StringLiteral(name) = peel(name) else { return None };
    callee.to_ascii_lowercase().contains("env").then(|| format!("env.{}", name.value).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{Content, extract};
    use crate::source::{RelPath, SourceFile};

    /// `base name` of each address.
    fn addresses(text: &str) -> Vec<String> {
        let facts = extract(&SourceFile::new(RelPath::new("a.tsx"), text)).remove(0);
        let Content::TypeScript(script) = facts.content else { panic!("a script") };
        let shown = |address: &FunctionAddress| match &address.base {
            AddressBase::Text(text) => format!("'{text}' {}", address.name),
            AddressBase::Path(path) => format!("{path} {}", address.name),
        };
        script.addresses.iter().map(shown).collect()
    }

    #[test]
    fn strings_and_templates_hold_addresses() {
        let text = "f(`${url}/functions/v1/send-mail?x=${y}`); f(base + '/functions/v1/pay'); f('https://a.supabase.co/functions/v1/tick/now'); f(`${Deno.env.get('SUPABASE_URL')}/functions/v1/a_b`); <a href=\"/functions/v1/page\" />;";
        let expected =
            ["url send-mail", "base pay", "'https://a.supabase.co' tick", "env.SUPABASE_URL a_b", "'' page"];
        assert_eq!(addresses(text), expected);
    }

    #[test]
    fn names_with_holes_and_samples_of_code_are_none() {
        let text = "f(`${url}/functions/v1/${name}`); f(`/functions/v1/send-${name}`); f(url + '/functions/v1/' + name); const sample = `curl https://x/functions/v1/old`; // '/functions/v1/note'\nconst more = `\nfetch(${url}/functions/v1/old)`;";
        assert_eq!(addresses(text), [] as [&str; 0]);
    }
}
