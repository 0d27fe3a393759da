# `make demo` and `make test` need nothing but make and Python 3.11 to 3.13: they make .venv themselves, from
# the hash-pinned lists in requirements/, by pip and its own configuration (a mirror, a proxy, a folder of wheels).

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test install lint format types lock provenance reference bench torture sbom train web clean

PYTHON ?=
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install -qq --progress-bar off
DEMO := demo

help: ## Say what there is.
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 20

demo: .venv/base.stamp ## Read the example articles, code them, write demo/report.html.
	@echo "== demo: examples/south_asia"
	@$(BIN)/detente run examples/south_asia --ledger $(DEMO)/ledger --report $(DEMO)/report.html
	@echo
	@echo "Open $(DEMO)/report.html in a browser. The books: $(BIN)/detente events --ledger $(DEMO)/ledger"

test: .venv/dev.stamp ## Every check, the quick ones first.
	@sh scripts/system_packages.sh
	@echo "== style";        $(BIN)/ruff check .
	@echo "== format";       $(BIN)/ruff format --check .
	@echo "== data files";   $(BIN)/python scripts/provenance.py --check
	@echo "== arrows";       $(BIN)/lint-imports
	@echo "== types";        $(BIN)/mypy
	@echo "== tests";        $(BIN)/python -m pytest

install: .venv/dev.stamp ## Make .venv with everything for work on détente.

lint: .venv/dev.stamp ## Style, data files, arrows between the rooms.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python scripts/provenance.py --check
	$(BIN)/lint-imports

format: .venv/dev.stamp ## Bring the code into the house's form.
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

types: .venv/dev.stamp ## Check the types.
	$(BIN)/mypy

provenance: .venv/base.stamp ## Write the hashes of the data files anew, after changing one on purpose.
	$(BIN)/python scripts/provenance.py

reference: .venv/base.stamp ## Write docs/reference.md and docs/data.md anew, after changing a command, a setting or data.
	$(BIN)/python scripts/reference.py

bench: .venv/dev.stamp ## Measure throughput; prints JSON.
	$(BIN)/python benchmarks/throughput.py

torture: .venv/audit.stamp ## Kill, damage, fill, flood and fuzz it for some minutes (SIZE=1: the goals in full, hours).
	$(BIN)/python benchmarks/torture.py --size $(or $(SIZE),0.02) --seed $(or $(SEED),1)

sbom: .venv/dev.stamp ## Write build/bom.json: what détente is made of (CycloneDX 1.6).
	$(BIN)/python scripts/bill_of_materials.py build/bom.json

train: .venv-train/stamp ## Train the type model anew from training/sentences (half an hour; a GPU is used if there is one).
	.venv-train/bin/python scripts/check_sentences.py training/sentences/*.tsv
	.venv-train/bin/python -m training.train --weights build/type_model.pt
	.venv-train/bin/python -m training.export --weights build/type_model.pt
	$(BIN)/python scripts/provenance.py

web: ## Bundle the report's script and style anew (needs Node).
	cd web && npm ci && npm run build

LOCK := --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --python-version 3.11 --quiet

lock: ## Resolve the dependencies anew (needs uv).
	@command -v uv >/dev/null || { echo "error: make lock needs uv"; exit 1; }
	uv pip compile $(LOCK) pyproject.toml --group build -o requirements/base.txt
	uv pip compile $(LOCK) pyproject.toml --group build --group dev -o requirements/dev.txt
	uv pip compile $(LOCK) pyproject.toml --group build --group dev --group audit -o requirements/audit.txt
	uv pip compile $(LOCK) pyproject.toml --group build --group train -o requirements/train.txt
	@! grep -nE '://|^-' requirements/*.txt || { echo "error: an address stands in requirements/"; exit 1; }

clean: ## Remove what was made, .venv too.
	rm -rf .venv .venv-train .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis build dist $(DEMO)

# The environment. A stamp says that a list was installed; a list that changed is installed again.

.venv/python.stamp:
	@set -e; found=; \
	for name in $(PYTHON) python3.12 python3.13 python3.11 python3 python; do \
	  if "$$name" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
	    >/dev/null 2>&1; then found="$$name"; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "error: no Python 3.11, 3.12 or 3.13 with venv and ensurepip was found on the PATH"; \
	  echo "hint: install one (on Debian: apt-get install python3 python3-venv), or: make PYTHON=/path/to/python"; \
	  exit 1; \
	fi; \
	echo "== .venv: $$("$$found" --version), by $$found"; \
	"$$found" -m venv .venv; \
	touch $@

.venv/base.stamp: .venv/python.stamp requirements/base.txt pyproject.toml
	@echo "== .venv: installing what détente needs (a minute or two the first time)"
	@$(PIP) --require-hashes -r requirements/base.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.stamp: .venv/python.stamp requirements/dev.txt requirements/base.txt pyproject.toml
	@echo "== .venv: installing what work on détente needs (a minute or two the first time)"
	@$(PIP) --require-hashes -r requirements/dev.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch .venv/base.stamp $@

.venv/audit.stamp: .venv/python.stamp requirements/audit.txt requirements/dev.txt pyproject.toml
	@echo "== .venv: installing what torture and audits need"
	@$(PIP) --require-hashes -r requirements/audit.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch .venv/base.stamp .venv/dev.stamp $@

.venv-train/stamp: .venv/base.stamp requirements/train.txt
	@echo "== .venv-train: installing what training needs (large)"
	@$(BIN)/python -m venv .venv-train
	@.venv-train/bin/python -m pip --disable-pip-version-check install -qq --progress-bar off --require-hashes -r requirements/train.txt
	@.venv-train/bin/python -m pip --disable-pip-version-check install -qq --no-deps --no-build-isolation -e .
	@touch $@
