# Everything is set up by these targets; nothing is installed outside this folder but Debian packages for the tests.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
# Much of a test is waiting for servers and browsers, so more workers than cores finish sooner.
WORKERS ?= 4

help:
	@echo "make run      set up, demo event, server"
	@echo "make test     lint, types, contracts, all tests (installs what tests need)"
	@echo "make setup    virtual environment, browser assets, translations"
	@echo "make check    lint, types, contracts"
	@echo "make bench    measure speed, results in docs/benchmarks/"
	@echo "make gate G=G1   one reliability gate (FULL=1 for its full size)"
	@echo "make screenshots   pictures of every door in docs/images/"

run: setup
	@$(BIN)/competition demo
	@exec $(BIN)/competition run

setup: $(BIN)/.runtime $(BIN)/competition static/dist/.built

$(BIN)/python:
	@$(PYTHON) -m venv .venv 2>/dev/null || $(PYTHON) -m venv --without-pip .venv
	@touch $@

$(BIN)/.runtime: requirements.txt | $(BIN)/python
	@echo "Installing Python packages ..."
	@tools/pip_install.sh requirements.txt
	@touch $@

$(BIN)/.dev: requirements-dev.txt $(BIN)/.runtime
	@echo "Installing Python packages for tests ..."
	@tools/pip_install.sh requirements-dev.txt
	@touch $@

$(BIN)/competition: tools/entry.py $(BIN)/.runtime
	@$(BIN)/python tools/entry.py

node_modules/.installed: package.json package-lock.json
	@echo "Installing browser packages ..."
	@npm ci --no-fund --no-audit --loglevel=error
	@touch $@

CATALOGUES := $(shell find competition/translations -name '*.po' 2>/dev/null)
competition/translations/.compiled: $(CATALOGUES) tools/catalogues.py $(BIN)/.runtime
	@$(BIN)/python tools/catalogues.py
	@mkdir -p $(@D)
	@touch $@

ASSETS := $(shell find static/css static/js static/icons tools -type f 2>/dev/null) tsconfig.json
static/dist/.built: node_modules/.installed competition/translations/.compiled $(ASSETS)
	@npm run --silent build
	@touch $@

check: setup $(BIN)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/catalogues.py --check
	npm run --silent check
	npm run --silent lint

services:
	@tools/install_services.sh

test: check services
	npm test --silent
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

gate: setup $(BIN)/.dev services
	$(BIN)/python -m pytest -m gate --gate "$(G)"

bench: setup $(BIN)/.dev services
	$(BIN)/python -m bench

screenshots: setup $(BIN)/.dev services
	$(BIN)/python -m tools.screenshots
	$(BIN)/python -m tools.tour

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml -o requirements.txt -q
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt -q

.PHONY: help run setup check services test gate bench screenshots lock
