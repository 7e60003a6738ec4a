#!/usr/bin/env bash
# write-config.sh CONF_HASH CERT_HASH: puts an uploaded configuration and certificate into use, or refuses them.
#
# Runs in a short-lived container of the Nginx image as root (CHOWN, DAC_OVERRIDE, FOWNER; no network) with the
# volumes at the very paths of the server: /etc/nginx/terminusa/CONF_HASH/ and /etc/nginx/tls/CERT_HASH/
# {fullchain.pem,privkey.pem} were put there before. The links `current` move only after `nginx -t` has taken
# the new files together. Whoever calls then sends the server SIGHUP.
set -euo pipefail
export LC_ALL=C

config=/etc/nginx/terminusa
tls=/etc/nginx/tls
server_user=101
versions_kept=3
hash='^[0-9a-f]{8,64}$'

refuse() {
  discard "$config" "${conf_hash:-}"
  discard "$tls" "${cert_hash:-}"
  printf 'nginx: %s\n  why: %s\n  do:  %s\n' "$1" "$2" "$3" >&2
  exit 1
}

# A refused version must not stay and count among those that once were in use.
discard() {
  [[ $2 =~ $hash && $2 != "$(readlink "$1/current")" ]] || return 0
  rm -rf "${1:?}/$2"
}

hash_argument() {
  [[ $2 =~ $hash ]] || refuse "no version was named" "$1 is \"$2\", not a hash" \
    "call: write-config.sh CONF_HASH CERT_HASH"
}

need() {
  [[ -s $1 ]] || refuse "the upload is incomplete" "$1 is missing or empty" "upload it again"
}

# The key is for the server alone; everything else is public.
set_modes() {
  chown -R 0:0 "$config/$conf_hash" "$tls/$cert_hash"
  chmod -R u=rwX,go=rX "$config/$conf_hash" "$tls/$cert_hash"
  chown "$server_user" "$tls/$cert_hash/privkey.pem"
  chmod 0400 "$tls/$cert_hash/privkey.pem"
}

# The configuration names `current`, which still is the old version: so a copy is tested that names the new one.
test_together() {
  local copy output why remedy="see the settings, or run ./terminusa doctor"
  copy=$(mktemp -d)
  trap 'rm -rf "$copy"' RETURN
  cp "$config/$conf_hash"/* "$copy"
  sed -i -e "s#$config/current#$copy#g" -e "s#$tls/current#$tls/$cert_hash#g" -e "s#/var/log/terminusa#$copy#g" \
    "$copy"/*.conf
  output=$(nginx -e stderr -t -c "$copy/nginx.conf" 2>&1) && return
  why=$(grep -m1 -F '[emerg]' <<<"$output" || tail -n1 <<<"$output")
  why=$(sed -E 's/^.*\[emerg\] ([0-9]+#[0-9]+: )?//' <<<"$why")
  why=${why//$copy/$config\/$conf_hash}
  [[ $why == *"/tls/"* || $why == *SSL* ]] && remedy="check tlsCertificateFile and tlsKeyFile: they must be a pair of PEM files"
  refuse "the new configuration was refused; the old one stays in use" "$why" "$remedy"
}

# Points DIRECTORY/current at HASH in one step, so that no reader ever finds it missing.
switch() {
  local link="$1/.current.$$"
  touch "$1/$2"
  ln -sfn "$2" "$link"
  mv -T "$link" "$1/current"
}

# Keeps the version in use and those that were in use before it.
prune() {
  local old
  ls -1t "$1" | grep -E "$hash" | grep -vx "$2" | tail -n "+$((versions_kept + 1))" |
    while read -r old; do rm -rf "${1:?}/$old"; done || true
}

conf_hash=${1:-}
cert_hash=${2:-}
hash_argument CONF_HASH "$conf_hash"
hash_argument CERT_HASH "$cert_hash"
need "$config/$conf_hash/nginx.conf"
need "$config/$conf_hash/start.sh"
need "$tls/$cert_hash/fullchain.pem"
need "$tls/$cert_hash/privkey.pem"
set_modes
test_together
switch "$tls" "$cert_hash"
switch "$config" "$conf_hash"
prune "$config" "$conf_hash"
prune "$tls" "$cert_hash"
