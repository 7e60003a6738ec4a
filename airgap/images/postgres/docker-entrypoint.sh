#!/usr/bin/env bash
set -Eeuo pipefail

fail() {
  printf 'Error: %s\n' "$@" >&2
  exit 1
}

# read_setting NAME [DEFAULT]: exports NAME from itself, from the file that NAME_FILE names, or from the default.
read_setting() {
  local name=$1 default=${2-} file_name=${1}_FILE value
  if [[ -n ${!name-} && -n ${!file_name-} ]]; then
    fail "both $name and $file_name are set (but are exclusive)"
  fi
  value=${!name-}
  if [[ -z $value && -n ${!file_name-} ]]; then value=$(<"${!file_name}"); fi
  export "$name=${value:-$default}"
  unset "$file_name"
}

read_settings() {
  read_setting POSTGRES_PASSWORD
  read_setting POSTGRES_USER postgres
  read_setting POSTGRES_DB "$POSTGRES_USER"
  read_setting POSTGRES_INITDB_ARGS
  : "${POSTGRES_HOST_AUTH_METHOD:=}"
}

prepare_directories() {
  mkdir -p "$PGDATA"
  chmod 0700 "$PGDATA" || :
  mkdir -p /var/run/postgresql || :
  chmod 03775 /var/run/postgresql || :
  if [[ -n ${POSTGRES_INITDB_WALDIR-} ]]; then
    mkdir -p "$POSTGRES_INITDB_WALDIR"
    chmod 0700 "$POSTGRES_INITDB_WALDIR"
  fi
  if (($(id -u) == 0)); then
    local directory
    for directory in "$PGDATA" "${POSTGRES_INITDB_WALDIR-}" /var/run/postgresql; do
      if [[ -d $directory ]]; then find "$directory" \! -user postgres -exec chown postgres {} +; fi
    done
  fi
}

is_initialised() {
  [[ -s $PGDATA/PG_VERSION ]]
}

check_settings() {
  if [[ -z $POSTGRES_PASSWORD && $POSTGRES_HOST_AUTH_METHOD != trust ]]; then
    fail "Database is uninitialized and superuser password is not specified." \
      "Set POSTGRES_PASSWORD, or POSTGRES_PASSWORD_FILE to a file that holds it." \
      "POSTGRES_HOST_AUTH_METHOD=trust lets everyone in without a password: never where others can connect."
  fi
  if [[ $POSTGRES_HOST_AUTH_METHOD == trust ]]; then
    echo 'Warning: POSTGRES_HOST_AUTH_METHOD=trust lets everyone who can connect be superuser.' >&2
  fi
}

# initdb needs a user name: for a uid without one, a preloaded library answers from files in /tmp.
lend_user_name() {
  local wrapper
  if getent passwd "$(id -u)" >/dev/null; then return; fi
  wrapper=$(find /usr/lib -name libnss_wrapper.so -print -quit)
  [[ -n $wrapper ]] || return 0
  NSS_WRAPPER_PASSWD=$(mktemp)
  NSS_WRAPPER_GROUP=$(mktemp)
  export LD_PRELOAD=$wrapper NSS_WRAPPER_PASSWD NSS_WRAPPER_GROUP
  echo "postgres:x:$(id -u):$(id -g):PostgreSQL:$PGDATA:/bin/false" >"$NSS_WRAPPER_PASSWD"
  echo "postgres:x:$(id -g):" >"$NSS_WRAPPER_GROUP"
}

return_user_name() {
  if [[ -z ${NSS_WRAPPER_PASSWD-} ]]; then return; fi
  rm -f "$NSS_WRAPPER_PASSWD" "$NSS_WRAPPER_GROUP"
  unset LD_PRELOAD NSS_WRAPPER_PASSWD NSS_WRAPPER_GROUP
}

init_database_directory() {
  local arguments=() wal=()
  # The value may quote arguments that hold spaces.
  eval "arguments=($POSTGRES_INITDB_ARGS)"
  if [[ -n ${POSTGRES_INITDB_WALDIR-} ]]; then wal=(--waldir "$POSTGRES_INITDB_WALDIR"); fi
  lend_user_name
  initdb --username="$POSTGRES_USER" --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") "${wal[@]}" "${arguments[@]}"
  return_user_name
}

