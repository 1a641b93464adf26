//! What a routine runs, as far as that can change a catalogue.

use std::sync::Arc;

use memchr::memmem;
use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::plpgsql::Plpgsql;
use squawk_syntax::sql_body::SqlBody;

use super::block::{self, Block};
use super::origin::Origin;
use super::plpgsql_fault;
use super::references::{self, References};
use super::routine_option::RoutineOptions;
use crate::source::Span;

/// The text that a routine runs.
#[derive(Clone, Debug)]
pub struct RoutineBody {
    /// Where it is written, quotes included.
    pub span: Span,
    /// As PostgreSQL keeps it, its quotes resolved; empty for statements that stand without quotes.
    pub text: Arc<str>,
    /// Whether it stands without quotes: `RETURN …`, `BEGIN ATOMIC …`.
    pub is_unquoted: bool,
    /// Why PostgreSQL rejects it whatever the database holds. Of plpgsql not all such faults are known.
    pub fault: Option<&'static str>,
    /// What its statements use; nothing for a language that is not read.
    pub references: Arc<References>,
    /// What it does, where that can change a catalogue.
    pub block: Option<Arc<Block>>,
}

/// Words, in lower case, without which no body changes a catalogue.
const EFFECTS: [&[u8]; 11] = [
    b"create",
    b"alter",
    b"drop",
    b"grant",
    b"revoke",
    b"execute",
    b"cron.",
    b"pgmq.",
    b"storage.buckets",
    b"search_path",
    b"comment on",
];

pub(super) fn of_function(
    create: &ast::CreateFunction,
    options: &RoutineOptions,
    origin: Origin<'_>,
) -> Option<RoutineBody> {
    if let Some(body) = create.body() {
        return Some(unquoted(&body, origin));
    }
    let parse = Parse { plpgsql: &|| create.plpgsql(), sql: &|| create.sql_body() };
    quoted(&create.option_list()?, options, &parse, origin)
}

pub(super) fn of_procedure(
    create: &ast::CreateProcedure,
    options: &RoutineOptions,
    origin: Origin<'_>,
) -> Option<RoutineBody> {
    if let Some(body) = create.body() {
        return Some(unquoted(&body, origin));
    }
    let parse = Parse { plpgsql: &|| create.plpgsql(), sql: &|| create.sql_body() };
    quoted(&create.option_list()?, options, &parse, origin)
}

/// The two languages that can be read, and how to have a body parsed in each.
struct Parse<'a> {
    plpgsql: &'a dyn Fn() -> Option<Plpgsql>,
    sql: &'a dyn Fn() -> Option<SqlBody>,
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
        text: literal.string_value()?.into(),
        is_unquoted: false,
        fault: None,
        references: Arc::default(),
        block: None,
    };
    match options.language.as_deref() {
        Some("plpgsql") => {
            let parsed = (parse.plpgsql)()?;
            body.fault = plpgsql_fault::of(&parsed);
            body.references = Arc::new(references::of_plpgsql(&parsed, origin));
            if may_have_effect(&body.text) {
                body.block = block::lower_body(&parsed, origin).filter(Block::has_effect).map(Arc::new);
            }
        }
        Some("sql") => {
            let parsed = (parse.sql)()?;
            body.fault = (!parsed.errors().is_empty()).then_some("syntax error");
            body.references = Arc::new(references::of_sql(&parsed, origin));
            if may_have_effect(&body.text) {
                let block = block::lower_statements(&parsed.tree(), origin.within_sql(&parsed));
                body.block = Some(block).filter(Block::has_effect).map(Arc::new);
            }
        }
        _ => {}
    }
    Some(body)
}

/// A body that PostgreSQL reads when the routine is made, so that names in it are its own for good.
fn unquoted(body: &ast::RoutineBody, origin: Origin<'_>) -> RoutineBody {
    RoutineBody {
        span: origin.span(body.syntax()),
        text: Arc::from(""),
        is_unquoted: true,
        fault: None,
        references: Arc::new(references::of_node(body.syntax(), origin)),
        block: None,
    }
}

fn may_have_effect(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    EFFECTS.iter().any(|word| memmem::find(lower.as_bytes(), word).is_some())
}
