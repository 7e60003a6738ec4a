#!/bin/sh
# Makes a slim Debian root tree: bootstrap.sh DIRECTORY SUITE
set -eu
target=$1
suite=$2
recipe=$(dirname "$(readlink -f "$0")")

if [ "$(id -u)" -ne 0 ]; then
  echo "debootstrap needs root" >&2
  exit 1
fi
if ! command -v debootstrap >/dev/null; then
  apt-get update -qq
  apt-get install -qq --no-install-recommends debootstrap debian-archive-keyring
fi

# debootstrap mounts /proc in the tree; in a mount namespace of its own nothing stays mounted if it is killed.
unshare --mount --propagation private debootstrap --variant=minbase "$suite" "$target"

install -m 0644 "$recipe/apt.conf" "$target/etc/apt/apt.conf.d/90slim"
install -m 0644 "$recipe/dpkg.cfg" "$target/etc/dpkg/dpkg.cfg.d/slim"
# Services must not start while their packages are installed.
printf '#!/bin/sh\nexit 101\n' >"$target/usr/sbin/policy-rc.d"
chmod 0755 "$target/usr/sbin/policy-rc.d"

find "$target/usr/share/doc" -mindepth 1 \! -type d \! -name copyright -delete
find "$target/usr/share/doc" -mindepth 1 -type d -empty -delete
find "$target/usr/share/locale" -mindepth 1 -maxdepth 1 \! -name locale.alias -exec rm -rf {} +
rm -rf "$target"/usr/share/man/* "$target"/usr/share/info/* "$target"/usr/share/lintian \
  "$target"/var/cache/apt/* "$target"/var/lib/apt/lists/* "$target"/var/cache/debconf/*-old \
  "$target"/var/lib/dpkg/*-old "$target"/tmp/* "$target"/dev/*
find "$target/var/log" -type f -delete
# The engine mounts its own; the machine's must not be baked in.
rm -f "$target/etc/resolv.conf" "$target/etc/hostname" "$target/etc/machine-id"
