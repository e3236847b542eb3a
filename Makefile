# SPDX-License-Identifier: Apache-2.0
# The two commands of the README are `make demo` and `make test`; `make help` lists the others.
PRESET ?= release
JOBS ?= $(shell nproc)
BUILD := build/$(PRESET)
QED := build/release/bin/qed
PYTHON ?= python3
CTEST_FLAGS := --output-on-failure --no-tests=error

.DEFAULT_GOAL := build
.PHONY: help setup build command demo test test-all test-cli test-golden test-coverage test-install test-browser \
        check format tidy cli-accept bench bench-peers coverage-table asan tsan fuzz coverage build-report install \
        ci clean question metric embedding entry

help:  ## this list
	@grep -hE '^[a-z -]+:.*##' Makefile | sed -E 's/:[^#]*##/\t/' | expand -t 24

setup:
	@tools/setup build

$(BUILD)/build.ninja: CMakeLists.txt CMakePresets.json
	@cmake --preset $(PRESET) > build/configure-$(PRESET).log || { cat build/configure-$(PRESET).log; exit 1; }

build: setup $(BUILD)/build.ninja  ## everything of one preset (PRESET=release)
	@cmake --build $(BUILD) -j $(JOBS)

command: setup
	@$(MAKE) -s --no-print-directory PRESET=release build/release/build.ninja
	@cmake --build build/release -j $(JOBS) --target qed

demo: command  ## install, build, and answer the first question on example data
	@mkdir -p build/demo && rm -f build/demo/map.html
	@$(QED) demo map -o build/demo/customers.csv
	$(QED) map build/demo/customers.csv -o build/demo/map.html
	@test -s build/demo/map.html || { echo "demo: no report was written"; exit 1; }
	@echo "report: $(CURDIR)/build/demo/map.html"

test:  ## unit tests and laws
	@tools/setup test
	@$(MAKE) -s --no-print-directory $(BUILD)/build.ninja
	@cmake --build $(BUILD) -j $(JOBS)
	@ctest --test-dir $(BUILD) $(CTEST_FLAGS) -L 'unit|laws' -j $(JOBS)

test-all: test test-golden test-cli test-install test-coverage  ## also goldens, transcripts, the package, coverage

test-golden: build  ## the accepted answers and their schema
	@ctest --test-dir $(BUILD) $(CTEST_FLAGS) -L golden

test-coverage: build  ## how often intervals and verdicts are right, simulated (minutes)
	@ctest --test-dir $(BUILD) $(CTEST_FLAGS) -L coverage

test-cli: command  ## the transcripts of tests/cli; terminals, signals, shells
	@$(PYTHON) -B tests/cli/run_test.py && $(PYTHON) -B tests/cli/run.py --qed $(QED)
	@$(PYTHON) -B tests/cli/terminal_test.py $(QED)

cli-accept: command
	@$(PYTHON) -B tests/cli/run.py --qed $(QED) --accept

test-install: build  ## cmake --install, then a small project that finds it
	@tests/consumer/run $(BUILD)

test-browser: command  ## the report in a real Chromium
	@tools/setup browser
	@cmake --build build/release -j $(JOBS) --target qed_pages
	@cd tests/browser && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@tests/browser/run build/release/bin/qed_pages

check:  ## format, layers, sizes, references, forbidden words
	@tools/setup test
	@$(PYTHON) -B tools/check/all.py

format:  ## clang-format, every file in place
	@tools/setup test
	@$(PYTHON) -B tools/check/format.py --write

tidy:  ## clang-tidy with the profile of .clang-tidy (slow; not in CI); FILES=... for some
	@tools/setup tidy
	@cmake --preset dev > /dev/null && $(PYTHON) -B tools/check/tidy.py $(FILES)

bench: command  ## the benchmarks, QED alone (ARGS=SECTION, --sizes N, --quick)
	@tools/setup bench
	@bench/peers/run --own $(if $(ARGS),$(ARGS),--quick)

bench-peers: command  ## side by side with the tools of today, pinned in bench/requirements.txt (ARGS=--quick, --resume)
	@tools/setup bench
	@bench/peers/run $(ARGS)

coverage-table: setup  ## bench/COVERAGE.md: does the interval that qed interval chooses cover? (minutes)
	@$(MAKE) -s --no-print-directory $(BUILD)/build.ninja
	@cmake --build $(BUILD) -j $(JOBS) --target coverage_table
	@$(BUILD)/bin/coverage_table > build/COVERAGE.md; status=$$?; mv build/COVERAGE.md bench/COVERAGE.md; exit $$status

asan tsan:  ## the tests under address + undefined-behaviour, or thread sanitizer
	@tools/setup test
	@$(MAKE) -s --no-print-directory PRESET=$@ build/$@/build.ninja
	@JOBS=$(JOBS) tools/sanitize $@

fuzz:  ## the readers of untrusted files, under the address sanitizer (RUNS=20000 inputs each)
	@tools/setup test
	@$(MAKE) -s --no-print-directory PRESET=asan build/asan/build.ninja
	@JOBS=$(JOBS) RUNS=$(or $(RUNS),20000) tools/fuzz

coverage:  ## lines reached by the unit tests
	@tools/setup test
	@$(MAKE) -s --no-print-directory PRESET=coverage test
	@$(PYTHON) -B tools/coverage.py build/coverage

build-report:  ## the ten slowest units of a clean build
	@$(PYTHON) -B tools/build_report.py

install: build  ## library, headers, command and CMake package into PREFIX
	@cmake --install $(BUILD) $(if $(PREFIX),--prefix $(PREFIX))

question:  ## NAME=drift: the folder of a new question
	@$(PYTHON) -B tools/scaffold/question.py $(NAME)

metric embedding entry:  ## NAME=embedding/stress, isomap, statistics/tests/runs: header, source, test
	@$(PYTHON) -B tools/scaffold/entry.py $@ $(NAME)

ci:  ## what the continuous integration runs
	@.ci/run

clean:
	@cmake -E rm -rf build
