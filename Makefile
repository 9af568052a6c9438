# Every target sets up what it needs by itself; none needs another one to have run.
#   make demo ARGS="--for 90s --report demo.json"    make bench ONLY=apply,desk    make test ARGS="-k codec"

BIN := .venv/bin
ONLY :=
ARGS :=
PIN := $(BIN)/uv pip compile --quiet --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links \
	--universal --python-version 3.11

.PHONY: demo test check lint types contracts bench pins lock run dev

demo: run
	@$(BIN)/saphan demo $(ARGS)

test: dev
	@$(BIN)/python -m pytest -n 2 --dist loadfile $(ARGS)

check: lint types contracts test

lint: dev
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check

types: dev
	@$(BIN)/mypy

contracts: dev
	@$(BIN)/lint-imports
	@$(BIN)/deptry --config requirements/deptry.toml schemas producers streams consumers operations

bench: dev
	@sh requirements/setup.sh .venv-bench bench
	@$(BIN)/python -m bench $(if $(ONLY),--only $(ONLY)) $(ARGS)

# New pins, to be reviewed as one change; `make pins UP=--upgrade` takes the newest versions.
pins: dev
	@$(PIN) $(UP) requirements/run.in requirements/build.in --output-file requirements/run.txt
	@$(PIN) $(UP) --constraint requirements/run.txt requirements/dev.in --output-file requirements/dev.txt
	@$(PIN) $(UP) requirements/bench.in --output-file requirements/bench.txt
	@$(BIN)/python -m operations.local.jars_lock

# Gives new and changed schemas their ids.
lock: run
	@$(BIN)/python -m schemas.locking

# Known weaknesses of what is pinned; it asks the registry, so it is no part of the gate.
audit: dev
	@$(BIN)/pip-audit --requirement requirements/run.txt --require-hashes --disable-pip --strict

run:
	@sh requirements/setup.sh .venv run project

dev:
	@sh requirements/setup.sh .venv dev project
