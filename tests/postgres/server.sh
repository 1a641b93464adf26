#!/bin/sh
# server.sh BIN FOLDER EXTENSIONS: a PostgreSQL of its own in FOLDER, reached by a socket there.
# Says `ready`, lives until its standard input ends, however the one who started it ends, and then
# removes FOLDER.
set -eu
bin=$1 folder=$2 extensions=$3
share=$("$bin/pg_config" --sharedir) library=$("$bin/pg_config" --pkglibdir)
tree=$folder/tree
trap 'rm -rf "$folder"' EXIT

# The server finds its files relative to its own binary: a copy of that one and links to all the rest
# make room for stand-ins of extensions that no distribution packages.
mkdir -p "$tree$bin" "$tree$share/extension" "$tree${library%/*}"
cp "$bin/postgres" "$tree$bin/postgres"
ln -s "$library" "$tree$library"
for entry in "$share"/*; do
    [ "$entry" = "$share/extension" ] || ln -s "$entry" "$tree$share/"
done
ln -s "$share"/extension/* "$tree$share/extension/"
for control in "$extensions"/*.control; do
    name=${control##*/}
    name=${name%.control}
    [ -e "$share/extension/$name.control" ] && continue
    cp "$control" "$tree$share/extension/"
    if [ -e "$extensions/$name.sql" ]; then cp "$extensions/$name.sql" "$tree$share/extension/$name--1.sql"
    else : >"$tree$share/extension/$name--1.sql"; fi
done

"$bin/initdb" -D "$folder/data" -U postgres -A trust --encoding=UTF8 --locale=C --no-sync >"$folder/log" 2>&1 ||
    { cat "$folder/log" >&2; exit 1; }
"$tree$bin/postgres" -D "$folder/data" -c listen_addresses= -c "unix_socket_directories=$folder" -c fsync=off \
    -c full_page_writes=off -c synchronous_commit=off -c jit=off -c wal_level=logical -c max_locks_per_transaction=1024 \
    -c timezone=UTC -c log_min_messages=fatal >>"$folder/log" 2>&1 &
server=$!
waited=0
until "$bin/psql" -XqAt -h "$folder" -U postgres -d postgres -c '' 2>/dev/null; do
    waited=$((waited + 1))
    if [ "$waited" -gt 300 ] || ! kill -0 "$server" 2>/dev/null; then
        cat "$folder/log" >&2
        exit 1
    fi
    sleep 0.1
done
echo ready
cat >/dev/null
kill -QUIT "$server"
wait "$server" || :
