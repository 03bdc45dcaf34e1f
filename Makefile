# Every target sets up what it needs: a virtual environment of its own, from the lock file, by hash.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
ARGS   ?=

.PHONY: setup play run test soak check format bench image-check schemas facts pin-facts lock clean pictures

setup: $(VENV)/.ready  ## set up .venv, and nothing else

play: $(VENV)/.ready   ## open Prova in this terminal
	@$(BIN)/prova play $(ARGS)

run: $(VENV)/.ready    ## run Prova on the platforms that .env names
	@$(BIN)/prova run

test: $(VENV)/.dev     ## the whole suite, or what ARGS names, in parallel
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal $(ARGS)

soak: $(VENV)/.dev     ## what takes too long for each change: load for minutes, faults, 300 kills around the due second, a year
	$(BIN)/python -m bench.soak 10
	$(BIN)/python -m bench.soak 5 --faults
	PROVA_SOAK_KILLS=300 PROVA_SOAK_YEAR=1 $(BIN)/python -m pytest --timeout 7200 \
	  tests/test_daily_kill.py tests/store/test_processes.py tests/features/daily/test_round.py $(ARGS)

check: $(VENV)/.dev    ## format, lint, types, layers, prose, content
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/test_layers.py tests/test_docs.py tests/test_prose.py
	$(BIN)/prova content check --strict content

format: $(VENV)/.dev   ## put the code into shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.dev    ## measure, as ratios against limits of the same run
	$(BIN)/python -m bench $(ARGS)

image-check: $(VENV)/.dev ## replay the Dockerfile in a clean root (needs root and debootstrap)
	$(BIN)/python -m bench.image

pictures: $(VENV)/.dev ## draw the README's pictures anew, after a change of what they show
	$(BIN)/python -m docs.pictures

schemas: $(VENV)/.ready ## write the schemas that editors read anew from the model
	for kind in question service exam phase elsewhere other-exam retired; do $(BIN)/prova content schema $$kind > content/schemas/$$kind.json; done

facts: $(VENV)/.ready  ## read anew what the cards are bound to in AWS's service models, and list what is new there
	@$(PIP) install --require-hashes --no-deps --upgrade --target $(VENV)/facts/now -r requirements-facts.lock
	@$(PIP) install --require-hashes --no-deps --upgrade --target $(VENV)/facts/before -r requirements-facts-before.lock
	@$(BIN)/prova content facts content --models $(VENV)/facts/now/botocore --before $(VENV)/facts/before/botocore

pin-facts:             ## take the newest service models, and keep the pin before them for the list of what is new
	$(PYTHON) -m venv .lock && .lock/bin/pip -q install uv
	cp requirements-facts.lock requirements-facts-before.lock
	echo botocore | .lock/bin/uv pip compile --quiet --no-deps --generate-hashes --no-header --no-annotate \
	  - -o requirements-facts.lock --upgrade
	rm -rf .lock

lock:                  ## write the lock files anew from pyproject.toml
	$(PYTHON) -m venv .lock && .lock/bin/pip -q install uv
	.lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	  pyproject.toml -o requirements.lock
	.lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	  --group build -o requirements-build.lock
	.lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	  pyproject.toml --group dev -o requirements-dev.lock
	rm -rf .lock

clean:                 ## remove what the targets made
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .bench dist

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Prova needs Python 3.11 or newer: make play PYTHON=python3.12, for instance."; exit 1; }
	$(PYTHON) -m venv $(VENV)

PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

$(VENV)/.ready: requirements.lock requirements-build.lock pyproject.toml | $(VENV)/bin/python
	@echo "Setting up Prova in $(VENV), this once ..."
	@$(PIP) install --require-hashes -r requirements.lock -r requirements-build.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.ready
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@
