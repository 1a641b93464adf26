//! Functions, procedures and aggregates.

use serde_json::{Value, json};

use super::names::Names;
use super::{Places, privileges};
use crate::project::schema::{
    Argument, Parallel, ParameterMode, Routine, RoutineKind, Schema, Volatility, quote_identifier,
};

/// One routine, as the catalogue shows it.
pub(super) fn json(schema: &Schema, routine: &Routine, names: &Names<'_>, places: Places<'_>) -> Value {
    let config: Vec<String> = routine.config.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let mut row = json!({
        "schema": routine.name.schema.as_str(),
        "name": routine.name.name.as_str(),
        "args": identity(routine, names),
        "returns": result(routine, names),
        "language": routine.language,
        "kind": kind(routine.kind),
        "volatility": volatility(routine.volatility),
        "security_definer": routine.is_security_definer,
        "config": (!config.is_empty()).then_some(config),
        "strict": routine.is_strict,
        "parallel": parallel(routine.parallel),
        "source": routine.body.as_ref().map(|body| &*body.text),
        "acl": privileges::of(&routine.object),
        "owner": routine.object.owner.as_str(),
        "origin": super::tables::origin(&routine.object, places),
    });
    privileges::of_callers(schema, routine, &mut row);
    row
}

/// `function`, `procedure` or `aggregate`.
pub(super) fn kind(kind: RoutineKind) -> &'static str {
    match kind {
        RoutineKind::Function => "function",
        RoutineKind::Window => "window",
        RoutineKind::Procedure => "procedure",
        RoutineKind::Aggregate => "aggregate",
    }
}

/// `immutable`, `stable` or `volatile`.
pub(super) fn volatility(volatility: Volatility) -> &'static str {
    match volatility {
        Volatility::Immutable => "immutable",
        Volatility::Stable => "stable",
        Volatility::Volatile => "volatile",
    }
}

/// The letter of `pg_proc.proparallel`.
fn parallel(parallel: Parallel) -> &'static str {
    match parallel {
        Parallel::Safe => "s",
        Parallel::Restricted => "r",
        Parallel::Unsafe => "u",
    }
}

/// The arguments that tell a routine from its overloads: `a integer, VARIADIC rest text[]`.
pub(super) fn identity(routine: &Routine, names: &Names<'_>) -> String {
    let shown = routine.arguments.iter().filter(|argument| argument.mode != ParameterMode::Table);
    let arguments: Vec<String> =
        shown.map(|argument| self::argument(argument, routine.kind, names)).collect();
    arguments.join(", ")
}

fn argument(argument: &Argument, kind: RoutineKind, names: &Names<'_>) -> String {
    let mode = match argument.mode {
        // Those of a procedure always say which way they go: a call gives the others too.
        ParameterMode::In if kind == RoutineKind::Procedure => "IN ",
        ParameterMode::In | ParameterMode::Table => "",
        ParameterMode::Out => "OUT ",
        ParameterMode::InOut => "INOUT ",
        ParameterMode::Variadic => "VARIADIC ",
    };
    let name = argument
        .name
        .as_ref()
        .map_or_else(String::new, |name| format!("{} ", quote_identifier(name.as_str())));
    format!("{mode}{name}{}", names.type_text(&argument.kind))
}

/// What a routine gives back, as `pg_get_function_result` prints it; `None` for procedures.
pub(super) fn result(routine: &Routine, names: &Names<'_>) -> Option<String> {
    let returns = routine.returns.as_ref().filter(|_| routine.kind != RoutineKind::Procedure)?;
    if returns.is_table {
        let is_column = |argument: &&Argument| argument.mode == ParameterMode::Table;
        let columns: Vec<String> = routine
            .arguments
            .iter()
            .filter(is_column)
            .map(|column| argument(column, routine.kind, names))
            .collect();
        return Some(format!("TABLE({})", columns.join(", ")));
    }
    let set = if returns.is_set { "SETOF " } else { "" };
    Some(format!("{set}{}", names.type_text(&returns.kind)))
}
