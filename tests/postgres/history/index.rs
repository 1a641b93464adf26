//! Statements about indexes and sequences.

use proptest::prelude::*;

use super::{Sql, cascade, column, if_exists, if_not_exists, maybe, one_of, relation};

fn name() -> Sql {
    one_of(&["by_name", "\"By Owner\"", "notes_name_idx", "orders_id_idx", "by_number"])
}

pub(super) fn statement() -> Sql {
    let method = one_of(&["", "", "using btree ", "using hash "]);
    let keys = prop_oneof![
        5 => column::names(3),
        1 => one_of(&["lower(name)", "name desc", "id desc nulls last, name", "(id + number)", "data", "name text_pattern_ops"]),
    ];
    let condition = prop_oneof![3 => Just(String::new()), 1 => column::condition().prop_map(|condition| format!(" where {condition}"))];
    let named = (if_not_exists(), name()).prop_map(|(if_not_exists, name)| format!("{if_not_exists}{name} "));
    let named = prop_oneof![2 => named, 1 => Just(String::new())];
    let create = (maybe("unique "), named, relation(), method, keys, condition).prop_map(
        |(unique, named, table, method, keys, condition)| {
            // A hash is of one column, and never unique.
            let method = if unique.is_empty() && !keys.contains([',', ' ']) { method } else { String::new() };
            format!("create {unique}index {named}on {table} {method}({keys}){condition}")
        },
    );
    prop_oneof![
        6 => create,
        2 => (if_exists(), name(), cascade()).prop_map(|(if_exists, name, cascade)| format!("drop index {if_exists}{name}{cascade}")),
        1 => (name(), name()).prop_map(|(from, to)| format!("alter index {from} rename to {to}")),
        1 => one_of(&["create sequence counter", "drop sequence counter", "drop sequence if exists counter cascade", "alter sequence counter rename to by_number", "alter sequence counter owned by notes.id", "alter table notes alter column number set default nextval('counter')"]),
    ]
    .boxed()
}
