create table people (id bigint generated always as identity, name text, owner uuid default auth.uid(), author uuid, data jsonb, short varchar(20), primary key (id), unique (name, owner));
alter view if exists people rename column id to number;
