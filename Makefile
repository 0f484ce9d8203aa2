# The commands of the project. `make help` lists them.
#
# A machine needs Python 3.11 or newer and make; everything else is installed into .venv
# from hash-pinned files. Variables:
#   PYTHON       the interpreter of the virtual environment (default python3.11, python3)
#   DATA_DIR     where a demo keeps its databases and files (default .data)
#   PUBLIC_PORT, STAFF_PORT, COMMISSION_PORT   (default 8000, 8001, 8002)
#   TESTS        what `make test` gives to pytest (default: everything)

PYTHON ?= $(shell command -v python3.11 || command -v python3)
DATA_DIR ?= $(CURDIR)/.data
VENV := .venv
BIN := $(VENV)/bin
export DATA_DIR

# What Django's type checker needs to read the settings; it connects to nothing.
SETTINGS := PLANE=staff DEMO= DATABASE_URL=postgresql://lint@lint/lint \
  AUDIT_DATABASE_URL=postgresql://lint@lint/lint BROKER_URL=redis://lint \
  SECRET_KEY=lint MASTER_KEYS_FILE=lint AUDIT_SIGNING_KEY_FILE=lint \
  RELEASE_SIGNING_KEY_FILE=lint

.DEFAULT_GOAL := help
.PHONY: help demo install test source bench lock lint format clean programs

help: ## list the commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

demo: $(VENV)/.for-demo ## run everything on this machine; Ctrl-C stops it
	@exec $(BIN)/python -m accountability.embedded demo

install: $(VENV)/.for-demo ## install what the demo needs, start nothing

# Three at once, though two cores may be all: tests wait for servers and the browser.
test: $(VENV)/.for-tests programs lint ## checks, types, contracts and all tests
	$(BIN)/python -m pytest -n 3 --dist loadfile $(TESTS)

source: $(VENV)/.for-tests ## begin a source: make source ARGS='us_la_nopd --home …'
	@$(SETTINGS) $(BIN)/python manage.py new_source $(ARGS)

bench: $(VENV)/.for-bench ## measure beside the peers
	$(BIN)/python -m benchmarks

lint: $(VENV)/.for-tests ## style, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(SETTINGS) $(BIN)/mypy .
	$(BIN)/lint-imports

format: $(VENV)/.for-tests ## rewrite the code in the house style
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

lock: $(VENV)/.created ## resolve requirements/*.in to hashed files again
	PATH="$(CURDIR)/$(BIN):$$PATH" requirements/compile.sh $(LOCK)

clean: ## remove the virtual environment and the demo's data
	@if [ -f $(VENV)/.created ]; then $(BIN)/python -m accountability.embedded forget; fi
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis

# The tests drive Debian's Chromium, read scanned pages with Tesseract and run the recipe
# for R; nothing else is installed outside the checkout. The product runs without them.
PROGRAMS := chromium fonts-dejavu-core tesseract-ocr tesseract-ocr-fra r-base-core

programs:
	@if command -v chromium >/dev/null && command -v Rscript >/dev/null && \
	  tesseract --list-langs 2>/dev/null | grep -q '^fra$$'; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "installing Debian's chromium, tesseract and R for the tests"; \
	  apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
	    $(PROGRAMS) >/dev/null; \
	else \
	  echo "error: the tests need these, and only root may install them:" >&2; \
	  echo "       apt-get install $(PROGRAMS)" >&2; exit 1; \
	fi

# Each stamp is as new as the requirement files that were last installed.
$(VENV)/.created: requirements/installer.txt
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "error: $(PYTHON) is not Python 3.11 or newer; set PYTHON" >&2; exit 1; }
	@[ -x $(BIN)/python ] || "$(PYTHON)" -m venv $(VENV) || \
	  { echo "error: $(PYTHON) -m venv failed: on Debian install python3-venv" >&2; \
	    exit 1; }
	requirements/install.sh $(VENV)
	@touch $@

$(VENV)/.for-demo: $(VENV)/.created requirements/base.txt requirements/embedded.txt
	requirements/install.sh $(VENV) requirements/base.txt requirements/embedded.txt
	@touch $@

$(VENV)/.for-tests: $(VENV)/.for-demo requirements/dev.txt
	requirements/install.sh $(VENV) requirements/dev.txt
	@touch $@

$(VENV)/.for-bench: $(VENV)/.for-tests requirements/bench.txt
	requirements/install.sh $(VENV) requirements/bench.txt
	@touch $@
