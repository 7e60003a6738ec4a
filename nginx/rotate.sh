#!/usr/bin/env bash
# Rotates the logs that have grown past their size: error.log → error.log.1 → … → error.log.<keep>.
# log-limits is read each time, so a reload brings new limits.
set -u
logs=/var/log/terminusa
source /etc/nginx/terminusa/current/log-limits

rotate() {
  local file=$1 i old
  [[ $(stat -c %s "$file" 2>/dev/null || echo 0) -ge $max_bytes ]] || return 1
  for old in "$file".*; do
    [[ ${old##*.} =~ ^[0-9]+$ && ${old##*.} -ge $keep ]] && rm -f "$old"
  done
  for ((i = keep - 1; i >= 1; i--)); do
    [[ -e $file.$i ]] && mv "$file.$i" "$file.$((i + 1))"
  done
  mv "$file" "$file.1"
}

# The writer of the error log opens it for every line. Nginx writes on into the renamed file until it has reopened.
rotate "$logs/error.log"
if rotate "$logs/access.log"; then kill -USR1 1; fi
