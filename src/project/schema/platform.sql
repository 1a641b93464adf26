-- A Supabase database before its first migration: what migrations may name, alter, grant and reference.
--
-- Replayed in front of the migrations of a Supabase root, and fed to a real server by tests/postgres.rs:
-- plain statements that both take, one object a line, no bodies that matter. `postgres` is there already
-- and runs all of it, as it runs the migrations.

-- Roles: who the data API acts as, and who owns what the platform keeps.
create role supabase_admin superuser createdb createrole replication bypassrls login;
create role anon nologin noinherit;
create role authenticated nologin noinherit;
create role service_role nologin noinherit bypassrls;
create role authenticator login noinherit;
create role supabase_auth_admin login noinherit createrole;
create role supabase_storage_admin login noinherit createrole;
create role supabase_functions_admin login noinherit createrole;
create role supabase_realtime_admin nologin noinherit;
create role supabase_replication_admin login replication;
create role supabase_read_only_user login bypassrls;
create role supabase_etl_admin login replication;
create role dashboard_user createdb createrole replication;
create role pgbouncer login;
create role pgsodium_keyiduser nologin;
create role pgsodium_keyholder nologin;
create role pgsodium_keymaker nologin;
grant anon, authenticated, service_role to authenticator, postgres;
grant supabase_auth_admin, supabase_storage_admin, supabase_realtime_admin to postgres;
alter role postgres set search_path to "$user", public, extensions;
alter role supabase_admin set search_path to "$user", public, auth, extensions;

-- Schemas.
create schema _realtime authorization supabase_admin;
create schema auth authorization supabase_admin;
create schema cron authorization supabase_admin;
create schema extensions;
create schema graphql authorization supabase_admin;
create schema graphql_public authorization supabase_admin;
create schema net authorization supabase_admin;
create schema pgbouncer authorization pgbouncer;
create schema pgsodium authorization supabase_admin;
create schema realtime authorization supabase_admin;
create schema storage authorization supabase_admin;
create schema supabase_functions authorization supabase_admin;
create schema supabase_migrations;
create schema vault authorization supabase_admin;
grant usage on schema public, extensions to public;
grant usage on schema public, extensions, auth, storage, realtime, graphql_public, net, supabase_functions to postgres, anon, authenticated, service_role;
grant all on schema auth to supabase_auth_admin;
grant all on schema storage to supabase_storage_admin;
grant all on schema realtime to supabase_realtime_admin;
grant usage on schema auth to supabase_storage_admin;
grant usage on schema cron to postgres with grant option;

-- Extensions.
create extension if not exists plpgsql with schema pg_catalog;
create extension pg_stat_statements with schema extensions;
create extension pgcrypto with schema extensions;
create extension pgjwt with schema extensions;
create extension supabase_vault with schema vault;
create extension "uuid-ossp" with schema extensions;

-- What a migration creates in `public` is open to every role of the data API: row security is the gate.
alter default privileges for role postgres in schema public grant all on tables to postgres, anon, authenticated, service_role;
alter default privileges for role postgres in schema public grant all on functions to postgres, anon, authenticated, service_role;
alter default privileges for role postgres in schema public grant all on sequences to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema public grant all on tables to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema public grant all on functions to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema public grant all on sequences to postgres, anon, authenticated, service_role;
alter default privileges for role postgres in schema storage grant all on tables to postgres, anon, authenticated, service_role;
alter default privileges for role postgres in schema storage grant all on functions to postgres, anon, authenticated, service_role;
alter default privileges for role postgres in schema storage grant all on sequences to postgres, anon, authenticated, service_role;

