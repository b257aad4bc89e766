"""Freezing a unit and lifting it: nobody comes in, everything else goes on, every day can be asked for."""

from datetime import date, timedelta

import pytest

from quota_pool.ledger.proof import verify
from quota_pool.refusals import Refusal
from staffing.services import freezes
from staffing.services.freezes import application_reasons
from tests.desk import desk
from tests.factories import freeze, invented
from tests.quota_pool.reading import said

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 30)
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def granted(office):
    office.grant(5, valid_from=TODAY)
    return office


def refused(act) -> list[str]:
    with pytest.raises(Refusal) as refusal:
        act()
    return [reason.code for reason in refusal.value.reasons]


def test_a_proposed_freeze_stops_nobody(granted):
    freeze(granted)
    granted.hire(TODAY)


@pytest.mark.requirement("R-018")
def test_a_frozen_unit_hires_nobody_and_says_why(granted):
    granted.freeze()
    assert refused(lambda: granted.hire(TODAY)) == ["unit_frozen"]
    assert refused(lambda: granted.hire(TOMORROW)) == ["unit_frozen"], "no reservation either"


def test_the_other_street_goes_on(granted):
    granted.grant(1, granted.other_street, valid_from=TODAY)
    granted.freeze()
    granted.hire(TODAY, street=granted.other_street, clerk=granted.other_clerk)


def test_who_uses_no_head_still_comes_in(granted):
    granted.freeze()
    granted.hire(TODAY, mode="OUTSOURCED")


def test_exits_filings_and_recorded_starts_go_on(granted, clock):
    leaving, starting = granted.hire(TODAY), granted.hire(date(2026, 11, 2))
    granted.freeze()
    granted.file(leaving)
    granted.leave(leaving, TODAY)
    clock.move_to("2026-11-02T02:00:00Z")
    assert granted.figures()["held"] == 1
    granted.file(starting)
    assert granted.figures()["occupied"] == 1
    assert verify(granted.district) == []


def test_free_heads_of_a_frozen_unit_are_shown_as_frozen(granted):
    granted.hire(TODAY)
    one = granted.freeze()
    rows = desk(granted.bureau).get("quota-positions/", unit=granted.street.pk).answer["results"]
    assert (rows[0]["free"], rows[0]["frozen"]) == (0, 4)
    granted.lift(one)
    rows = desk(granted.bureau).get("quota-positions/", unit=granted.street.pk).answer["results"]
    assert (rows[0]["free"], rows[0]["frozen"]) == (4, 0)


def test_frozen_is_read_on_any_day_as_known_on_any_day(granted, clock):
    clock.move_to("2026-11-02T02:00:00Z")
    one = granted.freeze(from_day=date(2026, 11, 4))
    clock.move_to("2026-11-10T02:00:00Z")
    granted.lift(one)

    def free(day, known=None):
        return granted.figures(date(2026, 11, day), known and date(2026, 11, known))["free"]

    assert [free(day) for day in (3, 4, 9, 10)] == [5, 0, 0, 5]
    assert free(11, 9) == 0, "on the ninth nobody knew it would be lifted"
    assert free(4, 1) == 5, "on the first nobody knew of the freeze"


def test_a_freeze_never_reaches_behind_the_day_it_is_decided(granted, clock):
    proposed = freeze(granted)
    clock.move_to("2026-11-03T02:00:00Z")
    freezes.approve_freeze(freeze=proposed, actor=granted.bureau_lead)
    assert granted.figures(date(2026, 11, 2))["free"] == 5
    assert granted.figures(date(2026, 11, 3))["free"] == 0


def test_a_suspended_unit_hires_on_its_lump_sum_but_not_on_mobile_heads(granted):
    mobile = granted.mobile(2, TODAY, date(2026, 12, 31))
    granted.freeze(kind="suspended")
    granted.hire(TODAY)
    assert refused(lambda: granted.hire(TODAY, pool=mobile)) == ["unit_suspended"]
    assert [reason.code for reason in application_reasons(granted.street)] == ["unit_suspended"]
    assert granted.figures()["free"] == 4


def test_whoever_proposed_it_neither_decides_nor_lifts(granted):
    one = freeze(granted)
    one.proposed_by = granted.bureau_lead
    one.save()
    assert refused(lambda: freezes.approve_freeze(freeze=one, actor=granted.bureau_lead)) == ["own_work"]


def test_one_open_freeze_of_a_kind(granted):
    freeze(granted)
    assert refused(lambda: freeze(granted)) == ["freeze_twice"]


def test_a_freeze_decided_on_is_not_decided_again(granted):
    one = granted.freeze()
    act = {"freeze": one, "actor": granted.bureau_lead}
    assert refused(lambda: freezes.approve_freeze(**act)) == ["wrong_state"]
    granted.lift(one)
    assert refused(lambda: freezes.lift_freeze(**act, reason="已整改")) == ["wrong_state"]


def test_the_pages_lead_from_the_proposal_to_the_lifting(granted, client):
    client.cookies["language"] = "en"
    client.force_login(granted.bureau)
    paper = freeze(granted, granted.other_street).document
    answer = client.post(
        "/freezes/propose/",
        {
            "unit": granted.street.pk,
            "kind": "frozen",
            "cause": "late",
            "reason": "逾期未报",
            "document": paper.pk,
            "from_day": "2026-10-30",
            "key": "0b8f3c1e-5a55-4d7c-9a6b-1f0c2d3e4f50",
        },
    )
    place = answer["Location"]
    assert "Put in force" not in said(client.get(place)), "the officer does not decide"
    client.force_login(granted.bureau_lead)
    assert "Put in force" in said(client.get(place))
    client.post(f"{place}approve/", {"key": "0b8f3c1e-5a55-4d7c-9a6b-1f0c2d3e4f51", "version": 1})
    assert granted.figures()["free"] == 0
    assert "quota frozen since" in said(client.get("/pool/"))
    again = client.post(f"{place}approve/", {"key": "0b8f3c1e-5a55-4d7c-9a6b-1f0c2d3e4f52", "version": 2})
    assert again.status_code == 409
    client.post(f"{place}lift/", {"reason": "已整改", "version": 2})
    assert granted.figures()["free"] == 5


def test_over_rest_a_freeze_is_proposed_decided_and_lifted(granted):
    officer, leader = desk(granted.bureau), desk(granted.bureau_lead)
    paper = freeze(granted, granted.other_street).document
    facts = {"kind": "frozen", "cause": "untrue", "reason": "不实", "from_day": "2026-10-30"}
    made = officer.post("freezes/", {"unit": granted.street.pk, "document": paper.pk, **facts}).answer
    assert leader.post(f"freezes/{made['id']}/approve/").answer["state"] == "in_force"
    assert refused(lambda: granted.hire(TODAY, person=invented())) == ["unit_frozen"]
    assert leader.post(f"freezes/{made['id']}/lift/", {"reason": "已整改"}).answer["state"] == "lifted"
