"""Envelopes: worked out by one, approved by another, changed only by entries, closed at the year's end."""

from datetime import date

import pytest
import time_machine

from budgets.models import Envelope, EnvelopeChange
from budgets.selectors import envelope_money, money_of
from budgets.services import envelopes
from budgets.services.envelopes.changes import pro_rata
from quota_pool import ledger
from quota_pool.access import Forbidden
from quota_pool.ledger.proof import verify
from quota_pool.models import Account, Book, Fund, Hold
from quota_pool.refusals import Refusal
from staffing.alerts.kinds import Scope, alerts
from tests.budgets.treasury import YUAN, Treasury, key

pytestmark = pytest.mark.django_db
JULY = "2026-07-01T02:00:00Z"
Kind, State, Balance = EnvelopeChange.Kind, Envelope.State, Envelope.Balance


@pytest.fixture
def treasury():
    with time_machine.travel(JULY, tick=True):
        yield Treasury()


def money(envelope):
    return envelope_money([Envelope.objects.get(pk=envelope.pk)])[envelope.pk]


def refused(call, **what) -> list[str]:
    with pytest.raises(Refusal) as found:
        call(**what)
    return [reason.code for reason in found.value.reasons]


# --- worked out and approved -----------------------------------------------------------------------------


def test_m1_an_envelope_is_heads_by_standard(treasury):
    """60 x 85,000 + 200 x 72,000 + 60 x 76,000 + 30 x 95,000 = 26,910,000."""
    lines = [
        {"post_category": category, "heads": heads, "standard_fen": standard * YUAN}
        for category, heads, standard in (
            ("30", 60, 85_000),
            ("50", 200, 72_000),
            ("40", 60, 76_000),
            ("20", 30, 95_000),
        )
    ]
    made = envelopes.calculate(envelope=treasury.draft(), lines=lines, actor=treasury.officer)
    assert made.total_fen == 26_910_000 * YUAN
    assert [line.amount_fen // YUAN for line in made.lines.all()] == [
        5_100_000,
        14_400_000,
        4_560_000,
        2_850_000,
    ]


def test_the_sum_over_streets_stays_within_the_appropriation(treasury):
    treasury.appropriate(100)
    treasury.approved(60)
    other = treasury.calculated(41, treasury.office.other_street)
    what = {"envelope": other, "document": treasury.paper(), "actor": treasury.lead}
    assert refused(envelopes.approve, **what) == ["above_appropriation"]
    treasury.appropriate(1)
    assert envelopes.approve(**what).state == State.APPROVED


@pytest.mark.requirement("R-077")
def test_whoever_drafted_an_envelope_does_not_approve_it(treasury):
    treasury.appropriate(100)
    made = treasury.calculated(100)
    with pytest.raises(Forbidden):
        envelopes.approve(envelope=made, document=treasury.paper(), actor=treasury.officer)


def test_an_envelope_not_above_the_base_keeps_to_it(treasury):
    drafted = treasury.draft(basis="base_cap", base_fen=100 * YUAN, reduction_plan="350 → 315 → 280 → 245")
    lines = [{"post_category": "50", "heads": 1, "standard_fen": 101 * YUAN}]
    what = {"envelope": drafted, "lines": lines, "actor": treasury.officer}
    assert refused(envelopes.calculate, **what) == ["envelope_above_base"]


def test_a_unit_has_one_envelope_a_year(treasury):
    treasury.draft()
    assert refused(treasury.draft) == ["envelope_twice"]


def test_putting_in_force_holds_what_everybody_on_post_costs_to_the_end_of_the_year(treasury):
    office = treasury.office
    office.grant(3, valid_from=date(2026, 7, 1))
    person = office.hire(date(2026, 7, 1), monthly_pay_fen=5_000 * YUAN)
    made = treasury.in_force(100_000)
    # Six months at 5,000 with 28 % on-cost.
    assert Hold.objects.get(subject_id=person.pk, fund=made.fund).left == 38_400 * YUAN
    assert (money(made).held, money(made).free) == (38_400 * YUAN, 61_600 * YUAN)
    assert verify(office.district) == []


