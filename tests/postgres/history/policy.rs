//! Statements about policies.

use proptest::prelude::*;

use super::{Sql, column, if_exists, one_of, relation, role};

fn name() -> Sql {
    one_of(&["p", "\"Own rows\"", "q", "\"it's \"\"mine\"\"\""])
}

fn condition() -> Sql {
    prop_oneof![
        2 => one_of(&["true", "false", "owner = auth.uid()", "(select auth.uid()) = owner", "auth.role() = 'authenticated'"]),
        2 => column::condition(),
        1 => one_of(&["name", "number", "auth.uid()", "owner = auth.uid() and name", "not id", "data", "\"Is Open\"", "(select name from notes limit 1)"]),
        1 => one_of(&["public.allowed(id)", "public.allowed()", "exists (select 1 from public.people p where p.owner = auth.uid())"]),
    ]
    .boxed()
}

pub(super) fn statement() -> Sql {
    let roles = prop_oneof![
        3 => Just(String::new()),
        3 => role().prop_map(|role| format!(" to {role}")),
        1 => (role(), role()).prop_map(|(one, two)| format!(" to {one}, {two}")),
        1 => Just(" to public".to_owned()),
    ];
    let clauses = prop_oneof![
        3 => condition().prop_map(|using| (one_of(&["", " for select", " for delete", " for update", " for all"]), format!(" using ({using})"))),
        2 => condition().prop_map(|check| (one_of(&[" for insert", " for insert", " for update", ""]), format!(" with check ({check})"))),
        1 => (condition(), condition()).prop_map(|(using, check)| (one_of(&[" for update", " for all", ""]), format!(" using ({using}) with check ({check})"))),
    ];
    let clauses = clauses.prop_flat_map(|(command, conditions)| {
        command.prop_map(move |command| (command, conditions.clone()))
    });
    let kind = one_of(&["", "", " as permissive", " as restrictive"]);
    let create = (name(), relation(), kind, clauses, roles.clone()).prop_map(
        |(name, table, kind, (command, conditions), roles)| {
            format!("create policy {name} on {table}{kind}{command}{roles}{conditions}")
        },
    );
    prop_oneof![
        6 => create,
        2 => (if_exists(), name(), relation()).prop_map(|(if_exists, name, table)| format!("drop policy {if_exists}{name} on {table}")),
        1 => (name(), relation(), name()).prop_map(|(from, table, to)| format!("alter policy {from} on {table} rename to {to}")),
        1 => (name(), relation(), roles, condition()).prop_map(|(name, table, roles, using)| format!("alter policy {name} on {table}{roles} using ({using})")),
    ]
    .boxed()
}