-- auth: users and how they signed in.
create type auth.aal_level as enum ('aal1', 'aal2', 'aal3');
create type auth.code_challenge_method as enum ('s256', 'plain');
create type auth.factor_status as enum ('unverified', 'verified');
create type auth.factor_type as enum ('totp', 'webauthn', 'phone');
create type auth.one_time_token_type as enum ('confirmation_token', 'reauthentication_token', 'recovery_token', 'email_change_token_new', 'email_change_token_current', 'phone_change_token');
create table auth.users (
    instance_id uuid, id uuid primary key, aud varchar(255), role varchar(255), email varchar(255), encrypted_password varchar(255), email_confirmed_at timestamptz, invited_at timestamptz,
    confirmation_token varchar(255), confirmation_sent_at timestamptz, recovery_token varchar(255), recovery_sent_at timestamptz, email_change_token_new varchar(255), email_change varchar(255), email_change_sent_at timestamptz,
    last_sign_in_at timestamptz, raw_app_meta_data jsonb, raw_user_meta_data jsonb, is_super_admin boolean, created_at timestamptz, updated_at timestamptz, phone text unique default null, phone_confirmed_at timestamptz,
    phone_change text default '', phone_change_token varchar(255) default '', phone_change_sent_at timestamptz, confirmed_at timestamptz generated always as (least(email_confirmed_at, phone_confirmed_at)) stored,
    email_change_token_current varchar(255) default '', email_change_confirm_status smallint default 0, banned_until timestamptz, reauthentication_token varchar(255) default '', reauthentication_sent_at timestamptz,
    is_sso_user boolean not null default false, deleted_at timestamptz, is_anonymous boolean not null default false);
create index users_instance_id_idx on auth.users (instance_id);
create unique index users_email_partial_key on auth.users (email) where is_sso_user = false;
create table auth.audit_log_entries (instance_id uuid, id uuid primary key, payload json, created_at timestamptz, ip_address varchar(64) not null default '');
create table auth.flow_state (id uuid primary key, user_id uuid, auth_code text not null, code_challenge_method auth.code_challenge_method not null, code_challenge text not null, provider_type text not null, provider_access_token text, provider_refresh_token text, created_at timestamptz, updated_at timestamptz, authentication_method text not null, auth_code_issued_at timestamptz);
create table auth.identities (provider_id text not null, user_id uuid not null references auth.users (id) on delete cascade, identity_data jsonb not null, provider text not null, last_sign_in_at timestamptz, created_at timestamptz, updated_at timestamptz, email text generated always as (lower(identity_data ->> 'email')) stored, id uuid primary key default gen_random_uuid());
create table auth.instances (id uuid primary key, uuid uuid, raw_base_config text, created_at timestamptz, updated_at timestamptz);
create table auth.mfa_factors (id uuid primary key, user_id uuid not null references auth.users (id) on delete cascade, friendly_name text, factor_type auth.factor_type not null, status auth.factor_status not null, created_at timestamptz not null, updated_at timestamptz not null, secret text, phone text, last_challenged_at timestamptz);
create table auth.mfa_challenges (id uuid primary key, factor_id uuid not null references auth.mfa_factors (id) on delete cascade, created_at timestamptz not null, verified_at timestamptz, ip_address inet not null, otp_code text);
create table auth.one_time_tokens (id uuid primary key, user_id uuid not null references auth.users (id) on delete cascade, token_type auth.one_time_token_type not null, token_hash text not null, relates_to text not null, created_at timestamp not null default now(), updated_at timestamp not null default now());
create table auth.schema_migrations (version varchar(255) primary key);
create table auth.sessions (id uuid primary key, user_id uuid not null references auth.users (id) on delete cascade, created_at timestamptz, updated_at timestamptz, factor_id uuid, aal auth.aal_level, not_after timestamptz, refreshed_at timestamp, user_agent text, ip inet, tag text);
create table auth.mfa_amr_claims (session_id uuid not null references auth.sessions (id) on delete cascade, created_at timestamptz not null, updated_at timestamptz not null, authentication_method text not null, id uuid primary key);
create table auth.refresh_tokens (instance_id uuid, id bigserial primary key, token varchar(255), user_id varchar(255), revoked boolean, created_at timestamptz, updated_at timestamptz, parent varchar(255), session_id uuid references auth.sessions (id) on delete cascade);
create table auth.sso_providers (id uuid primary key, resource_id text, created_at timestamptz, updated_at timestamptz);
create table auth.saml_providers (id uuid primary key, sso_provider_id uuid not null references auth.sso_providers (id) on delete cascade, entity_id text not null unique, metadata_xml text not null, metadata_url text, attribute_mapping jsonb, created_at timestamptz, updated_at timestamptz, name_id_format text);
create table auth.saml_relay_states (id uuid primary key, sso_provider_id uuid not null references auth.sso_providers (id) on delete cascade, request_id text not null, for_email text, redirect_to text, created_at timestamptz, updated_at timestamptz, flow_state_id uuid references auth.flow_state (id) on delete cascade);
create table auth.sso_domains (id uuid primary key, sso_provider_id uuid not null references auth.sso_providers (id) on delete cascade, domain text not null, created_at timestamptz, updated_at timestamptz);
grant all on all tables in schema auth to postgres, dashboard_user;
alter table auth.audit_log_entries enable row level security;
alter table auth.flow_state enable row level security;
alter table auth.identities enable row level security;
alter table auth.instances enable row level security;
alter table auth.mfa_amr_claims enable row level security;
alter table auth.mfa_challenges enable row level security;
alter table auth.mfa_factors enable row level security;
alter table auth.one_time_tokens enable row level security;
alter table auth.refresh_tokens enable row level security;
alter table auth.saml_providers enable row level security;
alter table auth.saml_relay_states enable row level security;
alter table auth.schema_migrations enable row level security;
alter table auth.sessions enable row level security;
alter table auth.sso_domains enable row level security;
alter table auth.sso_providers enable row level security;
alter table auth.users enable row level security;
alter table auth.users owner to supabase_auth_admin;
create function auth.uid() returns uuid language sql stable as $$ select nullif(current_setting('request.jwt.claim.sub', true), '')::uuid $$;
create function auth.role() returns text language sql stable as $$ select nullif(current_setting('request.jwt.claim.role', true), '') $$;
create function auth.email() returns text language sql stable as $$ select nullif(current_setting('request.jwt.claim.email', true), '') $$;
create function auth.jwt() returns jsonb language sql stable as $$ select nullif(current_setting('request.jwt.claims', true), '')::jsonb $$;

