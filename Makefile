# The front of the build. Meson does the work; these are the doors.
#
#   make demo    install what is needed, build, serve a living workplace on :8080
#   make test    every test, on SQLite and PostgreSQL, with the sanitizers
#   make bench   the figures of bench/RESULTS.md, beside their references
PORT ?= 8080
BUILD ?= build
NINJA_FLAGS ?=

.PHONY: demo test bench build deps deps-test fuzz install clean

deps:
	@sh packaging/install-deps.sh build

deps-test:
	@sh packaging/install-deps.sh test

build: deps
	@sh packaging/build.sh $(BUILD)

demo:
	@sh packaging/demo.sh $(BUILD) $(PORT)

test: deps-test
	@sh tests/run.sh

fuzz: deps-test
	@sh fuzz/run.sh

bench: deps-test
	@sh bench/run.sh

install: build
	@meson install -C $(BUILD)

clean:
	rm -rf $(BUILD) build-*
