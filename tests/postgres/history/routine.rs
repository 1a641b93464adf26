//! Statements about functions and triggers.

use proptest::prelude::*;

use super::{Sql, cascade, if_exists, maybe, one_of, relation, role};

/// A function, with what tells it from its overloads.
pub(super) fn signature() -> Sql {
    one_of(&[
        "public.allowed()",
        "public.allowed(integer)",
        "public.allowed(text, integer)",
        "public.allowed(text)",
        "f(notes)",
        "f(integer)",
        "app.f(integer)",
        "public.touch()",
        "f",
        "public.allowed",
    ])
}

fn create() -> Sql {
    let head = one_of(&[
        "public.allowed() returns boolean",
        "public.allowed(n integer) returns boolean",
        "public.allowed(n integer default 0) returns boolean",
        "public.allowed(other integer) returns boolean",
        "public.allowed(t text, n integer) returns boolean",
        "public.allowed(t text) returns boolean",
        "public.allowed(inout t text, out n integer)",
        "f(a integer) returns setof integer",
        "f(a integer) returns integer",
        "app.f(a integer) returns table (x integer, y text)",
        "f(a integer, variadic rest text[]) returns text",
        "f(p notes) returns void",
    ]);
    let options = one_of(&[
        "",
        " stable",
        " immutable strict",
        " security definer",
        " security definer set search_path = ''",
        " stable security definer set search_path = public, pg_temp",
        " parallel safe",
        " volatile set statement_timeout = '5s'",
    ]);
    (maybe("or replace "), head, options)
        .prop_map(|(or_replace, head, options)| {
            format!("create {or_replace}function {head} language plpgsql{options} as $$ begin return; end $$")
                .replace(
                    "begin return; end",
                    if head.ends_with("void") || head.contains("setof") || head.contains("table (") {
                        "begin return; end"
                    } else {
                        "begin return null; end"
                    },
                )
        })
        .boxed()
}

fn change() -> Sql {
    prop_oneof![
        2 => one_of(&["stable", "immutable", "volatile", "security definer", "security invoker", "strict", "called on null input", "parallel safe", "set search_path = ''", "set search_path to public", "reset search_path", "reset all"]),
        1 => one_of(&["rename to f", "rename to allowed", "set schema app", "set schema public"]),
        1 => role().prop_map(|role| format!("owner to {role}")),
    ]
    .boxed()
}

fn trigger() -> Sql {
    let name = || one_of(&["touched", "\"On Change\""]);
    let event = one_of(&["before insert", "after insert or update", "before update of name", "after delete"]);
    let function = one_of(&["public.touch()", "public.touch()", "public.allowed()"]);
    let create = (maybe("or replace "), name(), event, relation(), function)
        .prop_map(|(or_replace, name, event, table, function)| format!("create {or_replace}trigger {name} {event} on {table} for each row execute function {function}"));
    prop_oneof![
        4 => create,
        1 => (if_exists(), name(), relation(), cascade()).prop_map(|(if_exists, name, table, cascade)| format!("drop trigger {if_exists}{name} on {table}{cascade}")),
        1 => (name(), relation(), name()).prop_map(|(from, table, to)| format!("alter trigger {from} on {table} rename to {to}")),
        1 => (relation(), one_of(&["disable", "enable"]), name()).prop_map(|(table, way, name)| format!("alter table {table} {way} trigger {name}")),
    ]
    .boxed()
}

pub(super) fn statement() -> Sql {
    prop_oneof![
        5 => create(),
        1 => maybe("or replace ").prop_map(|or_replace| format!("create {or_replace}function public.touch() returns trigger language plpgsql as $$ begin return new; end $$")),
        2 => (signature(), change()).prop_map(|(function, change)| {
            // The replay does not follow types of expressions: no condition is to call a trigger's function.
            let change = if function.contains("touch") { change.replace("to allowed", "to touched") } else { change };
            format!("alter function {function} {change}")
        }),
        2 => (if_exists(), signature(), cascade()).prop_map(|(if_exists, function, cascade)| format!("drop function {if_exists}{function}{cascade}")),
        3 => trigger(),
    ]
    .boxed()
}
