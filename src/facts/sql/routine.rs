//! Functions, procedures and aggregates that a statement makes, and what runs them.

use squawk_syntax::ast::{self, AstNode};

use super::expression;
use super::name::{self, Identifier, RelationName};
use super::origin::Origin;
use super::query::{self, Query};
use super::references::{self, References};
use super::routine_body::{self, RoutineBody};
use super::routine_option::{self, RoutineOptions};
use super::signature::RoutineKind;
use super::statement::Action;
use super::tree;
use super::type_name::TypeName;
use crate::source::Span;

/// `CREATE FUNCTION`, `CREATE PROCEDURE` and `CREATE AGGREGATE`.
#[derive(Clone, Debug)]
pub struct CreateRoutine {
    /// Its name.
    pub name: RelationName,
    /// Function, procedure or aggregate.
    pub kind: RoutineKind,
    /// Whether one of the same arguments is replaced.
    pub or_replace: bool,
    /// Its parameters, in order; columns of `RETURNS TABLE` come last.
    pub parameters: Vec<Parameter>,
    /// What it returns; `None` for a procedure, and where parameters say it. `record` for `RETURNS TABLE`.
    pub returns: Option<TypeName>,
    /// What it says about itself.
    pub options: RoutineOptions,
    /// What it runs; `None` for an aggregate, and for one that a library holds.
    pub body: Option<RoutineBody>,
}

/// A parameter of a routine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Which way its value goes.
    pub mode: ParameterMode,
    /// Its name; empty without one.
    pub name: Identifier,
    /// Its type.
    pub type_name: TypeName,
    /// What it is where a call gives nothing, as written.
    pub default: Option<Box<str>>,
    /// Where it is written.
    pub span: Span,
}

/// Which way the value of a [`Parameter`] goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ParameterMode {
    /// In.
    In,
    /// Out.
    Out,
    /// In and out.
    InOut,
    /// In, as many as a call gives.
    Variadic,
    /// A column of `RETURNS TABLE`.
    Table,
}

pub(super) fn create_function(create: &ast::CreateFunction, origin: Origin<'_>) -> Option<Action> {
    let mut parameters = parameters(create.param_list(), origin);
    let mut returns = None;
    if let Some(written) = create.ret_type() {
        returns = written.func_type().and_then(|kind| TypeName::of(kind.syntax(), origin));
        if let Some(columns) = written.return_table_arg_list() {
            parameters.extend(columns.args().filter_map(|column| table_column(&column, origin)));
            let record = TypeName::built_in("record", origin.span(columns.syntax()));
            returns = Some(TypeName { is_set: true, ..record });
        }
    }
    let options = create.option_list().map(|list| routine_option::lower(&list)).unwrap_or_default();
    Some(Action::CreateRoutine(Box::new(CreateRoutine {
        name: name::relation(create.name()?.syntax(), origin)?,
        kind: RoutineKind::Function,
        or_replace: create.or_replace().is_some(),
        body: routine_body::of_function(create, &options, &parameters, returns.as_ref(), origin),
        parameters,
        returns,
        options,
    })))
}

pub(super) fn create_procedure(create: &ast::CreateProcedure, origin: Origin<'_>) -> Option<Action> {
    let options = create.option_list().map(|list| routine_option::lower(&list)).unwrap_or_default();
    let parameters = parameters(create.param_list(), origin);
    Some(Action::CreateRoutine(Box::new(CreateRoutine {
        name: name::relation(create.name()?.syntax(), origin)?,
        kind: RoutineKind::Procedure,
        or_replace: create.or_replace().is_some(),
        returns: None,
        body: routine_body::of_procedure(create, &options, &parameters, origin),
        parameters,
        options,
    })))
}

