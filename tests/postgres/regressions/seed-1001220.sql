create table notes (id serial primary key, name text not null, owner uuid references auth.users (id), number integer, made timestamptz default now());
create table "My Table" (extra integer) inherits (notes);
alter publication supabase_realtime set table notes;
