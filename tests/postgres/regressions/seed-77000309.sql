create table notes (made timestamptz primary key not null);
alter table if exists public.notes drop column made;
