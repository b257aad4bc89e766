"""月度核验: confirmed by the 20th, nil return included, checked, locked on the 28th, and never changed."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from budgets import monthly
from budgets.corrections import Change, corrections
from budgets.models import Snapshot, SnapshotLine
from budgets.services import declarations
from quota_pool import jobs
from quota_pool.ledger.proof import verify
from quota_pool.models import Role
from quota_pool.refusals import Refusal
from staffing.alerts import Scope, alerts
from tests.desk import desk
from tests.factories import member

pytestmark = pytest.mark.django_db
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


@pytest.fixture
def month(office, clock):
    """Three people since October, and a day in November."""
    office.grant(5, valid_from=date(2026, 10, 30))
    people = [office.hire(date(2026, 10, 30)) for _place in range(3)]
    clock.move_to("2026-11-18T02:00:00Z")
    return people


def confirm(office, nil=True, month=NOVEMBER, unit=None):
    unit = unit or office.street
    return declarations.confirm_month(unit=unit, month=month, nil=nil, actor=office.lead_of(unit.pk))


def refused(act) -> list[str]:
    with pytest.raises(Refusal) as caught:
        act()
    return [reason.code for reason in caught.value.reasons]


def test_that_nothing_changed_must_be_said_and_must_be_true(office, month):
    assert refused(lambda: confirm(office, nil=False)) == ["not_nil"]
    assert confirm(office).is_nil
    office.leave(month[0], date(2026, 11, 17))
    assert refused(lambda: confirm(office)) == ["nil_differs"]
    told = confirm(office, nil=False)
    assert (told.heads, told.joined, told.left) == (2, 0, 1)
    assert not told.is_late


def test_a_month_that_has_not_begun_is_not_confirmed_and_a_late_word_is_marked(office, month, clock):
    assert refused(lambda: confirm(office, month=date(2026, 12, 1))) == ["month_ahead"]
    clock.move_to("2026-11-23T02:00:00Z")
    assert confirm(office).is_late


def test_the_bureau_checks_or_returns_and_the_street_answers(office, month):
    checking = {"unit": office.street, "month": NOVEMBER, "actor": office.bureau}
    assert refused(lambda: declarations.check_month(**checking)) == ["declaration_not_confirmed"]
    confirm(office)
    returned = declarations.return_month(**checking, note="少一人")
    assert (returned.state, returned.check_note) == ("returned", "少一人")
    confirm(office)
    assert declarations.check_month(**checking).state == "checked"
    assert refused(lambda: confirm(office)) == ["declaration_checked"]


def test_who_has_not_confirmed_by_the_20th_stands_among_the_alerts(office, month, clock):
    def unconfirmed():
        found = alerts(Scope(office.bureau))
        return [one.unit.name for one in found if one.kind.code == "roster_unconfirmed"]

    assert unconfirmed() == []
    clock.move_to("2026-11-21T02:00:00Z")
    confirm(office)
    assert unconfirmed() == [office.other_street.name]


def test_the_28th_locks_the_month_with_its_hash_by_itself(office, month, clock):
    confirm(office)
    lock = {"district": office.district, "month": NOVEMBER}
    assert refused(lambda: declarations.lock_month(**lock)) == ["month_not_over"]
    assert declarations.start(office.district) is None
    clock.move_to("2026-11-28T02:00:00Z")
    jobs.perform(declarations.start(office.district).pk)
    snapshot = Snapshot.objects.get()
    assert (snapshot.month, snapshot.heads, len(snapshot.digest)) == (NOVEMBER, 3, 64)
    assert declarations.lock_month(**lock) == snapshot
    assert declarations.start(office.district) is None
    told = {unit.unit_id: (unit.declared, unit.heads) for unit in snapshot.units.all()}
    assert told == {office.street.pk: ("confirmed", 3), office.other_street.pk: ("", 0)}
    assert refused(lambda: confirm(office, unit=office.other_street)) == ["month_locked"]
    assert not [fault for fault in verify(office.district) if fault.invariant == "snapshot"]


@pytest.fixture
def locked(office, month, clock):
    clock.move_to("2026-11-28T02:00:00Z")
    return declarations.lock_month(district=office.district, month=NOVEMBER)


@pytest.mark.requirement("R-011")
def test_a_locked_month_is_never_changed_by_anybody(locked):
    for change in (
        lambda: Snapshot.objects.update(heads=1),
        lambda: SnapshotLine.objects.update(number="X"),
        lambda: SnapshotLine.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_later_correction_is_told_by_the_difference_sheet_alone(office, month, locked, clock):
    assert corrections(locked, office.bureau) == []
    clock.move_to("2026-12-02T02:00:00Z")
    office.leave(month[0], date(2026, 11, 20))
    office.hire(date(2026, 11, 25))
    office.file(month[1])
    sheet = corrections(locked, office.bureau)
    assert sorted(one.change for one in sheet) == [Change.ADDED, Change.REMOVED]
    assert sum(one.heads for one in sheet) == 0
    assert locked.lines.count() == 3


def test_a_locked_month_is_read_over_rest_by_its_number(office, month, locked, clock):
    finance = desk(member(Role.API, office.district))
    whole = finance.get("snapshots/202611/").answer
    assert (whole["month"], whole["heads"], whole["sha256"]) == ("2026-11", 3, locked.digest)
    assert whole["heads_by_category"][0]["heads"] == 3
    lines = finance.get("snapshots/202611/lines/").answer["results"]
    assert {line["person"] for line in lines} == {one.person.number for one in month}
    assert finance.get("snapshots/202611/corrections/").answer["heads_now"] == 3
    assert finance.get("snapshots/202610/").status_code == 404
    other = desk(office.other_clerk).get("snapshots/202611/").answer
    assert [unit["heads"] for unit in other["units"]] == [0]


def test_the_street_confirms_and_the_bureau_checks_over_rest(office, month):
    body = {"unit": office.street.pk, "month": "2026-11", "nil": True}
    made = desk(office.street_lead).post("declarations/", body)
    assert (made.status_code, made.answer["state"], made.answer["month"]) == (201, "confirmed", "2026-11")
    place = f"declarations/{made.answer['id']}/check/"
    assert desk(office.bureau).post(place, {}).answer["state"] == "checked"
    assert desk(office.clerk).post("declarations/", body).status_code == 403


def test_a_month_is_written_and_reckoned():
    assert monthly.read("2026-10") == OCTOBER
    assert [monthly.read(text) for text in ("2026-13", "2026-1", "202610", 2026, None)] == [None] * 5
    assert monthly.before(date(2026, 1, 1)) == date(2025, 12, 1)
    assert monthly.after(date(2026, 12, 1)) == date(2027, 1, 1)
    assert monthly.day_in(date(2026, 2, 1), 31) == date(2026, 2, 28)
