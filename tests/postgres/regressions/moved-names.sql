create schema app;
create table notes (id serial primary key, name text not null, owner uuid references auth.users (id), number integer, made timestamptz default now());
create table app.notes (id integer primary key, name text, title text, owner uuid, number integer);
alter table app.notes rename to people;
alter table notes set schema app;
