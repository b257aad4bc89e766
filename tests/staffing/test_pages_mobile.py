"""The mobile ledger and one mobile pool on their pages and over REST."""

import uuid
from datetime import date

import pytest

from quota_pool.ledger.proof import verify
from staffing.models import QuotaGrant
from tests.desk import desk
from tests.factories import document
from tests.quota_pool.reading import queries, said
from tests.staffing.pages import at, page

pytestmark = pytest.mark.django_db
TODAY, END, LATER = date(2026, 10, 30), date(2026, 12, 15), date(2027, 5, 31)


@pytest.fixture
def pool(office):
    return office.grant_request(office.reviewed(5, valid_from=TODAY, valid_to=END), heads=4).grant.pool


def key() -> dict:
    return {"key": str(uuid.uuid4())}


def test_asked_granted_and_used_stand_side_by_side(office, pool):
    office.hire(TODAY, pool=pool)
    answer = at(office.bureau).get(page("mobile-ledger"))
    [row] = answer.context_data["list_page"].prepare([{"pk": pool.pk}])
    figures = row["mobile"].figures()
    assert (figures["requested"], figures["first_granted"], figures["used"], figures["free"]) == (5, 4, 1, 3)
    assert figures["life"] == "expiring"
    assert pool.label in said(answer)


def test_the_ledger_of_a_day_prints_as_it_was_known(office, pool, clock):
    clock.move_to("2026-11-20T02:00:00Z")
    office.extend(pool, LATER)
    office.give_back(pool, 1)
    office.hire(date(2026, 11, 20), pool=pool)
    clock.move_to("2026-12-10T02:00:00Z")

    def told(**days) -> tuple:
        [row] = desk(office.bureau).get("mobile-pools/", **days).answer["results"]
        figures = row["figures"]
        return figures["valid_to"], figures["granted"], figures["used"], figures["is_extended"]

    assert told() == (str(LATER), 3, 1, True)
    assert told(on="2026-11-19") == (str(END), 4, 0, False)
    assert told(on="2026-12-10", known_on="2026-11-19") == (str(END), 4, 0, False)
    asked = "?on=2026-11-19"
    assert str(END) in said(at(office.bureau).get(page("mobile-ledger") + asked))
    sheet = said(at(office.bureau).get(page("mobile", pool.pk) + asked))
    assert str(END) in sheet
    assert "Reclaim unused heads" not in sheet, "the past is read only"
    assert desk(office.bureau).get("mobile-pools/", on="2026-10-01").answer["results"] == []


def test_what_a_street_hoards_is_seen_on_any_day(office, pool, clock):
    office.hire(TODAY, pool=pool)
    clock.move_to("2027-02-05T02:00:00Z")
    office.mobile(10, date(2027, 2, 5), date(2027, 12, 31))
    clock.move_to("2027-06-01T02:00:00Z")
    rows = {row["id"]: row for row in desk(office.bureau).get("mobile-streets/").answer["results"]}
    here = rows[office.street.pk]
    assert (here["granted"], here["used"], here["idle"], here["hoarded_percent"]) == (10, 1, 10, 100)
    rows = {
        row["id"]: row
        for row in desk(office.bureau).get("mobile-streets/", on="2026-11-02").answer["results"]
    }
    here = rows[office.street.pk]
    assert (here["grants"], here["requested"], here["first_granted"], here["used"]) == (1, 5, 4, 1)
    assert rows[office.other_street.pk]["grants"] == 0
    assert page("mobile-ledger") in said(at(office.bureau).get(page("mobile-streets") + "?on=2026-11-02"))
    street = at(office.bureau).get(page("street", office.street.pk) + "?on=2026-11-02")
    assert page("mobile", pool.pk) in said(street)
    assert "Requested" in said(street)


def test_the_streets_cost_the_same_for_one_grant_and_for_thirty(office, pool):
    browser = at(office.bureau)
    browser.get(page("mobile-streets"))
    one = queries(browser, page("mobile-streets"))
    for _place in range(29):
        office.mobile(1, TODAY, END, office.other_street)
    assert queries(browser, page("mobile-streets")) == one


def test_the_ledger_costs_the_same_for_one_and_for_thirty(office, pool):
    browser = at(office.bureau)
    browser.get(page("mobile-ledger"))
    one = queries(browser, page("mobile-ledger"))
    for _place in range(29):
        office.mobile(1, TODAY, END, office.other_street)
    assert queries(browser, page("mobile-ledger")) == one


