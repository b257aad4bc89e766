"""Units over REST: entered and changed by those who keep the district's list."""

import pytest

from quota_pool.models import Role
from tests.desk import desk
from tests.factories import Office, member

pytestmark = pytest.mark.django_db
FACTS = {"code": "440112900", "name": "新设街道", "unit_type": "street", "area_km2": "12.50"}


@pytest.fixture
def office():
    return Office(reserve=0)


def test_a_street_is_entered_with_its_accounts_and_changed_against_its_version(office):
    bureau = desk(office.bureau)
    entered = bureau.post("units/", FACTS | {"resident_population": 70_000})
    assert entered.status_code == 201, entered.answer
    assert (entered.answer["size_class"], entered.answer["area_km2"]) == ("L", "12.50")
    assert bureau.get("quota-positions/", unit=entered.answer["id"]).answer["results"][0]["granted"] == 0
    path = f"units/{entered.answer['id']}/"
    change = {"resident_population": 15_000, "reason": "人口普查", "version": 1}
    changed = bureau.call("PATCH", path, change)
    assert changed.answer["size_class"] == "S", changed.answer
    assert bureau.call("PATCH", path, change).status_code == 412
    assert bureau.get(path).answer == changed.answer


def test_a_code_is_given_once(office):
    bureau = desk(office.bureau)
    bureau.post("units/", FACTS)
    assert bureau.post("units/", FACTS).answer["code"] == "unit_code_taken"


def test_an_administrator_keeps_the_list_without_seeing_the_pools(office):
    admin = desk(member(Role.ADMIN, office.district))
    entered = admin.post("units/", FACTS)
    assert entered.status_code == 201
    change = {"short_name": "新设", "reason": "简称", "version": 1}
    assert admin.call("PATCH", f"units/{entered.answer['id']}/", change).status_code == 200
    assert admin.get("units/").status_code == 403
