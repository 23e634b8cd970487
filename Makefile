# What one does with copydesk; `make` alone lists it. Needs Python 3.11 or newer, its headers, and a C compiler.

PIP_INSTALL := -m pip install --quiet --disable-pip-version-check --no-input
TOOLS := .venv-test/bin
# The wheel's command: with the wheel in its children too, and not the checkout around them; with a server of
# its own, and not the one of whoever tests.
COPYDESK := env -u PREFECT_API_URL PYTHONSAFEPATH=1 $(TOOLS)/copydesk

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run test check lint types unit flow bless generate bench-seeds bench-ledger bench-text bench-html bench-fields train train-html bench-scale bench-warc wheel lock \
	clean FORCE

help: ## List the targets.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile
	@echo "  PYTHON=/path/to/python chooses the interpreter for a new environment."

setup: .venv/.installed ## Make .venv: what a run needs, hash-pinned, and this checkout.

run: setup ## Clean seeds/ and publish a release in dist/.
	.venv/bin/copydesk run seeds/*.txt --out dist

test: lint types flow ## Test all: lint, types, a run of the flow, and the tests, on the built wheel.
	$(TOOLS)/pytest $(ARGS)

check: lint types ## Test what is fast: lint, types, and the tests that are not marked slow.
	@$(MAKE) --no-print-directory unit

lint: .venv-test/.locked ## Check style and format.
	$(TOOLS)/ruff check
	$(TOOLS)/ruff format --check

types: .venv-test/.locked ## Check types.
	$(TOOLS)/mypy

unit: .venv-test/.installed ## Run quick tests on the wheel, or chosen ones: make unit ARGS=tests/test_packaging.py
	$(TOOLS)/pytest -m "not slow" $(ARGS)

flow: .venv-test/.installed
	rm -rf build/flow
	$(COPYDESK) run seeds/*.txt --out build/flow
	$(COPYDESK) verify build/flow/latest

bless: .venv-test/.installed ## Rewrite the golden pages to what the code does now; look at the diff.
	$(TOOLS)/pytest --bless -k golden

generate: setup ## Rewrite schemas/ and the generated pages of docs/.
	.venv/bin/python -m copydesk.generate

bench-seeds: setup ## Compare the seeds with their gold labels, field by field.
	.venv/bin/python bench/seeds.py

bench-ledger: setup ## Rebuild every page of DATA/text/*.jsonl.gz: make bench-ledger DATA=folder
	.venv/bin/python bench/ledger.py $(DATA)

train: .venv-train/.installed ## Train the model of text dumps: make train DATA=../shared/eval
	nice .venv-train/bin/python bench/train.py $(DATA)

bench-text: .venv-train/.installed ## Measure text dumps, out of fold, beside other tools: make bench-text DATA=../shared/eval
	.venv-train/bin/python bench/text.py $(DATA)

train-html: .venv-train/.installed ## Train the model of HTML pages: make train-html DATA=../shared/eval
	nice .venv-train/bin/python bench/train_html.py $(DATA)

bench-html: .venv-train/.installed ## Measure HTML pages, out of fold, beside trafilatura: make bench-html DATA=../shared/eval
	.venv-train/bin/python bench/score_html.py $(DATA)

bench-fields: .venv-train/.installed ## Measure the fields of HTML pages beside trafilatura's: make bench-fields DATA=../shared/eval
	.venv-train/bin/python bench/fields.py $(DATA)

bench-scale: .venv-train/.installed ## Measure whole runs: speed, workers, memory, kill -9, beside datatrove: make bench-scale DATA=folder ARGS="--documents 10000"
	.venv-train/bin/python bench/scale.py $(DATA) $(ARGS)

bench-warc: .venv-train/.installed ## Compare a WARC of the pages with the pages themselves: make bench-warc DATA=../shared/eval
	.venv-train/bin/python bench/warc.py $(DATA)

wheel: build/wheel/.built ## Build the wheel in build/wheel/.
	@ls build/wheel/*.whl

clean: ## Remove the environments, build/ and caches; dist/ stays.
	rm -rf .venv .venv-test .venv-train build copydesk/native/*.so .mypy_cache .ruff_cache .pytest_cache .hypothesis

# ── Environments ─────────────────────────────────────────────────────────────────────────────────────
# A stamp says that an environment holds what its lock says. A changed lock makes a new environment.
# Locks are complete, so nothing is left for pip to resolve; pip before 24 would, and ask for newer versions.

LOCKED := $(PIP_INSTALL) --require-hashes --no-deps

define make_venv
@for python in $(or $(PYTHON),python3 python3.13 python3.12 python3.11); do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	echo "making $(@D) with $$("$$python" -V)"; \
	exec "$$python" -m venv --clear $(@D); \
done; \
echo "copydesk needs Python 3.11 or newer, and neither of these is: $(or $(PYTHON),python3 python3.13 python3.12 python3.11)." >&2; \
echo "Install one, or name it: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; \
exit 1
endef

.venv/.locked: requirements/build.lock requirements/runtime.lock
	$(make_venv)
	.venv/bin/python $(LOCKED) -r requirements/build.lock -r requirements/runtime.lock
	@touch $@

# The modules that are compiled lie beside their sources, for each version of Python one; a changed source makes them again.
NATIVE := pyproject.toml hatch_build.py copydesk/__init__.py $(wildcard $(addprefix copydesk/native/*.,pyx pxd h))

.venv/.installed: .venv/.locked $(NATIVE)
	@echo "compiling copydesk/native, for some minutes"
	.venv/bin/python $(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

.venv-test/.locked: requirements/test.lock
	$(make_venv)
	.venv-test/bin/python $(LOCKED) -r requirements/test.lock
	@touch $@

.venv-test/.installed: build/wheel/.built
	.venv-test/bin/python $(PIP_INSTALL) --no-deps --no-index --force-reinstall build/wheel/*.whl
	@touch $@

.venv-train/.locked: requirements/train.lock
	$(make_venv)
	.venv-train/bin/python $(LOCKED) -r requirements/train.lock
	@touch $@

.venv-train/.installed: .venv-train/.locked $(NATIVE)
	.venv-train/bin/python $(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

# ── The wheel ────────────────────────────────────────────────────────────────────────────────────────
# Built again when the content of a source changes; also when one is deleted, which no time stamp shows.

SOURCES := copydesk flows schemas expectations pyproject.toml hatch_build.py README.md LICENSE

build/sources: FORCE
	@mkdir -p build
	@find $(SOURCES) -type f ! -name '*.pyc' ! -name '*.so' -exec cksum {} + | LC_ALL=C sort > $@.new
	@if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

build/wheel/.built: build/sources .venv-test/.locked
	@rm -rf build/wheel
	$(TOOLS)/python -m hatchling build --target wheel --directory build/wheel
	@touch $@

# ── Locks ────────────────────────────────────────────────────────────────────────────────────────────
# For plain pip, on every platform and Python, and without the address of any index. Existing versions
# stay unless their requirement changed; `make lock UPGRADE=--upgrade` takes the newest.

COMPILE = UV_CUSTOM_COMPILE_COMMAND="make lock" build/uv/bin/uv pip compile pyproject.toml --quiet --no-config \
	--universal --python-version 3.11 --generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links $(UPGRADE)

lock: build/uv/.locked ## Resolve pyproject.toml into requirements/*.lock (needs the network).
	$(COMPILE) -o requirements/runtime.lock
	$(subst pyproject.toml ,,$(COMPILE)) --group build -c requirements/runtime.lock -o requirements/build.lock
	$(COMPILE) --group test -c requirements/runtime.lock -c requirements/build.lock -o requirements/test.lock
	$(COMPILE) --group train -c requirements/runtime.lock -c requirements/build.lock -o requirements/train.lock

build/uv/.locked:
	@mkdir -p build
	$(make_venv)
	build/uv/bin/python $(PIP_INSTALL) uv
	@touch $@
