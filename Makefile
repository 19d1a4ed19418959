# One command a task. PYTHON= chooses the interpreter, ARGS= goes to the program that is run.
PYTHON ?= python3
ARGS ?=
JOBS ?= 2

# Compiler warnings stop the build where nobody would read them.
WERROR ?= $(if $(CI),true,false)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules
SHELL := /bin/bash
comma := ,

# Neither the caller's path nor the source tree gets into a run.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1

# 3.11.7, 3.13.0t, 3.11.2d: every interpreter has environments of its own.
tag_of = $(shell $(1) -c 'import sys; print("%d.%d.%d" % sys.version_info[:3] + sys.abiflags)')

# Directories too: a file that is taken away must reinstall as a changed one does.
SOURCES := pyproject.toml meson.build $(wildcard meson.options README.md LICENSE) \
           $(shell find csrc src -not -name '*.pyc' -not -name __pycache__)

# $(call venv,DIR,INTERPRETER,DEPENDENCY GROUPS): an environment, and what the build needs.
define venv
	test -x $(1)/bin/python || $(2) -m venv $(1)
	$(1)/bin/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(1)/bin/python -m pip install --quiet --group build $(addprefix --group ,$(3))
	touch $@
endef

# $(call install,DIR,BUILD NAME,MESON ARGUMENTS): builds where the last build lies, installs a copy.
define install
	PATH="$(CURDIR)/$(1)/bin:$$PATH" $(1)/bin/python -m pip install --quiet \
	  --no-build-isolation --no-deps --force-reinstall --no-cache-dir \
	  -Cbuild-dir=.build/$(2) -Csetup-args=-Dwerror=$(WERROR) \
	  $(addprefix -Csetup-args=,$(3)) .
	touch $@
endef

# Neighbours are alike: without stealing one worker gets all the slow ones.
PYTEST_FLAGS = -n $(JOBS) --dist worksteal

# The special builds are about the core: the demo and the benchmarks start processes and take times.
CORE_FLAGS = $(PYTEST_FLAGS) $(addprefix --ignore=,$(wildcard tests/test_compare.py tests/test_benchmarks.py))

TAG = $(call tag_of,$(PYTHON))
# Asking the interpreter once is enough, and only where a target needs it.
TAG := $(TAG)
ifeq ($(TAG),)
$(error PYTHON=$(PYTHON) does not run)
endif

.PHONY: help
help:
	@sed -n 's/^## //p' Makefile

## make demo        records of all kinds on real data          ARGS='--rows 20000' or ARGS=my.csv
DEMO := .venv/demo-$(TAG)
.PHONY: demo
demo: $(DEMO)/.installed
	$(DEMO)/bin/python -m recordclass compare $(ARGS)
$(DEMO)/.installed: $(SOURCES)
	test -x $(DEMO)/bin/python || $(PYTHON) -m venv $(DEMO)
	$(DEMO)/bin/python -m pip install --quiet '.[demo]'
	touch $@

## make test        the suite against an installed build       PYTHON=python3.13 ARGS='-k copy'
TEST := .venv/test-$(TAG)
.PHONY: test
test: $(TEST)/.installed
	$(TEST)/bin/pytest $(PYTEST_FLAGS) $(ARGS)
$(TEST)/.deps: pyproject.toml
	$(call venv,$(TEST),$(PYTHON),test)
$(TEST)/.installed: $(TEST)/.deps $(SOURCES)
	$(call install,$(TEST),test-$(TAG),)

## make bench       every operation beside its peers           ARGS='--quick --ops new,get'
BENCH := .venv/bench-$(TAG)
.PHONY: bench
bench: $(BENCH)/.installed
	$(BENCH)/bin/python -m benchmarks $(ARGS)
	$(if $(ARGS),,$(MAKE) --no-print-directory growth)
$(BENCH)/.deps: pyproject.toml
	$(call venv,$(BENCH),$(PYTHON),bench)
$(BENCH)/.installed: $(BENCH)/.deps $(SOURCES)
	$(call install,$(BENCH),bench-$(TAG),)

