# Gives each uploaded file its owner and mode; arguments: path owner mode, repeated.
set -euo pipefail
while (($# > 0)); do
  chown "$2" "$1"
  chmod "$3" "$1"
  shift 3
done
# Nginx, web and terminal write here through the group; new files keep it.
chown 0:10000 /volumes/logs
chmod 2770 /volumes/logs
# The assets job writes here without any capability.
chown 10003:10003 /volumes/assets
chmod 0755 /volumes/assets
