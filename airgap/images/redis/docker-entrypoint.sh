#!/bin/bash
set -euo pipefail

modules=/usr/local/lib/redis/modules

case "${1-}" in
  -* | *.conf) set -- redis-server "$@" ;;
esac

# has_capability BIT SET: whether the set (CapBnd, CapEff, …) of this process holds the capability.
has_capability() {
  local mask
  mask=$(sed -n "s/^$2:[[:space:]]*//p" /proc/self/status)
  (((16#$mask >> $1) & 1))
}
CAP_SETGID=6 CAP_SETUID=7 CAP_SETPCAP=8 CAP_SYS_RESOURCE=24

# Somebody else's directory that happens to be mounted at /data must keep its owners.
holds_only_redis_files() {
  [[ -z $(find "$1" -mindepth 1 -maxdepth 1 \! -name '*.rdb' \! -name appendonlydir -print -quit) ]]
}

fix_permissions() {
  if [[ -d /data ]] && holds_only_redis_files /data; then
    find /data \! -user redis -exec chown redis:redis {} + || true
  fi
  local config directory
  config=${1-}
  [[ -f $config ]] || return 0
  directory=$(dirname "$(readlink -f "$config")")
  if [[ $(ls -A "$directory") == "$(basename "$(readlink -f "$config")")" ]]; then
    chown redis:redis "$directory" "$config" || true
  fi
}

drop_privileges() {
  local keep=-all
  if has_capability $CAP_SYS_RESOURCE CapBnd; then keep=-all,+sys_resource; fi
  local options=(--reuid redis --regid redis --clear-groups --no-new-privs "--inh-caps=$keep" "--ambient-caps=$keep")
  if has_capability $CAP_SETPCAP CapEff; then options+=("--bounding-set=$keep"); fi
  exec setpriv "${options[@]}" -- "$0" "$@"
}

if [[ ${1-} == redis-server && $(id -u) == 0 && -z ${SKIP_DROP_PRIVS-} ]] &&
  has_capability $CAP_SETUID CapBnd && has_capability $CAP_SETGID CapBnd; then
  if [[ -z ${SKIP_FIX_PERMS-} ]]; then fix_permissions "${2-}"; fi
  drop_privileges "$@"
fi

if [[ $(umask) == 0022 ]]; then umask 0077; fi

if [[ ${1-} == redis-server ]]; then
  echo 'Starting Redis Server'
  if [[ -d $modules ]]; then
    for module in "$modules"/*.so; do
      if [[ -x $module ]]; then set -- "$@" --loadmodule "$module"; fi
    done
  else
    echo "Warning: no modules directory at $modules" >&2
  fi
fi
exec "$@"
