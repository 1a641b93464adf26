create table notes (id serial primary key, name text not null, owner uuid references auth.users (id), number integer, made timestamptz default now());
create table people (id bigint generated always as identity, name text, owner uuid default auth.uid(), author uuid, data jsonb, short varchar(20), primary key (id), unique (name, owner));
alter table people add column feeling notes default 'ok';
alter table notes add column feeling notes;
alter table people add column feeling notes;
alter table notes add column added integer default 0;
