# Every target does its own set-up; `make setup` again takes about a second. ARGS goes to the command: make demo ARGS=--exit
SHELL := /bin/bash
PYTHON := .venv/bin/python
# The tests mostly wait for browsers and servers; tests of one file stay together and share what they start. A worker that dies ends
# the run at once: started again, it can wait for its last test for ever.
SIDE_BY_SIDE := -n logical --maxprocesses 4 --dist loadfile --max-worker-restart 0

.PHONY: help setup demo test check format bench lock pictures

help:
	@echo "make demo    the whole story on made-up slips, in a browser (ARGS=--exit stops at the end)"
	@echo "make test    the tests"
	@echo "make check   ruff, mypy --strict and the tests: what must be green before a change goes in"
	@echo "make format  puts the code into ruff's shape"
	@echo "make bench   the long run of reading; ARGS='reading --seeds 5000-5009 --peers', 'adversarial', 'flow' for other figures"
	@echo "make pictures  the README's pictures, from a running demo"
	@echo "make lock    renews requirements.lock from requirements.in"

setup:
	@setup/start.sh test

demo:
	@setup/start.sh demo
	@.venv/bin/denpyo demo $(ARGS)

test: setup
	$(PYTHON) -m pytest $(SIDE_BY_SIDE) $(ARGS)

check: setup
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	MYPYPATH=setup $(PYTHON) -m mypy --explicit-package-bases setup/*.py
	$(PYTHON) -m pytest $(SIDE_BY_SIDE) $(ARGS)

format: setup
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

# The long run takes about half an hour on two cores: 1,040 pages of four papers under every way of ageing, on seeds kept for judging.
LONG_RUN := reading --seeds 10000-10259 --workers 2

bench: setup
	@.venv/bin/denpyo bench $(or $(ARGS),$(LONG_RUN))

lock: setup
	@$(PYTHON) setup/lock.py

pictures:
	@$(PYTHON) docs/pictures.py
