-- The type with its dimension, kept as text: enough for columns and signatures.
create type vector;
create function vector_in(cstring, oid, integer) returns vector language internal immutable strict as 'varcharin';
create function vector_out(vector) returns cstring language internal immutable strict as 'varcharout';
create function vector_typmod_in(cstring[]) returns integer language internal immutable strict as 'varchartypmodin';
create function vector_typmod_out(integer) returns cstring language internal immutable strict as 'varchartypmodout';
create type vector (input = vector_in, output = vector_out, typmod_in = vector_typmod_in, typmod_out = vector_typmod_out, like = text);
create function cosine_distance(vector, vector) returns double precision language sql immutable strict as 'select 0::double precision';
create operator <=> (leftarg = vector, rightarg = vector, function = cosine_distance);
