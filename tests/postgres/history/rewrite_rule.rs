//! Statements about rules.

use proptest::prelude::*;

use super::{Sql, cascade, if_exists, maybe, one_of, relation};

fn name() -> Sql {
    one_of(&["kept", "\"The Rule\"", "other"])
}

/// A table, or a view.
fn ruled() -> Sql {
    prop_oneof![3 => relation(), 2 => one_of(&["seen", "public.seen", "app.seen", "public.events"])].boxed()
}

/// A condition that fits the event, mostly.
fn condition() -> Sql {
    prop_oneof![
        4 => Just(String::new()),
        2 => one_of(&[" where new.id > 3", " where old.id is not null", " where new.name <> ''"]),
        1 => one_of(&[" where name = 'x'", " where new.gone > 1", " where public.allowed(new.id)"]),
    ]
    .boxed()
}

fn action() -> Sql {
    prop_oneof![
        4 => Just("nothing".to_owned()),
        2 => relation().prop_map(|table| format!("insert into {table} (id, name) values (new.id, new.name)")),
        1 => relation().prop_map(|table| format!("insert into {table} (id) values (new.id) returning id, name")),
        1 => relation().prop_map(|table| format!("update {table} set name = new.name where id = old.id")),
        1 => relation().prop_map(|table| format!("(delete from {table} where id = old.id; select 1 as one)")),
        1 => one_of(&["notify changed", "select public.allowed(old.id)", "select id from notes where notes.id = new.number"]),
    ]
    .boxed()
}

pub(super) fn statement() -> Sql {
    let event = one_of(&["insert", "insert", "update", "delete"]);
    let way = one_of(&["", "also ", "instead ", "instead "]);
    let create = (maybe("or replace "), name(), event, ruled(), condition(), way, action()).prop_map(
        |(or_replace, name, event, table, condition, way, action)| {
            format!("create {or_replace}rule {name} as on {event} to {table}{condition} do {way}{action}")
        },
    );
    let switch = one_of(&["disable", "enable", "enable always"]);
    prop_oneof![
        6 => create,
        2 => (if_exists(), name(), ruled(), cascade()).prop_map(|(if_exists, name, table, cascade)| format!("drop rule {if_exists}{name} on {table}{cascade}")),
        1 => (name(), ruled(), name()).prop_map(|(from, table, to)| format!("alter rule {from} on {table} rename to {to}")),
        1 => (ruled(), switch, name()).prop_map(|(table, switch, name)| format!("alter table {table} {switch} rule {name}")),
    ]
    .boxed()
}
