# Two commands do everything: `make demo` and `make test`. `make help` lists the rest.
# Works with GNU make 3.81 (macOS) and later.

PORT ?= 8000
GLABELLA_DATA ?= demo-data
PYTEST_FLAGS ?= -n 2
BENCH_FLAGS ?=
CHECK_ENV = GLABELLA_HTTPS=1 GLABELLA_HOSTS=example.org GLABELLA_DATA=.venv/check

BIN := .venv/bin
# Any Python from 3.9 can set up; the first one here that really runs is taken.
PYTHON := $(shell for p in python3 /usr/bin/python3 /usr/local/bin/python3 \
	/opt/homebrew/bin/python3 python3.13 python3.12 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 9))' \
	>/dev/null 2>&1 && { echo "$$p"; break; }; done)
SETUP = $(if $(PYTHON),"$(PYTHON)" -m tools.bootstrap,@echo "install Python 3 first" >&2; false)

export PYTHONUTF8 = 1

.PHONY: help demo test check bench docs fix
.DEFAULT_GOAL := help

help:
	@echo "make demo    set up and start Glabella with made-up data (PORT, GLABELLA_DATA)"
	@echo "make test    set up and run all tests (PYTEST_FLAGS)"
	@echo "make check   lint, format, types, import rules, templates, migrations, security"
	@echo "make bench   run every benchmark (BENCH_FLAGS=--quick for a short run)"
	@echo "make docs    build the documentation into docs/_build"
	@echo "make fix     mend what ruff can mend, and format"

demo:
	@$(SETUP) run
	@exec $(BIN)/glabella demo --port "$(PORT)" --data "$(GLABELLA_DATA)"

test:
	@$(SETUP) browser
	@# They start the program a hundred times: what was compiled is kept, whatever the
	@# machine says, or each start would compile it anew.
	@exec env -u PYTHONDONTWRITEBYTECODE $(BIN)/pytest $(PYTEST_FLAGS)

check:
	@$(SETUP) dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint --lint --quiet src
	$(BIN)/bandit --quiet --recursive --configfile pyproject.toml src
	@mkdir -p .venv/check
	$(CHECK_ENV) $(BIN)/python -m django check --deploy --fail-level WARNING
	$(CHECK_ENV) $(BIN)/python -m django makemigrations --check --dry-run

check: export DJANGO_SETTINGS_MODULE = glabella.site.settings

bench:
	@$(SETUP) dev
	@set -e; for file in benchmarks/*.py; do \
	echo "== $$file"; $(BIN)/python "$$file" $(BENCH_FLAGS); done

docs:
	@$(SETUP) dev
	$(BIN)/python -m tools.reference
	$(BIN)/sphinx-build -n -W --keep-going -b html docs docs/_build/html

fix:
	@$(SETUP) dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
