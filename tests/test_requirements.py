"""Every requirement of the trust paper that this house has to keep is proved by a test that says so."""

import re

from tests import requirements

KNOWN = re.compile(r"R-\d{3}|F\d{2}")  # a requirement, or a row of the table of bad inputs


def test_every_requirement_has_a_test():
    missing = requirements.unproved(requirements.proofs())
    assert not missing, f"no test is marked with {', '.join(missing)}"


def test_a_mark_names_a_requirement():
    wrong = {one: tests for one, tests in requirements.proofs().items() if not KNOWN.fullmatch(one)}
    assert not wrong


def test_a_requirement_without_a_test_would_be_named():
    found = requirements.proofs()
    del found["R-005"]
    assert requirements.unproved(found) == ["R-005"]
    assert "tests/test_requirements.py" not in str(found)
