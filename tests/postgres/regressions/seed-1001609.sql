create table public.notes ("Is Open" boolean check ("Is Open" is not null) not null);
alter table if exists notes drop column if exists "Is Open" cascade;
create index "By Owner" on notes ((id + number));