## make growth      how the cost grows, beside the peers         ARGS='--quick --parts depth'
.PHONY: growth
growth: $(BENCH)/.installed
	$(BENCH)/bin/python -m benchmarks.growth --output $(BENCH)/growth.json $(ARGS)
	$(BENCH)/bin/python -m benchmarks.growth_plot $(BENCH)/growth.json docs/images

## make guard       instructions of each operation against the kept figures  ARGS=--update
.PHONY: guard
guard: $(TEST)/.installed
	$(TEST)/bin/python -m benchmarks.guard $(ARGS)

## make comparison  what each kind can do, tried; writes docs/comparison.md
COMPARISON := .venv/comparison-$(TAG)
.PHONY: comparison
comparison: $(COMPARISON)/.installed
	$(COMPARISON)/bin/python -m benchmarks.features --output docs/comparison.md $(ARGS)
$(COMPARISON)/.deps: pyproject.toml
	$(call venv,$(COMPARISON),$(PYTHON),comparison)
$(COMPARISON)/.installed: $(COMPARISON)/.deps $(SOURCES)
	$(call install,$(COMPARISON),comparison-$(TAG),)

## make lint        ruff, mypy --strict, stubtest, clang-format
LINT := .venv/lint-$(TAG)
PY_FILES := $(wildcard src tests benchmarks fuzz tools)
C_FILES = $(wildcard csrc/*.c csrc/*.h)
.PHONY: lint
lint: $(LINT)/.installed
	$(LINT)/bin/ruff check $(PY_FILES)
	$(LINT)/bin/ruff format --check $(PY_FILES)
	$(LINT)/bin/clang-format --dry-run -Werror $(C_FILES)
	$(LINT)/bin/mypy
	$(LINT)/bin/mypy --strict tests/typed
	$(LINT)/bin/stubtest --mypy-config-file pyproject.toml \
	  $(addprefix --allowlist ,$(wildcard tests/stubtest.allow)) recordclass._core
$(LINT)/.deps: pyproject.toml
	$(call venv,$(LINT),$(PYTHON),lint)
$(LINT)/.installed: $(LINT)/.deps $(SOURCES)
	$(call install,$(LINT),lint-$(TAG),)

## make format      rewrites C and Python as make lint wants them
.PHONY: format
format: $(LINT)/.deps
	$(LINT)/bin/ruff check --fix-only --quiet $(PY_FILES)
	$(LINT)/bin/ruff format $(PY_FILES)
	$(LINT)/bin/clang-format -i $(C_FILES)

## make pyright     the Python layer as an editor sees it
.PHONY: pyright
pyright: $(LINT)/.installed
	$(LINT)/bin/python -m pip install --quiet --group pyright
	$(LINT)/bin/basedpyright --pythonpath $(LINT)/bin/python

## make asan        the suite under AddressSanitizer and UBSan
# Leaks are the suite's own matter: what the interpreter never frees would drown them here.
# That an absurd size cannot be had is what tests ask for; every other report fails the run.
# ASan writes its reports to files, UBSan only to stderr: pytest must not swallow that.
ASAN := .venv/asan-$(TAG)
ASAN_LOG := $(CURDIR)/.build/asan-$(TAG)/report
ASAN_LIBS = $(foreach lib,asan ubsan,$(realpath $(shell gcc -print-file-name=lib$(lib).so)))
.PHONY: asan
asan: $(ASAN)/.installed
	rm -f $(ASAN_LOG).*
	LD_PRELOAD='$(ASAN_LIBS)' PYTHONMALLOC=malloc \
	ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1:log_path=$(ASAN_LOG) \
	UBSAN_OPTIONS=print_stacktrace=1 \
	  $(ASAN)/bin/pytest $(CORE_FLAGS) -p no:faulthandler --capture=sys -m 'not no_sanitizer' $(ARGS); \
	code=$$?; \
	if cat $(ASAN_LOG).* 2>/dev/null | grep -v 'WARNING: AddressSanitizer failed to allocate'; \
	then exit 1; fi; \
	exit $$code
$(ASAN)/.deps: pyproject.toml
	$(call venv,$(ASAN),$(PYTHON),test-core)
$(ASAN)/.installed: $(ASAN)/.deps $(SOURCES)
	$(call install,$(ASAN),asan-$(TAG),-Dbuildtype=debugoptimized -Db_ndebug=false \
	  -Db_sanitize=address$(comma)undefined -Db_lundef=false)

## make lsan        leaks whose memory the core asked for, by LeakSanitizer  ARGS=tests/test_iter.py
# A planted leak must be found first.  One process: the workers of xdist leave without a report.
# What others leak is theirs: only reports with a frame of csrc fail the run.
LSAN_LOG := $(CURDIR)/.build/asan-$(TAG)/leaks
LSAN_RUN = LD_PRELOAD='$(ASAN_LIBS)' PYTHONMALLOC=malloc ASAN_OPTIONS=detect_leaks=1:fast_unwind_on_malloc=0:malloc_context_size=12:allocator_may_return_null=1:log_path=$(LSAN_LOG) LSAN_OPTIONS=exitcode=0:print_suppressions=0 $(ASAN)/bin/python
LSAN_OURS = awk 'BEGIN { RS = "" } /leak of/ && /csrc\// { print; print ""; found = 1 } END { exit !found }'
.PHONY: lsan
lsan: $(ASAN)/.installed
	rm -f $(LSAN_LOG).*
	$(LSAN_RUN) tests/faults/planted.py
	cat $(LSAN_LOG).* | $(LSAN_OURS) > /dev/null || { echo "the planted leak was not found"; exit 1; }
	@echo "the planted leak was found"
	rm -f $(LSAN_LOG).*
	$(LSAN_RUN) -m pytest -p no:xdist -p no:faulthandler -m 'not no_sanitizer and not slow' \
	  $(or $(ARGS),-q tests/test_class_build.py tests/test_record_bind.py tests/test_unpickler.py)
	! cat $(LSAN_LOG).* /dev/null 2>/dev/null | $(LSAN_OURS)

## make debug       the suite on a debug interpreter           DEBUG_PYTHON=python3.13-dbg
DEBUG_PYTHON ?= python3.11-dbg
DEBUG := .venv/debug-$(notdir $(DEBUG_PYTHON))
.PHONY: debug
debug: $(DEBUG)/.installed
	PYTHONMALLOC=debug $(DEBUG)/bin/python -X dev -m pytest $(CORE_FLAGS) $(ARGS)
$(DEBUG)/.deps: pyproject.toml
	@$(DEBUG_PYTHON) -c 'import sys; sys.gettotalrefcount()' || \
	  { echo "$(DEBUG_PYTHON) is no debug build of Python; on Debian: apt-get install python3.11-dbg python3.11-venv"; exit 1; }
	$(call venv,$(DEBUG),$(DEBUG_PYTHON),test-core)
$(DEBUG)/.installed: $(DEBUG)/.deps $(SOURCES)
	$(call install,$(DEBUG),debug-$(notdir $(DEBUG_PYTHON)),-Dbuildtype=debug -Db_ndebug=false)

## make devmode     the suite with -X dev and the debug allocator
.PHONY: devmode
devmode: $(TEST)/.installed
	PYTHONMALLOC=debug $(TEST)/bin/python -X dev -m pytest $(CORE_FLAGS) $(ARGS)

## make valgrind    a handful of tests under valgrind
# Of uninitialised or freed bytes that the core reads; leaks are the matter of test_leaks.py.
VALGRIND_TESTS := $(addprefix tests/test_,record_new.py record_copy.py record_free.py unpickler.py)
.PHONY: valgrind
valgrind: $(TEST)/.installed
	@command -v valgrind >/dev/null || { echo 'no valgrind; on Debian: apt-get install valgrind'; exit 1; }
	PYTHONMALLOC=malloc valgrind --leak-check=no --error-limit=no --num-callers=40 --log-file=.build/valgrind.log \
	  $(TEST)/bin/python -m pytest -q -n 0 -p no:faulthandler --timeout=0 -m 'not slow and not no_sanitizer' \
	  $(if $(ARGS),$(ARGS),$(VALGRIND_TESTS)) && \
	$(TEST)/bin/python tools/valgrind_gate.py .build/valgrind.log

## make harden      every gate there is, and a table             ARGS='--only fuzz,leaks'
.PHONY: harden
harden:
	$(PYTHON) tools/harden.py --python $(PYTHON) $(ARGS)

## make coverage    lines of csrc that the suite runs, and those that need a reason
# WITH= names reports of other Pythons: a line is run if one of them has run it.
COVERAGE := .venv/coverage-$(TAG)
.PHONY: coverage
coverage: $(COVERAGE)/.installed
	find .build/coverage-$(TAG) -name '*.gcda' -delete
	$(COVERAGE)/bin/pytest $(CORE_FLAGS) $(ARGS); code=$$?; \
	$(COVERAGE)/bin/gcovr --root . --filter csrc/ --txt-summary --txt - \
	  --json .build/coverage-$(TAG).json .build/coverage-$(TAG) && \
	$(COVERAGE)/bin/python tools/coverage_gate.py --json .build/coverage.json \
	  .build/coverage-$(TAG).json $(WITH) && exit $$code
$(COVERAGE)/.deps: pyproject.toml
	$(call venv,$(COVERAGE),$(PYTHON),test-core coverage)
$(COVERAGE)/.installed: $(COVERAGE)/.deps $(SOURCES)
	$(call install,$(COVERAGE),coverage-$(TAG),-Dbuildtype=debug -Db_coverage=true)

## make fuzz        a coverage-guided fuzz of the core          SECONDS=600
# clang marks the edges of the core, and its sanitizers watch; their run-time comes with atheris.
# Without clang the edges of the Python layer alone guide the fuzz.
SECONDS ?= 60
FUZZ := .venv/fuzz-$(TAG)
FUZZ_CLANG := $(shell command -v clang)
FUZZ_FLAGS := -fsanitize=address$(comma)undefined -fno-sanitize-recover=all \
              -fsanitize-coverage=inline-8bit-counters$(comma)pc-table$(comma)trace-cmp
.PHONY: fuzz
fuzz: $(FUZZ)/.installed
	mkdir -p .build/fuzz-corpus
	$(if $(FUZZ_CLANG),LD_PRELOAD=$$($(FUZZ)/bin/python -c 'import atheris; print(atheris.path())')/asan_with_fuzzer.so) \
	PYTHONMALLOC=malloc ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1:quarantine_size_mb=32 \
	  $(FUZZ)/bin/python fuzz/fuzz_records.py .build/fuzz-corpus fuzz/corpus \
	  -max_total_time=$(SECONDS) -max_len=512 -timeout=20 -rss_limit_mb=4096 \
	  -artifact_prefix=.build/ -print_final_stats=1 $(ARGS)
$(FUZZ)/.deps: pyproject.toml
	$(call venv,$(FUZZ),$(PYTHON),fuzz)
$(FUZZ)/.installed: export CC := $(if $(FUZZ_CLANG),clang,cc)
$(FUZZ)/.installed: WERROR := false
$(FUZZ)/.installed: $(FUZZ)/.deps $(SOURCES)
	$(call install,$(FUZZ),fuzz-$(TAG),-Dbuildtype=debugoptimized -Db_ndebug=false -Db_lundef=false \
	  $(if $(FUZZ_CLANG),$(addprefix -Dc_args=,$(FUZZ_FLAGS))))

## make sdist       the source archive, of what is committed, in dist/
.PHONY: sdist
sdist: $(TEST)/.deps
	$(TEST)/bin/python -m pip install --quiet build
	PATH="$(CURDIR)/$(TEST)/bin:$$PATH" $(TEST)/bin/python -m build --no-isolation --sdist --outdir dist .

## make clean       takes away everything that make made
.PHONY: clean
clean:
	rm -rf .venv .build build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find csrc src tests benchmarks fuzz tools -name __pycache__ -prune -exec rm -rf {} +
