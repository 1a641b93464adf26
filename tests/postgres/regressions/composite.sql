create schema app;
create type notes as (a integer, b text);
create sequence counter;
alter table notes add constraint notes_name_key primary key (title);
select a from notes;
drop policy if exists p on notes;
comment on column public.notes.title is 'said';
alter sequence counter owned by notes.id;
