#!/bin/sh
# The report's browser tests need Chromium. Installs it where that can be done without asking: as root, on a
# Debian-like system, and only if it is missing. Never fails: without a browser those tests are skipped.
for name in chromium chromium-browser google-chrome; do
  command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "== no Chromium found: the tests that need a browser will be skipped"
  exit 0
fi
echo "== installing Chromium for the browser tests"
export DEBIAN_FRONTEND=noninteractive
{ apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; } >/dev/null 2>&1 ||
  echo "== Chromium could not be installed: the tests that need a browser will be skipped"
exit 0
