"""The description of the API and the page that reads it to people."""

import json

import pytest

from quota_pool import access, refusals
from tests.desk import desk
from tests.factories import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return Office(reserve=0)


@pytest.mark.requirement("R-123")
def test_the_description_is_complete_and_made_without_a_warning(office, capsys):
    described = desk(office.clerk).get("schema/").answer
    assert described["openapi"].startswith("3.1")
    assert "Warning" not in capsys.readouterr().err
    operations = [told for path in described["paths"].values() for told in path.values()]
    assert len(operations) > 40
    assert len({told["operationId"] for told in operations}) == len(operations)
    assert {act for told in operations for act in told["x-acts"]} <= set(access.ACTS)
    assert all(told["summary"] for told in operations)


def test_sealed_numbers_and_their_hashes_have_no_place_in_the_description(office):
    text = json.dumps(desk(office.clerk).get("schema/").answer)
    assert "id_hash" not in text
    assert "tail_hash" not in text


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_guide_names_every_resource_and_every_code(office, client, language):
    client.force_login(office.clerk)
    client.cookies["language"] = language
    page = client.get("/api/guide/")
    assert page.status_code == 200
    text = page.content.decode()
    assert 'id="engagements"' in text
    assert all(f'id="{code}"' in text for code in refusals.REGISTRY)
    assert '<script src="http' not in text


def test_a_stranger_sees_neither_the_description_nor_the_guide(client):
    assert client.get("/api/v1/schema/").status_code == 401
    assert client.get("/api/guide/").status_code == 302
