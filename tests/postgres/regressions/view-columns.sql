create table people (id bigint generated always as identity, name text, owner uuid default auth.uid(), author uuid, data jsonb, short varchar(20), primary key (id), unique (name, owner));
create view seen as select id, name from people;
alter table seen add column owner uuid not null;
alter view seen alter column gone set default 5;
alter view seen rename column gone to there;
alter view seen rename column id to name;
revoke update (gone) on seen from anon;
