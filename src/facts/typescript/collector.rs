//! The one traversal: tree → facts.

use oxc_ast::ast;
use oxc_ast::ast::{BindingPattern, Expression};
use oxc_ast_visit::Visit;
use oxc_span::GetSpan;

use super::chain::{ChainLink, Receiver};
use super::comparison::Witness;
use super::environment::is_environment;
use super::value_of::{key_of, path_of, peel, push_path, span, value_of};
use super::{
    Binding, BindingKind, Call, Function, FunctionBody, Reference, TypeScriptFacts, Usage, Value, interest,
};
use crate::facts::environment::EnvironmentHost;
use crate::facts::is_tenant_key;

/// Walks a program once and takes down what it says.
pub(super) struct Collector<'f> {
    pub(super) facts: &'f mut TypeScriptFacts,
    /// Whether every literal is kept.
    keeps_all: bool,
    /// Names from the outermost literal inwards; those before `base` belong to code around.
    path: String,
    base: usize,
    /// The function and the call around.
    pub(super) function: Option<u32>,
    call: Option<u32>,
    /// Conditions around that only hold in development.
    pub(super) development: u32,
    /// `try` blocks around whose errors are caught.
    pub(super) guards: u32,
    /// Branches around, within the function, that run because something failed.
    pub(super) errors: u32,
    /// What the node about to be visited is called, and whether it is exported.
    name: Option<Box<str>>,
    pub(super) is_exported: bool,
    /// The call to which the function about to be visited is an argument.
    passed_to: Option<u32>,
    /// The class around, until a function is entered.
    pub(super) class: Option<Box<str>>,
    /// By which word the variable about to be bound is declared.
    pub(super) declared_by: Option<ast::VariableDeclarationKind>,
    /// Names that stand for the environment: `const env = process.env`.
    pub(super) environments: Vec<(Box<str>, EnvironmentHost)>,
    /// Variables that hold what a caller sends or the environment holds.
    pub(super) witnesses: Vec<(Box<str>, Witness)>,
    /// The function about to be visited is a property: the path of names goes on inside.
    continues_path: bool,
    /// What becomes of the call with that start and end.
    announced: Option<Announcement>,
}

struct Announcement {
    span: oxc_span::Span,
    usage: Usage,
    is_awaited: bool,
}

impl<'f> Collector<'f> {
    pub(super) fn new(facts: &'f mut TypeScriptFacts, keeps_all: bool) -> Self {
        Self {
            facts,
            keeps_all,
            path: String::new(),
            base: 0,
            function: None,
            call: None,
            development: 0,
            guards: 0,
            errors: 0,
            name: None,
            is_exported: false,
            passed_to: None,
            class: None,
            declared_by: None,
            environments: Vec::new(),
            witnesses: Vec::new(),
            continues_path: false,
            announced: None,
        }
    }

    /// Runs `work` with `name` added to the path.
    pub(super) fn under(&mut self, name: &str, work: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        if length > self.base && !name.is_empty() {
            self.path.push('.');
        }
        self.path.push_str(name);
        work(self);
        self.path.truncate(length);
    }

    /// Runs `work` with an empty path.
    pub(super) fn afresh(&mut self, work: impl FnOnce(&mut Self)) {
        let base = std::mem::replace(&mut self.base, self.path.len());
        work(self);
        self.base = base;
    }

    pub(super) fn in_development(&mut self, only: bool, work: impl FnOnce(&mut Self)) {
        self.development += u32::from(only);
        work(self);
        self.development -= u32::from(only);
    }

    /// Takes down that the name at the end of the path is given `value`, if a rule can ask for it.
    fn bind(&mut self, name: &str, value: &Expression<'_>, kind: BindingKind) {
        let inner = peel(value);
        let is_constant = self.declared_by.take().is_some_and(ast::VariableDeclarationKind::is_const);
        if matches!(inner, Expression::ObjectExpression(_)) {
            return;
        }
        let keeps_any =
            interest::keeps_any(name) || (kind == BindingKind::Assignment && self.is_of_environment());
        let keeps_literal = || keeps_any || self.keeps_all || interest::keeps_name(name);
        let is_kept = match inner {
            Expression::StringLiteral(text) => {
                keeps_literal()
                    || interest::keeps_text(&text.value)
                    || ((is_constant || self.is_of_constant(kind)) && interest::reads_as_name(&text.value))
            }
            Expression::StaticMemberExpression(member) if kind == BindingKind::Variable => {
                keeps_literal() || is_environment(&member.object)
            }
            Expression::ArrayExpression(_) if interest::names_event(name) => true,
            Expression::Identifier(_)
            | Expression::NumericLiteral(_)
            | Expression::BooleanLiteral(_)
            | Expression::NullLiteral(_)
            | Expression::TemplateLiteral(_)
            | Expression::ArrayExpression(_)
            | Expression::BinaryExpression(_)
            | Expression::StaticMemberExpression(_)
            | Expression::ConditionalExpression(_)
            | Expression::CallExpression(_) => keeps_literal(),
            Expression::LogicalExpression(logical) => {
                keeps_literal()
                    || matches!(&logical.right, Expression::StringLiteral(text) if interest::keeps_text(&text.value))
            }
            _ => keeps_any,
        };
        if !is_kept {
            return;
        }
        let read = value_of(value);
        // Objects in a list have bindings of their own.
        let is_described = match &read {
            Value::Other | Value::Function => keeps_any || self.is_of_environment(),
            Value::List(items) => !items.iter().any(|item| matches!(item, Value::Object(_))),
            _ => true,
        };
        if !is_described {
            return;
        }
        self.push_binding(read, span(value.span()), kind);
    }

