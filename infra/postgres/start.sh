#!/usr/bin/env bash
# Starts PostgreSQL so that the stack's roles always have the stack's passwords: a data volume that outlived
# its stack comes back under new secrets. Single-user mode needs no password and no other process.
set -euo pipefail
config=/etc/terminusa

# A first start that was killed leaves half a database. No server has ever taken a connection on it then, so it
# is put aside and made anew; a database that was once complete has the mark and is never touched here.
mark=$(dirname "$PGDATA")/complete
if [[ ! -e $mark ]]; then
  [[ ! -e $PGDATA ]] || mv "$PGDATA" "$PGDATA-unfinished-$(date +%s)"
  docker-ensure-initdb.sh postgres
  touch "$mark"
fi

# Errors must not be logged with their statement: it holds a password.
single() {
  postgres --single -c log_min_error_statement=panic -c log_min_messages=error -D "$PGDATA" "$1" 2>&1
}
role() {
  local password
  password=$(<"$config/$2-password")
  echo "DO \$\$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '$1') THEN CREATE ROLE $1 LOGIN; END IF; END \$\$"
  echo "ALTER ROLE $1 PASSWORD '$password'"
}

# Runs the statements on standard input in database $1, and prints what the server answered.
reconcile() {
  local answer
  if answer=$(single "$1") && ! grep -qE '(ERROR|FATAL|PANIC):' <<<"$answer"; then
    echo "$answer"
    return
  fi
  grep -E '(ERROR|FATAL|PANIC|HINT):' <<<"$answer" >&2 || true
  echo "The database's roles could not be brought up to date; its data was not changed. See: ./terminusa doctor" >&2
  exit 1
}

# After a crash the old process's lock is left. It names process 1 of a container that is gone, which this one
# would take for alive; nothing else can run on this volume, as the container before was removed or is this one.
rm -f "$PGDATA/postmaster.pid"

found=$(echo "SELECT datname FROM pg_database WHERE datname = 'terminusa'" | reconcile postgres)
grep -q '"terminusa"' <<<"$found" || echo 'CREATE DATABASE terminusa' | reconcile postgres >/dev/null
{
  role postgres superuser
  role terminusa_owner owner
  role terminusa_app app
  echo 'ALTER DATABASE terminusa OWNER TO terminusa_owner'
  echo 'REVOKE ALL ON DATABASE terminusa FROM PUBLIC'
  echo 'GRANT CONNECT ON DATABASE terminusa TO terminusa_app'
} | reconcile terminusa >/dev/null

# What the site may read of this server for the operator, and nothing more: figures of statements, and the kernel's files
# on this container. Single-user mode takes a line for a statement, so each paragraph becomes one.
mawk 'BEGIN { RS = "" } { gsub(/\n/, " "); print }' "$config/monitoring.sql" | reconcile terminusa >/dev/null

exec docker-entrypoint.sh postgres -c hba_file="$config/pg_hba.conf" "$@"
