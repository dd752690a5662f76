PYTHON ?= python3
PORT ?= 8000
VENV := .venv
PY := $(VENV)/bin/python
TG := $(VENV)/bin/treatygraph
BROWSER := api/browser
VENDOR := api/treatygraph/web/static/vendor

.DEFAULT_GOAL := help
.PHONY: help setup serve build test check rules fmt counts notebooks screenshots pictures clean

help: ## list these targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 18

setup: $(VENV)/ready $(VENDOR)/licences.txt ## create .venv with everything that the other targets need

$(VENV)/package: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("treatygraph needs Python 3.11 or newer; write PYTHON=python3.12, say" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(PY) -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/ready: $(VENV)/package
	$(PY) -m pip install --quiet --disable-pip-version-check --group dev
	@touch $@

# Pages do without, plainer: no npm, or none that answers, is no failure.
$(VENDOR)/licences.txt: $(BROWSER)/package-lock.json $(wildcard $(BROWSER)/*.js) api/treatygraph/web/static/tables.js
	@if ! command -v npm >/dev/null; then \
		echo "npm is missing: pages come without query editor, charts and maps drawn in the browser."; \
	elif ! (cd $(BROWSER) && npm ci --silent && npm run --silent build); then \
		echo "npm did not install $(BROWSER): pages come without what is drawn in the browser."; \
	fi

serve: $(VENV)/package $(VENDOR)/licences.txt ## build the graph if its sources changed, and serve it (PORT=8000)
	$(TG) serve --port $(PORT)

build: $(VENV)/package ## build the graph
	$(TG) build

test: setup ## run the test suite
	$(PY) -m pytest -n auto

check: $(VENV)/ready ## format, types, Turtle form, ontology, SHACL over all data, checks
	$(PY) -m ruff format --check api bench docs tests
	$(PY) -m ruff check api bench docs tests
	$(PY) -m mypy
	$(TG) fmt --check
	$(PY) -m pytest -q -rs tests/ontology/test_reasoner.py
	$(TG) validate

rules: $(VENV)/ready ## list the data-quality rules with what enforces each and whether it fires
	$(PY) -m tests.shapes.table

fmt: $(VENV)/ready ## bring code and data into their canonical form
	$(PY) -m ruff format api bench docs tests
	$(PY) -m ruff check --fix api bench docs tests
	$(TG) fmt

counts: $(VENV)/ready ## write the counts of the README anew
	$(PY) docs/counts.py

notebooks: setup ## run the notebooks of docs/ anew, with a server that answers (PORT=8000)
	TREATYGRAPH_URL=http://localhost:$(PORT) $(PY) -m docs.execution

screenshots: setup ## write pictures of every page to build/screenshots
	$(PY) -m tests.browser.screenshots

pictures: setup ## take the pictures of the README anew
	$(PY) -m tests.browser.screenshots --readme

clean: ## remove what was built
	rm -rf build dist .venv $(BROWSER)/node_modules $(VENDOR)
