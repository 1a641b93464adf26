create table people (id bigint generated always as identity, name text, owner uuid default auth.uid(), author uuid, data jsonb, short varchar(20), primary key (id), unique (name, owner));
create function public.touch() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger touched before update of name on people for each row execute function public.touch();
alter table public.people drop column name;
alter table public.people alter column name type varchar(9);
