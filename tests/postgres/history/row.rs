//! Statements that read rows, write none, or speak of columns: what they name must be there.

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
    let routine = one_of(&[
        "comment on function public.allowed(integer) is 'f'",
        "comment on function touch() is 'g'",
        "comment on function app.f is 'h'",
        "comment on function allowed is null",
    ]);
    prop_oneof![2 => select, 1 => comment, 1 => routine, 4 => change()].boxed()
}

/// Statements that write: no row comes to be, so that only what is refused without any is.
fn change() -> Sql {
    let relation =
        || prop_oneof![3 => relation(), 2 => one_of(&["seen", "public.seen", "app.seen", "public.events"])];
    let given = one_of(&[
        "(id) select 1",
        "(name) select 'x'",
        "(id, name) select 1, 'x'",
        "(number, title) select 1, 'y'",
    ]);
    let set = one_of(&["id = 1", "name = 'x'", "title = 'x', number = 3", "number = default", "gone = 1"]);
    let returning = || one_of(&["", "", " returning id"]);
    prop_oneof![
        3 => (relation(), given, one_of(&["", "", " on conflict do nothing"]), returning()).prop_map(|(table, given, conflict, returning)| format!("insert into {table} {given} where false{conflict}{returning}")),
        3 => (relation(), set, returning()).prop_map(|(table, set, returning)| format!("update {table} set {set} where false{returning}")),
        2 => (relation(), returning()).prop_map(|(table, returning)| format!("delete from {table} where false{returning}")),
    ]
    .boxed()
}
