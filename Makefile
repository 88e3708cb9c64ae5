# digitlab: everything starts here. `make` alone lists the targets.
#
# PYTHON=/path/to/python3.12   the Python that makes .venv (else the newest of python3.14 to 3.11 found)
# ARGS="..."                   handed on, for example: make lab ARGS=--no-browser, make test ARGS="-k pad"

.PHONY: help setup lab app doctor test test-latest fuzz lessons bench weights check lock clean
.NOTPARALLEL:
.DEFAULT_GOAL := help
export PYTHON

RUN = @sh .setup/run.sh

help: ## list the targets
	@echo "make TARGET, where TARGET is one of:"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | awk -F '|' '{ printf "  %-11s %s\n", $$1, $$2 }'

setup: ## make .venv with the pinned packages and digitlab itself
	$(RUN) setup

lab: ## set up, then open the lessons in JupyterLab
	$(RUN) lab $(ARGS)

app: ## set up, then serve the drawing pad as an app without code, on this computer only
	$(RUN) app $(ARGS)

doctor: ## set up, then check whether this computer has what the lessons need
	$(RUN) doctor

test: ## set up with the test tools and a browser, then run all tests
	$(RUN) test $(ARGS)

test-latest: ## the same with the newest versions there are, in .venv-latest; .venv stays as it is
	$(RUN) test-latest $(ARGS)

fuzz: ## set up with the test tools, then try 100,000 odd inputs, or ARGS="COUNT SEED" (minutes)
	$(RUN) fuzz $(ARGS)

lessons: ## set up, then run every lesson and write it as HTML to build/lessons/
	$(RUN) lessons $(ARGS)

bench: ## set up with the test tools, then measure training speed, or ARGS=reading, ARGS=pad (minutes; needs the full MNIST set)
	$(RUN) bench $(ARGS)

weights: ## set up, then train the networks that come with digitlab anew (about an hour; needs the full MNIST set)
	$(RUN) weights $(ARGS)

check: ## set up with the test tools, then check style, types and the pinned versions for known weaknesses
	$(RUN) check

lock: ## write the pinned lists and environment.yml anew (needs uv; ARGS=--upgrade takes the newest)
	$(RUN) lock $(ARGS)

clean: ## remove .venv, .venv-latest and all that was built; data, models and drawings stay
	$(RUN) clean
