# The two commands of the README: `make run` and `make test`. Both do their own set-up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

LEAST_COVERED := 87 # per cent of lines and branches, by the tests without a browser
GUARDED_TESTS := $(addprefix tests/,access assurance hotspots/register log mail measures meetings municipality privacy \
	reports/batches reports/entries store terminal ui)
test long check: export PYTHONDONTWRITEBYTECODE = # what is compiled once is there for every process and the next run

.PHONY: run test long thorough machine assure sbom coverage guarded bandit check bench bench-servers calibrate lint types lock fuzz pictures messages clean

$(VENV)/.installed: requirements.lock pyproject.toml setup.py
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

run: $(VENV)/.installed
	$(BIN)/est serve

test: $(VENV)/.installed
	$(BIN)/python -m pytest -n 3 --dist loadgroup --no-loadscope-reorder -m "not long and not thorough"

long: $(VENV)/.installed
	$(BIN)/python -m pytest -n 3 --dist loadgroup --no-loadscope-reorder -m "long and not thorough"

thorough: $(VENV)/.installed
	$(BIN)/python -m pytest -n 2 -m thorough

# docs/server.md, followed on an empty Debian under systemd: as root, with Debian's debootstrap and systemd-container
machine: $(VENV)/.installed
	$(BIN)/python -m tests.deployment.fresh_machine

assure: $(VENV)/.installed
	$(BIN)/python -m tests.assurance

sbom: $(VENV)/.installed
	$(BIN)/python -m tests.sbom

coverage: $(VENV)/.installed
	$(BIN)/python -m pytest -n 2 -m "not thorough and not browser" --cov --cov-report=term --cov-fail-under=$(LEAST_COVERED)

# the rooms that hold what is said of persons and what is kept, by their tests and those that use them
guarded: $(VENV)/.installed
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not thorough and not browser" $(GUARDED_TESTS) \
		--cov=est/store --cov=est/privacy --cov=est/access --cov-report=term --cov-fail-under=98.5

bandit: $(VENV)/.installed
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive est pages app.py

check: $(VENV)/.installed lint types
	$(BIN)/python -m pytest -n 2 -m "not slow and not long and not thorough" --ignore=tests/browser

bench: $(VENV)/.installed
	$(BIN)/python -m tests.benchmarks

bench-servers: $(VENV)/.installed
	$(BIN)/python -m tests.benchmarks --only servers fleet starts

calibrate: $(VENV)/.installed
	$(BIN)/python -m tests.calibration

pictures: $(VENV)/.installed
	$(BIN)/python -m tests.browser.pictures .github/pictures

messages: $(VENV)/.installed
	$(BIN)/python -m tests.text

fuzz: $(VENV)/.installed
	EST_FUZZ_SECONDS=60 $(BIN)/python -m pytest tests/reports/test_fuzz.py

lint: $(VENV)/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/zizmor --quiet --offline .github/workflows

types: $(VENV)/.installed
	$(BIN)/mypy

lock:
	uv pip compile --universal --python-version 3.11 --extra dev --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) build dist est.egg-info
