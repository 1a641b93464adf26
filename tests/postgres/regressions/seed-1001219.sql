create schema if not exists app;
alter default privileges in schema app grant usage on sequences to authenticated;
drop schema app restrict;
