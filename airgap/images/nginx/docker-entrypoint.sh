#!/bin/sh
set -e

log() {
  if [ -z "${NGINX_ENTRYPOINT_QUIET_LOGS:-}" ]; then echo "/docker-entrypoint.sh: $*"; fi
}

# In a subshell: what a sourced script exports reaches the scripts after it, not nginx; a failure ends the round only.
run_scripts() (
  set -e
  find /docker-entrypoint.d/ -follow -type f | sort -V | while read -r script; do
    case "$script" in
      *.envsh)
        if [ -x "$script" ]; then
          log "Sourcing $script"
          . "$script"
        else
          log "Ignoring $script, not executable"
        fi
        ;;
      *.sh)
        if [ -x "$script" ]; then
          log "Launching $script"
          "$script"
        else
          log "Ignoring $script, not executable"
        fi
        ;;
      *) log "Ignoring $script" ;;
    esac
  done
)

if [ "${1-}" = nginx ] || [ "${1-}" = nginx-debug ]; then
  if [ -n "$(find /docker-entrypoint.d/ -mindepth 1 -maxdepth 1 -type f -print -quit 2>/dev/null)" ]; then
    log "Looking for shell scripts in /docker-entrypoint.d/"
    set +e
    run_scripts
    status=$?
    set -e
    if [ "$status" -ne 0 ]; then
      echo "/docker-entrypoint.sh: warning: a script failed with status $status, those after it did not run" >&2
    fi
    log "Configuration complete; ready for start up"
  else
    log "No files found in /docker-entrypoint.d/, skipping configuration"
  fi
fi
exec "$@"