    /// Whether what is bound is a property of a constant that stands for names: `TABLES.notes`.
    fn is_of_constant(&self, kind: BindingKind) -> bool {
        kind == BindingKind::Property && interest::begins_with_capital(&self.path[self.base..])
    }

    /// Whether what is bound is a member of what programs keep variables in: `env.COMMIT`.
    fn is_of_environment(&self) -> bool {
        let holder = self.path[self.base..].rsplit_once('.').map_or("", |(holder, _)| holder);
        let name = holder.rsplit_once('.').map_or(holder, |(_, name)| name);
        name.get(..3).is_some_and(|head| head.eq_ignore_ascii_case("env"))
    }

    pub(super) fn push_binding(&mut self, value: Value, span: crate::source::Span, kind: BindingKind) {
        let path = self.path[self.base..].into();
        self.facts.bindings.push(Binding { path, value, span, kind, function: self.function });
    }

    /// Visits `value` as what `name` is set to.
    pub(super) fn set(&mut self, name: &str, value: &Expression<'_>, kind: BindingKind) {
        self.under(name, |this| {
            this.bind(name, value, kind);
            let inner = peel(value);
            if matches!(inner, Expression::ArrowFunctionExpression(_) | Expression::FunctionExpression(_)) {
                this.name = Some(name.into());
                this.continues_path = kind == BindingKind::Property;
            }
            this.visit_expression(value);
        });
    }

    /// Takes down what becomes of `expression`, when it is a call.
    pub(super) fn announce(
        &mut self,
        expression: &Expression<'_>,
        usage: impl FnOnce() -> Usage,
        is_awaited: bool,
    ) {
        let mut expression = peel(expression);
        let mut is_awaited = is_awaited;
        while let Expression::AwaitExpression(awaited) = expression {
            expression = peel(&awaited.argument);
            is_awaited = true;
        }
        let is_call = matches!(
            expression,
            Expression::CallExpression(_) | Expression::NewExpression(_) | Expression::ChainExpression(_)
        );
        if is_call {
            self.announced = Some(Announcement { span: expression.span(), usage: usage(), is_awaited });
        }
    }

    pub(super) fn announce_awaited(&mut self, argument: &Expression<'_>) {
        let at = argument.span();
        if self.announced.as_ref().is_none_or(|announced| announced.span != at) {
            self.announce(argument, || Usage::Used, true);
        }
    }

    pub(super) fn name_next(&mut self, name: Option<&str>) {
        self.name = name.map(Box::from);
    }

    /// What a parameter or picked name is worth when nothing is given.
    pub(super) fn default(&mut self, pattern: &BindingPattern<'_>, value: &Expression<'_>) {
        let name = pattern.get_identifier_name();
        self.afresh(|this| {
            this.set(name.as_ref().map_or("", |name| name.as_str()), value, BindingKind::Default);
        });
    }

    pub(super) fn attribute(&mut self, name: &str, value: &ast::JSXAttributeValue<'_>) {
        if !is_tenant_key(name) {
            return;
        }
        let (read, at) = match value {
            ast::JSXAttributeValue::StringLiteral(text) => {
                (Value::Text(text.value.as_str().into()), text.span)
            }
            ast::JSXAttributeValue::ExpressionContainer(container) => {
                let read = container.expression.as_expression().map_or(Value::Other, value_of);
                (read, container.expression.span())
            }
            other => (Value::Other, other.span()),
        };
        self.afresh(|this| {
            this.under(name, |this| this.push_binding(read, span(at), BindingKind::Attribute));
        });
    }

