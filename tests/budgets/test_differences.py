"""对账: heads, filings and pay beside each other; each difference has an owner, a reason, an age, an end."""

from datetime import date

import pytest

from budgets.models import Difference, PayLine, PayRun
from budgets.services import differences, payroll_actuals
from quota_pool.calendar import now
from quota_pool.models import Role
from quota_pool.refusals import Refusal
from tests.desk import desk
from tests.factories import member

pytestmark = pytest.mark.django_db
NOVEMBER = date(2026, 11, 1)
Kind = Difference.Kind


@pytest.fixture
def system(office):
    """The finance system, which sends for the whole district."""
    return member(Role.API, office.district)


@pytest.fixture
def people(office, clock):
    """Filed, not filed, gone in October; and one of another street."""
    for street in (office.street, office.other_street):
        office.grant(5, street, valid_from=date(2026, 10, 30))
    filed, unfiled, gone = (office.hire(date(2026, 10, 30)) for _place in range(3))
    office.file(filed)
    elsewhere = office.hire(date(2026, 10, 30), clerk=office.other_clerk, street=office.other_street)
    office.file(elsewhere)
    office.leave(gone, date(2026, 10, 31))
    clock.move_to("2026-11-30T02:00:00Z")
    return {"filed": filed, "unfiled": unfiled, "gone": gone, "elsewhere": elsewhere}


def send(office, system, engagement, unit=None, **changes):
    """What finance paid one person for November."""
    row = {
        "unit": (unit or office.street).pk,
        "month": "2026-11",
        "person": engagement.person.number,
        "component": "basic",
        "amount": "6000.00",
        "source_no": "V-1",
        **changes,
    }
    return payroll_actuals.post_actuals(district=office.district, rows=[row], actor=system)


def compare(office) -> set[tuple]:
    differences.compare_month(district=office.district, month=NOVEMBER)
    rows = Difference.objects.filter(state=Difference.State.OPEN)
    return {(row.kind, row.person_id, row.unit_id) for row in rows}


def test_each_kind_of_difference_is_found(office, system, people):
    send(office, system, people["unfiled"])
    send(office, system, people["gone"])
    send(office, system, people["elsewhere"])
    here = office.street.pk
    assert compare(office) == {
        (Kind.PAID_NOT_FILED, people["unfiled"].person_id, here),
        (Kind.LEFT_PAID, people["gone"].person_id, here),
        (Kind.WRONG_UNIT, people["elsewhere"].person_id, here),
        (Kind.FILED_NOT_PAID, people["filed"].person_id, here),
    }
    assert Difference.objects.get(kind=Kind.WRONG_UNIT).other_unit == office.other_street


def test_who_is_paid_more_than_the_posted_run_says_is_told_apart(office, system, people):
    send(office, system, people["filed"])
    run = PayRun.objects.create(
        district=office.district,
        unit=office.street,
        key="run",
        month=NOVEMBER,
        state=PayRun.State.POSTED,
        calculation=1,
        created_by=office.clerk,
        created_at=now(),
    )
    amounts = {one.name: 0 for one in PayLine._meta.concrete_fields if one.name.endswith("_fen")} | {
        "total_fen": 599_999
    }
    PayLine.objects.create(
        district=office.district,
        unit=office.street,
        run=run,
        calculation=1,
        engagement=people["filed"],
        month=NOVEMBER,
        standing=PayLine.Standing.CHARGED,
        mode="DIRECT",
        post_category="50",
        days=30,
        **amounts,
    )
    assert compare(office) == {(Kind.ABOVE_SCHEME, people["filed"].person_id, office.street.pk)}
    one = Difference.objects.get()
    assert (one.paid_fen, one.run_fen) == (600_000, 599_999)


def test_severance_of_who_has_left_is_no_difference(office, system, people):
    send(office, system, people["gone"], component="severance")
    send(office, system, people["filed"])
    assert compare(office) == set()


def test_a_street_finance_has_not_reported_is_not_full_of_unpaid_people(office, system, people):
    assert compare(office) == set()


def test_a_difference_ends_by_itself_and_opens_again_when_its_figures_change(office, system, people):
    send(office, system, people["unfiled"])
    send(office, system, people["filed"])
    compare(office)
    one = Difference.objects.get()
    office.file(people["unfiled"])
    assert compare(office) == set()
    one.refresh_from_db()
    assert (one.state, one.closed_by) == (Difference.State.GONE, None)
    send(office, system, people["gone"])
    compare(office)
    left = Difference.objects.get(kind=Kind.LEFT_PAID)
    differences.explain_difference(difference=left, reason="recovered", actor=office.finance)
    assert compare(office) == set()
    send(office, system, people["gone"], amount="6100.00", revision=2)
    assert compare(office) == {(Kind.LEFT_PAID, left.person_id, left.unit_id)}


def test_it_lies_with_one_side_and_is_handed_on(office, system, people):
    send(office, system, people["unfiled"])
    send(office, system, people["filed"])
    compare(office)
    one = Difference.objects.get()
    assert one.owner == Difference.Owner.STREET
    with pytest.raises(Refusal, match="difference_of_others"):
        differences.explain_difference(difference=one, reason="lawful", actor=office.finance)
    with pytest.raises(Refusal, match="difference_needs_remarks"):
        differences.explain_difference(difference=one, reason="other", actor=office.clerk)
    handed = differences.hand_difference(
        difference=one, owner="bureau", note="备案材料已交", actor=office.clerk
    )
    ended = differences.explain_difference(difference=handed, reason="filing_under_way", actor=office.bureau)
    assert (ended.state, ended.closed_by) == (Difference.State.EXPLAINED, office.bureau)
    with pytest.raises(Refusal, match="difference_ended"):
        differences.hand_difference(difference=ended, owner="finance", note="x", actor=office.bureau)


def test_what_is_sent_in_is_compared_by_the_worker(
    office, system, people, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        send(office, system, people["unfiled"])
    assert Difference.objects.filter(kind=Kind.PAID_NOT_FILED).count() == 1


def test_the_list_over_rest_tells_month_amounts_and_age(office, system, people, clock):
    send(office, system, people["unfiled"])
    compare(office)
    clock.move_to("2026-12-03T02:00:00Z")
    answer = desk(system).get("differences/", month="2026-11", kind="paid_not_filed").answer
    [one] = answer["results"]
    assert (one["month"], one["paid"], one["pay_run"], one["age_days"]) == ("2026-11", "6000.00", None, 3)
    assert one["person"] == people["unfiled"].person.number
    assert desk(office.other_clerk).get("differences/", month="2026-11").answer["results"] == []
    ended = desk(office.clerk).post(f"differences/{one['id']}/explain/", {"reason": "filing_under_way"})
    assert ended.answer["state"] == "explained"
