"""Random office life with money: after every step heads and fen balance, and holds are what people cost."""

from datetime import date, timedelta

import hypothesis
import pytest
import time_machine
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from budgets.models import EnvelopeChange
from budgets.monthly import last_day
from budgets.services import envelopes
from quota_pool import ledger
from quota_pool.calendar import today
from quota_pool.ledger.proof import verify
from quota_pool.models import Account, Book, Hold
from quota_pool.prices import costs
from quota_pool.refusals import Refusal
from staffing.models import Engagement
from staffing.services import engagements
from staffing.services.costs import pieces_of
from tests.budgets.treasury import YUAN, Treasury, key

PAYS = st.integers(3_000, 9_000)
WHICH = st.integers(0, 5)


class OfficeWithMoney(RuleBasedStateMachine):
    """One street, its heads and its envelope of the year."""

    @initialize(yuan=st.integers(50_000, 400_000))
    def begin(self, yuan):
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.clock = time_machine.travel("2026-03-02T02:00:00Z", tick=True)
        self.traveller = self.clock.start()
        self.treasury = Treasury()
        self.office, self.people = self.treasury.office, []
        self.office.grant(4, valid_from=today())
        self.office.hire(today(), monthly_pay_fen=4_000 * YUAN)
        self.envelope = self.treasury.in_force(yuan, pays_from=date(2026, 3, 1))

    def teardown(self):
        if hasattr(self, "clock"):
            self.clock.stop()
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def one(self, which) -> Engagement | None:
        """Somebody who has started and not left."""
        rows = list(Engagement.objects.filter(voided_at=None, end_date=None).order_by("id"))
        return rows[which % len(rows)] if rows else None

    def try_to(self, act, **what):
        try:
            with transaction.atomic():
                return act(**what)
        except Refusal:
            return None

    @rule(pay=PAYS, ahead=st.integers(0, 40), months=st.integers(0, 14))
    def hire(self, pay, ahead, months):
        on = today() + timedelta(days=ahead)
        end = on + timedelta(days=30 * months) if months else None
        self.try_to(self.office.hire, on=on, monthly_pay_fen=pay * YUAN, contract_end=end)

    @rule(which=WHICH, pay=PAYS)
    def raise_pay(self, which, pay):
        person = self.one(which)
        if person and person.start_date <= today():
            what = {"on": today(), "changes": {"monthly_pay_fen": pay * YUAN}, "reason": "调整"}
            self.try_to(engagements.change_terms, engagement=person, actor=self.office.clerk, **what)

    @rule(which=WHICH, ahead=st.integers(0, 60))
    def leave(self, which, ahead):
        person = self.one(which)
        if person and person.start_date <= today():
            last = today() + timedelta(days=ahead)
            self.try_to(self.office.leave, engagement=person, last_day=last)

    @rule(which=WHICH)
    def cancel(self, which):
        person = self.one(which)
        if person and person.start_date > today():
            self.office.cancel(person)

    @rule(yuan=st.integers(1, 40_000), is_cut=st.booleans())
    def change(self, yuan, is_cut):
        if not is_cut:
            self.treasury.appropriate(yuan)
        kind = EnvelopeChange.Kind.CUT if is_cut else EnvelopeChange.Kind.CORRECTION
        self.try_to(self.treasury.change, envelope=self.envelope, kind=kind, yuan=yuan)

    @precondition(lambda self: today() < date(2026, 10, 1))
    @rule()
    def month_passes(self):
        """The month's pay is posted on the second of the next, to the fen that was held for it."""
        last = last_day(today())
        self.traveller.move_to(f"{last + timedelta(days=2)}T02:00:00Z")
        with transaction.atomic():
            books = ledger.lock(self.office.district.pk, [self.office.street.pk])
            purse, fund = ledger.Purse(books), books.funds[self.envelope.fund_id]
            fund.fund.valid_to = last
            lines = [
                (subject, costs(self.office.district, pieces, [fund.fund]).get(fund.fund.pk, 0))
                for subject, pieces in pieces_of(self.office.street).items()
            ]
            fund.fund.valid_to = None
            for _subject, fen in envelopes.draw_lines(purse, fund, lines):
                purse.unfunded(fund, fen)
            envelopes.month_is_paid(purse, self.office.street, last)
            purse.post(kind="draw", actor=None, key=key())

    @invariant()
    def heads_and_fen_balance(self):
        if hasattr(self, "envelope"):
            assert verify(self.office.district) == []
            below = Account.objects.exclude(book=Book.OUTSIDE).filter(balance__lt=0)
            assert not below.exists()

    @invariant()
    def holds_are_what_the_people_still_cost(self):
        if not hasattr(self, "envelope"):
            return
        self.office.street.refresh_from_db()
        self.envelope.fund.refresh_from_db()
        expected = {
            subject: fen
            for subject, pieces in pieces_of(self.office.street).items()
            if (fen := costs(self.office.district, pieces, [self.envelope.fund]).get(self.envelope.fund_id))
        }
        rows = Hold.objects.filter(fund=self.envelope.fund, subject_id__isnull=False)
        held = {hold.subject_id: hold.left + hold.short for hold in rows if hold.left + hold.short}
        assert held == expected


class OfficeLife(TestCase):
    """Few lives in the quick profile, and no time spent on finding the shortest one."""

    @pytest.mark.requirement("R-003", "R-012")
    def test_after_every_step_heads_and_fen_balance(self):
        profile = hypothesis.settings.default
        if profile.derandomize:
            fewer = {"max_examples": 5, "stateful_step_count": 12, "phases": [hypothesis.Phase.generate]}
            profile = hypothesis.settings(profile, **fewer)
        settings = hypothesis.settings(profile, suppress_health_check=list(hypothesis.HealthCheck))
        run_state_machine_as_test(OfficeWithMoney, settings=settings)
