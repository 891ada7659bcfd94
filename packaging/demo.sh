#!/bin/sh
# From a clean clone to a living workplace on http://localhost:PORT.
set -eu
build=${1:-build}
port=${2:-8080}
cd "$(dirname "$0")/.."
began=$(date +%s)
sh packaging/install-deps.sh build
sh packaging/build.sh "$build"
echo "ready to serve $(($(date +%s) - began)) s after the command"
exec "$build/samspil" demo --port="$port" --store="sqlite:$build/demo.db"