/// `CREATE AGGREGATE`, its state's type as what it returns: which type its last function makes of that is
/// not said.
pub(super) fn create_aggregate(create: &ast::CreateAggregate, origin: Origin<'_>) -> Option<Action> {
    let attributes = create.attribute_list()?;
    let attribute = |wanted: &str| {
        let options = attributes.attribute_options();
        let mut named = options.filter(|option| {
            option.name().is_some_and(|name| name.syntax().text().to_string().eq_ignore_ascii_case(wanted))
        });
        let value = named.next()?.attribute_value()?;
        TypeName::written(&value.syntax().text().to_string(), origin.span(value.syntax()))
    };
    let mut parameters = parameters(create.param_list(), origin);
    if create.param_list().is_none()
        && let Some(base) = attribute("basetype")
        && base.name.as_str() != "any"
    {
        let span = base.span;
        let name = Identifier::exact("");
        parameters.push(Parameter { mode: ParameterMode::In, name, type_name: base, default: None, span });
    }
    Some(Action::CreateRoutine(Box::new(CreateRoutine {
        name: name::relation(create.aggregate_name()?.syntax(), origin)?,
        kind: RoutineKind::Aggregate,
        or_replace: create.or_replace().is_some(),
        parameters,
        returns: attribute("stype"),
        options: RoutineOptions { language: Some("internal".into()), ..RoutineOptions::default() },
        body: None,
    })))
}

fn parameters(list: Option<ast::ParamList>, origin: Origin<'_>) -> Vec<Parameter> {
    let Some(list) = list else { return Vec::new() };
    let ordered = list.aggregate_order_by().into_iter().flat_map(|by| by.params().collect::<Vec<_>>());
    list.params().chain(ordered).filter_map(|parameter| lower_parameter(&parameter, origin)).collect()
}

fn lower_parameter(parameter: &ast::Param, origin: Origin<'_>) -> Option<Parameter> {
    let mode = match parameter.mode() {
        None | Some(ast::ParamMode::ParamIn(_)) => ParameterMode::In,
        Some(ast::ParamMode::ParamOut(_)) => ParameterMode::Out,
        Some(ast::ParamMode::ParamInOut(_)) => ParameterMode::InOut,
        Some(ast::ParamMode::ParamVariadic(_)) => ParameterMode::Variadic,
    };
    let name = parameter.name().map_or_else(|| Identifier::exact(""), |name| name::identifier(name.syntax()));
    let default = parameter.param_default().and_then(|default| default.expr());
    Some(Parameter {
        mode,
        name,
        type_name: TypeName::of(parameter.func_type()?.syntax(), origin)?,
        default: default.map(|value| tree::text(value.syntax())),
        span: origin.span(parameter.syntax()),
    })
}

fn table_column(column: &ast::ReturnTableColumn, origin: Origin<'_>) -> Option<Parameter> {
    Some(Parameter {
        mode: ParameterMode::Table,
        name: name::identifier(column.name()?.syntax()),
        type_name: TypeName::of(column.func_type()?.syntax(), origin)?,
        default: None,
        span: origin.span(column.syntax()),
    })
}

/// A `SELECT` for the sake of the functions it calls.
pub(super) fn select(select: &ast::Select, origin: Origin<'_>) -> Option<Action> {
    let query = query::lower_clauses(select.syntax());
    query.calls().then(|| {
        let named = references::of_node(select.syntax(), origin);
        let references = Some(Box::new(References { text: Box::default(), ..named }));
        Action::Query(Box::new(Query { references, ..query }))
    })
}

/// `CALL`.
pub(super) fn call(call: &ast::Call) -> Option<Action> {
    let name = call.procedure_name_ref()?.syntax().text().to_string();
    let name = Identifier::written(name.rsplit('.').next()?);
    let arguments = call.arg_list()?.args().map(|argument| match argument.func_arg_expr() {
        Some(ast::FuncArgExpr::Expr(value)) => expression::lower(&value),
        _ => expression::Expression::Opaque,
    });
    let call = expression::Call::new(name.as_str(), arguments.collect());
    let value = expression::Expression::Call(call);
    let targets = vec![query::Target { value, name: None }];
    Some(Action::Query(Box::new(Query { targets, ..Query::default() })))
}
