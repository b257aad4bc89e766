"""The roster in any order: each order has its index, and the other way round it is the same rows turned."""

from datetime import date

import pytest

from staffing.models import Engagement
from staffing.views.people import RosterPage
from tests.factories import invented
from tests.staffing.pages import at, page

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 20)
ORDERS = [column.key for column in RosterPage.columns if column.any_length]


@pytest.fixture
def crew(office):
    """Six people, some alike in all that sorts but the name, one gone."""
    office.issue(100, on=date(2026, 9, 1))
    office.grant(20, valid_from=date(2026, 10, 19))
    names = ("测试甲", "测试乙", "测试丙", "测试丁", "测试戊", "测试己")
    crew = [office.hire(DAY, person=invented(name=name)) for name in names]
    office.leave(crew[1], DAY)
    return crew


def shown(client, order: str) -> list[str]:
    answer = client.get(page("roster"), {"voided": "false", "order": order, "columns": "number"})
    return [str(row) for row in answer.context["list"].rows]


@pytest.mark.parametrize("order", ORDERS)
def test_turned_round_the_same_rows_stand_the_other_way(office, crew, order):
    client = at(office.bureau)
    rows = shown(client, order)
    assert len(rows) == 6
    assert shown(client, f"-{order}") == rows[::-1]


@pytest.mark.parametrize("order", ORDERS)
def test_an_order_for_any_length_begins_an_index(order):
    column = next(one for one in RosterPage.columns if one.key == order)
    indexes = [index.fields for index in Engagement._meta.indexes if index.condition is None]
    assert ["district", *column.order] in [fields[: 1 + len(column.order)] for fields in indexes]
