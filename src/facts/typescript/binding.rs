//! Names that values are given to.

use oxc_ast::ast;
use oxc_ast::ast::Expression;

use super::collector::Collector;
use super::value_of::{peel, span, value_of};
use super::{Value, interest};
use crate::source::Span;

/// A name that a value is given to: a property, variable, parameter default or assignment.
///
/// Kept are literals that some rule can ask for, see [`super::TypeScriptFacts::bindings`].
#[derive(Clone, Debug, PartialEq)]
pub struct Binding {
    /// Dotted names from the outermost variable or object literal inwards, across methods and arrays:
    /// `server.headers.Content-Security-Policy`, `nextConfig.headers.X-Frame-Options`. A pair
    /// `{ key: 'X', value: v }` or `{ name: 'X', value: v }` reads as `X` set to `v`.
    pub path: Box<str>,
    /// The value. Never [`Value::Object`]: its properties are bindings of their own.
    pub value: Value,
    /// Where the value stands.
    pub span: Span,
    /// What kind of name it is.
    pub kind: BindingKind,
    /// Index of the function it stands in; `None` at the top level.
    pub function: Option<u32>,
}

/// How a name comes to its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BindingKind {
    /// `{ name: value }`.
    Property,
    /// `const name = value`, or a class's `name = value`.
    Variable,
    /// The default of a parameter or of a picked name: `(name = value) =>`, `const { name = value } =`.
    Default,
    /// `name = value`, `a.name = value`.
    Assignment,
    /// `<Element name="value">`.
    Attribute,
    /// `for (const name of value)`, `value.forEach((name) => …)`: each of them in turn.
    /// Its span is the whole loop's.
    Each,
}

impl Binding {
    /// The last name of the path.
    pub fn name(&self) -> &str {
        self.path.rsplit_once('.').map_or(&*self.path, |(_, name)| name)
    }
}

impl Collector<'_> {
    /// Takes down that a name stands for each of `values` in turn, if it may be that of an event.
    pub(super) fn each(&mut self, name: Option<&str>, values: &Expression<'_>, at: oxc_span::Span) {
        let Some(name) = name.filter(|name| interest::names_event(name)) else { return };
        let values = value_of(values);
        if matches!(values, Value::List(_) | Value::Path(_)) {
            self.afresh(|this| {
                this.under(name, |this| {
                    this.push_binding(values, span(at), BindingKind::Each);
                });
            });
        }
    }

    /// `values.forEach((name) => …)`.
    pub(super) fn each_of_call(&mut self, call: &ast::CallExpression<'_>) {
        let Expression::StaticMemberExpression(member) = peel(&call.callee) else { return };
        if !matches!(member.property.name.as_str(), "forEach" | "map") {
            return;
        }
        let Some(Expression::ArrowFunctionExpression(run)) =
            call.arguments.first().and_then(|first| first.as_expression())
        else {
            return;
        };
        let name = run.params.items.first().and_then(|first| first.pattern.get_identifier_name());
        self.each(name.as_ref().map(ast::Ident::as_str), &member.object, call.span);
    }
}
