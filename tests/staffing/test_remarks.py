"""What rules let pass with a warning is said on the page and over REST, with its numbers and a way out."""

import uuid
from datetime import date

import pytest

from quota_pool.refusals import restore
from staffing.services import freezes, grants
from tests.desk import desk
from tests.factories import document, invented
from tests.quota_pool.reading import said
from tests.staffing.pages import START, at, page

pytestmark = pytest.mark.django_db
ENDS = date(2026, 12, 31)
LATER = {"contract_start": START, "contract_end": date(2027, 3, 31)}


def remarked(rows, code: str):
    """The one warning of this code among the reasons of an act."""
    [found] = [one for one in rows if one.code == code]
    return found


def warned(answer, code: str) -> dict:
    """The same of an answer over REST."""
    [found] = [one for one in answer.answer["warnings"] if one["code"] == code]
    return found


@pytest.fixture
def mobile(office):
    """Mobile heads until the end of the year."""
    office.grant(2, valid_from=START)
    return office.mobile(2, START, ENDS)


class TestAContractThatOutlivesItsGrant:
    """The person would be left without a head, and the street with a contract."""

    def test_a_hire_says_by_how_many_days_and_until_when_it_may_run(self, office, mobile):
        reason = remarked(office.hire(START, pool=mobile, **LATER).remarks, "contract_outlives_grant")
        assert (reason.facts["days"], reason.facts["valid_to"]) == (90, "2026-12-31")
        assert "2026-12-31" in reason.remedy

    def test_within_the_grant_or_on_the_lump_sum_nothing_is_said(self, office, mobile):
        within = office.hire(START, pool=mobile, contract_start=START, contract_end=ENDS)
        lasting = office.hire(START, pool=office.lump_sum(), **LATER)
        for one in (within, lasting):
            assert "contract_outlives_grant" not in {reason.code for reason in one.remarks}

    def test_rest_tells_it_of_a_hire_of_new_terms_and_of_another_grant(self, office, mobile):
        clerk = desk(office.clerk)
        work = {"mode": "DIRECT", "post_category": "50", "start_date": "2026-10-30", "person": invented()}
        work |= {"contract_start": "2026-10-30", "contract_end": "2027-03-31"}
        hired = clerk.post("engagements/", {"unit": office.street.pk, "pool": mobile.pk, **work})
        assert warned(hired, "contract_outlives_grant")["facts"]["days"] == 90
        place = f"engagements/{hired.answer['id']}/"
        shorter = {"on": "2026-10-30", "contract_end": "2026-12-31", "reason": "补正"}
        shorter |= {"version": hired.answer["version"]}
        changed = clerk.post(place + "change-terms/", shorter)
        assert changed.answer["warnings"] == [], changed.answer
        longer = {"on": "2026-10-30", "contract_end": "2027-01-02", "reason": "续签"}
        changed = clerk.post(place + "change-terms/", longer | {"version": changed.answer["version"]})
        assert warned(changed, "contract_outlives_grant")["facts"]["days"] == 2
        lasting = office.hire(START, pool=office.lump_sum(), **LATER)
        moved = clerk.post(f"engagements/{lasting.pk}/seat/", {"pool": mobile.pk})
        assert warned(moved, "contract_outlives_grant")["remedy"]

    def test_the_page_warns_before_and_after_and_the_bureau_sees_it_with_the_filing(self, office, mobile):
        lasting = office.hire(START, pool=office.lump_sum(), **LATER)
        form = {"pool": mobile.pk, "version": lasting.version, "key": str(uuid.uuid4())}
        browser = at(office.clerk)
        tried = browser.post(page("take-seat", lasting.pk), form | {"try": "yes"})
        assert any("90 day(s) longer" in words for words in tried.context["trial"].remarks)
        assert "90 day(s) longer" in said(browser.post(page("take-seat", lasting.pk), form, follow=True))
        shown = at(office.bureau).get(page("filing", lasting.filings.get().pk))
        assert "90 day(s) longer" in said(shown)


class TestADocumentThatCarriesAnotherAct:
    """One paper, one decision: it is remarked on, not refused."""

    def test_a_lump_sum_number_on_the_paper_of_a_mobile_grant(self, office):
        paper = document(office.district)
        office.grant(2, kind="mobile", valid_from=START, valid_to=ENDS, document=paper)
        proposed = grants.propose_grant(
            unit=office.street,
            kind="lump_sum",
            heads=5,
            document=paper,
            valid_from=START,
            actor=office.bureau,
        )
        reason = remarked(proposed.remarks, "document_carries_another_act")
        assert (reason.facts["number"], reason.facts["count"]) == (paper.number, 1)
        assert "Rules checked" in said(at(office.bureau_lead).get(page("grant", proposed.pk)))
        approved = desk(office.bureau_lead).post(f"quota-grants/{proposed.pk}/approve/")
        assert warned(approved, "document_carries_another_act")["facts"]["count"] == 1
        proposed.refresh_from_db()
        kept = [restore(check["reason"]).code for check in proposed.checks if check["reason"]]
        assert "document_carries_another_act" in kept

    def test_a_freeze_and_heads_given_on_a_paper_that_grants(self, office):
        paper = office.grant(5, valid_from=START).document
        office.grant(5, office.other_street, valid_from=START)
        facts = {"unit": office.street.pk, "kind": "frozen", "cause": "untrue", "reason": "花名册不实"}
        facts |= {"document": paper.pk, "from_day": "2026-11-02"}
        frozen = desk(office.bureau).post("freezes/", facts)
        assert warned(frozen, "document_carries_another_act")["facts"]["acts"], frozen.answer
        given = {"unit": office.street.pk, "to_unit": office.other_street.pk, "heads": 1}
        other = desk(office.bureau).post("head-gifts/", given | {"document": document(office.district).pk})
        assert other.answer["warnings"] == []
        done = desk(office.bureau_lead).post(f"head-gifts/{other.answer['id']}/approve/")
        said_of = {one["code"] for one in done.answer["warnings"]}
        assert said_of == {"needs_committee_year"}, "its own numbers are no other act"

    def test_the_numbers_of_many_streets_may_stand_on_one_paper(self, office):
        paper = document(office.district)
        for street in (office.street, office.other_street):
            given = office.grant(2, street, valid_from=START, document=paper)
            assert "document_carries_another_act" not in {one.code for one in given.remarks}

    def test_a_refused_proposal_no_longer_stands_on_its_paper(self, office):
        paper = document(office.district)
        what = {"unit": office.street, "kind": "frozen", "cause": "untrue", "reason": "花名册不实"}
        one = freezes.propose_freeze(**what, document=paper, from_day=START, actor=office.bureau)
        freezes.refuse_freeze(freeze=one, actor=office.bureau_lead, note="已补正")
        given = office.grant(2, valid_from=START, document=paper)
        assert "document_carries_another_act" not in {reason.code for reason in given.remarks}
