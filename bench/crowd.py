"""A district of any size for the benches of lists: rows as the services would have left them, in bulk.

People, engagements, terms, filings and entries are loaded beside the accounts of forty streets, so that
every list has its rows; no service ran, so `verify` has nothing to say here.
"""

from datetime import timedelta
from random import Random

from django.db import connection

from quota_pool.calendar import now, today
from quota_pool.loading import Fresh, load
from quota_pool.models import Account, Act, Book, Entry
from staffing.demo import people as invented
from staffing.models import Engagement, Filing, Term
from staffing.services.people import id_hash, person_row
from staffing.services.terms import TERM_FIELDS
from tests.factories import district as new_district
from tests.factories import document, member, unit

AT_A_TIME = 20_000
UNITS = 40
NEW = {model: Fresh(model) for model in (Engagement, Term, Filing, Entry)}


class Crowd:
    """One district with `UNITS` streets, their accounts, and people in them."""

    def __init__(self, wanted: int):
        self.random = Random(7)  # noqa: S311 dice, not secrets
        self.district = new_district()
        self.units = [unit(self.district, f"第{place}街道") for place in range(1, UNITS + 1)]
        self.paper = document(self.district)
        self.bureau = member("bureau", self.district, username="bureau")
        self.clerk = member("clerk", self.district, self.units[0], username="clerk")
        self.pools = [one.pools.get(kind="lump_sum") for one in self.units]
        self.act = Act.objects.create(
            district=self.district, kind="opening", key="crowd", document=self.paper, recorded_at=now()
        )
        numbers = invented.numbers(self.random)
        for start in range(0, wanted, AT_A_TIME):
            self._load([next(numbers) for _one in range(min(AT_A_TIME, wanted - start))])
        self._settle()

    def _load(self, numbers: list) -> None:
        moment = now()
        rows = []
        for number in numbers:
            facts = {"id_type": "id_card", **invented.person(self.random, number)}
            facts |= {"birth_date": number[1], "sex": number[2]}
            rows.append(person_row(self.district, facts, id_hash(number[0])))
        load(rows)
        spells = [self._engagement(person, moment) for person in rows]
        load([row for row, _terms in spells])
        load([self._term(row, terms, moment) for row, terms in spells])
        load([self._filing(row, moment) for row, _terms in spells])
        load([self._entry(row, moment) for row, _terms in spells])

    def _engagement(self, person, moment):
        random = self.random
        place = random.randrange(UNITS)
        start = today() - timedelta(days=random.randrange(5 * 365))
        work = invented.work(random, start)
        left = random.random() < 0.15
        end = start + timedelta(days=random.randrange((today() - start).days + 1)) if left else None
        state = "filed" if random.random() < 0.98 else random.choice(("to_submit", "submitted", "returned"))
        if random.random() < 0.005:
            work["mode"] = "REHIRED_RETIREE"
        terms = {name: work.get(name, [] if name == "other_posts" else "") for name in TERM_FIELDS}
        terms |= {"other_posts": list(work["other_posts"]), "probation_end": None}
        names = ("mode", "post_category", "primary_post", "department", "monthly_pay_fen", "contract_end")
        return NEW[Engagement](
            district_id=self.district.pk,
            unit=self.units[place],
            person=person,
            name_key=person.name_key,
            initials=person.initials,
            standing="seated",
            pool=self.pools[place],
            start_date=start,
            counted_from=start,
            end_date=end,
            filing_state=state,
            filing_deadline=start + timedelta(days=20),
            filed_on=start + timedelta(days=10) if state == "filed" else None,
            act=self.act,
            created_at=moment,
            updated_at=moment,
            **{name: terms[name] for name in names},
        ), terms

    def _term(self, row, terms, moment):
        return NEW[Term](
            district_id=self.district.pk,
            engagement=row,
            from_day=row.start_date,
            to_day=row.end_date,
            recorded_at=moment,
            **terms,
        )

    def _filing(self, row, moment):
        return NEW[Filing](
            district_id=self.district.pk,
            unit_id=row.unit_id,
            engagement=row,
            kind="hire",
            state=row.filing_state,
            event_date=row.start_date,
            deadline=row.filing_deadline,
            limit_days=20,
            submitted_at=moment if row.filing_state == "submitted" else None,
            created_at=moment,
            updated_at=moment,
        )

    def _entry(self, row, moment):
        books = self.books[row.pool_id]
        return NEW[Entry](
            district_id=self.district.pk,
            unit_id=row.unit_id,
            act=self.act,
            source_id=books[Book.FREE],
            target_id=books[Book.SEATED],
            amount=1,
            effective=row.start_date,
            recorded_at=moment,
            subject_id=row.pk,
            source_after=0,
            target_after=1,
        )

    @property
    def books(self) -> dict[int, dict[str, int]]:
        """The accounts of each pool by book."""
        if not hasattr(self, "_books"):
            self._books = {}
            for pk, pool, book in Account.objects.exclude(pool=None).values_list("pk", "pool_id", "book"):
                self._books.setdefault(pool, {})[book] = pk
        return self._books

    def _settle(self) -> None:
        """Balances that say how many sit on each pool's heads."""
        for pool in self.pools:
            sitting = Engagement.objects.filter(pool=pool, end_date=None).count()
            Account.objects.filter(pool=pool, book=Book.SEATED).update(balance=sitting)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
