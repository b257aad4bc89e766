"""草稿: half a form put aside, sealed, its writer's alone, gone once it is sent."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from staffing.models import Draft, Engagement
from tests.factories import Office, id_number, member
from tests.staffing.pages import START, at, page, typed, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def day():
    with time_machine.travel("2026-10-30T02:00:00Z", tick=True) as traveller:
        yield traveller


@pytest.fixture
def office(day):
    found = Office()
    found.grant(2, valid_from=START)
    return found


@pytest.fixture
def clerk(office):
    return at(office.clerk)


@pytest.fixture
def put_aside(office, clerk):
    body = {"save": "yes", "unit": office.street.pk, "id_no": id_number(77), "name": "测试甲"}
    return clerk.post(page("start-work"), body)


def test_half_a_form_is_put_aside_and_taken_up_again(clerk, put_aside):
    said = words(clerk.get(put_aside.url))
    assert f'value="{id_number(77)}"' in said
    assert 'value="测试甲"' in said
    assert id_number(77) not in put_aside.url


def test_what_lies_in_the_database_is_sealed(put_aside):
    with connection.cursor() as cursor:
        cursor.execute("SELECT payload FROM staffing_draft")
        stored = cursor.fetchone()[0]
    assert id_number(77) not in stored
    assert "测试甲" not in stored


def test_saved_again_it_is_the_same_draft(office, clerk, put_aside):
    uid = Draft.objects.get().uid
    clerk.post(page("start-work"), typed(office.street, save="yes", draft=uid, name="测试乙"))
    assert Draft.objects.count() == 1
    assert "测试乙" in words(clerk.get(put_aside.url))


def test_it_goes_once_it_is_sent(office, clerk, put_aside):
    uid = Draft.objects.get().uid
    assert clerk.post(page("start-work"), typed(office.street, draft=uid)).status_code == 302
    assert Engagement.objects.count() == 1
    assert not Draft.objects.exists()


def test_a_trial_and_a_refusal_keep_it(office, clerk, put_aside):
    uid = Draft.objects.get().uid
    clerk.post(page("start-work"), typed(office.street, draft=uid, **{"try": "yes"}))
    office.hire(START)
    office.hire(START)
    response = clerk.post(page("start-work"), typed(office.street, draft=uid))
    assert response.status_code == 409
    assert str(uid) in words(response)
    assert Draft.objects.exists()


def test_it_can_be_thrown_away(clerk, put_aside):
    clerk.post(page("start-work"), {"drop": "yes", "draft": Draft.objects.get().uid})
    assert not Draft.objects.exists()


def test_a_colleague_neither_sees_nor_drops_it(office, put_aside):
    colleague = at(member("clerk", office.district, office.street))
    draft = Draft.objects.get()
    assert "测试甲" not in words(colleague.get(put_aside.url))
    colleague.post(page("start-work"), {"drop": "yes", "draft": draft.uid})
    assert Draft.objects.exists()


def test_after_a_month_it_is_forgotten(office, clerk, put_aside, day):
    day.shift(timedelta(days=31))
    at(office.clerk).post(page("start-work"), {"save": "yes", "unit": office.street.pk, "name": "测试丙"})
    assert Draft.objects.count() == 1


def test_an_address_that_names_no_draft_opens_an_empty_form(clerk):
    assert clerk.get(page("start-work"), {"draft": "nonsense"}).status_code == 200