-- storage: files and their buckets.
create type storage.buckettype as enum ('STANDARD', 'ANALYTICS', 'VECTOR');
create table storage.buckets (id text primary key, name text not null, owner uuid, created_at timestamptz default now(), updated_at timestamptz default now(), public boolean default false, avif_autodetection boolean default false, file_size_limit bigint, allowed_mime_types text[], owner_id text, type storage.buckettype not null default 'STANDARD');
create unique index bname on storage.buckets (name);
create table storage.objects (id uuid primary key default gen_random_uuid(), bucket_id text constraint "objects_bucketId_fkey" references storage.buckets (id), name text, owner uuid, created_at timestamptz default now(), updated_at timestamptz default now(), last_accessed_at timestamptz default now(), metadata jsonb, path_tokens text[] generated always as (string_to_array(name, '/')) stored, version text, owner_id text, user_metadata jsonb, level integer);
create unique index bucketid_objname on storage.objects (bucket_id, name);
create index name_prefix_search on storage.objects (name text_pattern_ops);
create table storage.migrations (id integer primary key, name varchar(100) not null unique, hash varchar(40) not null, executed_at timestamp default current_timestamp);
create table storage.s3_multipart_uploads (id text primary key, in_progress_size bigint not null default 0, upload_signature text not null, bucket_id text not null references storage.buckets (id), key text not null, version text not null, owner_id text, created_at timestamptz not null default now(), user_metadata jsonb);
create table storage.s3_multipart_uploads_parts (id uuid primary key default gen_random_uuid(), upload_id text not null references storage.s3_multipart_uploads (id) on delete cascade, size bigint not null default 0, part_number integer not null, bucket_id text not null references storage.buckets (id), key text not null, etag text not null, owner_id text, version text not null, created_at timestamptz not null default now());
alter table storage.buckets enable row level security;
alter table storage.migrations enable row level security;
alter table storage.objects enable row level security;
alter table storage.s3_multipart_uploads enable row level security;
alter table storage.s3_multipart_uploads_parts enable row level security;
alter table storage.buckets owner to supabase_storage_admin;
alter table storage.migrations owner to supabase_storage_admin;
alter table storage.objects owner to supabase_storage_admin;
alter table storage.s3_multipart_uploads owner to supabase_storage_admin;
alter table storage.s3_multipart_uploads_parts owner to supabase_storage_admin;
grant all on all tables in schema storage to postgres, anon, authenticated, service_role;
create function storage.extension(name text) returns text language sql immutable as $$ select ''::text $$;
create function storage.filename(name text) returns text language sql immutable as $$ select ''::text $$;
create function storage.foldername(name text) returns text[] language sql immutable as $$ select '{}'::text[] $$;
create function storage.get_size_by_bucket() returns table (size bigint, bucket_id text) language sql stable as $$ select 0::bigint, ''::text $$;
create function storage.search(prefix text, bucketname text, limits integer default 100, levels integer default 1, offsets integer default 0, search text default '', sortcolumn text default 'name', sortorder text default 'asc')
    returns table (name text, id uuid, updated_at timestamptz, created_at timestamptz, last_accessed_at timestamptz, metadata jsonb) language sql stable as $$ select ''::text, null::uuid, now(), now(), now(), '{}'::jsonb $$;

