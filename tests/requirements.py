"""Which requirements of the trust paper are proved by which test; `python -m tests.requirements` prints it.

A test says what it proves with `@pytest.mark.requirement("R-005")`, on itself, its class or its whole module.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator

from tests import source

# Of this house so far: quota and budget integrity, idempotency and jobs, authorization and tenancy. Not yet:
# row-level security, webhooks and their receivers.
LATER = {31, 71}
NUMBERS = (*range(1, 21), *range(23, 37), *range(67, 78))
WANTED = [f"R-{number:03d}" for number in NUMBERS if number not in LATER]
WANTED += [f"F{number}" for number in range(14, 29)]  # the bad inputs that touch pages, REST and imports


def proofs() -> dict[str, list[str]]:
    """By requirement, the tests that carry its mark."""
    found = defaultdict(list)
    for module in source.tests():
        for name, identity in _marks(module):
            found[identity].append(f"{module.name}::{name}" if name else module.name)
    return dict(found)


def _marks(module: source.Module) -> Iterator[tuple[str, str]]:
    """(test, requirement); a mark on the module names no test."""
    for node in module.find(*source.FUNCTIONS, ast.ClassDef):
        for mark in node.decorator_list:
            yield from ((node.name, identity) for identity in _named(mark))
    for node in module.tree.body:
        if isinstance(node, ast.Assign) and source.spelled(node.targets[0]) == "pytestmark":
            yield from (("", identity) for inner in ast.walk(node.value) for identity in _named(inner))


def _named(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Call) and source.spelled(node.func) == "pytest.mark.requirement":
        return [argument.value for argument in node.args]
    return []


def unproved(found: dict[str, list[str]]) -> list[str]:
    """The wanted requirements that no test carries."""
    return [identity for identity in WANTED if identity not in found]


def summary() -> str:
    """One line: how many of them, bad inputs included, are proved, and which are not."""
    missing = unproved(proofs())
    words = f"requirements with a test: {len(WANTED) - len(missing)} of {len(WANTED)}"
    return f"{words}; without one: {', '.join(missing)}" if missing else words


if __name__ == "__main__":
    import sys

    table = proofs()
    for wanted in WANTED:
        sys.stdout.write(f"{wanted}  {', '.join(table.get(wanted, ['NO TEST']))}\n")
    sys.stdout.write(summary() + "\n")
