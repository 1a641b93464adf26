create type notes as (a integer, b text);
drop trigger if exists "On Change" on public.notes cascade;
