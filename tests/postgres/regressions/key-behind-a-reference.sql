create table notes (id serial primary key, name text not null, owner uuid references auth.users (id), number integer, made timestamptz default now());
create table public.orders (id integer primary key, title text, name text unique, amount numeric(8,2) check (amount > 0), number int references notes (id) on delete cascade, "Is Open" boolean);
create unique index on public.notes (id);
alter table public.notes drop constraint notes_pkey;
alter table public.notes drop constraint notes_pkey cascade;
