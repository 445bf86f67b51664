# Milepost's commands. Everything they need is put into .venv, from the hashed pins in requirements/.
PYTHON ?= python3
BIN := .venv/bin
PIP = $(BIN)/python -m pip install --disable-pip-version-check --no-input --quiet

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: run try-discord try-slack try-both manifest test test-long test-postgres check format lock bench clean help FORCE

run: .venv/.run-stamp ## start Milepost: the configured platforms, or the console chat
	@exec $(BIN)/milepost

test: .venv/.dev-stamp ## run the tests; ARGS="-k faq" runs some of them
	@$(BIN)/pytest -q -n $(WORKERS) --dist worksteal $(ARGS)

test-long: .venv/.dev-stamp ## run the tests that take many minutes: 10,000 simulated lives, hundreds of killed processes
	@$(BIN)/pytest -q -n $(WORKERS) --dist worksteal --long $(ARGS)

test-postgres: .venv/.dev-stamp ## run the tests that need a database on PostgreSQL; fails where there is none
	@$(BIN)/pytest -q -n $(WORKERS) --dist worksteal --engine postgresql $(ARGS)

WORKERS ?= auto

# Compiled once and kept in __pycache__, also where the environment says otherwise: each worker would compile all of it.
test test-long test-postgres: export PYTHONDONTWRITEBYTECODE =

check: .venv/.dev-stamp ## style, types, import rules, and the content pack
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/milepost check

format: .venv/.dev-stamp ## write the code in the one style
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

manifest: .venv/.run-stamp ## write slack-manifest.yaml from the commands; with ADDRESS=https://HOST, print that for HTTP
	@$(BIN)/python -m scripts.slack_manifest $(ADDRESS)

# dev.txt holds everything; the other two are parts of it, so the three always agree.
lock: .venv/.dev-stamp ## renew the pins and hashes in requirements/
	@cd requirements && $(LOCK) --upgrade ../pyproject.toml --group ../pyproject.toml:dev -o dev.txt
	@cd requirements && $(LOCK) --constraints dev.txt ../pyproject.toml -o run.txt
	@cd requirements && $(LOCK) --constraints dev.txt --group ../pyproject.toml:build -o build.txt

LOCK = ../$(BIN)/uv pip compile --quiet --no-config --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock"

try-discord: .venv/.run-stamp ## a first week beside a server in Discord's place; EMULATORS=FOLDER holds it, ARGS=--help
	@$(TRY) discord "$(EMULATORS)" $(ARGS)

try-slack: .venv/.run-stamp ## the same in Slack's place; ARGS="--http --faults" is one of its other ways
	@$(TRY) slack "$(EMULATORS)" $(ARGS)

try-both: .venv/.run-stamp ## both platforms in one process for two weeks; ARGS=--http
	@$(TRY) both "$(EMULATORS)" $(ARGS)

TRY = $(BIN)/python -m scripts.loopback

bench: .venv/.dev-stamp ## run the measurements in tests/benchmarks
	@for script in tests/benchmarks/[!_]*.py; do echo "== $$script"; $(BIN)/python "$$script" || exit 1; done

clean: ## remove .venv and everything that can be made again (never a database)
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
	@echo "With PYTHON=python3.13 behind it, .venv is made by that Python; else it stays as it is."

# Setting up. Quiet, unless it fails: then what was said is shown.
quietly = $(1) >.venv/setup.log 2>&1 </dev/null || { cat .venv/setup.log >&2; exit 1; }
say = echo "$(1)" >&2
refuse = { $(call say,$(1)); exit 1; }

.venv/.run-stamp: .venv/pyvenv.cfg requirements/run.txt requirements/build.txt pyproject.toml
	@$(call say,Setting up .venv …)
	@$(call quietly,$(PIP) --require-hashes -r requirements/run.txt -r requirements/build.txt)
	@$(call quietly,$(PIP) --no-deps --no-build-isolation --editable .)
	@touch $@

.venv/.dev-stamp: .venv/pyvenv.cfg requirements/dev.txt pyproject.toml
	@$(call say,Setting up .venv for development …)
	@$(call quietly,$(PIP) --require-hashes -r requirements/dev.txt)
	@$(call quietly,$(PIP) --no-deps --no-build-isolation --editable .)
	@touch .venv/.run-stamp $@

# Looked at every time, and made anew when it is missing, does not work, was moved here from another folder, or was made
# by another Python than the one asked for by name.
ASKED := $(if $(filter file,$(origin PYTHON)),,$(PYTHON))
VERSION := -c 'import sys; print("%d.%d" % sys.version_info[:2])'
WORKS := -c 'import os, pip, re; made = re.search("^command = .* (/.*)$$", open(".venv/pyvenv.cfg").read(), re.M); \
	exit(made is not None and made[1] != os.path.abspath(".venv"))'

.venv/pyvenv.cfg: FORCE
	@has=$$($(BIN)/python $(VERSION) 2>/dev/null) && $(BIN)/python $(WORKS) 2>/dev/null || has=none; \
	if [ -z "$(ASKED)" ] && [ "$$has" != none ]; then exit 0; fi; \
	wanted=$$($(PYTHON) $(VERSION) 2>/dev/null) \
		|| $(call refuse,$(PYTHON) does not run here. Milepost needs Python 3.11 or newer: make … PYTHON=/path/to/python); \
	case "$$wanted" in 2.*|3.?|3.10) \
		$(call refuse,$(PYTHON) is Python $$wanted. Milepost needs Python 3.11 or newer: make … PYTHON=/path/to/python);; esac; \
	if [ "$$has" = "$$wanted" ]; then exit 0; fi; \
	$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| $(call refuse,$(PYTHON) has no venv module. Install it first; on Debian or Ubuntu it is the package python$$wanted-venv.); \
	$(PYTHON) -m venv --clear .venv >&2 </dev/null
