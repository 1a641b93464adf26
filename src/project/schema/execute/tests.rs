//! What blocks do to a database.

use std::sync::Arc;

use super::super::{Schema, schemas};
use crate::facts::extract;
use crate::source::{RelPath, SourceFile};

fn replayed(sql: &str) -> Schema {
    let path = RelPath::new("supabase/migrations/20250131120000_x.sql");
    let facts = extract(&SourceFile::new(path, sql)).remove(0);
    schemas(&[Arc::new(facts)], None).remove(0)
}

/// Tables in `public`, each with its policies; a mark where it is open whether they exist.
fn shown(sql: &str) -> Vec<String> {
    let schema = replayed(sql);
    let mark = |doubt: bool| if doubt { "?" } else { "" };
    let tables = schema.tables().filter(|table| table.name.schema.as_str() == "public");
    let table = |table: &super::super::Table| {
        let policies: Vec<String> = table
            .policies
            .iter()
            .map(|policy| format!("{}{}", policy.name, mark(policy.doubt.is_some())))
            .collect();
        let name = format!("{}{}", table.name.name, mark(table.object.doubt.is_some()));
        if policies.is_empty() { name } else { format!("{name}({})", policies.join(",")) }
    };
    tables.map(table).collect()
}

fn block(declared: &str, body: &str) -> String {
    format!("do $$ declare {declared} begin {body} end $$;")
}

#[test]
fn what_an_open_branch_makes_may_be_there() {
    let made = "create function f() returns int language sql as 'select 1'; create type mood as enum ('ok'); \
        perform cron.schedule('tick', '* * * * *', 'select 1'); \
        insert into storage.buckets (id, name, public) values ('a', 'a', true);";
    let dropped = "drop function g();";
    let open = "current_setting('app.kind', true) = 'x'";
    let sql = format!(
        "create function g() returns int language sql as 'select 1'; \
         do $$ begin if {open} then null; else {made} end if; if {open} then {dropped} end if; end $$;"
    );
    let schema = replayed(&sql);
    assert!(schema.failures().is_empty());
    let routines: Vec<_> = schema
        .own_routines()
        .map(|routine| (routine.name.name.as_str(), routine.object.doubt.is_some()))
        .collect();
    assert_eq!(routines, [("f", true), ("g", true)]);
    assert_eq!((schema.types().count(), schema.jobs().len(), schema.buckets().count()), (1, 1, 1));
}

#[test]
fn statements_about_objects_see_no_variables() {
    let tables = |body: &str| {
        let schema = replayed(&format!("create table t (id int, owner uuid); do $$ {body} $$;"));
        let policies: usize = schema.tables().map(|table| table.policies.len()).sum();
        (policies, schema.views().count(), schema.failures().len())
    };
    let policy = "create policy p on t using (missing = v)";
    assert_eq!(tables(&format!("declare v int := 1; begin {policy}; end")), (0, 0, 1));
    // Nothing of the block stays, unless a handler takes the error.
    let both = "create policy q on t using (true); create policy p on t using (id = v);";
    assert_eq!(tables(&format!("declare v int := 1; begin {both} end")), (0, 0, 1));
    let caught = format!("declare v int := 1; begin {both} exception when undefined_column then null; end");
    assert_eq!(tables(&caught), (0, 0, 0));
    assert_eq!(
        tables("declare v int := 1; begin create view w as select id from t where id = v; end"),
        (0, 0, 1)
    );
    assert_eq!(tables("declare v int := 1; begin create index on t (v); end"), (0, 0, 1));
    assert_eq!(tables("declare v int := 1; begin create table u as select v as id from t; end"), (0, 0, 0));
}

#[test]
fn partitions_are_named_after_the_day_of_the_migration() {
    let sql = "create table events (at timestamptz) partition by range (at);".to_owned()
        + &block(
            "d date := date_trunc('month', now())::date; n text;",
            "for i in 0..2 loop
               n := 'events_' || to_char(d + (i || ' months')::interval, 'YYYY_MM');
               execute format('create table %I partition of events for values from (%L) to (%L)', n, d, d);
             end loop;",
        );
    assert_eq!(shown(&sql), ["events", "events_2025_01", "events_2025_02", "events_2025_03"]);
}

#[test]
fn a_loop_over_arrays_and_a_query_over_the_catalogue_run() {
    let sql = "create table a (); create table b (); create table c ();".to_owned()
        + &block(
            "t text;",
            "foreach t in array array['a', 'b'] loop
               execute format('create policy %I on %I using (true)', t || ' all', t);
             end loop;",
        )
        + &block(
            "r record;",
            "for r in select tablename, policyname from pg_policies where schemaname = 'public' and tablename = 'a' loop
               execute format('drop policy %I on public.%I', r.policyname, r.tablename);
             end loop;",
        );
    assert_eq!(shown(&sql), ["a", "b(b all)", "c"]);
}

