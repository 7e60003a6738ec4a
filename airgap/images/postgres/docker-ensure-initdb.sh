#!/usr/bin/env bash
# Initialises the data directory and starts no server. For a directory that is initialised already, "ensure" succeeds
# and "enforce" (the same script by its other name) fails.
set -Eeuo pipefail

# shellcheck source=docker-entrypoint.sh
. /usr/local/bin/docker-entrypoint.sh

if [[ $# -eq 0 || $1 != postgres ]]; then set -- postgres "$@"; fi

read_settings
prepare_directories
if (($(id -u) == 0)); then exec gosu postgres "${BASH_SOURCE[0]}" "$@"; fi

if ! is_initialised; then
  initialise "${@:2}"
elif [[ $(basename "$0") == docker-enforce-initdb.sh ]]; then
  printf 'Error: a database exists already in "%s"; refusing to initialise it again.\n' "$PGDATA" >&2
  exit 1
else
  printf 'A database exists already in "%s"; nothing to initialise.\n' "$PGDATA"
fi
