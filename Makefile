# Two commands do everything: 'make demo' and 'make test'. Both set up what they need in .venv and can be run again.
SHELL := /bin/sh
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/.stamps
# Pages that hold a generated table; 'make fix' writes it again, 'make check' compares.
GENERATED := screener/enrich/README.md
UV_VERSION := 0.13.9
# The first Python that is new enough; set PYTHON=... to choose another.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

# Compiled bytecode makes every later start several times faster; no Python is ever downloaded.
export UV_COMPILE_BYTECODE := 1
export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := $(VENV)
export UV_NO_PROGRESS := 1
unexport VIRTUAL_ENV PYTHONPATH PYTHONHOME PYTHONDONTWRITEBYTECODE

.PHONY: help demo lab docs test check fix example browser clean

help:  ## Say what each command does
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:[^#]*## /|/' | awk -F'|' '{ printf "  make %-8s %s\n", $$1, $$2 }'

demo: $(STAMPS)/core  ## Set up, screen the example portfolio, and say where the report is
	@$(BIN)/screener run illinois-demo

lab: $(STAMPS)/notebooks  ## Set up, and open the notebooks in JupyterLab (LAB_ARGS=... for more of its options)
	@$(BIN)/jupyter lab --config notebooks/.lab/jupyter_lab_config.py $(LAB_ARGS)

docs: $(STAMPS)/dev  ## Set up, and build the documentation into build/docs
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo "Documentation: build/docs/index.html"

test: $(STAMPS)/dev browser check  ## Set up and run every check and every test
	@echo "Running the tests"
	@$(BIN)/python -m pytest -n 3 --dist worksteal

check: $(STAMPS)/dev  ## Lint, types and layers, without the tests
	@echo "Checking style, types and layers"
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports
	@$(BIN)/cog --check $(GENERATED)

fix: $(STAMPS)/dev  ## Format the code and repair what can be repaired
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .
	@$(BIN)/cog -r $(GENERATED)

example: $(STAMPS)/dev browser  ## Make the committed example run and the pictures of the README again
	@$(BIN)/python tests/example.py

browser:  # The browser tests open the report in Chromium: find it, install it where that is allowed, or say how.
	@for b in chromium chromium-browser google-chrome; do command -v $$b >/dev/null && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium for the browser tests"; \
		(apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core) >/dev/null; \
	else \
		echo "The browser tests need Chromium, which is not on this machine."; \
		echo "  Try: sudo apt-get install chromium   (or your system's own command), then make test"; exit 1; \
	fi

clean:  ## Remove what the commands above made
	rm -rf $(VENV) build dist reports/runs .pytest_cache .ruff_cache .mypy_cache .import_linter_cache

$(VENV)/bin/uv:
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer was found."; \
		echo "  Try: install one (on Debian: sudo apt-get install python3 python3-venv), or make PYTHON=/path/to/python3"; exit 1; }
	@echo "Making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv --clear $(VENV) || { echo "Python could not make a virtual environment."; \
		echo "  Try: sudo apt-get install python3-venv, then the same command again"; rm -rf $(VENV); exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --prefer-binary uv==$(UV_VERSION) || { \
		echo "The package registry could not be reached."; rm -rf $(VENV); exit 1; }

$(STAMPS)/core: pyproject.toml uv.lock | $(VENV)/bin/uv
	@echo "Installing the screener and what it needs (about half a minute the first time)"
	@$(BIN)/uv sync --frozen --inexact --no-dev --quiet
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/notebooks: pyproject.toml uv.lock | $(VENV)/bin/uv
	@echo "Installing the screener and what its notebooks need"
	@$(BIN)/uv sync --frozen --inexact --no-dev --extra notebooks --quiet
	@mkdir -p $(STAMPS) && touch $(STAMPS)/core $@

$(STAMPS)/dev: pyproject.toml uv.lock | $(VENV)/bin/uv
	@echo "Installing the screener and what its tests need"
	@$(BIN)/uv sync --frozen --inexact --quiet
	@mkdir -p $(STAMPS) && touch $(STAMPS)/core $@
