#!/bin/sh
# Installs the Debian packages that building (build) or testing (test) needs,
# if any is missing. Debian 12 and 13. Uses sudo when we are not root.
set -eu

build="gcc libc6-dev make meson ninja-build ccache pkg-config python3 git ca-certificates nodejs npm
 libevent-dev libgmime-3.0-dev libsqlite3-dev libpq-dev libjansson-dev libcyaml-dev libyaml-dev libsodium-dev
 libpango1.0-dev libcairo2-dev librsvg2-dev libqrencode-dev libical-dev libcurl4-openssl-dev
 libmd4c-dev libmd4c-html0-dev libstemmer-dev libxlsxwriter-dev libcmocka-dev gettext
 fonts-inter fontconfig curl"
test="clang libclang-rt-dev postgresql sqlite3 python3-aiosmtpd chromium poppler-utils zbar-tools
 nginx-light libnginx-mod-nchan wrk linux-libc-dev"

case "${1:-build}" in
build) want="$build" ;;
test) want="$build $test" ;;
*) echo "usage: install-deps.sh build|test" >&2; exit 2 ;;
esac

# A machine may have node and npm from elsewhere; Debian's npm would then clash.
if command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1; then
	want=$(printf '%s\n' $want | grep -vxE 'nodejs|npm')
fi
# nginx comes in several packages of which one is enough.
if command -v nginx >/dev/null 2>&1 || [ -x /usr/sbin/nginx ]; then
	want=$(printf '%s\n' $want | grep -vx 'nginx-light')
fi

missing=""
for p in $want; do
	# The sanitizer runtime is named after clang's version.
	if [ "$p" = libclang-rt-dev ]; then
		dpkg-query -W -f='${Status}\n' 'libclang-rt-*-dev' 2>/dev/null | grep -q '^install ok installed' && continue
		missing="$missing libclang-rt-dev"
		continue
	fi
	dpkg-query -W -f='${Status}\n' "$p" 2>/dev/null | grep -q '^install ok installed' || missing="$missing $p"
done
[ -n "$missing" ] || exit 0

sudo=""
[ "$(id -u)" = 0 ] || sudo="sudo"
export DEBIAN_FRONTEND=noninteractive
echo "installing:$missing"
$sudo apt-get update -qq
case "$missing" in
*libclang-rt-dev*)
	version=$(apt-cache depends clang | sed -n 's/.*Depends: clang-\([0-9]*\)$/\1/p' | head -n 1)
	missing=$(printf '%s' "$missing" | sed "s/libclang-rt-dev/libclang-rt-$version-dev/") ;;
esac
$sudo apt-get install -y -qq --no-install-recommends $missing >/dev/null
# The servers are for tests, which start their own; none should stay running.
