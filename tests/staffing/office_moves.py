"""What an office does on its awkward days: freezes, recruiting, transfers, heads given, first days retold."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, consumes, multiple, rule

from quota_pool.models import Pool
from staffing.models import Freeze, Recruitment, Transfer
from staffing.services import transfers
from tests.factories import document, invented
from tests.staffing import pool_things
from tests.staffing.office_life import FIRST_DAY, OfficeLife, days_around, streets
from tests.staffing.pool_things import FOREVER, ONE_DAY

OPEN_FOR = timedelta(days=30)
OTHER = {"street": "other_street", "other_street": "street"}


class OfficeMoves(OfficeLife):
    """The awkward acts beside the daily ones; the model must agree on each of them too."""

    people = OfficeLife.people
    mobiles = OfficeLife.mobiles
    freezes = Bundle("freezes")
    searches = Bundle("searches")
    offers = Bundle("offers")
    agreed = Bundle("agreed")

    def lump_sum(self, unit):
        return Pool.objects.get(unit_id=unit, kind="lump_sum").pk

    # --- freezes ---

    @rule(
        target=freezes,
        name=streets,
        kind=st.sampled_from(["frozen", "suspended"]),
        ahead=st.integers(-2, 3),
    )
    def freeze(self, name, kind, ahead):
        unit, day = self.street(name), self.today + timedelta(days=ahead)
        standing = [one for one in self.model.freezes.values() if (one.unit, one.kind) == (unit.pk, kind)]
        expected = all(one.until < FOREVER for one in standing)
        done = self.agree(expected, lambda: self.office.freeze(unit, kind, from_day=day))
        if done is None:
            return multiple()
        self.model.freezes[done.pk] = pool_things.Freeze(unit.pk, kind, max(day, self.today))
        return done.pk

    @rule(one=consumes(freezes))
    def lift(self, one):
        self.office.lift(Freeze.objects.get(pk=one))
        self.model.freezes[one].until = self.today

    # --- recruiting ---

    @rule(target=searches, name=streets, heads=st.integers(1, 3), ahead=st.integers(-1, 20))
    def recruit(self, name, heads, ahead):
        return self._recruit(self.lump_sum(self.street(name).pk), heads, ahead)

    @rule(target=searches, pool=mobiles, heads=st.integers(1, 2), ahead=st.integers(0, 9))
    def recruit_on_a_mobile_grant(self, pool, heads, ahead):
        return self._recruit(pool, heads, ahead)

    def _recruit(self, name, heads, ahead):
        pool, day = self.model.pools[name], self.today + timedelta(days=ahead)
        expected = (
            ahead >= 0
            and pool.since <= day <= pool.until
            and not self.model.is_frozen(name, self.today)
            and not self.model.over(pool.unit)
            and self.model.vacant(name, self.today) >= heads
        )
        what = {"pool": Pool.objects.get(pk=name), "planned_for": day}
        done = self.agree(expected, lambda: self.office.recruit(heads, self.unit(pool.unit), **what))
        if done is None:
            return multiple()
        serial = self.model.next_serial()
        self.model.searches[done.pk] = pool_things.Search(pool.unit, name, self.today, heads, serial)
        return done.pk

    def unit(self, pk):
        return self.office.street if pk == self.office.street.pk else self.office.other_street

    @rule(target=people, search=searches, ahead=days_around)
    def hire_whom_was_sought(self, search, ahead):
        sought, on = self.model.searches[search], max(FIRST_DAY, self.today + ahead)
        pool, unit = self.model.pools[sought.pool], self.unit(sought.unit)
        expected = (
            sought.is_open
            and sought.left(self.today) > 0
            and pool.since <= on <= pool.until
            and not self.is_before_opening(unit, on)
            and not self.model.over(sought.unit)
            and not self.model.is_frozen(sought.pool, self.today)
            and self._is_there(sought, on)
        )
        what = {"recruitment": Recruitment.objects.get(pk=search), "street": unit}
        clerk = self.office.clerk_of(sought.unit)
        done = self.agree(expected, lambda: self.office.hire(on, clerk=clerk, person=invented(), **what))
        if done is None:
            return multiple()
        is_straight = sought.since <= on <= self.today
        sought.taken.append(on if is_straight else self.today)
        sought.is_open = sought.left(self.today) > 0
        person = self.came(done, on, sought.pool)
        person.sought = sought
        if is_straight:
            person.kept = sought
        return done.pk

    def _is_there(self, sought, on):
        """Whether a head can be sat on from that day: one set aside, or before that one that was free."""
        if on < sought.since:
            return self.model.fits(sought.pool, on, self.today)
        return self.model.is_set_aside(sought.pool, on)

    @rule(search=searches)
    def give_up_recruiting(self, search):
        sought = self.model.searches[search]
        one = Recruitment.objects.get(pk=search)
        if self.agree(sought.is_open, lambda: self.office.give_up(one)):
            sought.is_open, sought.is_given_up = False, True
            sought.taken += [self.today] * sought.left(self.today)

    # --- first days ---

    @rule(who=people, ahead=days_around)
    def tell_of_another_first_day(self, who, ahead):
        person, day = self.model.people[who], max(FIRST_DAY, self.today + ahead)
        changes = self._may_start(person, day)
        done = self.agree(changes, lambda: self.office.correct(self.row(who), start_date=day))
        if done and day != person.first_day:
            self.model.tell_start(person, day)

    def _may_start(self, person, day):
        if self.model.is_struck(person) or person.filing not in ("to_submit", "returned"):
            return False
        if day == person.first_day:
            return True
        if self.is_before_opening(self.unit(person.unit), day) or day > person.end:
            return False
        if day < person.first_day and self.model.elsewhere(person, day, person.first_day - ONE_DAY):
            return False
        place = person.place(max(self.today, person.start))
        pool = self.model.pools.get(place)
        return day <= self.today or pool is not None and pool.since <= day <= pool.until

    # --- people and heads between streets ---

    @rule(target=offers, who=people, ahead=st.integers(-6, 3), with_head=st.booleans())
    def offer(self, who, ahead, with_head):
        person, day = self.model.people[who], self.today + timedelta(days=ahead)
        to_unit = self.unit(self.model.other(person.unit))
        mine = [one for one in self.model.offers.values() if one.who == who and one.is_open]
        expected = (
            self._may_move(person)
            and all(one.has_lapsed(self.today) for one in mine)
            and not (with_head and person.place(self.today) != self.lump_sum(person.unit))
        )
        what = {"from_day": day, "with_head": with_head}
        done = self.agree(expected, lambda: self.office.offer(self.row(who), to_unit, **what))
        if done is None:
            return multiple()
        for lapsed in mine:
            lapsed.state = "withdrawn"
        expires = max(day, self.today) + OPEN_FOR
        self.model.offers[done.pk] = pool_things.Offer(who, to_unit.pk, day, with_head, expires)
        return done.pk

    def _may_move(self, person):
        is_here = person.end == FOREVER and person.start <= self.today
        return is_here and not self.model.is_struck(person)

    @rule(target=people, one=offers, back=st.integers(-4, 6))
    def take_over(self, one, back):
        offer, on = self.model.offers[one], self.today - timedelta(days=back)
        if offer.with_head:
            return multiple()
        expected = offer.state == "offered" and offer.expires >= self.today and not self._is_off(offer, on)
        place = self.model.place_for(offer.to_unit, on) if expected else None
        transfer = Transfer.objects.get(pk=one)
        done = self.agree(place is not None, lambda: self.office.take_over(transfer, on=on))
        return self.moved(offer, done, on, place) if done else multiple()

    @rule(target=agreed, one=offers)
    def agree_to_take_over_with_the_head(self, one):
        offer = self.model.offers[one]
        if not offer.with_head:
            return multiple()
        expected = offer.state == "offered" and offer.expires >= self.today
        if not self.agree(expected, lambda: self.office.take_over(Transfer.objects.get(pk=one))):
            return multiple()
        offer.state = "agreed"
        return one

    def _is_off(self, offer, on):
        """Whether the person cannot come on that day, whatever is free there."""
        person = self.model.people[offer.who]
        first = max(offer.from_day, person.first_day + ONE_DAY)
        is_early = self.is_before_opening(self.unit(offer.to_unit), on)
        return is_early or not (self._may_move(person) and first <= on)

    def moved(self, offer, done, on, place):
        offer.state = "done"
        self.model.leave(self.model.people[offer.who], on - ONE_DAY)
        self.came(done.new_engagement, on, place)
        return done.new_engagement_id

    @rule(target=people, one=agreed)
    def let_the_head_go_along(self, one):
        offer = self.model.offers[one]
        person = self.model.people[offer.who]
        giver, taker = self.lump_sum(person.unit), self.lump_sum(offer.to_unit)
        leaves_one = self._may_move(person) and person.place(self.today) == giver
        free = self.model.vacant(giver, self.today) + leaves_one
        expected = (
            offer.state == "agreed"
            and not self._is_off(offer, self.today)
            and self.model.may_give(giver, taker)
            and free > 0
            and not self.model.over(offer.to_unit)
            and not self.model.is_frozen(taker, self.today)
        )
        what = {"document": document(self.office.district), "actor": self.office.bureau_lead}
        transfer = Transfer.objects.get(pk=one)
        done = self.agree(
            expected, lambda: transfers.approve_transfer(transfer=transfer, key=f"along{one}", **what)
        )
        if done is None:
            return multiple()
        self.model.renumber(giver, -1)
        self.model.renumber(taker, 1)
        self.led.add(done.new_engagement_id)
        return self.moved(offer, done, self.today, taker)

    @rule(one=offers)
    def withdraw(self, one):
        offer, transfer = self.model.offers[one], Transfer.objects.get(pk=one)
        clerk = self.office.clerk_of(transfer.unit_id)
        done = self.agree(offer.is_open, lambda: transfers.withdraw_transfer(transfer=transfer, actor=clerk))
        if done:
            offer.state = "withdrawn"

    @rule(name=streets, heads=st.integers(1, 2))
    def give_heads(self, name, heads):
        unit, to_unit = self.street(name), self.street(OTHER[name])
        giver, taker = self.lump_sum(unit.pk), self.lump_sum(to_unit.pk)
        is_still = self.model.is_frozen(None, self.today, unit.pk) or self.model.is_stopped(to_unit.pk)
        may_give = self.model.may_give(giver, taker) and not is_still
        expected = may_give and self.model.vacant(giver, self.today) >= heads
        if self.agree(expected, lambda: self.office.give(heads, unit, to_unit)):
            self.model.renumber(giver, -heads)
            self.model.renumber(taker, heads)
