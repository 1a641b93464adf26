//! Statements that read rows or speak of columns: what they name must be there.

use proptest::prelude::*;

use super::{Sql, one_of, relation};

/// A column that some tables have, and one that none has.
fn column() -> Sql {
    one_of(&["id", "name", "number", "owner", "title", "gone"])
}

pub(super) fn statement() -> Sql {
    let select = (relation(), column(), column()).prop_map(|(table, one, two)| {
        format!("select {one}, count(*) from {table} where {two} is not null group by 1")
    });
    let comment = (relation(), column())
        .prop_map(|(table, column)| format!("comment on column {table}.{column} is 'said'"));
    prop_oneof![2 => select, 1 => comment].boxed()
}
