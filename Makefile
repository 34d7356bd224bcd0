# make run             the whole system at http://127.0.0.1:8000/ (PORT=… for another port); Ctrl-C ends it
# make test            everything that must hold, in one command
# make setup           only the environment (.venv) and the pages' files (var/assets); setup-dev adds what tests need
# make bench           every speed that has a bar, one after the other: WHAT="intake release" chooses, ROWS=1280000 is the size of
#                      a file (100000), SPLINK=V/bin/python compares matching with splink there, KEEP=--keep writes to
#                      bench/results/; 1 if a bar is missed
# make accuracy        how right the rules are about addresses and names, on the copies in tests/data; 1 if a bar is missed
# make faults          100 kills at an upload of 1.28 million rows, and what is left (hours; FAULT_ROWS, KILLS, OUTAGE); 1 if a bar is missed
# make services        only the embedded PostgreSQL and Redis, kept running; services-stop ends them

.POSIX:
.PHONY: run setup setup-dev services services-stop test format accuracy bench faults

BIN = .venv/bin
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

run: setup
	@exec $(BIN)/python -m config.supervisor

setup: .venv/installed var/assets/copied

setup-dev: setup .venv/installed-dev node_modules/copied-dev

services: setup
	@$(BIN)/python -m config.services start

services-stop:
	@$(BIN)/python -m config.services stop

test: setup-dev
	@exec .ci/check

format: setup-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

accuracy: setup
	@exec $(BIN)/python -m bench.accuracy

ROWS = 100000
KEEP =

WHAT =
SPLINK =

bench: services setup-dev
	@exec $(BIN)/python -m bench $(WHAT) --rows $(ROWS) $(if $(SPLINK),--splink $(SPLINK)) $(KEEP)

FAULT_ROWS = 1280000
KILLS = 100
OUTAGE = 600

faults: setup-dev
	@exec $(BIN)/python -m tests.faults --rows $(FAULT_ROWS) --kills $(KILLS) --outage $(OUTAGE)

.venv/installed: requirements.lock
	@python=$$(.ci/find-python) && { [ -x $(BIN)/python ] || "$$python" -m venv --clear .venv; }
	@echo "Installing the locked packages"
	@$(PIP) -r requirements.lock
	@touch $@

.venv/installed-dev: requirements-dev.lock .venv/installed
	@$(PIP) -r requirements-dev.lock
	@touch $@

var/assets/copied: package-lock.json config/assets.py .venv/installed
	@$(BIN)/python -m config.assets
	@touch $@

node_modules/copied-dev: package-lock.json var/assets/copied
	@$(BIN)/python -m config.assets --dev
	@touch $@
