-- Queues as the tables that hold them.
create table pgmq.meta (queue_name varchar primary key, is_partitioned boolean not null, is_unlogged boolean not null, created_at timestamptz not null default now());
create function pgmq.create(queue_name text) returns void language plpgsql as $$
begin
    execute format('create table pgmq.%I (msg_id bigint generated always as identity primary key, read_ct integer not null default 0, enqueued_at timestamptz not null default now(), vt timestamptz not null, message jsonb)', 'q_' || queue_name);
    execute format('create table pgmq.%I (msg_id bigint primary key, read_ct integer not null default 0, enqueued_at timestamptz not null default now(), archived_at timestamptz not null default now(), vt timestamptz not null, message jsonb)', 'a_' || queue_name);
    insert into pgmq.meta values ($1, false, false);
end $$;
create function pgmq.drop_queue(queue_name text) returns boolean language plpgsql as $$
begin
    execute format('drop table pgmq.%I, pgmq.%I', 'q_' || queue_name, 'a_' || queue_name);
    delete from pgmq.meta m where m.queue_name = $1;
    return true;
end $$;
create function pgmq.send(queue_name text, msg jsonb, delay integer default 0) returns setof bigint language sql as $$ select 1::bigint $$;
