# The two commands of the README: make demo, make test. Everything else is for those who change the code.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Where an environment forbids it, each of hundreds of processes compiles every module anew.
unexport PYTHONDONTWRITEBYTECODE
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: bench demo eval prompts lowest newest compare trust test test-slow test-browser screenshots picture recording wheel check format lock schema language-data clean help

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

demo: $(VENV)/.installed ## a briefing of invented articles from recorded replies: no key, no network
	@$(BIN)/briefing demo

test: $(VENV)/.installed-test ## all tests: no key, no network beyond this machine
	@$(BIN)/python -m pytest -n 3 --dist loadfile

test-slow: $(VENV)/.installed-test ## the long and statistical tests, and every property on all of its examples
	@FULL_EXAMPLES=1 $(BIN)/python -m pytest -n 2 --dist loadfile -m '(slow or hypothesis) and not browser'

test-browser: $(VENV)/.installed-test ## the page in a real Chromium; CI runs these too
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m 'browser and not slow' tests/browser

screenshots: $(VENV)/.installed-test ## pictures of the demo's page, to be looked at: outputs/screenshots/
	@$(BIN)/python bench/screenshots.py

picture: $(VENV)/.installed-test ## the README's picture, from the demo: docs/demo.png
	@$(BIN)/python bench/screenshots.py --readme docs/demo.png

recording: $(VENV)/.installed-test ## the README's terminal, from the demo: docs/terminal.svg
	@$(BIN)/python bench/recording.py docs/terminal.svg

lowest newest: $(VENV)/.installed-dev ## the demo and the tests with the lowest versions admitted, or the newest, without the lock
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venv-$@
	@$(BIN)/uv pip install --quiet --python .venv-$@/bin/python --resolution $(if $(filter lowest,$@),lowest-direct,highest) -e '.[test]'
	@.venv-$@/bin/briefing demo --output outputs/$@
	@.venv-$@/bin/briefing check outputs/$@/demo/2026-11-21
	@.venv-$@/bin/python -m pytest -n 2 --dist loadfile

prompts: $(VENV)/.installed-test ## the shipped merge prompt against four others, from recorded replies: docs/prompts.md
	@$(BIN)/python bench/prompts

eval: $(VENV)/.installed-test ## measure the shipped prompts on the shipped set, from recorded replies: docs/quality.md
	@$(BIN)/briefing eval bench/evaluation --model desk --cassette cassettes/eval/shipped.json --output outputs
	@$(BIN)/python bench/quality.py outputs/eval/shipped/eval.md > docs/quality.md

compare: $(VENV)/.installed ## one good prompt against the tool, over a run's articles: make compare RUN=outputs/2026-11-21
	@$(BIN)/python bench/compare $(if $(RUN),$(RUN),$(error name a run: make compare RUN=outputs/2026-11-21)) $(if $(STORY),--story $(STORY))

trust: $(VENV)/.installed ## what the checks and the second reader catch of lies, from recorded replies: the table in docs/trust.md
	@$(BIN)/python bench/trust

bench: $(VENV)/.installed-test ## what a day costs beside the model: the table and picture of docs/performance.md; QUICK=1 in some minutes
	@$(BIN)/python bench/lean $(if $(QUICK),--rounds 1,--rounds 5 --large)

wheel: $(VENV)/.installed-test ## build the wheel, and try it where src is out of reach
	@PYTHON=$(BIN)/python .ci/try-wheel

check: $(VENV)/.installed-dev ## lint, types, import contracts, as CI runs them
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports

format: $(VENV)/.installed-dev ## put the code into shape
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format --quiet .

lock: $(VENV)/.installed-dev ## resolve anew: hashes, no registry addresses, nothing younger than a week
	@for part in "dev:--extra dev" "test:--extra test -c requirements-dev.lock" "run:--extra backend -c requirements-dev.lock"; do \
		$(BIN)/uv pip compile pyproject.toml $${part#*:} --universal --generate-hashes --no-header --no-annotate \
			--no-emit-index-url --quiet --upgrade -o requirements-$${part%%:*}.lock || exit 1; \
	done

schema: $(VENV)/.installed ## write the published schemas anew; look at what changed (docs/schema.md)
	@$(BIN)/briefing schema > docs/briefing.schema.json
	@$(BIN)/briefing schema --config > docs/briefing.toml.schema.json
	@sed -i '/^## Proven/,$$d' docs/warnings.md && $(BIN)/briefing warnings --markdown >> docs/warnings.md

language-data: $(VENV)/.installed ## read month names, number words and the like from Babel anew: src/briefing/text/language_data.jsonl
	@$(BIN)/python -c 'from briefing.text import cldr_generate; cldr_generate.main()'

clean: ## remove what was built; outputs stay
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "briefing needs Python 3.11 or later; try make PYTHON=python3.12")'
	@$(PYTHON) -m venv $(VENV)

# Stamps, so that nothing asks the network once it is there.
$(VENV)/.installed: requirements-run.lock pyproject.toml | $(VENV)/bin/python
	@echo "installing into $(VENV) (once)" >&2
	@$(PIP) install --require-hashes -r requirements-run.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-test: requirements-test.lock $(VENV)/.installed
	@echo "installing what the tests need (once)" >&2
	@$(PIP) install --require-hashes -r requirements-test.lock
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed-test
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@
