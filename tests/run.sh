#!/bin/sh
# Every test. Called by `make test` and by CI; leaves its pictures and logs in
# tests/artefacts. Two builds: GCC with the sanitizers runs everything on both
# stores and in the browser; Clang builds with -Werror and fuzzes each parser.
#
#	FUZZ_SECONDS=20	how long each fuzzer runs
#	BUILD=build-test
set -eu
cd "$(dirname "$0")/.."
BUILD=${BUILD:-build-test}
FUZZ_SECONDS=${FUZZ_SECONDS:-20}
began=$(date +%s)
export CCACHE_DIR="${CCACHE_DIR:-$PWD/.ccache}"

if [ ! -d web/node_modules ] || [ web/package-lock.json -nt web/node_modules ]; then
	(cd web && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && touch node_modules)
fi

[ -f "$BUILD/build.ninja" ] || CC=gcc meson setup "$BUILD" -Db_sanitize=address,undefined >/dev/null
ninja -C "$BUILD" --quiet

[ -f "$BUILD-clang/build.ninja" ] ||
	CC=clang meson setup "$BUILD-clang" -Db_sanitize=address,undefined -Db_lundef=false -Dfuzz=true >/dev/null
ninja -C "$BUILD-clang" --quiet

mkdir -p tests/artefacts
status=0
export ASAN_OPTIONS="detect_leaks=1:abort_on_error=1" UBSAN_OPTIONS="print_stacktrace=1:halt_on_error=1"
meson test -C "$BUILD" --no-rebuild --print-errorlogs --num-processes 2 --timeout-multiplier 4 || status=1
sh fuzz/run.sh "$BUILD-clang" "$FUZZ_SECONDS" || status=1

python3 tests/summary.py "$BUILD" "$BUILD-clang" || status=1
echo "in $(($(date +%s) - began)) s"
exit $status
