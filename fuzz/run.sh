#!/bin/sh
# Runs every fuzzer of a build directory for so many seconds, two at a time.
# Prints "fuzz NAME: ok" or the crash; exits 1 if any crashed.
set -u
build=${1:-build-test-clang}
seconds=${2:-60}
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=halt_on_error=1

one() {
	name=$(basename "$1")
	mkdir -p "$work/$name"
	if "$1" -max_total_time="$seconds" -rss_limit_mb=4096 -artifact_prefix="$work/$name/" -print_final_stats=0 "$work/$name" >"$work/$name.log" 2>&1; then
		echo "ok - fuzz $name"
	else
		echo "not ok - fuzz $name"
		tail -n 40 "$work/$name.log"
		mkdir -p tests/artefacts && cp "$work/$name"/crash-* "$work/$name"/leak-* "$work/$name"/oom-* "$work/$name"/timeout-* tests/artefacts/ 2>/dev/null
		touch "$work/failed"
	fi
}

n=0
for f in "$build"/fuzz/*_fuzz; do
	[ -x "$f" ] || continue
	one "$f" &
	n=$((n + 1))
	[ $((n % 2)) -eq 0 ] && wait
done
wait
[ "$n" -gt 0 ] || { echo "no fuzzers in $build"; exit 1; }
echo "$n" >"$build/fuzz-count"
if [ -e "$work/failed" ]; then
	echo 1 >"$build/fuzz-failed"
	exit 1
fi
echo 0 >"$build/fuzz-failed"
