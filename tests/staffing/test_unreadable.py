"""A sealed value changed outside the system spoils no list around it and is named where it is needed."""

import pytest

from staffing.models import Person
from tests.desk import desk
from tests.factories import Office
from tests.staffing.pages import START, at, page

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R-083")]
COLUMNS = {"columns": "name,id_no,phone", "on": "2026-10-30"}


@pytest.fixture
def office(clock):
    """Two people; the envelopes of the first are those of the second, which open for no other row."""
    office = Office()
    office.grant(4, valid_from=START)
    office.broken, office.whole = office.hire(START), office.hire(START)
    sealed = Person.objects.filter(pk=office.whole.person_id).values("id_no")
    Person.objects.filter(pk=office.broken.person_id).update(id_no=sealed[0]["id_no"])
    return office


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_roster_and_its_export_go_on_and_mark_the_value(office, language):
    client = at(office.clerk)
    client.cookies["language"] = language
    mark = "打不开" if language == "zh-hans" else "does not open"
    assert mark in client.get(page("roster"), COLUMNS).text
    export = client.get(page("roster"), {**COLUMNS, "export": "csv"})
    lines = b"".join(export.streaming_content).decode("utf-8-sig").strip().splitlines()
    assert len(lines) == 4
    assert sum(mark in line for line in lines) == 1


def test_the_persons_page_and_the_api_mark_it_too(office):
    person = Person.objects.get(pk=office.broken.person_id)
    shown = at(office.clerk).get(page("person", person.number))
    assert shown.status_code == 200
    assert "does not open" in shown.text
    answer = desk(office.clerk).get("staff/")
    assert answer.status_code == 200, answer.answer
    assert len(answer.answer["results"]) == 2


def test_an_act_that_needs_the_value_is_answered_with_a_code_of_its_own(office):
    person = Person.objects.get(pk=office.broken.person_id)
    asked = {"field": "id_no", "reason": "核对"}
    answer = desk(office.clerk).post(f"staff/{person.number}/reveal/", asked)
    assert (answer.status_code, answer.answer["code"]) == (503, "sealed_value_unreadable")
    shown = at(office.clerk).post(page("person-reveal", person.number), asked)
    assert shown.status_code == 503
    assert "manage.py verify" in shown.text
