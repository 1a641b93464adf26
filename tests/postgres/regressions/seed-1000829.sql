create table people (id bigint generated always as identity, name text, owner uuid default auth.uid(), author uuid, data jsonb, short varchar(20), primary key (id), unique (name, owner));
create table if not exists orders (title text not null, made timestamptz not null, data jsonb unique);
create policy "Own rows" on public.orders using (exists (select 1 from public.people p where p.owner = auth.uid()));
alter table people rename to "My Table";