    /// `{ key: 'X', value: v }` reads as `X` set to `v`.
    pub(super) fn pair(&mut self, object: &ast::ObjectExpression<'_>) {
        let mut name = None;
        let mut value = None;
        for property in object.properties.iter().take(4) {
            let ast::ObjectPropertyKind::ObjectProperty(property) = property else { continue };
            match key_of(&property.key, property.computed).as_deref() {
                Some("key" | "name") => name = Some(&property.value),
                Some("value") => value = Some(&property.value),
                _ => {}
            }
        }
        if let (Some(Expression::StringLiteral(name)), Some(value)) = (name, value) {
            self.under(&name.value, |this| this.bind(&name.value, value, BindingKind::Property));
        }
    }

    /// Enters a function: its facts, and a fresh view of what is around.
    pub(super) fn enter(
        &mut self,
        name: Option<&str>,
        at: oxc_span::Span,
        is_async: bool,
        body: FunctionBody,
        work: impl FnOnce(&mut Self),
    ) {
        let given = self.name.take();
        let name = name.map(Box::from).or(given).unwrap_or_default();
        let index = self.facts.functions.len() as u32;
        self.facts.functions.push(Function {
            name,
            span: span(at),
            parent: self.function,
            passed_to: self.passed_to.take(),
            class: self.class.clone(),
            is_async,
            body,
            is_exported: std::mem::take(&mut self.is_exported),
            is_action: false,
            lets_through: None,
        });
        let errors = std::mem::take(&mut self.errors);
        let around = self.function.replace(index);
        let class = self.class.take();
        if std::mem::take(&mut self.continues_path) {
            work(self);
        } else {
            self.afresh(work);
        }
        self.function = around;
        self.errors = errors;
        self.class = class;
    }

    fn push_call(&mut self, at: oxc_span::Span, callee: String, chain: &[ChainLink<'_, '_>]) -> u32 {
        let (usage, is_awaited) = match self.announced.take_if(|announced| announced.span == at) {
            Some(announced) => (announced.usage, announced.is_awaited),
            None => (Usage::Used, false),
        };
        let index = self.facts.calls.len() as u32;
        let has_path = !callee.is_empty();
        let links = chain.iter().rev().enumerate().map(|(at, link)| match at {
            0 if has_path => link.read(),
            _ => link.read_through(),
        });
        let links = links.collect();
        self.facts.calls.push(Call {
            span: span(at),
            callee: callee.into(),
            links,
            function: self.function,
            within: self.call,
            is_awaited,
            usage,
            is_development_only: self.development > 0,
        });
        index
    }

    /// One chain of calls that ends in `last`, read from its end to its root.
    pub(super) fn chain(&mut self, at: oxc_span::Span, last: ChainLink<'_, '_>) {
        let mut links = vec![last];
        let mut callee = String::new();
        let root = loop {
            let hook = links.last().expect("the chain has a last call").callee;
            if push_path(hook, &mut callee) {
                if callee.contains("env") {
                    self.callee_reads(hook);
                }
                break None;
            }
            callee.clear();
            match Receiver::of(hook) {
                Receiver::Call(inner) => links.push(ChainLink::call(inner)),
                Receiver::Construction(inner) => links.push(ChainLink::construction(inner)),
                Receiver::Other(root) => break Some(root),
            }
        };
        let first = links.last().expect("the chain has a first call");
        if first.is_construction {
            callee.insert_str(0, "new ");
        }
        self.module_call(&callee, first.arguments);
        let index = self.push_call(at, callee, &links);
        if let Some(root) = root {
            self.visit_expression(root);
        }
        let around = self.call.replace(index);
        for argument in links.iter().rev().flat_map(|link| link.arguments) {
            self.argument(argument, index);
        }
        self.call = around;
    }

    fn argument(&mut self, argument: &ast::Argument<'_>, call: u32) {
        let Some(expression) = argument.as_expression() else { return self.visit_argument(argument) };
        let is_function = matches!(
            peel(expression),
            Expression::ArrowFunctionExpression(_) | Expression::FunctionExpression(_)
        );
        if is_function {
            self.passed_to = Some(call);
        }
        self.visit_expression(expression);
    }

    /// Takes down a method of `console` that is no callee.
    pub(super) fn reference(&mut self, object: &Expression<'_>, method: &str, at: oxc_span::Span) {
        let is_console = match peel(object) {
            Expression::Identifier(name) => name.name == "console",
            Expression::StaticMemberExpression(member) if member.property.name == "console" => {
                path_of(object).is_some_and(|path| {
                    matches!(&*path, "window.console" | "globalThis.console" | "self.console")
                })
            }
            _ => false,
        };
        if is_console {
            self.facts.references.push(Reference {
                path: format!("console.{method}").into(),
                span: span(at),
                is_development_only: self.development > 0,
            });
        }
    }
}
