# Everything here needs Python 3.11 or newer and make, nothing else. Later starts install nothing.

VENV := .venv
PYTHON_IN := $(VENV)/bin/python
# The first of these that is new enough; override it with PYTHON=/path/to/python.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
INSTALL := $(PYTHON_IN) -m pip install -qq --disable-pip-version-check --no-input --root-user-action=ignore \
	--constraint constraints.txt
# One worker more than two cores, as some tests wait for servers; tests/conftest.py orders them.
WORKERS := -n 3
STATED := pyproject.toml constraints.txt

.PHONY: help run test lint picture guide words demo bench safety clean
.DEFAULT_GOAL := help

help:
	@echo "make run    the archive on http://127.0.0.1:8000 (PORT=... for another port), until Ctrl-C"
	@echo "make test   the whole suite (ARGS=... for pytest, as in ARGS='-k dates')"
	@echo "make lint   style, types, layers, templates and migrations"
	@echo "make picture redraw the packages and their imports in docs/architecture.md"
	@echo "make guide  take the pictures of the curators’ guide anew (ARGS=dates for one page)"
	@echo "make words  bring the catalogues of translations in locale/ up to date and compile them"
	@echo "make demo   reload the demo reports in their original state"
	@echo "make bench  compare the archive's speed with other tools, up to 1,000,000 reports: hours and 60 GB (ARGS='--sizes 10000' for less)"
	@echo "make safety kill, fill, freeze, cut, lock and flood scratch archives, and report the results: up to forty minutes (ARGS='--only freeze' for less)"
	@echo "make clean  remove what can be rebuilt; the archive itself stays"

run: $(VENV)/.installed
	@exec $(PYTHON_IN) manage.py run

test: $(VENV)/.installed-dev
	@exec $(PYTHON_IN) -m pytest $(WORKERS) $(ARGS)

lint: $(VENV)/.installed-dev
	$(PYTHON_IN) -m ruff check .
	$(PYTHON_IN) -m ruff format --check .
	$(PYTHON_IN) -m djlint --quiet --lint templates
	$(VENV)/bin/lint-imports --no-cache
	$(PYTHON_IN) -m mypy
	$(PYTHON_IN) manage.py makemigrations --check --dry-run --settings tests.settings

picture: $(VENV)/.installed-dev
	@exec $(PYTHON_IN) -m tests.picture

guide: $(VENV)/.installed-dev
	@exec $(PYTHON_IN) -m tests.guide $(ARGS)

words: $(VENV)/.installed-dev
	@exec $(PYTHON_IN) -m tests.catalogues

demo: $(VENV)/.installed
	@exec $(PYTHON_IN) manage.py loaddata demo

bench: $(VENV)/.installed-bench
	@exec $(PYTHON_IN) -m bench.speed $(ARGS)

safety: $(VENV)/.installed-dev
	@exec $(PYTHON_IN) -m bench.safety $(ARGS)

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	rm -rf var/static var/test
	find . -name __pycache__ -prune -exec rm -rf {} +

# A virtual environment whose Python has gone (moved or upgraded) is recreated.
$(PYTHON_IN):
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install it, or give its path with PYTHON=/path/to/python."; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV) || { echo "The virtual environment could not be created: on Debian and Ubuntu, install python3-venv."; exit 1; }

$(VENV)/.installed: $(STATED) | $(PYTHON_IN)
	@echo "Installing packages into $(VENV); this is done once and takes a minute or two."
	@$(INSTALL) --editable .
	@touch $@

$(VENV)/.installed-dev: $(STATED) | $(PYTHON_IN)
	@echo "Installing packages for the tests into $(VENV); this is done once and takes a minute or two."
	@$(INSTALL) --editable '.[dev,bench]'
	@touch $@ $(VENV)/.installed

# Tools to compare with; one unavailable on this machine is skipped.
$(VENV)/.installed-bench: $(STATED) | $(PYTHON_IN)
	@echo "Installing packages for the measurements into $(VENV); this is done once and takes a minute or two."
	@$(INSTALL) --editable '.[bench]'
	@for tool in tantivy xapian; do \
		$(INSTALL) --only-binary tantivy,xapian-bindings-binary --editable ".[$$tool]" || echo "No $$tool for this machine: it is left out of the measurements."; \
	done
	@touch $@ $(VENV)/.installed

ifneq ($(wildcard $(VENV)),)
ifneq ($(shell $(PYTHON_IN) -c "import pip" 2>/dev/null && echo works),works)
$(shell rm -rf $(VENV))
endif
endif
