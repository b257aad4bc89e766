"""What an office does day by day, done in the system and in the plain model: grants, people, papers, days."""

import random
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from quota_pool import ledger
from quota_pool.ledger.proof import verify
from quota_pool.models import Pool
from quota_pool.refusals import Refusal
from staffing.models import Engagement
from staffing.selectors import unit_positions
from staffing.services import filings
from staffing.services.bulk import Entrant, enter_many
from staffing.services.engagements import Work
from staffing.services.opening import open_roster
from staffing.services.people import build_person
from tests.factories import Office, document, invented
from tests.staffing import pool_model, pool_things

FIRST_DAY = date(2026, 3, 2)
SHANGHAI = ZoneInfo("Asia/Shanghai")
days_around = st.integers(-6, 12).map(lambda days: timedelta(days=days))
streets = st.sampled_from(["street", "other_street"])
few = st.integers(0, 4)


class OfficeLife(RuleBasedStateMachine):
    """Each rule does one thing in the system and in the model; they must agree on whether it may be done."""

    people = Bundle("people")
    mobiles = Bundle("mobiles")

    def __init__(self):
        super().__init__()
        self.clock = time_machine.travel(self._morning(FIRST_DAY), tick=True)
        self.traveller = self.clock.start()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.office = Office(reserve=9)
        self.model = pool_model.Model(FIRST_DAY, 9)
        self.dice = random.Random(0)
        self.led: set[int] = set()  # entered by the bureau's leader, who does not decide on their filings
        for street in (self.office.street, self.office.other_street):
            self.model.pools[self.office.lump_sum(street).pk] = pool_things.Pool(street.pk)

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)
        self.clock.stop()

    @staticmethod
    def _morning(day):
        return datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)

    @property
    def today(self):
        return self.model.today

    def street(self, name):
        return getattr(self.office, name)

    def agree(self, expected, act):
        """Do it; the system must refuse exactly when the model does."""
        if expected:
            return act()
        with pytest.raises(Refusal):
            act()
        return None

    # --- grants ---

    @initialize(first=few, second=few)
    def begin(self, first, second):
        self.dice = random.Random(first * 5 + second)
        for name, heads in (("street", first), ("other_street", second)):
            if heads:
                self.number(name, heads, timedelta(0))

    @rule(name=streets, heads=st.integers(0, 6), ahead=days_around)
    def number(self, name, heads, ahead):
        since = max(FIRST_DAY, self.today + ahead)
        pool = self.office.lump_sum(self.street(name)).pk
        expected = self.model.may_grant(pool, heads, since, self.street(name).pk)
        if self.agree(expected, lambda: self.office.grant(heads, self.street(name), since)):
            self.model.grant(pool, heads, since)

    @rule(target=mobiles, name=streets, heads=st.integers(1, 3), ahead=days_around, term=st.integers(0, 20))
    def mobile(self, name, heads, ahead, term):
        since = max(FIRST_DAY, self.today + ahead)
        until = since + timedelta(days=term)
        expected = self.model.may_grant(None, heads, since, self.street(name).pk)
        pool = self.agree(expected, lambda: self.office.mobile(heads, since, until, self.street(name)))
        if pool is None:
            return multiple()
        self.model.pools[pool.pk] = pool_things.Pool(self.street(name).pk, since, until)
        self.model.grant(pool.pk, heads, since)
        return pool.pk

    @rule(pool=mobiles, more=st.integers(-2, 12))
    def extend(self, pool, more):
        until = self.model.pools[pool].until + timedelta(days=more)
        expected = self.model.extend(pool, until)
        self.agree(expected, lambda: self.office.extend(Pool.objects.get(pk=pool), until))

    @rule(pool=mobiles, heads=st.integers(1, 3))
    def give_back(self, pool, heads):
        expected = self.model.take(pool, heads)
        self.agree(expected, lambda: self.office.give_back(Pool.objects.get(pk=pool), heads))

    @rule(pool=mobiles, heads=st.integers(1, 3))
    def reclaim(self, pool, heads):
        expected = self.model.take(pool, heads)
        self.agree(expected, lambda: self.office.reclaim(Pool.objects.get(pk=pool), heads))

    @rule(target=mobiles, name=streets, heads=st.integers(1, 3), fewer=st.integers(0, 2), ahead=days_around)
    def ask_for_mobile_heads(self, name, heads, fewer, ahead):
        """A request through every hand: what is granted is what the model grants."""
        since, street = max(FIRST_DAY, self.today + ahead), self.street(name)
        until, granted = max(since, self.today) + timedelta(days=9), max(1, heads - fewer)
        is_open = not self.model.is_stopped(street.pk)
        asked = self.agree(
            is_open, lambda: self.office.reviewed(heads, street=street, valid_from=since, valid_to=until)
        )
        if asked is None:
            return multiple()
        expected = self.model.may_grant(None, granted, since, street.pk)
        done = self.agree(expected, lambda: self.office.grant_request(asked, heads=granted))
        if done is None:
            return multiple()
        pool = done.grant.pool_id
        self.model.pools[pool] = pool_things.Pool(street.pk, since, until)
        self.model.grant(pool, granted, since)
        return pool

    @rule(heads=st.integers(1, 3), back=st.integers(0, 9))
    def issue(self, heads, back):
        on = max(FIRST_DAY, self.today - timedelta(days=back))
        self.office.issue(heads, on=on)
        self.model.issued.append((on, heads))

    # --- people come ---

    @rule(target=people, name=streets, ahead=days_around)
    def hire(self, name, ahead):
        return self._hire(name, self.today + ahead, None, invented())

    @rule(target=people, name=streets, ahead=days_around, pool=mobiles)
    def hire_on_a_mobile_grant(self, name, ahead, pool):
        return self._hire(name, self.today + ahead, pool, invented())

    def _hire(self, name, on, wanted, person):
        on, street = max(FIRST_DAY, on), self.street(name)
        place = None if self.is_before_opening(street, on) else self.model.place_for(street.pk, on, wanted)
        pool = Pool.objects.get(pk=wanted) if wanted else None
        clerk = self.office.clerk_of(street.pk)
        engagement = self.agree(
            place is not None,
            lambda: self.office.hire(on, street=street, clerk=clerk, pool=pool, person=person),
        )
        if engagement is None:
            return multiple()
        self.came(engagement, on, place)
        return engagement.pk

    def came(self, engagement, on, place):
        assert engagement.pool_id == place
        person = pool_things.Person(engagement.unit_id, on, [(on, place)])
        person.first_day = on
        person.soul = engagement.person_id
        if on > self.today:
            self.model.set_aside(person, place)
        self.model.people[engagement.pk] = person
        return person

    def is_before_opening(self, street, on):
        return street.opened_on is not None and on < street.opened_on

    @rule(target=people, name=streets, back=st.integers(-2, 9))
    def register(self, name, back):
        on, street = max(FIRST_DAY, self.today - timedelta(days=back)), self.street(name)
        expected = on <= self.today and not self.is_before_opening(street, on)
        engagement = self.agree(expected, lambda: self.office.register(on, street=street))
        if engagement is None:
            return multiple()
        self.came(engagement, on, None)
        return engagement.pk

    @rule(target=people, name=streets, starts=st.lists(days_around, min_size=1, max_size=4))
    def hire_many(self, name, starts):
        street = self.street(name)
        starts = sorted(max(FIRST_DAY, self.today + ahead) for ahead in starts)
        entrants = self.entrants(starts)
        with transaction.atomic():
            books = ledger.lock(self.office.district.pk, [street.pk])
            key = f"many{entrants[0].person.id_hash.hex()}"
            enter_many(books, street, entrants, actor=self.office.clerk_of(street.pk), key=key)
        for entrant, on in zip(entrants, starts, strict=True):
            place = None if self.is_before_opening(street, on) else self.model.place_for(street.pk, on)
            if place is None:
                assert entrant.reasons
            else:
                self.came(entrant.engagement, on, place)
        return multiple(*(entrant.engagement.pk for entrant in entrants if entrant.engagement))

    @rule(target=people, name=streets, back=st.integers(0, 9), ages=st.lists(st.integers(0, 12), max_size=4))
    def open_roster(self, name, back, ages):
        street, opening = self.street(name), max(FIRST_DAY, self.today - timedelta(days=back))
        starts = sorted(opening - timedelta(days=age) for age in ages)
        entrants = self.entrants(starts)
        paper = document(self.office.district)
        what = {"document": paper, "opening_day": opening, "key": f"open{paper.pk}"}
        opened = self.agree(
            street.opened_on in (None, opening),
            lambda: open_roster(unit=street, entrants=entrants, actor=self.office.bureau, **what),
        )
        if opened is None:
            return multiple()
        street.refresh_from_db()
        for entrant, start in zip(entrants, starts, strict=True):
            place = self.model.free_place(street.pk, opening)
            person = self.came(entrant.engagement, opening, place)
            person.first_day, person.filing, person.filed_on = start, "filed", opening
        return multiple(*(entrant.engagement.pk for entrant in entrants))

    def entrants(self, starts):
        terms = {"mode": "DIRECT", "post_category": "50"}
        return [
            Entrant(build_person(self.office.district, invented()), Work(start_date=start, **terms), line)
            for line, start in enumerate(starts)
        ]

    # --- people go, or never come ---

    @rule(who=people, ahead=days_around)
    def leave(self, who, ahead):
        person = self.model.people[who]
        last_day = max(person.first_day, self.today + ahead)
        is_void = not person.came and (person.start <= self.today or person.filing == "voided")
        expected = person.end == pool_things.FOREVER and not is_void
        if self.agree(expected, lambda: self.office.leave(self.row(who), last_day)):
            self.model.leave(person, last_day)

    @rule(who=people)
    def take_back_an_exit(self, who):
        person = self.model.people[who]
        is_out = person.end < pool_things.FOREVER and not self.model.is_struck(person)
        expected = is_out and not self.model.elsewhere(person, person.end + timedelta(days=1))
        told = self.agree(expected, lambda: self.office.take_back(self.row(who)))
        if told:
            self.told_back(person, told, pool_things.FOREVER)

    @rule(who=people, ahead=days_around)
    def change_the_last_day(self, who, ahead):
        person = self.model.people[who]
        day = max(person.first_day, self.today + ahead)
        is_out = person.end < pool_things.FOREVER and not self.model.is_struck(person)
        is_free = day < person.end or not self.model.elsewhere(person, person.end + timedelta(days=1), day)
        told = self.agree(
            is_out and day != person.end and is_free, lambda: self.office.move_exit(self.row(who), day)
        )
        if not told:
            return
        if day > person.end:
            self.told_back(person, told, day)
        else:
            person.stays = person.before_exit
            self.model.leave(person, day)

    def told_back(self, person, told, end):
        """A head is only refused where it was taken on one of the days that came back."""
        changed = self.model.days(person.end + timedelta(days=1), end)
        is_seated = told.standing == "seated"
        if self.model.has_room(person, changed, person.before_exit) and person.place_then() is not None:
            assert is_seated
        if not is_seated and changed and person.place_then() is not None:
            assert told.unseated_reason == "correction"
        self.model.come_back(person, end, is_seated)

    @rule(who=people)
    def cancel(self, who):
        person = self.model.people[who]
        is_void = not person.came and (person.start <= self.today or person.filing == "voided")
        expected = is_void or person.start > self.today
        if self.agree(expected, lambda: self.office.cancel(self.row(who))) and not is_void:
            self.model.call_off(person)

    @rule(who=people, pool=mobiles)
    def seat_on_a_mobile_grant(self, who, pool):
        self._seat(who, pool)

    @rule(who=people)
    def seat_on_the_lump_sum(self, who):
        street = self.model.people[who].unit
        self._seat(who, Pool.objects.get(unit_id=street, kind="lump_sum").pk)

    def _seat(self, who, name):
        person, pool = self.model.people[who], self.model.pools[name]
        expected = (
            person.is_on_post(self.today)
            and pool.unit == person.unit
            and pool.since <= self.today <= pool.until
            and person.place(self.today) != name
            and self.model.is_free(name, self.today)
            and not self.model.is_frozen(name, self.today)
        )
        seat = Pool.objects.get(pk=name)
        if self.agree(expected, lambda: self.office.seat(self.row(who), seat)):
            person.stays.append((self.today, name))

    # --- papers ---

    @rule(who=people)
    def submit(self, who):
        person = self.model.people[who]
        expected = person.filing in ("to_submit", "returned") and person.start <= self.today and person.came
        clerk = self.office.clerk_of(person.unit)
        if self.agree(expected, lambda: filings.submit(filing=self.paper(who), actor=clerk)):
            person.filing = "submitted"

    @rule(who=people, word=st.sampled_from(["accept", "return", "refuse"]))
    def decide(self, who, word):
        person = self.model.people[who]
        actor = self.office.bureau if who in self.led else self.office.bureau_lead
        act = {
            "accept": lambda paper: filings.accept(filing=paper, actor=actor),
            "return": lambda paper: filings.return_(filing=paper, reasons=["MATERIALS"], actor=actor),
            "refuse": lambda paper: filings.refuse(filing=paper, reasons=["DUPLICATE"], actor=actor),
        }[word]
        if self.agree(person.filing == "submitted", lambda: act(self.paper(who))):
            person.filing = {"accept": "filed", "return": "returned", "refuse": "refused"}[word]
            if word == "accept":
                person.filed_on = self.today

    def row(self, who):
        return Engagement.objects.get(pk=who)

    def paper(self, who):
        return self.row(who).filings.get(kind="hire")

    # --- days go by, and nobody posts anything until somebody acts ---

    @rule(days=st.integers(1, 12))
    def time_goes_by(self, days):
        self.model.live_until(self.today + timedelta(days=days))
        self.traveller.move_to(self._morning(self.today))

    @rule(days=st.integers(7, 10))
    def the_worker_is_down_for_a_week(self, days):
        self.time_goes_by(days)
        ledger.catch_up()

    @rule()
    def the_worker_comes_by(self):
        ledger.catch_up()

    @rule()
    def somebody_reads_the_whole_trail(self):
        """Every row is what the trail last said; only the factories enter documents without an act."""
        found = verify(self.office.district, is_deep=True)
        assert [one for one in found if not one.where.startswith("document ")] == []

    # --- what must hold after each step ---

    @invariant()
    def the_books_agree(self):
        assert verify(self.office.district) == []

    @invariant()
    def every_day_is_as_the_model_counts_it(self):
        past = FIRST_DAY + timedelta(days=self.dice.randint(0, (self.today - FIRST_DAY).days))
        coming = self.today + timedelta(days=self.dice.randint(1, 15))
        for day in (self.today, past, coming):
            self.compare(self.model, day, None)
        if self.model.past:
            known = self.dice.choice(sorted(self.model.past))
            for day in (past, known, known + timedelta(days=self.dice.randint(0, 12))):
                self.compare(self.model.past[known], day, known)

    def compare(self, model, day, known):
        then = model.at(day)
        for row in unit_positions([self.office.street, self.office.other_street], on=day, known_on=known):
            assert row.unseated == then.unseated(row.unit.pk, day), (day, known)
            for pool in row.pools:
                if pool.pool.pk not in model.pools:
                    continue
                expected = then.figures(pool.pool.pk, day)
                found = {name: getattr(pool, name) for name in expected}
                assert found == expected, (day, known, pool.pool.pk)
