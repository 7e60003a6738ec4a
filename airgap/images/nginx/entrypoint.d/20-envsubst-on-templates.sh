#!/bin/sh
# Fills in templates: only variables that the environment defines, so that nginx's own $variables survive.
set -e
templates=${NGINX_ENVSUBST_TEMPLATE_DIR:-/etc/nginx/templates}
output=${NGINX_ENVSUBST_OUTPUT_DIR:-/etc/nginx/conf.d}
suffix=${NGINX_ENVSUBST_TEMPLATE_SUFFIX:-.template}
stream_output=${NGINX_ENVSUBST_STREAM_OUTPUT_DIR:-/etc/nginx/stream-conf.d}
stream_suffix=${NGINX_ENVSUBST_STREAM_TEMPLATE_SUFFIX:-.stream-template}

say() {
  if [ -z "${NGINX_ENTRYPOINT_QUIET_LOGS:-}" ]; then echo "$(basename "$0"): $*"; fi
}

defined=$(awk -v filter="${NGINX_ENVSUBST_FILTER:-}" \
  'BEGIN { for (name in ENVIRON) if (name ~ filter && name ~ /^[A-Za-z_][A-Za-z0-9_]*$/) printf "${%s} ", name }')

# fill SUFFIX OUTPUT
fill() {
  find "$templates" -follow -type f -name "*$1" | sort | while read -r template; do
    relative=${template#"$templates"/}
    target=$2/${relative%"$1"}
    mkdir -p "$(dirname "$target")"
    say "info: Running envsubst on $template to $target"
    envsubst "$defined" <"$template" >"$target"
  done
}

has_templates() {
  [ -n "$(find "$templates" -follow -type f -name "*$1" -print -quit)" ]
}

add_stream_block() {
  if grep -Eq '^[[:space:]]*stream[[:space:]]*\{' /etc/nginx/nginx.conf; then
    say "info: /etc/nginx/nginx.conf has a stream block already"
  elif ! touch /etc/nginx/nginx.conf 2>/dev/null; then
    say "error: can not modify /etc/nginx/nginx.conf, no stream block added"
  else
    printf 'stream {\n  include %s/*.conf;\n}\n' "$stream_output" >>/etc/nginx/nginx.conf
  fi
}

[ -d "$templates" ] || exit 0
if has_templates "$suffix"; then
  if [ -w "$output" ]; then
    fill "$suffix" "$output"
  else
    say "error: $templates exists, but $output is not writable"
  fi
fi
if has_templates "$stream_suffix"; then
  mkdir -p "$stream_output" 2>/dev/null || true
  if [ -w "$stream_output" ]; then
    add_stream_block
    fill "$stream_suffix" "$stream_output"
  else
    say "error: $templates exists, but $stream_output is not writable"
  fi
fi