-- realtime: broadcast messages, guarded by policies like any table.
create type realtime.action as enum ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'ERROR');
create type realtime.equality_op as enum ('eq', 'neq', 'lt', 'lte', 'gt', 'gte', 'in');
create table realtime.messages (topic text not null, extension text not null, payload jsonb, event text, private boolean default false, updated_at timestamp not null default now(), inserted_at timestamp not null default now(), id uuid not null default gen_random_uuid(), primary key (id, inserted_at)) partition by range (inserted_at);
create table realtime.schema_migrations (version bigint primary key, inserted_at timestamp(0));
create table realtime.subscription (id bigint generated always as identity primary key, subscription_id uuid not null, entity regclass not null, filters text[] not null default '{}', claims jsonb not null, created_at timestamp not null default timezone('utc', now()));
alter table realtime.messages enable row level security;
alter table realtime.messages owner to supabase_realtime_admin;
grant select, insert, update on realtime.messages to anon, authenticated, service_role;
grant all on realtime.messages to postgres;
create function realtime.topic() returns text language sql stable as $$ select nullif(current_setting('realtime.topic', true), '') $$;
create function realtime.to_regrole(role_name text) returns regrole language sql immutable as $$ select role_name::regrole $$;
create function realtime.send(payload jsonb, event text, topic text, private boolean default true) returns void language plpgsql as $$ begin null; end $$;
create function realtime.broadcast_changes(topic_name text, event_name text, operation text, table_name text, table_schema text, new record, old record, level text default 'ROW') returns void language plpgsql as $$ begin null; end $$;
create publication supabase_realtime;
create publication supabase_realtime_messages_publication for table realtime.messages;

-- cron: jobs; the functions read and write the one table.
create table cron.job (jobid bigserial primary key, schedule text not null, command text not null, nodename text not null default 'localhost', nodeport integer not null default 5432, database text not null default current_database(), username text not null default current_user, active boolean not null default true, jobname text);
create unique index jobname_username_uniq on cron.job (jobname, username);
create table cron.job_run_details (jobid bigint, runid bigserial primary key, job_pid integer, database text, username text, command text, status text, return_message text, start_time timestamptz, end_time timestamptz);
create function cron.schedule(schedule text, command text) returns bigint language sql as $$ insert into cron.job (schedule, command) values ($1, $2) returning jobid $$;
create function cron.schedule(job_name text, schedule text, command text) returns bigint language sql as $$ insert into cron.job (jobname, schedule, command) values ($1, $2, $3) on conflict (jobname, username) do update set schedule = excluded.schedule, command = excluded.command returning jobid $$;
create function cron.schedule_in_database(job_name text, schedule text, command text, database text, username text default null, active boolean default true) returns bigint language sql as $$ select cron.schedule($1, $2, $3) $$;
create function cron.unschedule(job_id bigint) returns boolean language plpgsql as $$ begin delete from cron.job where jobid = $1; if not found then raise exception 'no job %', $1; end if; return true; end $$;
create function cron.unschedule(job_name text) returns boolean language plpgsql as $$ begin delete from cron.job where jobname = $1; if not found then raise exception 'no job %', $1; end if; return true; end $$;
create function cron.alter_job(job_id bigint, schedule text default null, command text default null, database text default null, username text default null, active boolean default null) returns void language sql as $$ update cron.job set schedule = coalesce($2, job.schedule), command = coalesce($3, job.command), active = coalesce($6, job.active) where jobid = $1 $$;

