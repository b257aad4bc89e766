"""Grants and the ledger on their pages: proposed, tried, decided by other eyes, traced to their paper."""

from datetime import date

import pytest

from quota_pool import documents
from quota_pool.ledger.proof import verify
from quota_pool.models import Act, AuditEvent, Document, Entry, Role
from staffing.models import QuotaGrant
from staffing.selectors import unit_position
from tests import factories
from tests.quota_pool.reading import queries, said

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 30)
ORIGINS = {"origins-TOTAL_FORMS": "3", "origins-INITIAL_FORMS": "0"}


@pytest.fixture
def enter(client):
    """Sign somebody in and give the browser."""

    def enter(user):
        client.cookies["language"] = "en"
        client.force_login(user)
        return client

    return enter


@pytest.fixture
def lump_sum(office):
    """What the officer types to propose a lump-sum."""
    paper = factories.document(office.district)
    return {
        "unit": office.street.pk,
        "heads": 12,
        "document": paper.pk,
        "valid_from": "2026-10-30",
        **ORIGINS,
    }


@pytest.fixture
def mobile(office):
    """What the officer types to propose a mobile grant."""
    paper = factories.document(office.district)
    return {
        "unit": office.street.pk,
        "heads": 3,
        "document": paper.pk,
        "valid_from": "2026-10-30",
        "valid_to": "2026-12-31",
        "reason_code": "demolition",
        "funding_source": "task_transfer",
    }


KEY = {"key": "0b8f3c1e-5a55-4d7c-9a6b-1f0c2d3e4f50"}


def granted(office) -> int:
    return unit_position(office.street).total("granted")


def test_a_number_is_proposed_with_the_old_lines_it_was_made_of(office, enter, lump_sum):
    lines = {
        "origins-0-assistant_kind": "城管协管员",
        "origins-0-department": "城管局",
        "origins-0-heads": "7",
        "origins-1-assistant_kind": "综治协管员",
        "origins-1-heads": "5",
    }
    answer = enter(office.bureau).post("/grants/propose/lump_sum/", {**lump_sum, **lines, **KEY})
    grant = QuotaGrant.objects.get(state="proposed")
    assert answer["Location"] == f"/grants/{grant.pk}/"
    assert grant.origins.count() == 2
    assert granted(office) == 0, "nothing moves before the leader approves"
    event = AuditEvent.objects.get(act="grant.propose")
    assert "城管协管员 城管局 7" in said(enter(office.auditor).get(f"/audit/{event.pk}/"))


def test_the_same_form_sent_twice_proposes_once(office, enter, lump_sum):
    browser = enter(office.bureau)
    browser.post("/grants/propose/lump_sum/", {**lump_sum, **KEY})
    answer = browser.post("/grants/propose/lump_sum/", {**lump_sum, **KEY})
    assert answer.status_code == 409
    assert QuotaGrant.objects.count() == 1


def test_what_a_number_would_do_is_shown_before_it_is_sent(office, enter, lump_sum):
    office.grant(10, valid_from=TODAY)
    browser = enter(office.bureau)
    answer = browser.post("/grants/propose/lump_sum/", {**lump_sum, **KEY, "try": "yes"})
    assert answer.status_code == 200
    assert "10 → <b>12</b>" in said(answer)
    assert "990 → <b>988</b>" in said(answer)
    panel = said(browser.post("/grants/propose/lump_sum/effect/", {**lump_sum, "heads": 2000}))
    assert "bring heads in by a document first" in panel
    assert QuotaGrant.objects.count() == 1


def test_a_cut_below_use_says_who_stays_over(office, enter, lump_sum):
    office.grant(2, valid_from=TODAY)
    office.hire(TODAY)
    office.hire(TODAY)
    panel = said(enter(office.bureau).post("/grants/propose/lump_sum/effect/", {**lump_sum, "heads": 1}))
    assert "sends nobody away" in panel
    assert '0 → <b class="text-red">1</b>' in panel
    assert "998 → <b>998</b>" in panel, "the seat comes back only when somebody leaves"


def test_the_leader_approves_and_the_books_agree(office, enter, lump_sum):
    enter(office.bureau).post("/grants/propose/lump_sum/", {**lump_sum, **KEY})
    grant = QuotaGrant.objects.get()
    browser = enter(office.bureau_lead)
    assert "0 → <b>12</b>" in said(browser.get(f"/grants/{grant.pk}/"))
    for _click in range(2):
        assert browser.post(f"/grants/{grant.pk}/approve/", {**KEY, "version": 1}).status_code == 302
    assert granted(office) == 12
    assert verify(office.district) == []
    assert "The pool today" in said(browser.get(f"/grants/{grant.pk}/"))


def test_who_proposed_does_not_approve(office, enter, lump_sum):
    both = factories.member(Role.BUREAU, office.district)
    both.memberships.create(district=office.district, role=Role.BUREAU_LEAD)
    enter(both).post("/grants/propose/lump_sum/", {**lump_sum, **KEY})
    grant = QuotaGrant.objects.get()
    assert "Four eyes" in said(enter(both).get(f"/grants/{grant.pk}/"))
    answer = enter(both).post(f"/grants/{grant.pk}/approve/", {**KEY, "version": 1})
    assert answer.status_code == 409
    assert "four eyes" in said(answer)
    assert granted(office) == 0


