create table notes (id serial primary key, name text not null, owner uuid references auth.users (id), number integer, made timestamptz default now());
create table public.orders (id integer primary key, title text, name text unique, amount numeric(8,2) check (amount > 0), number int references notes (id) on delete cascade, "Is Open" boolean);
create table people (id bigint generated always as identity, name text, owner uuid default auth.uid(), author uuid, data jsonb, short varchar(20), primary key (id), unique (name, owner));
create or replace rule "The Rule" as on insert to public.orders do instead insert into people (id, name) values (new.id, new.name);
