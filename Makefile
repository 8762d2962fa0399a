# A thin door: `make` builds, and each target calls the script that does the work.
#
#   make [PYTHON=/path/python3.X] [BUILD=DIR]
#   make run | test | bench
#   make test-real           look into Debian's redis and nginx, which this builds
#   make install [PREFIX=/usr/local] [DESTDIR=]
#   make clean

BUILD ?= build
PREFIX ?= /usr/local
export BUILD PYTHON DESTDIR

build:
	@tools/setup build
	@tools/build

run:
	@./run

test:
	@./test

test-real:
	@tools/setup build
	@tools/test_real

bench:
	@tools/setup build bench
	@bench/run

install:
	@tools/setup build
	@tools/build -Dprefix=$(PREFIX)
	meson install -C $(BUILD) --no-rebuild

clean:
	@for folder in $(BUILD) $(BUILD)-*; do \
	    if [ -d "$$folder/meson-private" ]; then rm -rf "$$folder"; fi; \
	done

.PHONY: build run test test-real bench install clean
