//! Statements about tables.

use proptest::prelude::*;
use proptest::sample::select;

use super::{
    Sql, bare_relation, cascade, column, if_exists, if_not_exists, maybe, one_of, relation, role, schema_name,
};

/// The name of a constraint: given, or as the server makes it.
fn constraint_name() -> Sql {
    one_of(&[
        "checked",
        "\"Key 1\"",
        "notes_pkey",
        "orders_pkey",
        "people_pkey",
        "notes_name_key",
        "orders_number_fkey",
        "notes_check",
        "people_id_check",
        "notes_number_fkey",
        "orders_name_key",
    ])
}

/// `CREATE TABLE` in its forms.
pub(super) fn create() -> Sql {
    let plain = (if_not_exists(), relation(), column::definitions(), constraints()).prop_map(
        |(if_not_exists, name, columns, rest)| {
            format!("create table {if_not_exists}{name} ({columns}{rest})")
        },
    );
    let like = one_of(&[
        "",
        " including all",
        " including defaults",
        " including constraints",
        " including indexes",
        " including defaults including identity",
    ]);
    let like = (relation(), relation(), like)
        .prop_map(|(name, model, what)| format!("create table {name} (like {model}{what})"));
    let as_query = (relation(), column::names(3), relation())
        .prop_map(|(name, columns, from)| format!("create table {name} as select {columns} from {from}"));
    let inherits = (relation(), relation())
        .prop_map(|(name, parent)| format!("create table {name} (extra integer) inherits ({parent})"));
    prop_oneof![
        12 => plain,
        1 => like,
        1 => as_query,
        1 => inherits,
        2 => partitioned(),
    ]
    .boxed()
}

fn constraints() -> Sql {
    prop_oneof![
        4 => Just(String::new()),
        3 => constraint().prop_map(|constraint| format!(", {constraint}")),
    ]
    .boxed()
}

fn constraint() -> Sql {
    let named = prop_oneof![2 => Just(String::new()), 1 => constraint_name().prop_map(|name| format!("constraint {name} "))];
    let what = prop_oneof![
        1 => column::names(2).prop_map(|columns| format!("primary key ({columns})")),
        2 => column::names(3).prop_map(|columns| format!("unique ({columns})")),
        2 => column::condition().prop_map(|condition| format!("check ({condition})")),
        2 => (relation(), one_of(&["", " on delete cascade", " on delete set default"])).prop_map(|(table, action)| format!("foreign key (number) references {table} (id){action}")),
    ];
    (named, what).prop_map(|(named, what)| format!("{named}{what}")).boxed()
}

/// A partitioned table, its partitions, and how they come and go.
fn partitioned() -> Sql {
    let partition = select(vec![
        ("events_1", "for values from (0) to (10)"),
        ("events_2", "for values from (10) to (20)"),
        ("events_rest", "default"),
    ]);
    prop_oneof![
        3 => maybe(", primary key (id)").prop_map(|key| format!("create table public.events (id integer, name text, owner uuid{key}) partition by range (id)")),
        4 => partition.clone().prop_map(|(name, bound)| format!("create table public.{name} partition of public.events {bound}")),
        1 => partition.clone().prop_map(|(name, bound)| format!("alter table public.events attach partition public.{name} {bound}")),
        1 => partition.prop_map(|(name, _)| format!("alter table public.events detach partition public.{name}")),
        1 => one_of(&["create index on public.events (name)", "create index events_owner on public.events (owner)", "drop index public.events_owner"]),
        1 => one_of(&["alter table public.events add column title text", "alter table public.events drop column name", "drop table public.events cascade", "alter table public.events add constraint named check (name <> '')"]),
        1 => one_of(&["alter table public.events enable row level security", "create policy p on public.events using (owner = auth.uid())", "alter table public.events add primary key (id)"]),
    ]
    .boxed()
}

/// `ALTER TABLE`.
pub(super) fn alter() -> Sql {
    (maybe("if exists "), relation(), change())
        .prop_map(|(if_exists, name, change)| format!("alter table {if_exists}{name} {change}"))
        .boxed()
}

fn change() -> Sql {
    prop_oneof![
        6 => prop_oneof![3 => columns(), 1 => (columns(), columns()).prop_map(|(one, two)| format!("{one}, {two}"))],
        5 => constraint_change(),
        3 => one_of(&["enable row level security", "disable row level security", "force row level security", "no force row level security"]),
        2 => bare_relation().prop_map(|to| format!("rename to {to}")),
        1 => prop_oneof![schema_name(), Just("public".to_owned())].prop_map(|to| format!("set schema {to}")),
        2 => one_of(&["replica identity full", "replica identity nothing", "replica identity default", "replica identity using index by_name", "replica identity using index orders_name_key", "replica identity using index people_name_owner_key"]),
        2 => column::alike().prop_map(|(from, to)| format!("rename column {from} to {to}")),
        1 => role().prop_map(|role| format!("owner to {role}")),
        1 => one_of(&["set unlogged", "set logged", "set (fillfactor = 70)"]),
    ]
    .boxed()
}

/// A change of columns that may stand beside another.
fn columns() -> Sql {
    let default = column::name().prop_flat_map(|name| {
        column::default(&name).prop_map(move |default| format!("alter column {name} set default {default}"))
    });
    prop_oneof![
        4 => (if_not_exists(), column::definition()).prop_map(|(if_not_exists, column)| format!("add column {if_not_exists}{column}")),
        3 => (if_exists(), column::name(), cascade()).prop_map(|(if_exists, column, cascade)| format!("drop column {if_exists}{column}{cascade}")),
        2 => default,
        1 => column::name().prop_map(|column| format!("alter column {column} drop default")),
        1 => column::name().prop_map(|column| format!("alter column {column} set not null")),
        1 => column::name().prop_map(|column| format!("alter column {column} drop not null")),
    ]
    .boxed()
}

fn constraint_change() -> Sql {
    prop_oneof![
        4 => (constraint(), maybe(" not valid")).prop_map(|(constraint, not_valid)| {
            let is_checkable = constraint.contains("check (") || constraint.contains("foreign key");
            format!("add {constraint}{}", if is_checkable { not_valid.as_str() } else { "" })
        }),
        2 => (if_exists(), constraint_name(), cascade()).prop_map(|(if_exists, name, cascade)| format!("drop constraint {if_exists}{name}{cascade}")),
        1 => (constraint_name(), constraint_name()).prop_map(|(from, to)| format!("rename constraint {from} to {to}")),
        1 => constraint_name().prop_map(|name| format!("validate constraint {name}")),
    ]
    .boxed()
}

/// `DROP TABLE`.
pub(super) fn drop() -> Sql {
    let names = prop_oneof![4 => relation(), 1 => (relation(), relation()).prop_map(|(one, two)| format!("{one}, {two}"))];
    (if_exists(), names, cascade())
        .prop_map(|(if_exists, names, cascade)| format!("drop table {if_exists}{names}{cascade}"))
        .boxed()
}
