#!/usr/bin/env bash
# Writes what this Nginx knows of itself into the log volume, for the operator's page: nobody else can look into this
# container, and nobody needs to. The kernel's files go in as they are (store/vitals/cgroup.ts reads them), the counts as
# Nginx' status page gives them; `before` is the report before this one, so that a reader sees what happened between.
# $1: when this container's Nginx was started, in seconds since 1970.
set -u
export LC_ALL=C
file=/var/log/terminusa/nginx-report.json

# A JSON string of a file of the kernel's: plain ASCII with line ends.
content() {
  local text
  text=$(<"$1") || return 1
  printf '"%s"' "${text//$'\n'/\\n}"
}

kernel_files() {
  local name comma=
  for name in memory.current memory.max memory.stat cpu.stat cpu.max \
    memory/memory.usage_in_bytes memory/memory.limit_in_bytes memory/memory.stat \
    cpuacct/cpuacct.usage cpu/cpu.cfs_quota_us cpu/cpu.cfs_period_us; do
    [[ -r /sys/fs/cgroup/$name ]] || continue
    printf '%s"%s":%s' "$comma" "$name" "$(content "/sys/fs/cgroup/$name")"
    comma=,
  done
}

# Active connections: 2 / server accepts handled requests / 16 16 31 / Reading: 0 Writing: 1 Waiting: 1
status_page() {
  local text
  exec 3<>/dev/tcp/127.0.0.1/8081 || return 1
  printf 'GET /nginx-status HTTP/1.0\r\n\r\n' >&3
  text=$(timeout 2 cat <&3)
  exec 3>&-
  [[ ${text//$'\n'/ } =~ connections:\ ([0-9]+)\ .*\ ([0-9]+)\ ([0-9]+)\ ([0-9]+)\ +Reading ]] || return 1
  printf '"connections":%s,"accepted":%s,"handled":%s,"requests":%s' "${BASH_REMATCH[@]:1:4}"
}

old=
[[ -r $file ]] && old=$(<"$file")
# The report before this one, without its own `before`.
before=${old%%,\"before\":*}
[[ $before == '{"at":'* ]] && before="$before}" || before=null
restarts=0
if [[ $old =~ \"host\":\"([^\"]*)\",\"startedAt\":([0-9]+),\"restarts\":([0-9]+) && ${BASH_REMATCH[1]} == "$HOSTNAME" ]]; then
  restarts=$((BASH_REMATCH[3] + (BASH_REMATCH[2] != $1)))
fi
[[ $old == *"\"host\":\"$HOSTNAME\",\"startedAt\":$1,"* ]] || before=null

printf -v now '%(%s)T' -1
version=$(nginx -v 2>&1)
# A full disk must leave the last whole report where it is.
printf '{"at":%s,"host":"%s","startedAt":%s,"restarts":%s,"version":"%s","status":{%s},"kernel":{%s},"before":%s}\n' \
  "$now" "$HOSTNAME" "$1" "$restarts" "${version##*/}" "$(status_page)" "$(kernel_files)" "$before" \
  2>/dev/null >"$file.new" && mv "$file.new" "$file"
