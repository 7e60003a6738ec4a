#!/bin/sh
# Sets worker_processes by the CPU quota of the container: nginx's "auto" counts the machine's processors.
set -e
[ -n "${NGINX_ENTRYPOINT_WORKER_PROCESSES_AUTOTUNE:-}" ] || exit 0
config=/etc/nginx/nginx.conf
if ! touch "$config" 2>/dev/null; then
  echo "$(basename "$0"): error: can not modify $config (read-only file system?)"
  exit 0
fi
online=$(nproc)
if [ -r /sys/fs/cgroup/cpu.max ]; then
  read -r quota period </sys/fs/cgroup/cpu.max
elif [ -r /sys/fs/cgroup/cpu/cpu.cfs_quota_us ]; then
  quota=$(cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us)
  period=$(cat /sys/fs/cgroup/cpu/cpu.cfs_period_us)
else
  quota=max
fi
count=$online
case "$quota" in
  max | -1) ;;
  *)
    allowed=$(((quota + period - 1) / period))
    if [ "$allowed" -lt "$count" ]; then count=$allowed; fi
    ;;
esac
edited=$(sed "s/^\( *worker_processes\).*/\1 $count;/" "$config")
printf '%s\n' "$edited" >"$config"
