//! Expressions whose value may change: PostgreSQL keeps none of them in an index or a column.

use super::super::catalogue::Catalogue;
use super::super::function_lookup::is_built_in;
use super::super::rejection::{Outcome, Rejected, SqlState};
use super::super::routine::Routine;
use super::super::table::{Column, Table};
use super::super::user_type::BaseType;
use crate::facts::sql::{Formula, FunctionReference, SURROUNDINGS, Value, Volatility};

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
    catalogue: &Catalogue,
    table: Option<&Table>,
    formula: &Formula,
    message: &str,
) -> Outcome {
    let changes = formula.references.functions.iter().any(|call| is_changing(table, formula, call))
        || words(&formula.normal).any(|word| WORDS.contains(&word))
        || formula.references.functions.iter().any(|call| is_own_changing(catalogue, call))
        || table.is_some_and(|table| forgets_zone(table, &formula.normal));
    if changes { Err(Rejected::new(SqlState::InvalidObjectDefinition, message)) } else { Ok(()) }
}

/// Refuses a query in what a table keeps.
pub(super) fn check_no_query(formula: &Formula, what: &str) -> Outcome {
    if formula.references.scopes.len() <= SURROUNDINGS + 1 {
        return Ok(());
    }
    let message = format!("cannot use subquery in {what}");
    Err(Rejected::new(SqlState::FeatureNotSupported, message))
}

/// Whether a call runs a function of the project's own that may change. One in SQL may be put into the
/// expression before it is asked.
fn is_own_changing(catalogue: &Catalogue, call: &FunctionReference) -> bool {
    if call.name.schema.is_none() && is_built_in(call.name.name.as_str()) {
        return false;
    }
    let overloads = catalogue.overloads(&call.name);
    let changes = |routine: &&Routine| {
        routine.volatility != Volatility::Immutable
            && &*routine.language == "plpgsql"
            && routine.object.doubt.is_none()
    };
    !overloads.is_empty() && overloads.iter().all(changes)
}

/// Whether a moment is cast to what depends on where one is: `created_at::date`.
fn forgets_zone(table: &Table, normal: &str) -> bool {
    let is_zoned = |column: &&Column| {
        column.kind.dimensions == 0
            && matches!(&column.kind.base, BaseType::Known(name) if ZONED.contains(&&**name))
    };
    let zoned: Vec<_> = table.columns.iter().filter(is_zoned).map(|column| column.name.as_str()).collect();
    let words = words_of(normal);
    if !words.iter().any(|word| zoned.contains(word)) {
        return false;
    }
    let is_unzoned = |kind: &str| ["date", "time", "timestamp"].contains(&kind);
    let outside: String = normal.split('\'').step_by(2).collect();
    outside.match_indices("::").any(|(at, _)| {
        let value = words_of(&outside[..at]).last().copied();
        let kind = words_of(&outside[at..]);
        let ends_in_word =
            outside[..at].trim_end().ends_with(|last: char| last.is_alphanumeric() || last == '_');
        let is_short = kind.first().is_some_and(|kind| is_unzoned(kind)) && kind.get(1) != Some(&"with");
        ends_in_word && is_short && value.is_some_and(|value| zoned.contains(&value))
    }) || words
        .windows(4)
        .any(|cast| matches!(cast, ["cast", value, "as", kind] if zoned.contains(value) && is_unzoned(kind)))
}

fn words_of(text: &str) -> Vec<&str> {
    words(text).filter(|word| !word.is_empty()).collect()
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
