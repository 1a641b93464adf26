create schema app;
create table people (id bigint generated always as identity, name text, owner uuid default auth.uid(), author uuid, data jsonb, short varchar(20), primary key (id), unique (name, owner));
alter table people rename column name to title;
create table app.people (like public.people including indexes);
