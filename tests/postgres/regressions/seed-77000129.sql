create table if not exists notes (number int not null);
alter table public.notes drop column if exists number cascade;
