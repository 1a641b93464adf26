//! Functions and procedures, as far as running them can change a catalogue, and what runs them.

use std::sync::Arc;

use memchr::memmem;
use squawk_syntax::SyntaxNode;
use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::plpgsql::Plpgsql;

use super::block::{self, Block};
use super::expression;
use super::name::{self, Identifier, RelationName};
use super::origin::Origin;
use super::query::{self, Query};
use super::statement::Action;
use super::type_name::TypeName;

/// `CREATE FUNCTION` and `CREATE PROCEDURE`.
#[derive(Clone, Debug)]
pub struct CreateRoutine {
    /// Its name.
    pub name: RelationName,
    /// Names of its parameters, in order; an unnamed one is empty.
    pub parameters: Vec<Identifier>,
    /// What it returns, where that is one type.
    pub returns: Option<TypeName>,
    /// What it does, where that can change a catalogue.
    pub block: Option<Arc<Block>>,
}

/// `CREATE EVENT TRIGGER`.
#[derive(Clone, Debug)]
pub struct CreateEventTrigger {
    /// Its name.
    pub name: Identifier,
    /// The event: `ddl_command_end`.
    pub event: Box<str>,
    /// The function it runs, folded, without its schema.
    pub function: Box<str>,
}

pub(super) fn create_function(create: &ast::CreateFunction, origin: Origin<'_>) -> Option<Action> {
    let name = name::relation(create.name()?.syntax(), origin)?;
    let returns = create.ret_type().and_then(|returns| returns.func_type());
    let returns = returns.and_then(|returns| TypeName::of(returns.syntax(), origin));
    Some(routine(name, create.param_list(), returns, create.syntax(), || create.plpgsql(), origin))
}

pub(super) fn create_procedure(create: &ast::CreateProcedure, origin: Origin<'_>) -> Option<Action> {
    let name = name::relation(create.name()?.syntax(), origin)?;
    Some(routine(name, create.param_list(), None, create.syntax(), || create.plpgsql(), origin))
}

fn routine(
    name: RelationName,
    parameters: Option<ast::ParamList>,
    returns: Option<TypeName>,
    node: &SyntaxNode,
    body: impl FnOnce() -> Option<Plpgsql>,
    origin: Origin<'_>,
) -> Action {
    // Most functions change rows, not tables: only the others are worth a second parse.
    let block = if may_have_effect(&node.text().to_string()) { body() } else { None };
    let block = block.and_then(|body| block::lower_body(&body, origin)).filter(Block::has_effect);
    let named = |parameter: ast::Param| {
        parameter.name().map_or_else(|| Identifier::exact(""), |name| name::identifier(name.syntax()))
    };
    Action::CreateRoutine(Box::new(CreateRoutine {
        name,
        parameters: parameters.map(|list| list.params().map(named).collect()).unwrap_or_default(),
        returns,
        block: block.map(Arc::new),
    }))
}

fn may_have_effect(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let has = |word: &str| memmem::find(lower.as_bytes(), word.as_bytes()).is_some();
    has("plpgsql")
        && (has("row level security") || has(" policy ") || has("create table") || has("partition of"))
}

pub(super) fn create_event_trigger(create: &ast::CreateEventTrigger) -> Option<Action> {
    let call = expression::call_of(&create.call_expr()?)?;
    Some(Action::CreateEventTrigger(CreateEventTrigger {
        name: name::identifier(create.event_trigger()?.syntax()),
        event: create.event()?.syntax().text().to_string().to_ascii_lowercase().into(),
        function: call.name,
    }))
}

/// A `SELECT` for the sake of the functions it calls.
pub(super) fn select(select: &ast::Select) -> Option<Action> {
    let query: Query = query::lower_clauses(select.syntax());
    query.calls().then(|| Action::Query(Box::new(query)))
}

/// `CALL`.
pub(super) fn call(call: &ast::Call) -> Option<Action> {
    let name = call.procedure_name_ref()?.syntax().text().to_string();
    let name = Identifier::written(name.rsplit('.').next()?);
    let arguments = call.arg_list()?.args().map(|argument| match argument.func_arg_expr() {
        Some(ast::FuncArgExpr::Expr(value)) => expression::lower(&value),
        _ => expression::Expression::Opaque,
    });
    let call = expression::Call { name: name.as_str().into(), arguments: arguments.collect() };
    let value = expression::Expression::Call(call);
    let targets = vec![query::Target { value, name: None }];
    Some(Action::Query(Box::new(Query { targets, ..Query::default() })))
}