def test_what_the_money_does_not_reach_for_is_short_until_it_comes(treasury):
    office = treasury.office
    office.grant(3, valid_from=date(2026, 7, 1))
    office.hire(date(2026, 7, 1), monthly_pay_fen=5_000 * YUAN)
    made = treasury.in_force(30_000)
    assert (money(made).held, money(made).short) == (30_000 * YUAN, 8_400 * YUAN)
    treasury.appropriate(10_000)
    treasury.change(made, Kind.CORRECTION, 10_000)
    assert (money(made).short, money(made).free) == (0, 1_600 * YUAN)
    assert money(made).adjusted == 10_000 * YUAN
    assert verify(office.district) == []


# --- changed -----------------------------------------------------------------------------------------------


def test_an_approved_envelope_changes_only_by_entries_on_documents(treasury):
    made = treasury.in_force(100)
    change = treasury.change(made, Kind.CUT, 30)
    assert change.act.document == change.document
    assert change.amount_fen == -30 * YUAN
    made.refresh_from_db()
    assert made.total_fen == 100 * YUAN
    assert (money(made).given, money(made).adjusted) == (70 * YUAN, -30 * YUAN)


def test_no_more_is_cut_than_is_not_spent(treasury):
    made = treasury.in_force(100)
    proposed = treasury.propose(made, Kind.CUT, 101)
    what = {"change": proposed, "actor": treasury.lead, "key": key()}
    assert refused(envelopes.approve_change, **what) == ["cut_below_spent"]


