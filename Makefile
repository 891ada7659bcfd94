# The front of the build. Meson does the work; these are the doors.
#
#   make demo    install what is needed, build, serve a living workplace on :8080
#   make test    every test, on SQLite and PostgreSQL, with the sanitizers
#   make build, then sudo make install   the program, its manual, the unit
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

# Builds nothing, so that `sudo make install` leaves no files of root's in the tree.
install:
	@[ -x $(BUILD)/samspil ] || { echo 'run make build first' >&2; exit 1; }
	@meson install -C $(BUILD) --no-rebuild --tags runtime,man

clean:
	rm -rf $(BUILD) build-*
