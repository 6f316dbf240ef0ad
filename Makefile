# Two commands do everything on a machine with Python 3.11 or later, git and make: `make demo` and `make test`.
# Everything is installed into .venv from requirements/, where each file has its version and its hash.

PYTHON ?= python3
UV ?= uv
JOBS ?= auto
SIZES ?= 1000 10000 100000
KILLS ?= 1000
CUTS ?= 200
FAULTS ?= 400
RACES ?= 3
SEED ?= 1
SECONDS ?= 7200

VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip --disable-pip-version-check install --quiet

# A stamp is newer than what its step was made from, so a second run installs nothing.
MADE := $(VENV)/made.stamp
RUN := $(VENV)/run.stamp
DEV := $(VENV)/dev.stamp
FUZZ := $(VENV)/fuzz.stamp

.DELETE_ON_ERROR:
.PHONY: demo test lint format types unit torture bench fuzz ways imports messages docs lock clean help

demo: $(RUN) ## install mcu and show a day of work on an invented town
	$(BIN)/mcu demo

test: lint types unit ## lint, types and tests: what has to pass before a change goes in

lint: $(DEV) ## style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(DEV) ## bring the formatting in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(DEV) ## static types
	$(BIN)/mypy

unit: $(DEV) ## tests, with coverage of branches
	$(BIN)/pytest -q -n $(JOBS) --cov --cov-report=term

torture: $(DEV) ## kill mcu at every step, cut the power, spoil the disk, race sixteen: KILLS CUTS FAULTS RACES SEED SECONDS; needs Linux and cc
	$(BIN)/python -m tests.torture --kills $(KILLS) --cuts $(CUTS) --faults $(FAULTS) --races $(RACES) --seed $(SEED) \
		--seconds $(SECONDS) $(TORTURE)

bench: $(RUN) ## measure mcu at SIZES appeals, write docs/performance.md; GROUPS="reads writes": only these
	$(BIN)/python -m benchmarks.bench $(SIZES) $(if $(GROUPS),--groups $(GROUPS)) $(BENCH)

fuzz: SECONDS = 300
fuzz: $(FUZZ) ## fuzz what reads the files, queries and texts of strangers, SECONDS each way; write docs/reliability.md
	$(BIN)/python -m tests.fuzz --seconds $(SECONDS) --seed $(SEED) $$($(BIN)/python -c 'import atheris' 2>/dev/null && echo --guided)

ways: $(RUN) ## measure the ways to commit in repositories of SIZES files, write docs/performance.md
	$(BIN)/python -m benchmarks.commit_ways $(SIZES) $(BENCH)

imports: $(RUN) ## what the start of mcu imports, the dearest last (microseconds: own, with its own imports)
	@$(BIN)/python -X importtime -c 'import mcu_cli.main' 2>&1 | sort -t '|' -k 2 -n | tail -n 25

messages: $(DEV) ## gather the sentences of the interface, update and compile the Russian catalogue
	$(BIN)/python -m tests.catalogue

docs: $(DEV) ## write the tables of docs/ anew from the code
	$(BIN)/python -m tests.docs_tables

COMPILE := $(UV) pip compile --no-config --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock'

lock: ## pin the dependencies anew, for every system and Python 3.11 to 3.14 (needs uv)
	$(COMPILE) --upgrade pyproject.toml --output-file requirements/run.txt
	$(COMPILE) --upgrade pyproject.toml --extra dev --constraint requirements/run.txt --output-file requirements/dev.txt
	$(COMPILE) --upgrade --group fuzz --constraint requirements/dev.txt --output-file requirements/fuzz.txt
	$(COMPILE) --upgrade --group build --constraint requirements/dev.txt --output-file requirements/build.txt

clean: ## remove the environment and what the tools left behind
	rm -rf $(VENV) build dist htmlcov .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find mcu_cli tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1 - /p' $(MAKEFILE_LIST) | awk -F ' - ' '{ printf "%-10s %s\n", $$1, $$2 }'

$(MADE):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
		"mcu needs Python 3.11 or later, this is %d.%d; name another with: make PYTHON=python3.12" % sys.version_info[:2])'
	$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(RUN): $(MADE) requirements/run.txt requirements/build.txt pyproject.toml
	@echo 'Installing mcu and what it needs into $(VENV)'
	$(INSTALL) --require-hashes -r requirements/run.txt -r requirements/build.txt
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): $(RUN) requirements/dev.txt
	@echo 'Installing the tools of the tests into $(VENV)'
	$(INSTALL) --require-hashes -r requirements/dev.txt
	@touch $@

$(FUZZ): $(DEV) requirements/fuzz.txt
	$(INSTALL) --require-hashes -r requirements/fuzz.txt
	@touch $@
