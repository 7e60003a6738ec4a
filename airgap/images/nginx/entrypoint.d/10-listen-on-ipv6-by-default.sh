#!/bin/sh
# Adds an IPv6 listener to the stock default.conf, never to an edited one.
set -e
config=/etc/nginx/conf.d/default.conf
say() {
  if [ -z "${NGINX_ENTRYPOINT_QUIET_LOGS:-}" ]; then echo "$(basename "$0"): info: $*"; fi
}
if [ ! -f /proc/net/if_inet6 ]; then
  say "ipv6 not available"
elif [ ! -f "$config" ]; then
  say "$config is not a file or does not exist"
elif [ ! -w "$config" ] || ! touch "$config" 2>/dev/null; then
  say "can not modify $config (read-only file system?)"
elif grep -q 'listen *\[::\]' "$config"; then
  say "IPv6 listen already enabled"
elif ! echo "$(cat /usr/share/nginx/default.conf.sha256)  $config" | sha256sum --check --status; then
  say "$config differs from the packaged version"
else
  # Rewritten in place: sed -i would need a writable directory and replace a mounted file.
  edited=$(sed 's/^\( *\)listen 80;/&\n\1listen [::]:80;/' "$config")
  printf '%s\n' "$edited" >"$config"
  say "Enabled listen on IPv6 in $config"
fi
