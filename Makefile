# `make demo` and `make test` are all that a fresh machine with Python 3.11 and pip needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test thorough lint ocr docs lock clean

# The main job on the invented companies of fixtures/.
demo: $(VENV)/installed
	$(BIN)/firmword --workspace firmword-workspace screen fixtures/companies.csv
	@echo
	@echo "Confirm the evidence in a browser:  $(BIN)/firmword review"
	@echo "Take the results out:               $(BIN)/firmword export scores --format csv"

# Two processes a core: many tests wait for a server, a browser or a delay.
test: $(VENV)/installed-dev
	$(BIN)/python -m pytest -n $$((2 * $$(getconf _NPROCESSORS_ONLN)))

# What `make test` tries only in part.
thorough: $(VENV)/installed-dev
	$(BIN)/python -m pytest -m thorough

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Every package comes from the lock, checked by its hash; modules are compiled now, not at each start.
$(VENV)/installed: requirements.lock pyproject.toml extractors/readers/pdf/loops.c
	test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/installed-dev: $(VENV)/installed requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
	touch $@

# Text recognition for scans, beside what is installed.
ocr: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-ocr.lock

# The page of each rubric, from its data, and the page of the commands, from their help.
docs: $(VENV)/installed
	$(BIN)/python -m rubric.pages
	$(BIN)/python -m cli.pages

# Renew the locks after a change of pyproject.toml; needs uv.
lock:
	uv pip compile pyproject.toml --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements.lock
	uv pip compile pyproject.toml --extra dev -c requirements.lock --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements-dev.lock
	uv pip compile pyproject.toml --extra ocr -c requirements.lock --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements-ocr.lock

clean:
	rm -rf $(VENV) build *.egg-info firmword-workspace
