# digitlab: everything starts here. `make` alone lists the targets; on Windows, `py .setup` does.
#
# PYTHON=/path/to/python3.12   the Python that makes .venv (else the newest of python3.14 to 3.11 found)
# ARGS="..."                   handed on, for example: make lab ARGS=--no-browser, make test ARGS="-k pad"

TARGETS = help setup lab app doctor test test-all test-latest fuzz lessons bench weights check lock clean

.PHONY: $(TARGETS)
.NOTPARALLEL:
.DEFAULT_GOAL := help
export PYTHON

$(TARGETS):
	@sh .setup/run.sh $@ $(ARGS)
