# Two commands: `make run` and `make test`; the work is done by bootstrap.py.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
  "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)

.PHONY: run test test-quick lint bench demo-reset
run test test-quick lint bench demo-reset:
	@$(or $(PYTHON),python3) bootstrap.py $@ $(ARGS)
