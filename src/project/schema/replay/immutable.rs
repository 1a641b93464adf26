//! Expressions whose value may change: PostgreSQL keeps none of them in an index or a column.

use super::super::catalogue::Catalogue;
use super::super::rejection::{Outcome, Rejected, SqlState};
use super::super::table::Table;
use super::super::user_type::BaseType;
use crate::facts::sql::{Formula, FunctionReference, Value};

/// PostgreSQL's own functions that change, whatever they are given.
const CHANGING: &[&str] = &[
    "clock_timestamp",
    "concat",
    "concat_ws",
    "current_setting",
    "format",
    "gen_random_uuid",
    "nextval",
    "now",
    "pg_typeof",
    "random",
    "statement_timestamp",
    "timeofday",
    "to_char",
    "to_date",
    "transaction_timestamp",
];
/// Words that stand for such functions.
const WORDS: [&str; 7] = [
    "current_date",
    "current_time",
    "current_timestamp",
    "current_user",
    "localtime",
    "localtimestamp",
    "session_user",
];

/// The moment in time, as it is stored and as it is shown.
const ZONED: [&str; 2] = ["timestamp with time zone", "timestamptz"];

/// Refuses what certainly changes, in PostgreSQL's own words.
pub(super) fn check_immutable(
    _catalogue: &Catalogue,
    table: Option<&Table>,
    formula: &Formula,
    message: &str,
) -> Outcome {
    let changes = formula.references.functions.iter().any(|call| is_changing(table, formula, call))
        || words(&formula.normal).any(|word| WORDS.contains(&word));
    if changes { Err(Rejected::new(SqlState::InvalidObjectDefinition, message)) } else { Ok(()) }
}

/// The words of an expression, those within strings left out.
fn words(normal: &str) -> impl Iterator<Item = &str> {
    let outside = normal.split('\'').step_by(2);
    outside.flat_map(|part| part.split(|letter: char| !letter.is_alphanumeric() && letter != '_'))
}

fn is_changing(table: Option<&Table>, formula: &Formula, call: &FunctionReference) -> bool {
    let schema = call.name.schema.as_ref().map(crate::facts::sql::Identifier::as_str);
    if !matches!(schema, None | Some("pg_catalog")) {
        return false;
    }
    let is_zoned = |at: usize| {
        let value = call.arguments.get(at).map(|argument| &argument.value);
        let Some(Value::Column(column)) = value else { return false };
        let name = formula.references.columns.get(*column).and_then(|column| column.name.as_ref());
        let column = name.and_then(|name| table?.column(name));
        column.is_some_and(|column| {
            column.kind.dimensions == 0
                && matches!(&column.kind.base, BaseType::Known(name) if ZONED.contains(&&**name))
        })
    };
    match (call.name.name.as_str(), call.arguments.len()) {
        ("date", 1) => is_zoned(0),
        ("date_trunc", 2) => is_zoned(1),
        ("to_tsvector" | "age", 1) => true,
        (name, _) => CHANGING.binary_search(&name).is_ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted() {
        assert!(CHANGING.is_sorted());
    }

    #[test]
    fn words_in_strings_are_none() {
        assert_eq!(words("(a='now x')").collect::<Vec<_>>(), ["", "a", "", "", ""]);
    }
}
