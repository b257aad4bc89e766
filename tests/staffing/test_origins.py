"""一头一证: a head is traced to its person, act, grant and papers, and a paper to the heads it carries."""

from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quota_pool import documents
from staffing.selectors import unit_position
from tests.desk import desk
from tests.factories import PDF, Office, document, member
from tests.staffing.pages import at, page, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def traced(settings, tmp_path):
    """A lump-sum on two papers, a mobile grant on a third, people on both; told in April."""
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel("2026-03-02T02:00:00Z", tick=True) as clock:
        office = Office()
        office.first, office.second, office.third = (document(office.district) for _paper in range(3))
        scan = SimpleUploadedFile("批文.pdf", PDF)
        documents.attach_scan(document=office.first, scan=scan, actor=office.bureau)
        office.grant(5, valid_from=date(2026, 3, 2), document=office.first)
        office.grant(2, office.other_street, date(2026, 3, 2), document=office.first)
        office.mobile_grant = office.grant(
            2,
            kind="mobile",
            valid_from=date(2026, 3, 2),
            valid_to=date(2026, 12, 31),
            document=office.third,
        )
        office.zhang = office.hire(date(2026, 3, 2))
        office.filed = office.hire(date(2026, 3, 2))
        office.file(office.filed)
        office.hire(date(2026, 3, 2), street=office.other_street, clerk=office.other_clerk)
        office.on_mobile = office.hire(date(2026, 3, 2), pool=office.mobile_grant.pool)
        office.waiting = office.hire(date(2026, 5, 1))
        office.alone = office.register(date(2026, 3, 1))
        clock.move_to("2026-04-01T02:00:00Z")
        office.grant(7, valid_from=date(2026, 4, 1), document=office.second)
        office.leave(office.filed, date(2026, 3, 20))
        yield office


def people_of(office, paper, user=None, query="") -> set[int]:
    answer = desk(user or office.bureau).get(f"origins/?document={paper.pk}{query}").answer
    return {row["engagement"] for row in answer["results"]}


def test_a_head_is_traced_to_its_person_act_grant_papers_and_filing(traced):
    one = desk(traced.bureau).get(f"origins/{traced.zhang.pk}/").answer
    assert one["person"] == traced.zhang.person.number
    assert (one["seat"]["act"], one["seat"]["kind"]) == (traced.zhang.act_id, "start")
    assert one["seat"]["pool"] == traced.lump_sum().pk
    assert [
        (paper["number"], paper["heads"], paper["change"], paper["has_scan"]) for paper in one["chain"]
    ] == [
        (traced.first.number, 5, 5, True),
        (traced.second.number, 7, 2, False),
    ]
    assert [filing["kind"] for filing in one["filings"]] == ["hire"]


def test_a_paper_carries_all_the_people_of_its_pools_and_no_first_paper_is_used_up_first(traced):
    on_lump_sum = {traced.zhang.pk}
    assert people_of(traced, traced.second) == on_lump_sum
    assert people_of(traced, traced.third) == {traced.on_mobile.pk}
    both = people_of(traced, traced.first)
    assert on_lump_sum < both
    used = sum(
        unit_position(street).total("used", "lump_sum") for street in (traced.street, traced.other_street)
    )
    assert len(both) == used == 2


def test_a_paper_carries_what_it_carried_on_a_day_as_known(traced):
    march = "&on=2026-03-31&known_on=2026-03-31"
    assert people_of(traced, traced.second, query=march) == set()
    assert traced.filed.pk in people_of(traced, traced.first, query=march)
    assert traced.filed.pk not in people_of(traced, traced.first, query="&on=2026-03-31")


def test_the_page_of_a_paper_lists_as_many_people_as_its_pools_have(traced):
    html = words(at(traced.bureau).get(page("document-heads", traced.first.pk)))
    assert "2 people on post" in html
    assert "of 2 rows" in html
    assert "3 people on post" in words(
        at(traced.bureau).get(page("document-heads", traced.first.pk) + "?on=2026-03-31&known_on=2026-03-31")
    )
    clerk = words(at(traced.clerk).get(page("document-heads", traced.first.pk)))
    assert "1 person on post" in clerk
    assert "乙街道" not in clerk
    nobody = words(at(traced.bureau).get(page("document-heads", document(traced.district).pk)))
    assert "Nobody sits on a head of this document today." in nobody


def test_the_page_of_a_head_shows_each_paper_with_its_scan(traced):
    html = words(at(traced.clerk).get(page("origin", traced.zhang.pk)))
    for paper in (traced.first, traced.second):
        assert f'href="{reverse("document", args=[paper.pk])}"' in html
        assert f'href="{page("document-heads", paper.pk)}"' in html
    assert f'href="{reverse("document-scan", args=[traced.first.pk])}"' in html
    assert f'href="{reverse("document-scan", args=[traced.second.pk])}"' not in html
    assert f'href="{page("act", traced.zhang.act_id)}"' in html
    assert f'href="{page("filing", traced.zhang.filings.get().pk)}"' in html
    assert traced.third.number not in html


def test_who_sits_on_no_head_is_said_so(traced):
    html = words(at(traced.bureau).get(page("origin", traced.alone.pk)))
    assert "No grant: this person sits on no head." in html


def test_the_origin_is_linked_from_wherever_a_head_or_a_paper_is_shown(traced):
    bureau, origin = at(traced.bureau), f'href="{page("origin", traced.zhang.pk)}"'
    assert origin in words(bureau.get(page("person", traced.zhang.person.number)))
    assert origin in words(bureau.get(page("roster"), follow=True))
    assert origin in words(bureau.get(page("ledger")))
    assert origin in words(bureau.get(page("act", traced.zhang.act_id)))
    heads = f'href="{page("document-heads", traced.third.pk)}"'
    assert heads in words(bureau.get(page("grant", traced.mobile_grant.pk)))
    assert heads in words(bureau.get(reverse("document", args=[traced.third.pk])))
    empty = document(traced.district)
    assert "/heads/" not in words(bureau.get(reverse("document", args=[empty.pk])))


def test_heads_of_another_street_are_not_there(traced):
    assert people_of(traced, traced.first, traced.clerk) == {traced.zhang.pk}
    foreign = traced.other_street.engagements.get()
    assert desk(traced.clerk).get(f"origins/{foreign.pk}/").status_code == 404
    assert at(traced.clerk).get(page("origin", foreign.pk)).status_code == 404
    department = at(member("department", traced.district))
    assert department.get(page("document-heads", traced.first.pk)).status_code == 403


@pytest.mark.parametrize("kind", ["origins", "document-heads", "origin"])
def test_origins_cost_the_same_for_few_and_for_many(traced, kind):
    place = {
        "origins": f"/api/v1/origins/?document={traced.first.pk}",
        "document-heads": page("document-heads", traced.first.pk),
        "origin": page("origin", traced.zhang.pk),
    }[kind]
    client = at(traced.bureau)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(place).status_code == 200
        return len(captured)

    asked()
    few = asked()
    traced.grant(40, traced.other_street, date(2026, 4, 1))
    for _number in range(30):
        traced.hire(date(2026, 4, 1), street=traced.other_street, clerk=traced.other_clerk)
    assert asked() == few <= 13
