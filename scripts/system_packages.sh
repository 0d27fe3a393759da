#!/bin/sh
# What the tests need of the system: Chromium for those of the pages, OpenMP's library for boosted trees, strace to
# see that no library of another language speaks to a server. Installs what is missing where that can be done
# without asking: as root, on a Debian-like system. Never fails: without them those tests are skipped, with their
# reason, or see less.
missing=""
found=""
for name in chromium chromium-browser google-chrome; do
  command -v "$name" >/dev/null 2>&1 && found=yes
done
[ -n "$found" ] || missing="chromium"
command -v strace >/dev/null 2>&1 || missing="$missing strace"
if command -v ldconfig >/dev/null 2>&1 && ! ldconfig -p | grep -q 'libgomp\.so\.1'; then
  missing="$missing libgomp1"
fi
[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "== not found, so that tests are skipped or see less:" $missing
  exit 0
fi
echo "== installing for the tests:" $missing
export DEBIAN_FRONTEND=noninteractive
{ apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing; } >/dev/null 2>&1 ||
  echo "== could not be installed, so that tests are skipped or see less:" $missing
exit 0
