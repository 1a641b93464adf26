create table notes (id serial primary key, name text not null, owner uuid references auth.users (id), number integer, made timestamptz default now());
create materialized view orders as select a.id, b.name as other from notes a join public.notes b on b.id = a.id;
alter table orders replica identity using index people_name_owner_key;
create unique index orders_id on orders (id);
alter table orders replica identity using index orders_id;
create index orders_other on orders (other);
alter table orders replica identity using index orders_other;
alter table orders replica identity using index notes_pkey;
alter table orders replica identity full;
