"""Every act that a service records has words for the people who read the audit."""

import ast
import re

import pytest
from django.utils import translation

from budgets.models import TaskEvent
from quota_pool import words
from staffing.models import FilingEvent, RequestEvent
from tests import source

CODE = re.compile(r"[a-z]+\.[a-z_]+")
# Steps that a service tells by their own name.
STEPS = {
    f"{noun}.{step}"
    for noun, steps in (("filing", FilingEvent), ("request", RequestEvent), ("task", TaskEvent))
    for step in steps.Step.values
}
TELLERS = {"record", "Deed", "_tell", "_decide", "_undone", "_say"}


def recorded() -> set[str]:
    """Each code handed to the audit as it stands, or to a helper that hands it on."""
    found = set()
    for module in source.house():
        for call in module.find(ast.Call):
            if source.spelled(call.func).split(".")[-1] in TELLERS:
                texts = [part.value for part in call.args if isinstance(part, ast.Constant)]
                found |= {text for text in texts if isinstance(text, str) and CODE.fullmatch(text)}
    return found


def test_every_act_in_the_source_has_words():
    codes = recorded() | STEPS
    assert len(codes) > 30
    assert not codes - words.ACTS.keys()


def test_no_words_are_kept_for_acts_that_are_gone():
    acting = [module for module in source.house() if module.dotted[-1] != "words"]
    known = {part.value for module in acting for part in module.find(ast.Constant)}
    gone = words.ACTS.keys() - STEPS - known
    assert not gone


@pytest.mark.parametrize(
    ("row", "name", "kept", "said"),
    [
        ("engagement", "exit_reason", "13", "Resigned"),
        ("engagement", "mode", "DIRECT", "Direct contract"),
        ("quotagrant", "funding_source", "envelope", "lump-sum envelope"),
        ("filing", "reasons", ["CONTRACT", "LATE"], "Contract faulty, Overdue and not mended"),
        ("filing", "state", "returned", "returned for correction"),
        ("engagement", "exit_reason", "code of an older version", "code of an older version"),
        ("person", "field", "id_no", "ID number"),
        ("engagement", "was", "unseated", "without a head"),
        ("engagement", "note", "", "–"),
    ],
)
def test_codes_are_told_in_words(row, name, kept, said):
    with translation.override("en"):
        assert words.value(row, name, kept) == said


def test_what_an_act_tells_beside_its_row_has_a_name():
    with translation.override("en"):
        assert words.field("act", "document") == "document"
        assert words.field("engagement", "exit_reason") == "reason for leaving"