def test_people_left_on_an_ended_grant_are_listed_with_what_to_do(office, pool, clock):
    someone = office.hire(TODAY, pool=pool)
    clock.move_to("2026-12-16T02:00:00Z")
    office.grant(3, valid_from=date(2026, 12, 16))
    sheet = at(office.clerk).get(page("mobile", pool.pk))
    assert "Ended with people on it" in said(sheet)
    for name in ("exit-work", "take-seat"):
        assert page(name, someone.pk) in said(sheet)
    assert "Counts as over" in said(sheet)
    listed = at(office.bureau).get(page("mobile-ledger") + "?term=overrun")
    assert pool.label in said(listed)
    office.seat(someone, office.lump_sum())
    assert pool.label not in said(at(office.bureau).get(page("mobile-ledger") + "?term=overrun"))
    assert verify(office.district) == []


def test_an_extension_is_proposed_on_the_page_and_decided_on_the_grant_s(office, pool):
    typed = {"valid_to": LATER.isoformat(), "document": document(office.district).pk, "note": "任务未完"}
    answer = at(office.bureau).post(page("mobile-extend", pool.pk), typed)
    paper = QuotaGrant.objects.get(purpose="extension")
    assert answer["Location"] == page("grant", paper.pk)
    lead = at(office.bureau_lead)
    assert "waits for the leader" in said(lead.get(page("mobile", pool.pk)))
    lead.post(page("grant-approve", paper.pk), {**key(), "version": paper.version})
    pool.refresh_from_db()
    assert pool.valid_to == LATER
    again = at(office.bureau).post(page("mobile-extend", pool.pk), typed)
    assert again.status_code == 409
    assert "was extended once already" in said(again)


def test_heads_are_given_back_on_the_page_and_what_was_typed_stays(office, pool):
    leader = at(office.street_lead)
    far = leader.post(page("mobile-return", pool.pk), {"heads": 9, "note": "任务减少", **key()})
    assert far.status_code == 409
    assert "任务减少" in said(far)
    leader.post(page("mobile-return", pool.pk), {"heads": 2, "note": "任务减少", **key()})
    assert office.figures()["granted"] == 2


def test_reclaiming_keeps_its_evidence_on_the_grant_s_page(office, pool):
    at(office.bureau).post(page("mobile-reclaim", pool.pk), {"heads": 1, "note": "长期未用"})
    paper = QuotaGrant.objects.get(purpose="reclaim")
    sheet = said(at(office.bureau_lead).get(page("grant", paper.pk)))
    assert "Evidence" in sheet
    assert "most used at once" in sheet


def test_who_decides_on_many_heads_is_said_on_the_page_and_over_rest(office):
    paper = office.grant(9, valid_from=TODAY)
    sheet = said(at(office.bureau).get(page("grant", paper.pk)))
    assert "decided by the establishment committee" in sheet
    body = desk(office.bureau).get(f"quota-grants/{paper.pk}/").answer
    assert body["checks"][0]["reason"]["code"] == "needs_committee"
    assert body["decision_level"] == ""


def test_a_pool_is_read_extended_given_back_and_reclaimed_over_rest(office, pool):
    bureau, lead = desk(office.bureau), desk(office.bureau_lead)
    [listed] = bureau.get("mobile-pools/", term="expiring").answer["results"]
    assert listed["figures"]["granted"] == 4
    place = f"mobile-pools/{pool.pk}/"
    paper = document(office.district)
    extended = bureau.post(place + "extend/", {"valid_to": LATER.isoformat(), "document": paper.pk})
    assert extended.status_code == 201, extended.answer
    lead.post(f"quota-grants/{extended.answer['id']}/approve/", {"version": 1})
    back = desk(office.street_lead).post(place + "return/", {"heads": 1, "note": "任务减少"})
    assert (back.answer["change"], back.answer["state"]) == (-1, "granted")
    reclaim = bureau.post(place + "reclaim/", {"heads": 2, "note": "未用"})
    assert reclaim.answer["evidence"]["free"] == 3
    whole = bureau.get(place).answer
    assert [one["purpose"] for one in whole["papers"]] == ["grant", "extension", "return", "reclaim"]
    assert whole["valid_to"] == LATER.isoformat()
    assert verify(office.district) == []