# allow_hosts [SERVER ARGUMENT…]
allow_hosts() {
  local method=$POSTGRES_HOST_AUTH_METHOD
  if [[ -z $method ]]; then method=$(postgres -C password_encryption "$@"); fi
  if [[ $method == trust ]]; then
    printf '\n# "trust" asks nobody for a password.\n' >>"$PGDATA/pg_hba.conf"
  fi
  printf '\nhost all all all %s\n' "$method" >>"$PGDATA/pg_hba.conf"
}

# On the Unix socket only: whoever waits for TCP doesn't meet a half-made database.
start_temporary_server() {
  local options
  printf -v options '%q ' "$@" -c listen_addresses= -p "${PGPORT:-5432}"
  NOTIFY_SOCKET='' pg_ctl -D "$PGDATA" -o "$options" -w start
}

stop_temporary_server() {
  pg_ctl -D "$PGDATA" -m fast -w stop
}

# The name is one that scripts in /docker-entrypoint-initdb.d may call.
docker_process_sql() {
  local database=()
  if [[ -n ${POSTGRES_DB-} ]]; then database=(--dbname "$POSTGRES_DB"); fi
  PGHOST='' PGHOSTADDR='' psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --no-password --no-psqlrc \
    "${database[@]}" "$@"
}

create_database() {
  local found
  found=$(printf 'SELECT 1 FROM pg_database WHERE datname = :%sdb%s;\n' "'" "'" |
    POSTGRES_DB='' docker_process_sql --dbname postgres --set db="$POSTGRES_DB" --tuples-only)
  if [[ -z $found ]]; then
    echo 'CREATE DATABASE :"db";' | POSTGRES_DB='' docker_process_sql --dbname postgres --set db="$POSTGRES_DB"
  fi
}

run_init_file() {
  case "$1" in
    *.sh)
      if [[ -x $1 ]]; then
        echo "$0: running $1"
        "$1"
      else
        echo "$0: sourcing $1"
        # shellcheck disable=SC1090
        . "$1"
      fi
      ;;
    *.sql) echo "$0: running $1" && docker_process_sql -f "$1" ;;
    *.sql.gz) echo "$0: running $1" && gunzip -c "$1" | docker_process_sql ;;
    *.sql.xz) echo "$0: running $1" && xzcat "$1" | docker_process_sql ;;
    *.sql.zst) echo "$0: running $1" && zstd -dc "$1" | docker_process_sql ;;
    *) echo "$0: ignoring $1" ;;
  esac
  echo
}

run_init_files() {
  local file
  echo
  for file in /docker-entrypoint-initdb.d/*; do
    if [[ -e $file ]]; then run_init_file "$file"; fi
  done
}

# initialise [SERVER ARGUMENT…]
initialise() {
  check_settings
  # Unreadable hooks are an error before anything is made, not a silently empty list.
  ls /docker-entrypoint-initdb.d/ >/dev/null
  init_database_directory
  allow_hosts "$@"
  export PGPASSWORD=${PGPASSWORD:-$POSTGRES_PASSWORD}
  start_temporary_server "$@"
  create_database
  run_init_files
  stop_temporary_server
  unset PGPASSWORD
  printf '\nPostgreSQL init process complete; ready for start up.\n\n'
}

asks_for_information_only() {
  local argument
  for argument in "$@"; do
    case "$argument" in
      -'?' | --help | --describe-config | -V | --version) return 0 ;;
    esac
  done
  return 1
}

main() {
  if [[ ${1-} == -* ]]; then set -- postgres "$@"; fi
  if [[ ${1-} == postgres ]] && ! asks_for_information_only "$@"; then
    read_settings
    prepare_directories
    if (($(id -u) == 0)); then exec gosu postgres "${BASH_SOURCE[0]}" "$@"; fi
    if is_initialised; then
      printf '\nPostgreSQL Database directory appears to contain a database; Skipping initialization\n\n'
    else
      initialise "${@:2}"
    fi
  fi
  exec "$@"
}

# docker-ensure-initdb.sh sources this file for its functions.
if [[ ${BASH_SOURCE[0]} == "$0" ]]; then main "$@"; fi
