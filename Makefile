# `make` alone lists the targets. Everything is installed inside this checkout but the LiveKit
# server, which is kept in the user's cache directory so that other checkouts share it.

PYTHON ?= python3
MINUTES ?= 10
BIN := backend/.venv/bin
CHECKS := lint types imports unit integration browser

.DEFAULT_GOAL := help
.PHONY: help setup setup-tests setup-packages run run-with-phones test $(CHECKS) format api-client docs screenshots faults bench-move \
	bench-consult bench-bridge bench-races bench-soak eval-stt bench-stt eval-briefing bench-briefing audit doctor hooks clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Install what is missing or out of date, build the pages
	@$(PYTHON) tools/setup.py

setup-tests:
	@$(PYTHON) tools/setup.py --tests

setup-packages:
	@$(PYTHON) tools/setup.py --packages

run: setup ## Set up, then run everything: LiveKit server, API with the pages, call worker
	@exec $(BIN)/warm-transfer up

run-with-phones: setup ## The same, with simulated phones to try without an account
	@exec $(BIN)/warm-transfer up --with-phone-simulator

test: setup-tests ## Run every check below, one after the other
	@$(PYTHON) tools/checks.py $(CHECKS)

lint: ## Check style: ruff, biome
types: ## Check types: mypy, tsc
imports: ## Check who may import whom
unit: ## Run unit tests: vitest, pytest
integration: ## Run tests against a real LiveKit server and database
browser: ## Run tests with real browsers that talk to each other
lint types imports: setup-packages
unit integration browser: setup-tests
$(CHECKS):
	@$(PYTHON) tools/checks.py $@

format: setup-packages ## Format the code and mend what can be mended by itself
	@cd backend && .venv/bin/ruff check --fix-only --quiet . ../tools ../bench
	@cd backend && .venv/bin/ruff format --quiet . ../tools ../bench
	@cd frontend && npx biome check --write . ../backend/warm_transfer/phone_simulator/page

api-client: setup-packages ## Renew frontend/openapi.json and the TypeScript client made from it
	@cd backend && .venv/bin/python -m warm_transfer.api.openapi > ../frontend/openapi.json
	@cd frontend && npm run --silent api

docs: setup-packages ## Renew what docs/transfer-flow.md draws from the code
	@cd backend && .venv/bin/python ../tools/transfer_flow.py

faults: setup-tests ## Kill the API also where another kill comes to the same, and renew docs/reliability.md
	@cd backend && FAULTS_EVERY=1 .venv/bin/pytest --quiet tests/faults --numprocesses=2 --dist=worksteal

screenshots: setup-tests ## Take the README's pictures from the running product
	@cd backend && .venv/bin/python ../tools/screenshots.py

bench-move: setup-tests ## Measure the hole a transfer leaves, beside leave-then-join
	@cd backend && PYTHONPATH=. .venv/bin/python ../bench/move.py

bench-consult: setup-tests ## Measure how soon caller and agent hear each other again after a consult
	@cd backend && PYTHONPATH=. .venv/bin/python ../bench/consult.py

bench-bridge: setup-packages ## Measure the phone bridge: delay, hole of a move, phones on one core
	@cd backend && PYTHONPATH=. .venv/bin/python ../bench/bridge.py

bench-races: setup-tests ## Race commands that exclude each other, at two API processes
	@cd backend && PYTHONPATH=. .venv/bin/python ../bench/races.py

bench-soak: setup-tests ## Calls and transfers with random faults: what is left afterwards (MINUTES=10)
	@cd backend && PYTHONPATH=. .venv/bin/python ../bench/soak.py --minutes $(MINUTES)

eval-briefing: setup-packages ## Evaluate a briefing writer (WRITER=local, groq, openai or compatible)
	@cd backend && PYTHONPATH=. .venv/bin/python ../bench/briefing_eval.py --writer $(or $(WRITER),local) \
		$(if $(FACTS),--facts '$(abspath $(FACTS))') $(if $(DIALOGUES),--dialogues '$(abspath $(DIALOGUES))') \
		$(if $(LIMIT),--limit $(LIMIT))

bench-briefing: setup-tests ## Measure Transfer click → briefing, beside a model asked on demand
	@cd backend && PYTHONPATH=. .venv/bin/python ../bench/briefing.py

eval-stt: DATA ?= ../shared/eval/speech
eval-stt: setup-packages ## Word errors and latency of speech to text through a room, beside offline (DATA=folder)
	@cd backend && PYTHONPATH=. .venv/bin/python ../bench/stt_eval.py "$(abspath $(DATA))"

bench-stt: setup-packages ## How many calls are transcribed at once, beside plain 30 s-window streaming
	@cd backend && PYTHONPATH=. .venv/bin/python ../bench/stt_bench.py

audit: setup-packages ## Look for known holes in the packages: pip-audit, npm audit
	@$(PYTHON) tools/audit.py

doctor: setup ## Check every part and say how to mend what fails
	@$(BIN)/warm-transfer doctor

hooks: setup-packages ## Install the git hooks: quick checks before each commit
	@$(BIN)/prek install

clean: ## Remove what was installed and built; data and the LiveKit server stay
	rm -rf .setup backend/.venv backend/warm_transfer/web frontend/node_modules frontend/.next frontend/out
	find backend tools bench -name __pycache__ -prune -exec rm -rf {} +