def test_m6_task_money_lies_in_a_book_of_its_own_pro_rata(treasury):
    """600,000 a year from 1 April: 450,000 this year, and not a head."""
    made = treasury.in_force(100)
    fen = pro_rata(600_000 * YUAN, date(2026, 4, 1), date(2026, 12, 31))
    assert fen == 450_000 * YUAN
    change = treasury.change(made, Kind.TASK_IN, fen // YUAN, label="河长制巡查")
    assert change.fund.kind == Fund.Kind.TASK
    assert money_of([change.fund_id])[change.fund_id].free == 450_000 * YUAN
    assert money(made).given == 100 * YUAN
    assert verify(treasury.office.district) == []


def test_m7_money_of_a_mobile_grant_is_a_line_of_its_own_and_pays_its_people(treasury):
    """8 heads x 76,000 from 1 April to 30 September = 304,000."""
    assert pro_rata(8 * 76_000 * YUAN, date(2026, 4, 1), date(2026, 9, 30)) == 304_000 * YUAN
    office, made = treasury.office, treasury.in_force(1_000)
    pool = office.grant(
        8,
        valid_from=date(2026, 7, 1),
        valid_to=date(2026, 9, 30),
        kind="mobile",
        funding_source="extra_grant",
        reason_code="demolition",
    ).pool
    what = {"on": date(2026, 7, 1), "pool": pool, "monthly_pay_fen": 1_000 * YUAN}
    assert refused(office.hire, **what) == ["mobile_money_missing"]
    treasury.appropriate(304_000)
    days = {"valid_from": date(2026, 7, 1), "valid_to": date(2026, 9, 30)}
    change = treasury.change(made, Kind.MOBILE_GRANT, 304_000, pool=pool, **days)
    person = office.hire(**what)
    held = Hold.objects.get(subject_id=person.pk, purpose="cost")
    assert (held.fund_id, held.left) == (change.fund_id, 3 * 1_280 * YUAN)  # to the end of the grant
    assert money(made).held == 0
    assert verify(office.district) == []


# --- closed --------------------------------------------------------------------------------------------


@pytest.fixture
def year_end(treasury):
    """An envelope of a year that is over, a person whose pay was posted to its end, and 61,600 left."""
    office = treasury.office
    office.grant(3, valid_from=date(2026, 7, 1))
    person = office.hire(date(2026, 7, 1), monthly_pay_fen=5_000 * YUAN)
    made = treasury.in_force(100_000)
    with time_machine.travel("2027-01-05T02:00:00Z", tick=True):
        pay(treasury, made, person, 38_400 * YUAN, date(2026, 12, 31))
        yield treasury, treasury.closing(made), person


def pay(treasury, envelope, person, fen, through):
    """Pay posted on the envelope through a day."""
    from django.db import transaction

    with transaction.atomic():
        books = ledger.lock(envelope.district_id, [envelope.unit_id])
        purse = ledger.Purse(books)
        assert envelopes.draw_lines(purse, books.funds[envelope.fund_id], [(person.pk, fen)]) == []
        envelopes.month_is_paid(purse, envelope.unit, through)
        purse.post(kind="draw", actor=None, key=key())


def test_what_is_left_goes_back_to_the_district(year_end):
    treasury, made, _person = year_end
    closed = treasury.close(made, Balance.RETURN)
    assert closed.state == State.CLOSED
    assert money(closed).free == 0
    assert closed.changes.get().amount_fen == -61_600 * YUAN
    own = Account.objects.get(district=treasury.office.district, book=Book.APPROPRIATION)
    assert own.balance == 61_600 * YUAN
    assert verify(treasury.office.district) == []


def test_carried_money_lies_in_a_book_of_its_own_and_pays_nobody(year_end):
    treasury, made, _person = year_end
    treasury.close(made, Balance.CARRY_NO_RAISE)
    carried = Fund.objects.get(kind=Fund.Kind.CARRIED)
    assert (carried.year, money_of([carried.pk])[carried.pk].free) == (2027, 61_600 * YUAN)
    assert money_of([carried.pk])[carried.pk].held == 0
    assert verify(treasury.office.district) == []


def test_money_carried_on_and_on_keeps_its_first_year_and_is_flagged_after_two(year_end):
    treasury, made, person = year_end
    treasury.close(made, Balance.CARRY_NO_RAISE)
    following = treasury.in_force(80_000, year=2027)
    with time_machine.travel("2028-01-05T02:00:00Z", tick=True):
        pay(treasury, following, person, 76_800 * YUAN, date(2027, 12, 31))
        treasury.close(treasury.closing(following), Balance.CARRY_NO_RAISE)
        labels = Fund.objects.filter(kind=Fund.Kind.CARRIED, closed_at=None).values_list("label", flat=True)
        assert sorted(labels) == ["2026", "2027"]
        found = {one.kind.code: one.unit for one in alerts(Scope(treasury.lead))}
        assert found["money_carried_long"] == treasury.office.street


def test_money_kept_free_needs_the_next_envelope_in_force(year_end):
    treasury, made, _person = year_end
    what = {"policy": Balance.KEEP_FREE, "envelope": made}
    assert refused(treasury.close, **what) == ["next_envelope_missing"]
    following = treasury.in_force(80_000, year=2027)
    treasury.close(made, Balance.KEEP_FREE)
    assert money(following).given == 141_600 * YUAN
    assert verify(treasury.office.district) == []


def test_a_year_whose_pay_is_not_posted_is_not_closed_unless_the_next_pays_it(treasury):
    office = treasury.office
    office.grant(3, valid_from=date(2026, 7, 1))
    office.hire(date(2026, 7, 1), monthly_pay_fen=5_000 * YUAN)
    made = treasury.in_force(100_000)
    with time_machine.travel("2027-01-05T02:00:00Z", tick=True):
        made = treasury.closing(made)
        what = {"policy": Balance.RETURN, "envelope": made}
        assert refused(treasury.close, **what) == ["pay_not_posted"]
        treasury.close(made, Balance.RETURN, leaves_to_next_year=True)
    assert money(made).held == 0
    assert verify(office.district) == []


def test_the_next_year_holds_everybody_again(year_end):
    treasury, made, person = year_end
    following = treasury.in_force(80_000, year=2027)
    assert Hold.objects.get(subject_id=person.pk, fund=following.fund).left == 12 * 6_400 * YUAN
    treasury.close(made, Balance.RETURN)
    assert money(following).held == 12 * 6_400 * YUAN