-- net: requests that the database sends.
create table net._http_response (id bigint primary key, status_code integer, content_type text, headers jsonb, content text, timed_out boolean, error_msg text, created timestamptz not null default now());
create table net.http_request_queue (id bigserial primary key, method text, url text, headers jsonb, body bytea, timeout_milliseconds integer);
create function net.http_delete(url text, params jsonb default '{}', headers jsonb default '{}', timeout_milliseconds integer default 5000, body jsonb default null) returns bigint language sql security definer set search_path = net as $$ select 1::bigint $$;
create function net.http_get(url text, params jsonb default '{}', headers jsonb default '{}', timeout_milliseconds integer default 5000) returns bigint language sql security definer set search_path = net as $$ select 1::bigint $$;
create function net.http_post(url text, body jsonb default '{}', params jsonb default '{}', headers jsonb default '{"Content-Type": "application/json"}', timeout_milliseconds integer default 5000) returns bigint language sql security definer set search_path = net as $$ select 1::bigint $$;

-- vault: secrets.
create table vault.secrets (id uuid primary key default gen_random_uuid(), name text, description text not null default '', secret text not null, key_id uuid, nonce bytea, created_at timestamptz not null default now(), updated_at timestamptz not null default now());
create unique index secrets_name_idx on vault.secrets (name) where name is not null;
create view vault.decrypted_secrets as select id, name, description, secret, secret as decrypted_secret, key_id, nonce, created_at, updated_at from vault.secrets;
create function vault.create_secret(new_secret text, new_name text default null, new_description text default '', new_key_id uuid default null) returns uuid language sql as $$ insert into vault.secrets (secret, name, description, key_id) values ($1, $2, $3, $4) returning id $$;
create function vault.update_secret(secret_id uuid, new_secret text default null, new_name text default null, new_description text default null, new_key_id uuid default null) returns void language sql as $$ update vault.secrets set secret = coalesce($2, secret) where id = $1 $$;

-- The rest: database webhooks, applied migrations, GraphQL, the connection pool, tokens, http.
create table supabase_functions.hooks (id bigserial primary key, hook_table_id integer not null, hook_name text not null, created_at timestamptz not null default now(), request_id bigint);
create table supabase_functions.migrations (version text primary key, inserted_at timestamptz not null default now());
create function supabase_functions.http_request() returns trigger language plpgsql security definer set search_path = supabase_functions as $$ begin return new; end $$;
create table supabase_migrations.schema_migrations (version text primary key, statements text[], name text);
create function graphql_public.graphql("operationName" text default null, query text default null, variables jsonb default null, extensions jsonb default null) returns jsonb language sql as $$ select '{}'::jsonb $$;
create function pgbouncer.get_auth(p_usename text) returns table (username text, password text) language sql security definer set search_path = '' as $$ select ''::text, ''::text $$;
create function extensions.sign(payload json, secret text, algorithm text default 'HS256') returns text language sql immutable as $$ select ''::text $$;
create function extensions.url_encode(data bytea) returns text language sql immutable as $$ select ''::text $$;
create function extensions.verify(token text, secret text, algorithm text default 'HS256') returns table (header json, payload json, valid boolean) language sql immutable as $$ select '{}'::json, '{}'::json, true $$;
create type extensions.http_response as (status integer, content_type varchar, headers text[], content varchar);
create function extensions.http_get(uri varchar) returns extensions.http_response language sql as $$ select null::extensions.http_response $$;
create function extensions.http_post(uri varchar, content varchar, content_type varchar) returns extensions.http_response language sql as $$ select null::extensions.http_response $$;
