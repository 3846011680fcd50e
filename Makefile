# Evenhand. Python 3.11 to 3.13 and make are all that a machine needs to have.
#   make demo    a sample city, audited, its rings found, shown on http://127.0.0.1:8000
#   make test    everything the project claims, tested
#   make check   style, types, doors between rooms, licences, rule packs
#   make docs    the pages of docs/reference that are written from the code
#   make bench   the measurements, with the figures they print
#   make lock    pin the dependencies anew (UPGRADE=--upgrade for the newest versions)

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:

# Run, not only found: a name on the PATH may be a stub, an older Python, or one without venv.
FITS := import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for each in python3.11 python3.12 python3.13 python3 python; do \
	"$$each" -c '$(FITS)' >/dev/null 2>&1 && { echo "$$each"; break; }; done)

BIN := .venv/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check
INSTALL := $(PIP) install --no-deps --no-build-isolation

# Tests start hundreds of processes: none of them shall compile the product anew, whatever the shell asks for.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test check bench docs lock clean debian

help:
	@sed -n '2,/^$$/s/^# *//p' Makefile

demo: .venv/run.stamp
	@$(BIN)/evenhand demo

test: .venv/dev.stamp debian
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder
	$(BIN)/python tests/on_postgresql.py -n auto --dist loadfile --no-loadscope-reorder

check: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	# Django is loaded to know its models; what that writes stays out of the way.
	EVENHAND_VAR=.mypy_cache/var $(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest tests/boundaries/test_licences.py tests/boundaries/test_addresses.py tests/boundaries/test_lengths.py
	$(BIN)/evenhand packs test
	$(BIN)/evenhand packs limits

bench: .venv/dev.stamp
	for each in bench/*.py bench/*/measure.py; do echo "== $$each"; $(BIN)/python "$$each"; done

docs: .venv/run.stamp
	$(BIN)/python docs/reference/write.py

lock: .venv/dev.stamp
	$(BIN)/python requirements/lock.py $(UPGRADE)

clean:
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps make the second time quick and free of any network.
.venv/python.stamp:
	@if [ -z "$(PYTHON)" ]; then \
		echo "Evenhand needs Python 3.11, 3.12 or 3.13 with its venv module, and found none on the PATH." >&2; \
		echo "Install one (on Debian: apt-get install python3 python3-venv), or name it: make PYTHON=/path/to/python3" >&2; \
		exit 1; fi
	@echo "Making .venv with $$($(PYTHON) --version) ..."
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/run.stamp: .venv/python.stamp requirements/run.txt pyproject.toml
	@echo "Installing what Evenhand runs on (the first time this takes a minute or two) ..."
	@$(INSTALL) --require-hashes -r requirements/run.txt
	@$(INSTALL) --editable .
	@touch $@

.venv/dev.stamp: .venv/run.stamp requirements/dev.txt
	@echo "Installing what tests and checks need ..."
	@$(INSTALL) --require-hashes -r requirements/dev.txt
	@touch $@

# Browser tests drive Debian's chromium with Debian's Chinese fonts; Spark's tests need Java; m4a and amr are
# decoded by ffmpeg; openssl stands in for an authority of time stamps. Elsewhere they are skipped with a word; under CI a skip would hide a fault, so there it is an error.
debian:
	@wanted=""; \
	command -v chromium >/dev/null || wanted="$$wanted chromium"; \
	compgen -G '/usr/share/fonts/opentype/noto/NotoSansCJK*' >/dev/null || wanted="$$wanted fonts-noto-cjk"; \
	command -v java >/dev/null || wanted="$$wanted default-jre-headless"; \
	command -v ffmpeg >/dev/null || wanted="$$wanted ffmpeg"; \
	command -v openssl >/dev/null || wanted="$$wanted openssl"; \
	[ -n "$$wanted" ] || exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Debian's$$wanted ..."; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$wanted >/dev/null && exit 0; \
	fi; \
	echo "Not here, so the tests that need it are skipped:$$wanted (as root: apt-get install$$wanted)"; \
	[ -z "$${CI:-}" ]
