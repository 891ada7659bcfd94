#!/bin/sh
# make bench: builds as released and measures. Options go to run.py, such as
# sh bench/run.sh --only P2 --rounds 1
set -eu
cd "$(dirname "$0")/.."
BUILD=${BUILD_BENCH:-build-bench}
for what in nginx python3 meson ninja; do
	command -v "$what" >/dev/null || { echo "bench: $what is missing (packages: nginx libnginx-mod-nchan)" >&2; exit 1; }
done
if [ ! -d web/node_modules ] || [ web/package-lock.json -nt web/node_modules ]; then
	(cd web && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && touch node_modules)
fi
[ -f "$BUILD/build.ninja" ] || meson setup "$BUILD" --buildtype=release -Dwerror=false >/dev/null	# at -O3 GCC suspects what is not so
ninja -C "$BUILD" --quiet
ninja -C "$BUILD" --quiet bench/phones bench/bare_loop bench/raw_commit bench/page_cost
exec python3 -B bench/run.py "$BUILD" "$@"
