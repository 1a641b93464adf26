create table notes (id serial primary key, name text not null, owner uuid references auth.users (id), number integer, made timestamptz default now());
create table public.orders (id integer primary key, title text, name text unique, amount numeric(8,2) check (amount > 0), number int references notes (id) on delete cascade, "Is Open" boolean);
alter table if exists public.notes rename to "My Table";
create table notes (extra integer) inherits (orders);
alter table orders add column feeling notes;
