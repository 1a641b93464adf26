create type notes as (a integer, b text);
create table orders (like notes including indexes);
