//! Statements about types and extensions, and the columns that use them.

use proptest::prelude::*;

use super::{Sql, cascade, if_exists, one_of, relation};

fn name() -> Sql {
    one_of(&["mood", "public.mood", "app.mood", "state", "notes"])
}

pub(super) fn statement() -> Sql {
    prop_oneof![
        4 => name().prop_map(|name| format!("create type {name} as enum ('sad', 'ok')")),
        1 => name().prop_map(|name| format!("create type {name} as (a integer, b text)")),
        1 => name().prop_map(|name| format!("create domain {name} as text check (value <> '')")),
        2 => (name(), one_of(&["add value 'new'", "add value if not exists 'ok'", "add value 'between' before 'ok'", "rename value 'sad' to 'blue'", "rename to state", "rename to mood", "set schema app"]))
            .prop_map(|(name, change)| format!("alter type {name} {change}")),
        2 => (if_exists(), name(), cascade()).prop_map(|(if_exists, name, cascade)| format!("drop type {if_exists}{name}{cascade}")),
        3 => (relation(), name(), one_of(&["", "[]", " not null", " default 'ok'"])).prop_map(|(table, kind, rest)| format!("alter table {table} add column feeling {kind}{rest}")),
        1 => relation().prop_map(|table| format!("alter table {table} drop column feeling")),
        1 => one_of(&["create extension if not exists citext", "create extension citext with schema extensions", "drop extension citext", "drop extension if exists citext cascade", "create extension if not exists pg_trgm with schema extensions"]),
    ]
    .boxed()
}
