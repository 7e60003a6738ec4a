#!/usr/bin/env bash
# Runs Nginx as the container's main process: its error log becomes JSON lines, both logs are rotated,
# and what Nginx knows of itself is reported.
# SIGQUIT or SIGTERM stop it gracefully, SIGHUP loads the current configuration, SIGUSR1 reopens the access log.
#
# Nginx isn't PID 1 itself for two reasons. Game connections never end, so a graceful stop needs an end that a
# reload (which must not cut anybody off) doesn't have. And the last lines of the error log, which say why Nginx
# couldn't start, must be written before the container is gone.
set -u
export TZ=UTC LC_ALL=C
ulimit -Sn "$(ulimit -Hn)"

here=/etc/nginx/terminusa/current
drain_seconds=5
rotate_seconds=10

# A full disk ends mawk. The log then goes to the container's output as it is, for nothing may block Nginx.
log_errors() {
  until mawk -W interactive -v file=/var/log/terminusa/error.log -f "$here/error-log.awk"; do
    timeout 10 cat >&2
  done
}

rotate_for_ever() {
  local started
  printf -v started '%(%s)T' -1
  sleep 1
  while bash "$here/report.sh" "$started"; sleep "$rotate_seconds"; do bash "$here/rotate.sh"; done
}

stop() {
  kill -QUIT "$nginx"
  { sleep "$drain_seconds" && kill -TERM "$nginx"; } {errors}>&- &
}

exec {errors}> >(log_errors)
logger=$!
finish() {
  exec {errors}>&-
  wait "$logger"
  exit "$1"
}

# Process 1 ignores whatever it has no trap for.
trap 'finish 0' QUIT TERM INT
# In the foreground first, so that a refusal ends the container at once with its reason.
nginx -e stderr -t -q -c "$here/nginx.conf" 2>&"$errors" {errors}>&- || finish 1

nginx -e stderr -c "$here/nginx.conf" 2>&"$errors" {errors}>&- &
nginx=$!
trap stop QUIT TERM INT
trap 'kill -HUP "$nginx"' HUP
trap 'kill -USR1 "$nginx"' USR1
rotate_for_ever {errors}>&- &
rotation=$!

# A signal ends `wait` early; only a process that is gone ends the loop.
while kill -0 "$nginx" 2>/dev/null; do
  wait "$nginx"
  status=$?
done
wait "$nginx" 2>/dev/null
last=$?
kill "$rotation"
finish "$((last == 127 ? status : last))"
