create table notes (id serial primary key, name text not null, owner uuid references auth.users (id), number integer, made timestamptz default now());
alter table if exists public.notes add check (owner is not null) not valid;
create table public.people (extra integer) inherits (public.notes);
