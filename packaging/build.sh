#!/bin/sh
# Builds into the given directory, from nothing or again, and says how long it took.
set -eu
build=${1:-build}
cd "$(dirname "$0")/.."
began=$(date +%s)
if [ ! -d web/node_modules ] || [ web/package-lock.json -nt web/node_modules ]; then
	(cd web && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && touch node_modules)
fi
[ -f "$build/build.ninja" ] || meson setup "$build" >/dev/null
ninja -C "$build" --quiet samspil packaging/samspil.1
echo "built in $(($(date +%s) - began)) s: $build/samspil"
