//! Random migrations. Few names, so that statements meet: what one makes another changes, drops, or finds
//! in its way. Statements that fail are part of it: nothing of them may remain on either side.
//!
//! A column's name decides its type, so that every expression is well typed wherever its columns exist.

mod block;
mod column;
mod grant;
mod index;
mod policy;
mod rewrite_rule;
mod routine;
mod row;
mod table;
mod user_type;
mod view;

use proptest::bool::weighted;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// A statement on one line, without its semicolon.
pub(crate) type Sql = BoxedStrategy<String>;

/// What most histories begin with, so that the rest has something to meet.
const BEGINNING: [&str; 11] = [
    "create schema app",
    "create table notes (id serial primary key, name text not null, owner uuid references auth.users (id), number integer, made timestamptz default now())",
    "create table public.orders (id integer primary key, title text, name text unique, amount numeric(8,2) check (amount > 0), number int references notes (id) on delete cascade, \"Is Open\" boolean)",
    "create table people (id bigint generated always as identity, name text, owner uuid default auth.uid(), author uuid, data jsonb, short varchar(20), primary key (id), unique (name, owner))",
    "create table app.notes (id integer primary key, name text, title text, owner uuid, number integer)",
    "create index by_name on notes (name)",
    "create function public.allowed(n integer) returns boolean language plpgsql stable security definer as $$ begin return true; end $$",
    "create function public.touch() returns trigger language plpgsql as $$ begin return new; end $$",
    "create view seen as select id, name from notes",
    "create type public.mood as enum ('sad', 'ok')",
    "create role reader",
];

/// A history of at most so many statements beside its beginning.
pub(crate) fn history(statements: usize) -> BoxedStrategy<Vec<String>> {
    let beginning = BEGINNING.map(|statement| (weighted(0.85), Just(statement.to_owned())));
    let rest = vec(statement(), 1..statements);
    (beginning.to_vec(), rest)
        .prop_map(|(beginning, rest)| {
            let there =
                beginning.into_iter().filter_map(|(is_there, statement)| is_there.then_some(statement));
            there.chain(rest).collect()
        })
        .boxed()
}

/// Any statement.
fn statement() -> Sql {
    prop_oneof![
        5 => table::create(),
        8 => table::alter(),
        2 => table::drop(),
        4 => index::statement(),
        6 => policy::statement(),
        6 => grant::statement(),
        6 => routine::statement(),
        4 => view::statement(),
        3 => user_type::statement(),
        1 => schema(),
        3 => block::statement(),
        2 => row::statement(),
        3 => rewrite_rule::statement(),
    ]
    .boxed()
}

fn schema() -> Sql {
    let name = prop_oneof![4 => Just("app"), 1 => Just("\"Side \"\"S\"\"\""), 2 => Just("moved")];
    let rename =
        (schema_name(), schema_name()).prop_map(|(from, to)| format!("alter schema {from} rename to {to}"));
    prop_oneof![
        4 => (if_not_exists(), name).prop_map(|(if_not_exists, name)| format!("create schema {if_not_exists}{name}")),
        1 => (if_exists(), schema_name(), cascade()).prop_map(|(if_exists, name, cascade)| format!("drop schema {if_exists}{name}{cascade}")),
        1 => rename,
        1 => select(vec!["set search_path = app, public", "set search_path = public, extensions", "reset search_path", "reset search_path", "set search_path to ''"]).prop_map(str::to_owned),
    ]
    .boxed()
}

/// A schema of the project that may exist.
fn schema_name() -> Sql {
    select(vec!["app", "app", "moved", "\"Side \"\"S\"\"\""]).prop_map(str::to_owned).boxed()
}

/// A table or view, mostly of `public`.
fn relation() -> Sql {
    let name = prop_oneof![9 => select(vec!["notes", "orders", "people"]), 1 => Just("\"My Table\"")];
    let schema = prop_oneof![8 => Just(""), 8 => Just("public."), 2 => Just("app."), 1 => Just("moved.")];
    (schema, name).prop_map(|(schema, name)| format!("{schema}{name}")).boxed()
}

/// The same without a schema.
fn bare_relation() -> Sql {
    select(vec!["notes", "notes", "orders", "people", "\"My Table\""]).prop_map(str::to_owned).boxed()
}

/// A role that exists, mostly.
fn role() -> Sql {
    prop_oneof![
        6 => select(vec!["anon", "authenticated", "service_role"]),
        1 => select(vec!["reader", "writer", "nobody_there"]),
    ]
    .prop_map(str::to_owned)
    .boxed()
}

fn if_exists() -> Sql {
    maybe("if exists ")
}

fn if_not_exists() -> Sql {
    maybe("if not exists ")
}

fn cascade() -> Sql {
    prop_oneof![4 => Just(""), 2 => Just(" cascade"), 1 => Just(" restrict")].prop_map(str::to_owned).boxed()
}

/// A word that may be there.
fn maybe(word: &'static str) -> Sql {
    any::<bool>().prop_map(move |there| if there { word.to_owned() } else { String::new() }).boxed()
}

/// One of some texts.
fn one_of(texts: &'static [&'static str]) -> Sql {
    select(texts).prop_map(str::to_owned).boxed()
}
