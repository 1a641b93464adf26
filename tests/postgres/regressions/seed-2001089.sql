create table public.notes (title text, author uuid, data jsonb not null, amount numeric(8,2) not null);
alter table if exists public.notes owner to service_role;
alter table public.notes add column if not exists id serial;