#[test]
fn a_failing_step_takes_the_whole_block_back() {
    let sql = "create table a ();".to_owned() + &block("x int;", "create table b (); drop table missing;");
    assert_eq!(shown(&sql), ["a"]);
}

#[test]
fn a_handler_catches_by_name_and_code_and_nothing_else() {
    let caught = |condition: &str| {
        let body = format!(
            "begin create table a (); exception when {condition} then create table caught (); end; create table after ();"
        );
        shown(&("create table a ();".to_owned() + &block("x int;", &body)))
    };
    assert_eq!(caught("duplicate_table"), ["a", "after", "caught"]);
    assert_eq!(caught("sqlstate '42P07'"), ["a", "after", "caught"]);
    assert_eq!(caught("undefined_column or others"), ["a", "after", "caught"]);
    assert_eq!(caught("duplicate_object"), ["a"]);
}

#[test]
fn a_table_that_nobody_filled_is_empty() {
    let sql = |insert: &str| {
        format!("create table t (id int, name text); {insert}")
            + &block(
                "n int;",
                "select count(*) into n from t;
                 if n = 0 then create table empty (); elsif n = 2 then create table two (); end if;
                 if exists (select 1 from t where name = 'x') then create table has_x (); end if;",
            )
    };
    assert_eq!(shown(&sql("")), ["empty", "t"]);
    assert_eq!(shown(&sql("insert into t (id, name) values (1, 'x'), (2, 'y');")), ["has_x", "t", "two"]);
    let deleted = "insert into t (id, name) values (1, 'x'), (2, 'y'), (3, 'z'); delete from t where id = 1;";
    assert_eq!(shown(&sql(deleted)), ["t", "two"]);
    let open = "insert into t (id, name) select 1, name from storage.objects;";
    assert_eq!(shown(&sql(open)), ["empty?", "has_x?", "t", "two?"]);
}

#[test]
fn a_function_runs_with_its_arguments() {
    let sql = "create function make(prefix text, n int) returns text language plpgsql as $f$
            begin execute format('create table %I ()', prefix || '_' || n); return prefix; end $f$;
        select make('a', 2); select make('b', 3);"
        .to_owned()
        + &block("x text := make('c', 2);", "perform make(prefix => x || 'd', n => 1);");
    assert_eq!(shown(&sql), ["a_2", "b_3", "c_2", "cd_1"]);
}

#[test]
fn executed_text_takes_values_and_gives_rows() {
    let sql = "create table a ();".to_owned()
        + &block(
            "n int; t text; r record;",
            "execute 'select count(*) from pg_tables where tablename = $1' into n using 'a';
             if n = 1 then create table counted (); end if;
             for r in execute 'select tablename from pg_tables where schemaname = ''public''' loop
               execute 'create policy p on ' || quote_ident(r.tablename);
             end loop;
             get diagnostics n = row_count;",
        );
    assert_eq!(shown(&sql), ["a(p)", "counted(p)"]);
}

#[test]
fn a_missing_relation_ends_a_cast_and_nulls_a_question() {
    let sql = block("x int;", "if to_regclass('public.a') is null then create table a (); end if;")
        + &block("x int;", "create table b (); perform 'public.missing'::regclass;");
    assert_eq!(shown(&sql), ["a"]);
}

#[test]
fn a_savepoint_takes_back_what_came_behind_it() {
    let sql =
        "begin; create table a (); savepoint s; create table b (); rollback to s; create table c (); commit;";
    assert_eq!(shown(sql), ["a", "c"]);
}

#[test]
fn labels_lead_out_of_the_loop_they_name() {
    let sql = block(
        "x int;",
        "<<around>> for i in 1..3 loop
           for j in 1..3 loop
             exit around when i = 2;
             continue around when j = 2;
             execute format('create table t_%s_%s ()', i, j);
           end loop;
         end loop;",
    );
    assert_eq!(shown(&sql), ["t_1_1"]);
}

#[test]
fn what_the_server_brings_has_an_identity() {
    let sql = "create table a (id int);".to_owned()
        + &block(
            "n int;",
            "select count(*) into n from pg_class where oid = 'pg_class'::regclass;
             perform 'information_schema.tables'::regclass;
             perform 'pg_stat_activity'::regclass;
             update pg_index set indisready = false where indrelid = 'a'::regclass;
             create table reached ();",
        );
    assert_eq!(shown(&sql), ["a", "reached"]);
}
