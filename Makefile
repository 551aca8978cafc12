# The commands of the portal; `make help` lists them.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed
CATALOGUES := $(VENV)/catalogues-compiled
OURS := portal organizations volunteers grants kpis

.DEFAULT_GOAL := help
.PHONY: help setup demo test check bench lock clean

help: ## This list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

setup: $(CATALOGUES) ## Install what is pinned into .venv and compile translations (PYTHON=python3.12 chooses the interpreter)

$(STAMP): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make setup PYTHON=python3.11")'
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(CATALOGUES): $(STAMP) $(wildcard locale/*/LC_MESSAGES/*.po)
	@$(BIN)/python manage.py compile_catalogues
	@touch $@

demo: setup ## A ward full of life at http://localhost:8000/ (PORT=…); Ctrl-C stops it, data stay in var/
	@PORT=$(PORT) exec $(BIN)/python -m portal.demo.run

test: setup ## The whole test suite; PYTEST_ADDOPTS adds options
	@$(BIN)/python -m pytest -n auto

check: setup ## Lint, types, import floors, migrations, translations, sizes
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check_migrations
	$(BIN)/python tools/production_lock.py --check
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.compose-spec docker-compose.yml
	$(BIN)/python manage.py check_translations
	$(BIN)/python tools/house.py

bench: setup ## Speed of the pages against the floor, and growth
	@$(BIN)/python -m bench

lock: $(STAMP) ## Write requirements.txt anew from requirements/*.in
	$(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-emit-trusted-host --strip-extras --allow-unsafe --no-header \
		--output-file requirements.txt requirements/dev.in
	$(BIN)/python tools/production_lock.py

clean: ## Remove caches and what was built; var/ and .venv stay
	rm -rf build var/static .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis htmlcov .coverage
	find $(OURS) tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
