-- The catalogue of a database as one JSON document: the shape that `gonogo database --json` prints.
-- Everything is qualified, because the search path is empty while it runs. psql reads it with `\ir`.
set local search_path = '';
with
platform (name) as (
    select unnest(array['_realtime', 'auth', 'cron', 'extensions', 'graphql', 'graphql_public', 'information_schema', 'net', 'pg_catalog', 'pg_toast',
        'pgbouncer', 'pgmq', 'pgsodium', 'realtime', 'storage', 'supabase_functions', 'supabase_migrations', 'vault'])
),
schema as (
    select n.oid, n.nspname::text as name from pg_catalog.pg_namespace n
    where n.nspname not in (select name from platform) and n.nspname !~ '^pg_'
),
brought as (
    select d.classid, d.objid from pg_catalog.pg_depend d where d.deptype = 'e'
),
relation as (
    select c.*, s.name as schema,
        exists (select from brought b where b.classid = 'pg_catalog.pg_class'::regclass and b.objid = c.oid) as from_extension
    from pg_catalog.pg_class c join schema s on s.oid = c.relnamespace
),
sections (section, rows) as (
    select 'schemas', (
        select jsonb_agg(jsonb_build_object('name', n.nspname, 'builtin', n.nspname in (select name from platform), 'acl', n.nspacl::text))
        from pg_catalog.pg_namespace n where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    )
    union all
    select 'tables', (
        select jsonb_agg(jsonb_build_object(
            'schema', r.schema, 'name', r.relname, 'acl', r.relacl::text, 'owner', pg_catalog.pg_get_userbyid(r.relowner),
            'kind', case r.relkind when 'r' then 'table' when 'p' then 'partitioned' else 'foreign' end,
            'replica_identity', r.relreplident, 'rls', r.relrowsecurity, 'rls_forced', r.relforcerowsecurity, 'unlogged', r.relpersistence = 'u',
            'is_partition', r.relispartition, 'partition_key', pg_catalog.pg_get_partkeydef(r.oid), 'from_extension', r.from_extension,
            'parent', (select pg_catalog.format('%I.%I', n.nspname, p.relname) from pg_catalog.pg_inherits i
                join pg_catalog.pg_class p on p.oid = i.inhparent join pg_catalog.pg_namespace n on n.oid = p.relnamespace
                where i.inhrelid = r.oid order by i.inhseqno limit 1),
            'has_pk', exists (select from pg_catalog.pg_index i where i.indrelid = r.oid and i.indisprimary),
            'anon_select', pg_catalog.has_table_privilege('anon', r.oid, 'SELECT'),
            'auth_select', pg_catalog.has_table_privilege('authenticated', r.oid, 'SELECT'),
            'anon_write', pg_catalog.has_table_privilege('anon', r.oid, 'INSERT, UPDATE, DELETE'),
            'auth_write', pg_catalog.has_table_privilege('authenticated', r.oid, 'INSERT, UPDATE, DELETE'),
            'columns', coalesce((select jsonb_agg(jsonb_build_object(
                    'name', a.attname, 'type', pg_catalog.format_type(a.atttypid, a.atttypmod), 'not_null', a.attnotnull,
                    'default', pg_catalog.pg_get_expr(d.adbin, d.adrelid), 'identity', nullif(a.attidentity, ''),
                    'generated', nullif(a.attgenerated, ''), 'acl', a.attacl::text) order by a.attnum)
                from pg_catalog.pg_attribute a left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
                where a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped), '[]')))
        from relation r where r.relkind in ('r', 'p', 'f')
    )
    union all
    select 'views', (
        select jsonb_agg(jsonb_build_object(
            'schema', r.schema, 'name', r.relname, 'acl', r.relacl::text, 'owner', pg_catalog.pg_get_userbyid(r.relowner),
            'kind', case r.relkind when 'v' then 'view' else 'materialized' end, 'options', r.reloptions,
            'security_invoker', coalesce(lower(r.reloptions::text)::text[] && array['security_invoker=1', 'security_invoker=true', 'security_invoker=yes', 'security_invoker=on'], false),
            'anon_select', pg_catalog.has_table_privilege('anon', r.oid, 'SELECT'),
            'auth_select', pg_catalog.has_table_privilege('authenticated', r.oid, 'SELECT'),
            'columns', (select jsonb_agg(a.attname order by a.attnum) from pg_catalog.pg_attribute a where a.attrelid = r.oid and a.attnum > 0)))
        from relation r where r.relkind in ('v', 'm') and not r.from_extension
    )
    union all
    select 'sequences', (
        select jsonb_agg(jsonb_build_object('schema', r.schema, 'name', r.relname, 'acl', r.relacl::text, 'owner', pg_catalog.pg_get_userbyid(r.relowner)))
        from relation r where r.relkind = 'S' and not r.from_extension
    )
    union all
    select 'policies', (
        select jsonb_agg(jsonb_build_object(
            'schema', p.schemaname, 'table', p.tablename, 'name', p.policyname, 'cmd', p.cmd, 'permissive', p.permissive = 'PERMISSIVE',
            'roles', p.roles, 'qual', p.qual, 'with_check', p.with_check))
        from pg_catalog.pg_policies p
    )
    union all
    select 'functions', (
        select jsonb_agg(jsonb_build_object(
            'schema', s.name, 'name', p.proname, 'args', pg_catalog.pg_get_function_identity_arguments(p.oid),
            'returns', pg_catalog.pg_get_function_result(p.oid), 'language', l.lanname,
            'kind', case p.prokind when 'f' then 'function' when 'p' then 'procedure' when 'a' then 'aggregate' else 'window' end,
            'volatility', case p.provolatile when 'i' then 'immutable' when 's' then 'stable' else 'volatile' end,
            'security_definer', p.prosecdef, 'config', p.proconfig, 'strict', p.proisstrict, 'parallel', p.proparallel,
            'acl', p.proacl::text, 'owner', pg_catalog.pg_get_userbyid(p.proowner),
            'anon_execute', pg_catalog.has_function_privilege('anon', p.oid, 'EXECUTE'),
            'auth_execute', pg_catalog.has_function_privilege('authenticated', p.oid, 'EXECUTE')))
        from pg_catalog.pg_proc p join schema s on s.oid = p.pronamespace join pg_catalog.pg_language l on l.oid = p.prolang
        where not exists (select from brought b where b.classid = 'pg_catalog.pg_proc'::regclass and b.objid = p.oid)
    )
    union all
    select 'indexes', (
        select jsonb_agg(jsonb_build_object(
            'schema', r.schema, 'table', r.relname, 'name', c.relname, 'method', m.amname, 'unique', i.indisunique, 'primary', i.indisprimary,
            'valid', i.indisvalid, 'predicate', pg_catalog.pg_get_expr(i.indpred, i.indrelid),
            'keys', (select jsonb_agg(pg_catalog.pg_get_indexdef(i.indexrelid, k, true) order by k) from pg_catalog.generate_series(1, i.indnkeyatts) k),
            'include', (select jsonb_agg(pg_catalog.pg_get_indexdef(i.indexrelid, k, true) order by k) from pg_catalog.generate_series(i.indnkeyatts + 1, i.indnatts) k),
            'constraint', (select k.conname from pg_catalog.pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x') limit 1)))
        from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid join relation r on r.oid = i.indrelid
            join pg_catalog.pg_am m on m.oid = c.relam
        where not r.from_extension
    )
    union all
    select 'foreign_keys', (
        select jsonb_agg(jsonb_build_object(
            'schema', r.schema, 'table', r.relname, 'name', k.conname, 'ref_schema', n.nspname, 'ref_table', t.relname, 'validated', k.convalidated,
            'columns', (select jsonb_agg(a.attname order by u.place) from unnest(k.conkey) with ordinality u (number, place) join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.number),
            'ref_columns', (select jsonb_agg(a.attname order by u.place) from unnest(k.confkey) with ordinality u (number, place) join pg_catalog.pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.number),
            'on_delete', case k.confdeltype when 'a' then 'no action' when 'r' then 'restrict' when 'c' then 'cascade' when 'n' then 'set null' else 'set default' end))
        from pg_catalog.pg_constraint k join relation r on r.oid = k.conrelid join pg_catalog.pg_class t on t.oid = k.confrelid
            join pg_catalog.pg_namespace n on n.oid = t.relnamespace
        where k.contype = 'f'
    )
    union all
    select 'constraints', (
        select jsonb_agg(jsonb_build_object(
            'schema', r.schema, 'table', r.relname, 'name', k.conname, 'def', pg_catalog.pg_get_constraintdef(k.oid),
            'type', case k.contype when 'p' then 'primary key' when 'u' then 'unique' when 'c' then 'check' else 'exclude' end))
        from pg_catalog.pg_constraint k join relation r on r.oid = k.conrelid
        where k.contype in ('p', 'u', 'c', 'x') and not r.from_extension
    )
    union all
    select 'triggers', (
        select jsonb_agg(jsonb_build_object(
            'schema', n.nspname, 'table', c.relname, 'name', g.tgname, 'enabled', g.tgenabled, 'function', f.nspname || '.' || p.proname,
            'timing', case when g.tgtype & 64 <> 0 then 'instead of' when g.tgtype & 2 <> 0 then 'before' else 'after' end, 'each_row', g.tgtype & 1 <> 0,
            'events', (select jsonb_agg(e.name order by e.name) from (values (4, 'insert'), (8, 'delete'), (16, 'update'), (32, 'truncate')) e (bit, name) where g.tgtype & e.bit <> 0)))
        from pg_catalog.pg_trigger g join pg_catalog.pg_class c on c.oid = g.tgrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
            join pg_catalog.pg_proc p on p.oid = g.tgfoid join pg_catalog.pg_namespace f on f.oid = p.pronamespace
        where not g.tgisinternal
    )
    union all
    select 'rules', (
        select jsonb_agg(jsonb_build_object(
            'schema', r.schema, 'table', r.relname, 'name', w.rulename, 'enabled', w.ev_enabled, 'instead', w.is_instead,
            'event', case w.ev_type when '1' then 'select' when '2' then 'update' when '3' then 'insert' else 'delete' end,
            'qual', (pg_catalog.regexp_match(pg_catalog.pg_get_ruledef(w.oid), 'WHERE (.*?) DO (?:INSTEAD |ALSO )?'))[1]))
        from pg_catalog.pg_rewrite w join relation r on r.oid = w.ev_class where w.rulename <> '_RETURN' and not r.from_extension
    )
    union all
    select 'types', (
        select jsonb_agg(jsonb_build_object(
            'schema', s.name, 'name', t.typname, 'typtype', t.typtype,
            'labels', (select jsonb_agg(e.enumlabel order by e.enumsortorder) from pg_catalog.pg_enum e where e.enumtypid = t.oid)))
        from pg_catalog.pg_type t join schema s on s.oid = t.typnamespace
        where t.typtype in ('e', 'd') and not exists (select from brought b where b.classid = 'pg_catalog.pg_type'::regclass and b.objid = t.oid)
    )
    union all
    select 'extensions', (
        select jsonb_agg(jsonb_build_object('name', e.extname, 'schema', e.extnamespace::regnamespace::text)) from pg_catalog.pg_extension e
    )
    union all
    select 'publications', (
        select jsonb_agg(jsonb_build_object('publication', t.pubname, 'schema', t.schemaname, 'table', t.tablename)) from pg_catalog.pg_publication_tables t
    )
    union all
    select 'event_triggers', (
        select jsonb_agg(jsonb_build_object('name', e.evtname, 'event', e.evtevent)) from pg_catalog.pg_event_trigger e
    )
    union all
    select 'cron_jobs', (
        select jsonb_agg(jsonb_build_object('name', j.jobname, 'schedule', j.schedule, 'command', j.command)) from cron.job j
    )
    union all
    select 'buckets', (
        select jsonb_agg(jsonb_build_object('id', b.id, 'name', b.name, 'public', b.public)) from storage.buckets b
    )
    union all
    select 'default_privileges', (
        select jsonb_agg(jsonb_build_object('role', pg_catalog.pg_get_userbyid(d.defaclrole), 'schema', n.nspname, 'objects', d.defaclobjtype, 'acl', d.defaclacl::text))
        from pg_catalog.pg_default_acl d left join pg_catalog.pg_namespace n on n.oid = d.defaclnamespace
    )
    union all
    select 'roles', (
        select jsonb_agg(jsonb_build_object('name', r.rolname, 'superuser', r.rolsuper, 'inherit', r.rolinherit, 'bypass_rls', r.rolbypassrls,
            'member_of', (select jsonb_agg(pg_catalog.pg_get_userbyid(m.roleid) order by pg_catalog.pg_get_userbyid(m.roleid)) from pg_catalog.pg_auth_members m where m.member = r.oid)))
        from pg_catalog.pg_roles r where r.rolname !~ '^pg_'
    )
)
select jsonb_object_agg(section, coalesce(rows, '[]')) from sections;
