"""Charts: every point opens a list whose total equals it, and costs no more for many than for one."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from quota_pool.calendar import today

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 20)


@pytest.fixture
def busy(office):
    office.issue(100, on=date(2026, 8, 3))
    office.grant(10, valid_from=date(2026, 8, 3))
    office.grant(4, office.other_street, valid_from=DAY)
    office.mobile(3, DAY, date(2027, 1, 15))
    ends = {"contract_type": "FIXED", "contract_start": DAY, "contract_end": date(2026, 12, 31)}
    rows = [office.hire(DAY, **ends) for _one in range(4)]
    office.file(rows[0])
    office.leave(rows[1], DAY + timedelta(days=3))
    office.hire(date(2026, 9, 7))
    office.hire(DAY, street=office.other_street, clerk=office.other_clerk)
    return office


def page(user, query=""):
    client = Client()
    client.force_login(user)
    return client, client.get(f"/analysis/{query}")


def charts(answer) -> dict:
    return {chart.key: chart for chart in answer.context["charts"]}


def values(chart) -> dict[str, list[int]]:
    return {str(one.label): [point.value for point in one.points] for one in chart.series}


@pytest.mark.parametrize("who", ["bureau", "clerk"])
def test_every_point_opens_a_list_whose_total_equals_it(busy, who):
    client, answer = page(getattr(busy, who))
    opened = 0
    for chart in charts(answer).values():
        for series in chart.series:
            for point in series.points:
                if point.url.startswith(("/people/", "/grants/")):
                    assert client.get(point.url).context["list"].pager.count == point.value, point.url
                    opened += 1
    assert opened >= 8


def test_months_tell_what_the_books_said_at_their_ends(busy):
    found = charts(page(busy.bureau)[1])
    heads = list(values(found["heads"]).values())
    assert [line[-1] for line in heads] == [17, 5, 12]
    assert [line[-3] for line in heads] == [10, 0, 10]
    came, left = values(found["turnover"]).values()
    assert (came[-1], came[-2], left[-1]) == (5, 1, 1)
    contracts, grants = values(found["expiries"]).values()
    assert contracts[2] == 3
    assert grants[3] == 1


def test_one_street_is_looked_at_alone_and_nobody_elses_by_a_clerk(busy):
    found = charts(page(busy.bureau, f"?unit={busy.other_street.pk}")[1])
    assert found["utilisation"].axis == ["乙街道"]
    assert page(busy.clerk, f"?unit={busy.other_street.pk}")[1].status_code == 404
    assert page(busy.bureau, "?unit=x")[1].status_code == 404
    assert charts(page(busy.clerk)[1])["utilisation"].axis == ["甲街道"]


def test_it_costs_as_many_questions_for_thirty_as_for_one(busy):
    client, _answer = page(busy.bureau)
    with CaptureQueriesContext(connection) as few:
        client.get("/analysis/")
    busy.grant(40, valid_from=DAY)
    for _one in range(25):
        busy.hire(today())
    with CaptureQueriesContext(connection) as many:
        client.get("/analysis/")
    assert len(many) == len(few) <= 14
