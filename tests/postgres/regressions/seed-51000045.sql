create table notes (id serial primary key, name text not null, owner uuid references auth.users (id), number integer, made timestamptz default now());
create table people (id bigint generated always as identity, name text, owner uuid default auth.uid(), author uuid, data jsonb, short varchar(20), primary key (id), unique (name, owner));
create rule "The Rule" as on update to notes do insert into people (id, name) values (new.id, new.name);
