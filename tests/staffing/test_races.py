"""Many people at once. Each race is first lost without the lock, then run with it, on both engines."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import count
from threading import Barrier

import hypothesis
import pytest
from django.db import IntegrityError, connections
from django.db.models import Sum

from quota_pool.ledger import books as ledger_books
from quota_pool.ledger.posting import LedgerFault
from quota_pool.ledger.proof import verify
from quota_pool.models import Account, Book, Role
from quota_pool.refusals import Refusal, Stale
from staffing.models import Engagement, Filing, FilingEvent, Person
from staffing.services import engagements, filings, placement
from staffing.services.people import build_person
from tests.factories import invented, member, unit

pytestmark = pytest.mark.django_db(transaction=True)
OCTOBER_30 = date(2026, 10, 30)
TODAY = date(2026, 11, 6)
ACTS_A_DESK = 15 if hypothesis.settings.default.derandomize else 150


def at_once(acts) -> list:
    """Every act in a thread and connection of its own, all let go in the same moment; what each came to."""
    acts = list(acts)
    start = Barrier(len(acts))

    def run(act):
        try:
            start.wait()
            return act()
        except (Refusal, IntegrityError, LedgerFault) as fault:
            return fault
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def refusals(outcomes) -> list[str]:
    return [outcome.code for outcome in outcomes if isinstance(outcome, Refusal)]


def hired(outcomes) -> list[Engagement]:
    return [outcome for outcome in outcomes if isinstance(outcome, Engagement)]


def pool_account(office, book) -> Account:
    return Account.objects.get(pool=office.lump_sum(), book=book)


# --- sixteen clerks, one head ----------------------------------------------------------------------------


def test_without_a_lock_sixteen_clerks_take_the_last_head_sixteen_times(office):
    """The control. Reading first and writing what was read is how the head is sold again, CHECK and all."""
    office.grant(1, valid_from=OCTOBER_30)
    seen = Barrier(16)

    def hire():
        free, seated = pool_account(office, Book.FREE), pool_account(office, Book.SEATED)
        is_free = free.balance > 0
        seen.wait()
        if not is_free:
            return "refused"
        Account.objects.filter(pk=free.pk).update(balance=free.balance - 1)
        Account.objects.filter(pk=seated.pk).update(balance=seated.balance + 1)
        return "hired"

    assert at_once([hire] * 16).count("hired") == 16
    assert pool_account(office, Book.FREE).balance == 0


@pytest.mark.requirement("R-005", "R-001")
@pytest.mark.parametrize("free", [0, 1, 3])
def test_sixteen_clerks_on_the_last_heads_seat_exactly_as_many_as_are_free(office, free):
    if free:
        office.grant(free, valid_from=OCTOBER_30)
    people = [invented() for _ in range(16)]
    outcomes = at_once(lambda person=person: office.hire(OCTOBER_30, person=person) for person in people)
    assert len(hired(outcomes)) == free
    assert refusals(outcomes) == ["no_free_head"] * (16 - free)
    assert office.figures() == {
        "granted": free, "reserved": 0, "held": free, "occupied": 0, "free": 0, "over": 0,
    }  # fmt: skip
    assert Person.objects.count() == free
    assert verify(office.district) == []


@pytest.mark.requirement("R-002")
def test_even_without_the_lock_the_relative_update_sells_nothing_twice(office, monkeypatch):
    """The wall behind the lock: whoever decided on an old number moves nothing, and the act is undone."""
    office.grant(3, valid_from=OCTOBER_30)
    text = ledger_books.LOCK_ACCOUNTS.text.partition(" FOR NO KEY UPDATE")[0]
    monkeypatch.setitem(ledger_books.LOCK_ACCOUNTS.__dict__, "text", text)
    people = [invented() for _ in range(16)]
    outcomes = at_once(lambda person=person: office.hire(OCTOBER_30, person=person) for person in people)
    assert len(hired(outcomes)) == 3
    assert pool_account(office, Book.FREE).balance == 0
    # What stood after a movement is told from what was read; only the lock makes that the truth.
    assert [fault for fault in verify(office.district) if fault.invariant != "after"] == []


# --- one person, two streets -----------------------------------------------------------------------------


def both_streets(office):
    office.grant(1, valid_from=OCTOBER_30)
    office.grant(1, street=office.other_street, valid_from=OCTOBER_30)
    return [(office.street, office.clerk), (office.other_street, office.other_clerk)]


def test_without_a_lock_two_streets_both_find_the_person_free(office):
    """The control: both look first, both see nobody, and only the index stands between them and a double."""
    streets = both_streets(office)
    somebody = build_person(office.district, invented())
    somebody.save()
    seen = Barrier(2)

    def hire(street):
        is_engaged = Engagement.objects.filter(person=somebody, end_date=None).exists()
        seen.wait()
        assert not is_engaged
        return Engagement.objects.create(
            district=office.district,
            unit=street,
            person=somebody,
            standing="seated",
            pool=office.lump_sum(street),
            start_date=OCTOBER_30,
            counted_from=OCTOBER_30,
            mode="DIRECT",
            post_category="50",
            created_at="2026-10-30T02:00:00Z",
            updated_at="2026-10-30T02:00:00Z",
        )

    outcomes = at_once(lambda street=street: hire(street) for street, _clerk in streets)
    assert sum(isinstance(outcome, IntegrityError) for outcome in outcomes) == 1


@pytest.mark.requirement("R-006")
def test_two_streets_hiring_one_person_at_once_one_is_told_why_not(office):
    for _round in range(4):
        somebody = invented()
        outcomes = at_once(
            lambda street=street, clerk=clerk, somebody=somebody: office.hire(
                OCTOBER_30, person=somebody, street=street, clerk=clerk
            )
            for street, clerk in (both_streets(office) if _round == 0 else _again(office))
        )
        assert len(hired(outcomes)) == 1
        assert refusals(outcomes) == ["already_engaged"]
        assert Engagement.objects.count() == _round + 1
    assert verify(office.district) == []


def _again(office):
    """One head more in each street."""
    for street in (office.street, office.other_street):
        office.grant(office.figures(street=street)["granted"] + 1, street=street, valid_from=OCTOBER_30)
    return [(office.street, office.clerk), (office.other_street, office.other_clerk)]


@pytest.mark.requirement("R-024")
def test_one_click_sent_twice_at_once_hires_once(office):
    office.grant(2, valid_from=OCTOBER_30)
    work = engagements.Work(start_date=OCTOBER_30, mode="DIRECT", post_category="50")
    hire = {"unit": office.street, "person": invented(), "work": work, "actor": office.clerk}
    outcomes = at_once([lambda: engagements.start_work(**hire, key="one-click")] * 4)
    assert {outcome.pk for outcome in outcomes} == {Engagement.objects.get().pk}
    assert verify(office.district) == []


# --- one filing, two decisions ---------------------------------------------------------------------------


@pytest.fixture
def submitted(office):
    """A filing that waits for the bureau."""
    office.grant(1, valid_from=OCTOBER_30)
    paper = office.hire(OCTOBER_30).filings.get()
    return filings.submit(filing=paper, actor=office.clerk)


def test_without_a_lock_one_filing_is_accepted_and_returned(office, submitted):
    """The control: both read “submitted”, both decide, and the later write lies over the earlier one."""
    seen = Barrier(2)

    def decide(state):
        filing = Filing.objects.get(pk=submitted.pk)
        is_open = filing.state == Filing.State.SUBMITTED
        seen.wait()
        return is_open and Filing.objects.filter(pk=filing.pk).update(state=state)

    assert at_once([lambda: decide("filed"), lambda: decide("returned")]) == [1, 1]


@pytest.mark.requirement("R-015", "R-028")
@pytest.mark.parametrize("seen", [None, 2])
def test_accepting_and_returning_at_once_one_decision_stands(office, submitted, seen):
    assert submitted.version == 2
    decide = [
        lambda: filings.accept(filing=submitted, actor=office.bureau, seen=seen),
        lambda: filings.return_(filing=submitted, reasons=["MATERIALS"], actor=office.bureau_lead, seen=seen),
    ]
    outcomes = at_once(decide)
    [refused] = [outcome for outcome in outcomes if isinstance(outcome, Refusal)]
    assert isinstance(refused, Stale) if seen else refused.code == "wrong_state"
    assert FilingEvent.objects.filter(step__in=["accepted", "returned"]).count() == 1
    assert verify(office.district) == []


def test_two_officers_who_ticked_the_same_rows_do_not_wait_in_a_circle(office):
    office.grant(8, valid_from=OCTOBER_30)
    papers = [office.hire(OCTOBER_30).filings.get() for _ in range(8)]
    papers = [filings.submit(filing=paper, actor=office.clerk) for paper in papers]
    first, second = at_once(
        [
            lambda: filings.accept_many(filings=papers, actor=office.bureau),
            lambda: filings.accept_many(filings=papers[::-1], actor=office.bureau_lead),
        ]
    )
    assert len(first.done) + len(second.done) == 8
    assert verify(office.district) == []


# --- grants against hires --------------------------------------------------------------------------------


@pytest.mark.requirement("R-008")
def test_a_cut_and_a_hire_at_once_leave_a_full_street_or_a_recall(office):
    for number in range(2, 7):
        office.grant(number, valid_from=OCTOBER_30)
        held = office.figures()["held"]
        for _ in range(number - 1 - held):
            office.hire(OCTOBER_30)
        cut, hire = at_once(
            [
                lambda number=number: office.grant(number - 1, valid_from=OCTOBER_30),
                lambda: office.hire(OCTOBER_30),
            ]
        )
        assert not isinstance(cut, Refusal)
        figures = office.figures()
        assert figures["granted"] == number - 1
        assert figures["over"] == (0 if isinstance(hire, Refusal) else 1)
        assert figures["held"] == number - 1 + figures["over"]
        assert verify(office.district) == []


@pytest.mark.requirement("R-004", "R-013")
def test_two_leaders_granting_the_last_of_the_reserve_at_once_one_is_refused(office):
    outcomes = at_once(
        lambda street=street, day=day: office.grant(700, street=street, valid_from=day)
        for street, day in ((office.street, OCTOBER_30), (office.other_street, date(2026, 12, 1)))
    )
    assert refusals(outcomes) == ["reserve_short"]
    assert verify(office.district) == []


# --- a storm ---------------------------------------------------------------------------------------------


class Storm:
    """Eight desks that hire, let go, move, cut and file in four streets at random, all at the same time."""

    def __init__(self, office):
        self.office, self.clerk = office, member(Role.CLERK, office.district)
        self.streets = [office.street, office.other_street]
        self.streets += [unit(office.district, name) for name in ("丙街道", "丁街道")]
        self.serial = count(1)
        for street in self.streets:
            office.grant(6, street=street, valid_from=OCTOBER_30)
            self._leave_something_due(street)

    def _leave_something_due(self, street):
        """A start that lost its head, an exit and a start to come, none of which anybody has posted."""
        leaver = self.hire(street, OCTOBER_30)
        for _ in range(5):
            self.hire(street, date(2026, 11, 3))
        self.leave(leaver, date(2026, 11, 4))
        self.office.grant(4, street=street, valid_from=date(2026, 11, 2))

    def rage(self, seed):
        """One desk; what is refused or changed meanwhile is part of the weather."""
        dice = random.Random(seed)
        acts = [self.somebody_comes, self.somebody_goes, self.somebody_moves, self.numbers, self.papers]
        for _ in range(ACTS_A_DESK):
            try:
                dice.choices(acts, weights=[4, 3, 2, 2, 2])[0](dice.choice(self.streets), dice)
            except Refusal:
                continue

    def hire(self, street, on):
        return self.office.hire(on, street=street, clerk=self.clerk)

    def leave(self, engagement, last_day):
        return engagements.exit_work(
            engagement=engagement,
            last_day=last_day,
            exit_reason="13",
            actor=self.clerk,
            key=f"storm{next(self.serial)}",
        )

    def somebody_comes(self, street, dice):
        self.hire(street, OCTOBER_30 + timedelta(days=dice.randint(0, 12)))

    def somebody_goes(self, street, dice):
        if there := self.any_of(street, dice):
            self.leave(there, max(there.start_date, OCTOBER_30 + timedelta(days=dice.randint(0, 12))))

    def somebody_moves(self, street, dice):
        if there := self.any_of(street, dice):
            pool = dice.choice(list(street.pools.all()))
            placement.seat(engagement=there, pool=pool, actor=self.clerk, key=f"storm{next(self.serial)}")

    def numbers(self, street, dice):
        if dice.random() < 0.3:
            self.office.mobile(2, TODAY, TODAY + timedelta(days=30), street)
        else:
            self.office.grant(dice.randint(0, 9), street=street, valid_from=TODAY)

    def papers(self, street, dice):
        papers = list(Filing.objects.exclude(state="filed").select_related("unit"))
        dice.shuffle(papers)
        filings.submit_many(filings=papers[:5], actor=self.clerk)
        filings.accept_many(filings=papers[:5], actor=self.office.bureau)

    def any_of(self, street, dice):
        rows = list(Engagement.objects.filter(unit=street, voided_at=None, end_date=None))
        return dice.choice(rows) if rows else None


@pytest.mark.requirement("R-013", "R-007")
def test_a_storm_ends_without_deadlock_and_with_every_head_accounted_for(office, clock):
    storm = Storm(office)
    clock.move_to(f"{TODAY}T02:00:00Z")
    at_once(lambda seed=seed: storm.rage(seed) for seed in range(8))
    assert Account.objects.aggregate(sum=Sum("balance"))["sum"] == 0
    assert verify(office.district) == []


# --- the bureau accepts what the street withdraws -----------------------------------------------------------


@pytest.fixture
def sent(office):
    office.grant(1, valid_from=OCTOBER_30)
    paper = office.hire(OCTOBER_30).filings.get()
    return filings.submit(filing=paper, actor=office.clerk)


def test_without_a_lock_a_filing_is_accepted_and_withdrawn_at_once(office, sent):
    """The control: both read it as submitted, so both write, and nobody knows which of them it was."""
    seen = Barrier(2)

    def decide(state, step):
        filing = Filing.objects.get(pk=sent.pk)
        seen.wait()
        Filing.objects.filter(pk=sent.pk).update(state=state)
        FilingEvent.objects.create(
            district=office.district,
            filing=filing,
            engagement_id=filing.engagement_id,
            step=step,
            effective=OCTOBER_30,
            recorded_at=filing.updated_at,
        )
        return filing.state

    acts = [lambda: decide("filed", "accepted"), lambda: decide("to_submit", "withdrawn")]
    assert at_once(acts) == ["submitted", "submitted"]
    assert FilingEvent.objects.filter(filing=sent).exclude(step="submitted").count() == 2


@pytest.mark.requirement("R-013")
def test_a_filing_is_either_accepted_or_withdrawn(office, sent):
    acts = [
        lambda: filings.accept(filing=sent, actor=office.bureau),
        lambda: filings.withdraw(filing=sent, actor=office.clerk),
    ]
    assert refusals(at_once(acts)) == ["wrong_state"]
    [step] = FilingEvent.objects.filter(filing=sent).exclude(step="submitted").values_list("step", flat=True)
    assert (Filing.objects.get(pk=sent.pk).state, step) in {("filed", "accepted"), ("to_submit", "withdrawn")}
    assert verify(office.district) == []
