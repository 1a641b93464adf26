create schema if not exists app;
alter default privileges in schema app grant usage on sequences to anon;
alter schema app rename to moved;
