//! Statements about roles and privileges.

use proptest::prelude::*;

use super::{Sql, column, one_of, relation, role, routine};

fn grantee() -> Sql {
    prop_oneof![5 => role(), 1 => Just("public".to_owned()), 1 => Just("anon, authenticated".to_owned())]
        .boxed()
}

/// What is given, and on what.
fn privileges() -> Sql {
    let on_table = (
        one_of(&[
            "all",
            "select",
            "insert",
            "update",
            "select, insert",
            "delete, truncate",
            "all privileges",
        ]),
        relation(),
    );
    prop_oneof![
        6 => on_table.prop_map(|(what, table)| format!("{what} on {table}")),
        1 => (one_of(&["select", "update"]), column::names(2), relation()).prop_map(|(what, columns, table)| format!("{what} ({columns}) on {table}")),
        3 => routine::signature().prop_map(|function| format!("execute on function {function}")),
        2 => one_of(&["all on all tables in schema public", "select on all tables in schema public", "execute on all functions in schema public", "usage on all sequences in schema public"]),
        2 => one_of(&["usage on schema public", "usage on schema app", "create on schema app", "all on schema app"]),
    ]
    .boxed()
}

/// The same, on what is made from now on.
fn defaults() -> Sql {
    let scope = one_of(&[
        "",
        " in schema public",
        " in schema app",
        " for role postgres in schema public",
        " for role supabase_admin in schema public",
    ]);
    let what = one_of(&[
        "all on tables",
        "select on tables",
        "execute on functions",
        "usage on sequences",
        "all on functions",
    ]);
    let way = any::<bool>();
    (scope, what, way, grantee())
        .prop_map(|(scope, what, gives, role)| {
            let way = if gives { format!("grant {what} to") } else { format!("revoke {what} from") };
            format!("alter default privileges{scope} {way} {role}")
        })
        .boxed()
}

pub(super) fn statement() -> Sql {
    prop_oneof![
        5 => (privileges(), grantee(), one_of(&["", "", "", " with grant option"])).prop_map(|(what, role, option)| {
            let option = if role.contains("public") { String::new() } else { option };
            format!("grant {what} to {role}{option}")
        }),
        5 => (privileges(), grantee(), one_of(&["", "", " cascade"])).prop_map(|(what, role, cascade)| format!("revoke {what} from {role}{cascade}")),
        2 => defaults(),
        1 => one_of(&["create role reader", "create role writer nologin", "drop role reader", "drop role if exists writer", "alter role reader bypassrls", "create role reader in role anon"]),
        1 => one_of(&["grant reader to authenticated", "grant writer to reader", "revoke reader from authenticated", "grant anon to reader"]),
    ]
    .boxed()
}
