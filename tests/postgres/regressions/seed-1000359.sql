do $$ begin if not exists (select 1 from pg_type where typname = 'mood') then create table public.orders (id integer primary key, name text); else drop table public.notes; end if; end $$;
alter table orders drop column if exists name;
alter table public.orders drop column id restrict;
select title, count(*) from public.orders where owner is not null group by 1;
