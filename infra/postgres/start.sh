#!/usr/bin/env bash
# Starts PostgreSQL so that the stack's roles always have the stack's passwords: a data volume that outlived
# its stack comes back under new secrets. Single-user mode needs no password and no other process.
set -euo pipefail
config=/etc/terminusa

docker-ensure-initdb.sh postgres

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

# A first start that was killed may have left no database.
if ! echo "SELECT datname FROM pg_database WHERE datname = 'terminusa'" | single postgres | grep -q '"terminusa"'; then
  echo 'CREATE DATABASE terminusa' | single postgres >/dev/null
fi
output=$(
  {
    role postgres superuser
    role terminusa_owner owner
    role terminusa_app app
    echo 'ALTER DATABASE terminusa OWNER TO terminusa_owner'
    echo 'REVOKE ALL ON DATABASE terminusa FROM PUBLIC'
    echo 'GRANT CONNECT ON DATABASE terminusa TO terminusa_app'
  } | single terminusa
)
if grep -qE '(ERROR|FATAL|PANIC):' <<<"$output"; then
  grep -E '(ERROR|FATAL|PANIC):' <<<"$output" >&2
  echo "The roles' passwords could not be set; the data was not changed. See: ./terminusa doctor" >&2
  exit 1
fi

exec docker-entrypoint.sh postgres -c hba_file="$config/pg_hba.conf" "$@"
