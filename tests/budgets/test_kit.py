"""The integrator's kit: its recorded requests get the answers it expects, on a server of ours."""

import importlib.util
import json
from datetime import date
from pathlib import Path

import pytest

from quota_pool.models import Role
from tests.desk import V1, desk
from tests.factories import member

pytestmark = pytest.mark.django_db
KIT = Path(__file__).resolve().parents[2] / "docs" / "api"


def module(name: str):
    """A file of the kit, which belongs to no package."""
    described = importlib.util.spec_from_file_location(f"kit_{name}", KIT / f"{name}.py")
    loaded = importlib.util.module_from_spec(described)
    described.loader.exec_module(loaded)
    return loaded


@pytest.fixture
def finance(office, clock):
    """A connected system in a district where somebody is on post since last month."""
    office.grant(5, valid_from=date(2026, 10, 30))
    office.hire(date(2026, 10, 30))
    clock.move_to("2026-11-18T02:00:00Z")
    return desk(member(Role.API, office.district))


@pytest.mark.parametrize("writes", [False, True])
def test_every_recorded_request_gets_the_answer_the_kit_expects(finance, client, writes):
    kit = module("run")
    steps = json.loads((KIT / "requests.json").read_text(encoding="utf-8"))

    def call(method, address, body, headers, with_token):
        headers = {**(finance.headers if with_token else {}), **headers}
        data = json.dumps(body) if body is not None else ""
        answer = client.generic(method, V1 + address, data, content_type="application/json", headers=headers)
        return answer.status_code, dict(answer.headers), json.loads(answer.content)

    wrong = {name: faults for name, faults in kit.play(steps, call, writes=writes) if faults}
    assert not wrong


def test_the_runner_sees_an_answer_that_is_not_as_expected():
    faults = module("run").faults
    assert list(faults({"a": [{"b": 1}]}, {"a": [{"b": 1, "c": 2}], "d": 3})) == []
    assert list(faults({"a": "*"}, {"a": None})) == [".a: nothing, something expected"]
    assert list(faults({"a": [1]}, {"a": []}))
    assert list(faults({"a": "~[0-9]+"}, {"a": "x"}))


@pytest.mark.requirement("R-130")
def test_the_kits_receiver_takes_what_is_signed_and_fresh_and_nothing_else():
    from quota_pool.webhooks import signing

    is_genuine, secret, body = module("receive").is_genuine, signing.new_secret(), b'{"type":"x"}'
    headers = signing.headers(secret, "m1", 1000, body)
    assert is_genuine(secret, headers, body, 1100)
    assert not is_genuine(secret, headers, body, 1301)
    assert not is_genuine(secret, headers, body + b" ", 1100)
    assert not is_genuine(signing.new_secret(), headers, body, 1100)
    assert not is_genuine(secret, headers | {"webhook-id": "m2"}, body, 1100)