def test_a_grant_is_refused_with_its_reason(office, enter, mobile):
    enter(office.bureau).post("/grants/propose/mobile/", {**mobile, **KEY})
    grant = QuotaGrant.objects.get()
    browser = enter(office.bureau_lead)
    assert browser.post(f"/grants/{grant.pk}/refuse/", {"note": "", "version": 1}).status_code == 400
    browser.post(f"/grants/{grant.pk}/refuse/", {"note": "no new task", "version": 1})
    grant.refresh_from_db()
    assert (grant.state, grant.note) == ("refused", "no new task")
    assert "not granted" in said(browser.get("/grants/"))


def test_a_grant_changed_meanwhile_is_not_decided_unseen(office, enter, mobile):
    enter(office.bureau).post("/grants/propose/mobile/", {**mobile, **KEY})
    QuotaGrant.objects.update(version=2)
    grant = QuotaGrant.objects.get()
    answer = enter(office.bureau_lead).post(f"/grants/{grant.pk}/approve/", {**KEY, "version": 1})
    assert answer.status_code == 412
    assert 'name="version" value="2"' in said(answer)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"valid_to": "2026-10-01"}, "lies before the first"),
        ({"reason_code": ""}, "Reason"),
        ({"funding_source": ""}, "Funding"),
        ({"heads": "0"}, "Heads"),
        ({"unit": "999999"}, "Street or town"),
    ],
)
def test_a_mobile_grant_names_reason_term_and_money(office, enter, mobile, facts, words):
    answer = enter(office.bureau).post("/grants/propose/mobile/", {**mobile, **facts, **KEY})
    assert answer.status_code == 400
    assert words in said(answer)
    assert not QuotaGrant.objects.exists()


def test_a_half_filled_old_line_is_said(office, enter, lump_sum):
    half = {**lump_sum, **KEY, "origins-0-assistant_kind": "城管协管员"}
    answer = enter(office.bureau).post("/grants/propose/lump_sum/", half)
    assert answer.status_code == 400
    assert "How many heads came from this line?" in said(answer)


def test_heads_are_brought_into_the_reserve_once(office, enter):
    paper = factories.document(office.district)
    form = {"heads": 5, "document": paper.pk, "on": "", **KEY}
    browser = enter(office.bureau_lead)
    for _click in range(2):
        assert browser.post("/grants/issue/", form).status_code == 302
    assert Act.objects.filter(kind="issue").count() == 2, "the office's own thousand, and these five"
    assert "1,005" in said(browser.get("/"))
    assert enter(office.bureau).get("/grants/issue/").status_code == 403


def test_a_voided_document_cannot_be_chosen(office, enter, lump_sum):
    paper = Document.objects.get(pk=lump_sum["document"])
    documents.void(document=paper, reason="x", actor=office.bureau)
    assert enter(office.bureau).post("/grants/propose/lump_sum/", {**lump_sum, **KEY}).status_code == 400


# --- the ledger --------------------------------------------------------------------------------------------


def test_a_head_is_traced_from_the_person_to_the_document_and_back(office, enter):
    grant = office.grant(5, valid_from=TODAY)
    engagement = office.hire(TODAY)
    browser = enter(office.bureau)
    html = said(browser.get(f"/ledger/?subject={engagement.pk}"))
    assert "free → seated" in html
    assert "free 5 → 4 · seated 0 → 1" in html
    assert f"/people/{engagement.person.number}/" in html
    html = said(browser.get(f"/ledger/?document={grant.document_id}"))
    assert f"/documents/{grant.document_id}/" in html
    assert f"/ledger/acts/{grant.act_id}/" in html


@pytest.mark.parametrize("query", ["q=ceshi", "kind=start", "effective_from=2026-10-30", "book=seated"])
def test_the_ledger_is_narrowed_by_person_act_day_and_book(office, enter, query):
    office.grant(5, valid_from=TODAY)
    office.hire(TODAY)
    html = said(enter(office.bureau).get(f"/ledger/?{query}"))
    assert "free → seated" in html


def test_a_street_sees_its_own_movements_only(office, enter):
    grant = office.grant(5, valid_from=TODAY)
    browser = enter(office.other_clerk)
    assert "Nothing here yet" in said(browser.get("/ledger/"))
    assert browser.get(f"/ledger/acts/{grant.act_id}/").status_code == 404
    assert browser.get(f"/grants/{grant.pk}/").status_code == 404


def test_an_act_shows_all_its_movements(office, enter):
    grant = office.grant(5, valid_from=TODAY)
    html = said(enter(office.clerk).get(f"/ledger/acts/{grant.act_id}/"))
    assert "district reserve → free" in html
    assert "stands as it was recorded" in html


@pytest.mark.parametrize(("path", "most"), [("/ledger/", 7), ("/grants/", 7), ("/grants/?on=2026-10-30", 7)])
def test_lists_cost_the_same_for_few_and_for_many(office, enter, path, most):
    office.grant(40, valid_from=TODAY)
    office.hire(TODAY)
    browser = enter(office.bureau)
    browser.get(path)
    few = queries(browser, path)
    for _number in range(12):
        office.hire(TODAY)
        street = factories.unit(office.district, "丙街道")
        office.grant(1, street=street, valid_from=TODAY)
    assert Entry.objects.count() > 20
    assert queries(browser, path) == few <= most


# --- comparing two days ------------------------------------------------------------------------------------


def test_the_pool_is_compared_with_another_day(office, enter, clock):
    office.grant(5, valid_from=TODAY)
    clock.move_to("2026-11-03T02:00:00Z")
    office.hire(date(2026, 11, 3))
    html = said(enter(office.bureau).get("/pool/?against=2026-11-01"))
    assert '<small class="delta">+1</small>' in html
    assert '<small class="delta">−1</small>' in html
    assert "the change since 2026-11-01" in html
