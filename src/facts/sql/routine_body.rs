//! What a routine runs. What it does is read when a migration calls it.

use std::sync::Arc;

use memchr::memmem;
use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::plpgsql::Plpgsql;
use squawk_syntax::sql_body::SqlBody;

use super::dynamic_sql::{self, DynamicStatement};
use super::name;
use super::origin::Origin;
use super::plpgsql_fault;
use super::plpgsql_return::Promise;
use super::references::{self, References};
use super::routine::Parameter;
use super::routine_option::RoutineOptions;
use super::row_lock::{self, RowLock};
use super::type_name::TypeName;
use crate::source::Span;

/// The text that a routine runs.
#[derive(Clone, Debug)]
pub struct RoutineBody {
    /// Where it is written, quotes included.
    pub span: Span,
    /// Where its text begins in its file; `None` where what is written there is not the text itself.
    pub start: Option<u32>,
    /// As PostgreSQL keeps it, its quotes resolved; empty for statements that stand without quotes.
    pub text: Arc<str>,
    /// Whether it stands without quotes: `RETURN …`, `BEGIN ATOMIC …`.
    pub is_unquoted: bool,
    /// Why PostgreSQL rejects it whatever the database holds. Of plpgsql not all such faults are known.
    pub fault: Option<BodyFault>,
    /// Types of its variables, which PostgreSQL looks up when the routine is made.
    pub declared: Vec<DeclaredType>,
    /// Statements that it puts together and runs, in order.
    pub dynamic: Vec<DynamicStatement>,
    /// Rows that it locks as it reads them, in order.
    pub locks: Vec<RowLock>,
    /// What its statements use; nothing for a language that is not read.
    pub references: Arc<References>,
}

/// Why PostgreSQL refuses a body when its routine is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyFault {
    /// It cannot be read.
    Syntax(&'static str),
    /// It gives back what the head does not promise.
    Type(&'static str),
}

/// The type of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclaredType {
    /// The type.
    pub type_name: TypeName,
    /// Whether it is the rows of a relation: `%ROWTYPE`.
    pub is_row: bool,
}

pub(super) fn of_function(
    create: &ast::CreateFunction,
    options: &RoutineOptions,
    parameters: &[Parameter],
    returns: Option<&TypeName>,
    origin: Origin<'_>,
) -> Option<RoutineBody> {
    if let Some(body) = create.body() {
        return Some(unquoted(&body, origin));
    }
    let promise = Promise::of_function(returns, parameters);
    let parse = Parse { plpgsql: &|| create.plpgsql(), sql: &|| create.sql_body(), parameters, promise };
    quoted(&create.option_list()?, options, &parse, origin)
}

pub(super) fn of_procedure(
    create: &ast::CreateProcedure,
    options: &RoutineOptions,
    parameters: &[Parameter],
    origin: Origin<'_>,
) -> Option<RoutineBody> {
    if let Some(body) = create.body() {
        return Some(unquoted(&body, origin));
    }
    let promise = Promise::of_procedure(parameters);
    let parse = Parse { plpgsql: &|| create.plpgsql(), sql: &|| create.sql_body(), parameters, promise };
    quoted(&create.option_list()?, options, &parse, origin)
}

/// The two languages that can be read, and how to have a body parsed in each.
struct Parse<'a> {
    plpgsql: &'a dyn Fn() -> Option<Plpgsql>,
    sql: &'a dyn Fn() -> Option<SqlBody>,
    parameters: &'a [Parameter],
    promise: Promise,
}

fn quoted(
    list: &ast::FuncOptionList,
    options: &RoutineOptions,
    parse: &Parse<'_>,
    origin: Origin<'_>,
) -> Option<RoutineBody> {
    let literal = list.options().find_map(|option| match option {
        ast::FuncOption::AsFuncOption(written) => match written.as_func_target()? {
            ast::AsFuncTarget::AsDefinition(definition) => definition.literal(),
            ast::AsFuncTarget::AsObjFile(_) => None,
        },
        _ => None,
    })?;
    let span = origin.span(literal.syntax());
    let mut body = RoutineBody {
        span,
        start: start_of(&literal, origin),
        text: literal.string_value()?.into(),
        is_unquoted: false,
        fault: None,
        declared: Vec::new(),
        dynamic: Vec::new(),
        locks: Vec::new(),
        references: Arc::default(),
    };
    let lower = body.text.to_ascii_lowercase();
    match options.language.as_deref() {
        Some("plpgsql") => {
            let parsed = (parse.plpgsql)()?;
            body.fault = plpgsql_fault::of(&parsed, parse.promise);
            body.declared = declared(&parsed, parse.parameters, origin);
            if memmem::find(lower.as_bytes(), b"execute").is_some() {
                body.dynamic = dynamic_sql::statements(&parsed, parse.parameters, origin);
            }
            if row_lock::may_lock(&lower) {
                body.locks = row_lock::locks(&parsed.syntax(), origin.within(&parsed));
            }
            body.references = Arc::new(references::of_plpgsql(&parsed, origin));
        }
        Some("sql") => {
            let parsed = (parse.sql)()?;
            body.fault = (!parsed.errors().is_empty()).then_some(BodyFault::Syntax("syntax error"));
            body.references = Arc::new(references::of_sql(&parsed, origin));
            if row_lock::may_lock(&lower) {
                body.locks = row_lock::locks(&parsed.syntax(), origin.within_sql(&parsed));
            }
        }
        _ => {}
    }
    Some(body)
}

/// The types of a body's variables. Those of other variables (`other%TYPE`) are left out.
fn declared(body: &Plpgsql, parameters: &[Parameter], origin: Origin<'_>) -> Vec<DeclaredType> {
    let origin = origin.within(body);
    let syntax = body.syntax();
    let declarations = syntax.descendants().filter_map(ast::PlpgsqlVarDecl::cast);
    let mut names: Vec<_> = parameters.iter().map(|parameter| parameter.name.clone()).collect();
    let mut found = Vec::new();
    for declaration in declarations {
        if let Some(kind) = declaration.ty() {
            let text = kind.syntax().text().to_string();
            let is_row = text.to_ascii_lowercase().ends_with("rowtype");
            let type_name = TypeName::of(kind.syntax(), origin);
            let is_of_variable =
                |kind: &TypeName| kind.column_of.as_ref().is_some_and(|of| names.contains(&of.name));
            let type_name = type_name.filter(|kind| !is_of_variable(kind));
            found.extend(type_name.map(|type_name| DeclaredType { type_name, is_row }));
        }
        names.extend(declaration.name().map(|name| name::identifier(name.syntax())));
    }
    found
}

/// A body that PostgreSQL reads when the routine is made, so that names in it are its own for good.
fn unquoted(body: &ast::RoutineBody, origin: Origin<'_>) -> RoutineBody {
    RoutineBody {
        span: origin.span(body.syntax()),
        start: None,
        text: Arc::from(""),
        is_unquoted: true,
        fault: None,
        declared: Vec::new(),
        dynamic: Vec::new(),
        locks: row_lock::locks(body.syntax(), origin),
        references: Arc::new(references::of_node(body.syntax(), origin)),
    }
}

/// Where the text between dollar signs begins in the file.
fn start_of(literal: &ast::Literal, origin: Origin<'_>) -> Option<u32> {
    let written = literal.syntax().text().to_string();
    let tag = written.strip_prefix('$')?.find('$')? + 2;
    match origin {
        Origin::Text(_) => Some(origin.span(literal.syntax()).start + u32::try_from(tag).ok()?),
        _ => None,
    }
}
