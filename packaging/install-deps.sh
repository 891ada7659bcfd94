#!/bin/sh
# Installs the Debian packages that building (build) or testing (test) needs,
# if any is missing. Debian 12 and 13. Uses sudo when we are not root.
#
# libminizip-dev is named because Debian 13's libxlsxwriter-dev asks for it
# without depending on it.
#
# Among what the tests need are PostgreSQL and nginx. The tests start their own
# on free ports, so nothing that Debian would start at installation is of use;
# see without_services().
set -eu

build="gcc libc6-dev make meson ninja-build ccache pkg-config python3 git ca-certificates nodejs npm
 libevent-dev liburing-dev libgmime-3.0-dev libsqlite3-dev libpq-dev libjansson-dev libcyaml-dev libyaml-dev libsodium-dev
 libpango1.0-dev libcairo2-dev libjpeg-dev libwebp-dev librsvg2-dev libqrencode-dev libical-dev libcurl4-openssl-dev
 libmd4c-dev libmd4c-html0-dev libstemmer-dev libxlsxwriter-dev libminizip-dev libcmocka-dev zlib1g-dev gettext
 fonts-inter fontconfig curl"
test="clang libclang-rt-dev postgresql sqlite3 python3-aiosmtpd openssl chromium-headless-shell poppler-utils zbar-tools
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
if [ "$(id -u)" != 0 ]; then
	command -v sudo >/dev/null 2>&1 || {
		echo "install-deps.sh: run it as root once, or install sudo; missing:$missing" >&2
		exit 1
	}
	sudo="sudo"
fi

# Debian asks /usr/sbin/policy-rc.d before it starts a service; 101 means no.
# Whoever has one has reasons, so theirs stands. Ours goes when we end, also
# when interrupted: left behind, it would stop every later service on the machine.
policy=/usr/sbin/policy-rc.d
without_services()
{
	[ -e "$policy" ] && return
	trap '$sudo rm -f "$policy"' EXIT
	trap 'exit 130' INT TERM HUP
	printf '#!/bin/sh\nexit 101\n' | $sudo tee "$policy" >/dev/null
	$sudo chmod 755 "$policy"
}

# A closing line of ten pages helps nobody; the last of it when it went wrong does.
quietly()
{
	log=$(mktemp)
	if ! $sudo env DEBIAN_FRONTEND=noninteractive "$@" >"$log" 2>&1; then
		tail -n 20 "$log" >&2
		rm -f "$log"
		exit 1
	fi
	rm -f "$log"
}

echo "installing:$missing"
quietly apt-get update -qq
case "$missing" in
*libclang-rt-dev*)
	version=$(apt-cache depends clang | sed -n 's/.*Depends: clang-\([0-9]*\)$/\1/p' | head -n 1)
	missing=$(printf '%s' "$missing" | sed "s/libclang-rt-dev/libclang-rt-$version-dev/") ;;
esac
[ "${1:-build}" = test ] && without_services
quietly apt-get install -y -qq --no-install-recommends $missing
