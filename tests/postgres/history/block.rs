//! Blocks that look at the catalogue and write statements of their own.

use proptest::prelude::*;

use super::{Sql, bare_relation, one_of};

/// What a block does to a table `t.tablename` of `public`, by `format`.
fn on_each() -> Sql {
    one_of(&[
        "format('alter table public.%I enable row level security', t.tablename)",
        "format('create policy %I on public.%I for select using (true)', t.tablename || '_read', t.tablename)",
        "format('drop policy if exists p on public.%I', t.tablename)",
        "'alter table public.' || quote_ident(t.tablename) || ' add column if not exists added integer default 0'",
        "format('grant select on public.%s to anon', quote_ident(t.tablename))",
        "format('drop table if exists public.%I cascade', t.tablename)",
        "format('create policy %I on public.%I for all to authenticated using (owner = auth.uid())', 'own_' || t.tablename, t.tablename)",
        "format('revoke all on table public.%I from authenticated', t.tablename)",
    ])
}

/// A statement in a branch.
fn inner() -> Sql {
    prop_oneof![
        bare_relation()
            .prop_map(|table| format!("create table public.{table} (id integer primary key, name text)")),
        bare_relation().prop_map(|table| format!("alter table public.{table} add column added integer")),
        bare_relation().prop_map(|table| format!("create policy p on public.{table} using (true)")),
        bare_relation().prop_map(|table| format!("drop table public.{table}")),
    ]
    .boxed()
}

fn question() -> Sql {
    prop_oneof![
        bare_relation().prop_map(|table| format!("exists (select 1 from pg_tables where schemaname = 'public' and tablename = '{}')", table.trim_matches('"'))),
        bare_relation().prop_map(|table| format!("not exists (select 1 from information_schema.columns where table_schema = 'public' and table_name = '{}' and column_name = 'name')", table.trim_matches('"'))),
        bare_relation().prop_map(|table| format!("exists (select from pg_policies where tablename = '{}' and policyname = 'p')", table.trim_matches('"'))),
        bare_relation().prop_map(|table| format!("to_regclass('public.{table}') is null")),
        Just("not exists (select 1 from pg_type where typname = 'mood')".to_owned()),
        Just("(select count(*) from pg_indexes where schemaname = 'public') > 2".to_owned()),
        Just("exists (select 1 from pg_constraint where conname = 'notes_pkey')".to_owned()),
    ]
    .boxed()
}

pub(super) fn statement() -> Sql {
    let over_tables = on_each().prop_map(|action| {
        format!("do $$ declare t record; begin for t in select tablename from pg_tables where schemaname = 'public' order by tablename loop execute {action}; end loop; end $$")
    });
    let over_names = (bare_relation(), bare_relation(), on_each()).prop_map(|(one, two, action)| {
        let (one, two) = (one.trim_matches('"'), two.trim_matches('"'));
        let action = action.replace("t.tablename", "n");
        format!("do $$ declare n text; begin foreach n in array array['{one}', '{two}'] loop execute {action}; end loop; end $$")
    });
    let over_policies = Just("do $$ declare r record; begin for r in select policyname, tablename from pg_policies where schemaname = 'public' loop execute format('drop policy %I on public.%I', r.policyname, r.tablename); end loop; end $$".to_owned());
    let decided = (question(), inner(), inner()).prop_map(|(question, then, otherwise)| {
        format!("do $$ begin if {question} then {then}; else {otherwise}; end if; end $$")
    });
    let caught = (
        inner(),
        one_of(&[
            "duplicate_table",
            "undefined_table",
            "duplicate_column",
            "others",
            "duplicate_object or undefined_table",
        ]),
        inner(),
    )
        .prop_map(|(first, condition, second)| {
            format!("do $$ begin {first}; exception when {condition} then {second}; end $$")
        });
    let raised = inner().prop_map(|first| format!("do $$ begin {first}; raise exception 'no'; end $$"));
    prop_oneof![3 => over_tables, 2 => over_names, 1 => over_policies, 4 => decided, 3 => caught, 1 => raised]
        .boxed()
}
