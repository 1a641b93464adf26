//! Statements about views and publications.

use proptest::prelude::*;

use super::{Sql, cascade, column, if_exists, maybe, one_of, relation};

fn name() -> Sql {
    prop_oneof![4 => one_of(&["seen", "public.seen", "app.seen", "\"A View\""]), 1 => relation()].boxed()
}

fn query() -> Sql {
    prop_oneof![
        4 => (column::names(3), relation()).prop_map(|(columns, table)| format!("select {columns} from {table}")),
        1 => relation().prop_map(|table| format!("select * from {table}")),
        1 => (relation(), column::condition()).prop_map(|(table, condition)| format!("select id, name from {table} where {condition}")),
        1 => (relation(), relation()).prop_map(|(one, two)| format!("select a.id, b.name as other from {one} a join {two} b on b.id = a.id")),
        1 => one_of(&["select id from seen", "select count(*) as n, owner from orders group by owner", "select distinct id, name from notes", "select id, name || 'x' as name from notes", "select id, name from notes limit 1", "select id, public.allowed(id) as may from notes"]),
    ]
    .boxed()
}

pub(super) fn statement() -> Sql {
    let options = one_of(&[
        "",
        "",
        " with (security_invoker = true)",
        " with (security_invoker)",
        " with (security_barrier = true, security_invoker = off)",
    ]);
    let create =
        (maybe("or replace "), name(), options, query()).prop_map(|(or_replace, name, options, query)| {
            format!("create {or_replace}view {name}{options} as {query}")
        });
    let materialized =
        (name(), query()).prop_map(|(name, query)| format!("create materialized view {name} as {query}"));
    let change = one_of(&[
        "rename to seen",
        "set (security_invoker = true)",
        "set (security_invoker = false)",
        "reset (security_invoker)",
        "set schema app",
        "rename column id to number",
        "alter column id set default 5",
    ]);
    prop_oneof![
        5 => create,
        1 => materialized,
        2 => (maybe("materialized "), if_exists(), name(), cascade()).prop_map(|(materialized, if_exists, name, cascade)| format!("drop {materialized}view {if_exists}{name}{cascade}")),
        2 => (if_exists(), name(), change).prop_map(|(if_exists, name, change)| format!("alter view {if_exists}{name} {change}")),
        1 => (one_of(&["add", "drop", "set"]), relation()).prop_map(|(way, table)| format!("alter publication supabase_realtime {way} table {table}")),
        1 => (relation(), relation(), one_of(&["", "", " with (publish = 'insert, delete')", " with (publish_via_partition_root)"])).prop_map(|(one, two, options)| format!("create publication feed for table {one}, {two}{options}")),
        1 => one_of(&["create publication feed for table public.events with (publish_via_partition_root = true)", "alter publication feed set (publish = 'update')", "alter publication feed set (publish_via_partition_root = false)", "alter publication feed set (publish = 'nothing')", "alter publication feed add table public.events_1", "drop publication feed"]),
    ]
    .boxed()
}
