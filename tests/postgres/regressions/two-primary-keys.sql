create table notes (name text primary key, constraint checked primary key (name));
