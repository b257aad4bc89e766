"""Accounts under lock: whoever holds `Books` may decide on its numbers until the transaction ends.

Accounts are locked unit by unit in id order, the district's own accounts after them, so two writers never
wait for each other in a circle. On SQLite the IMMEDIATE transaction is the lock.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from quota_pool.calendar import now, today
from quota_pool.models import Account, AuditHead, Book, District, Measure, Pool, Unit
from quota_pool.statements import Lookup

POOL_BOOKS = (Book.FREE, Book.RESERVED, Book.SEATED, Book.RECALLED)
DISTRICT_BOOKS = {
    Measure.HEADS: (Book.OUTSIDE, Book.RESERVE),
    Measure.FEN: (Book.OUTSIDE, Book.APPROPRIATION),
}

LOCK_ACCOUNTS = Lookup(
    Account,
    Pool,
    tables="""quota_pool_account LEFT JOIN quota_pool_pool ON quota_pool_pool.id = quota_pool_account.pool_id
        WHERE quota_pool_account.unit_id = %s AND measure = %s ORDER BY quota_pool_account.id""",
    lock=Account,
    extra=[
        """EXISTS(SELECT 1 FROM quota_pool_scheduledact AS waiting
        WHERE waiting.unit_id = quota_pool_account.unit_id AND settled_at IS NULL AND due <= %s)"""
    ],
)


@dataclass
class PoolBooks:
    """The four accounts of one pool: free, reserved, seated, recalled (heads)."""

    pool: Pool
    accounts: dict[str, Account] = field(default_factory=dict)

    def __getitem__(self, book: str) -> Account:
        return self.accounts[book]

    def heads(self, book: str) -> int:
        return self.accounts[book].balance

    @property
    def granted(self) -> int:
        """Free, reserved and seated together (invariant 3)."""
        return self.heads(Book.FREE) + self.heads(Book.RESERVED) + self.heads(Book.SEATED)

    @property
    def people(self) -> int:
        """Seated and recalled together (invariant 5)."""
        return self.heads(Book.SEATED) + self.heads(Book.RECALLED)

    def is_valid_on(self, on: date) -> bool:
        """Whether the grant's term covers the day; a lump-sum is for good."""
        pool = self.pool
        return (pool.valid_from is None or pool.valid_from <= on) and (
            pool.valid_to is None or on <= pool.valid_to
        )


@dataclass
class Books:
    """Locked head accounts of some units, and the district's own once they are asked for."""

    district_id: int
    today: date
    moment: datetime
    pools: dict[int, PoolBooks] = field(default_factory=dict)
    unseated: dict[int, Account] = field(default_factory=dict)
    own: dict[str, Account] = field(default_factory=dict)

    def district_account(self, book: str) -> Account:
        """The district's `reserve` or `outside`; always locked after the units' accounts."""
        if not self.own:
            rows = Account.objects.select_for_update(no_key=True).filter(
                district_id=self.district_id, unit=None, measure=Measure.HEADS
            )
            self.own = {account.book: account for account in rows.order_by("id")}
        return self.own[book]

    def of_unit(self, unit_id: int) -> list[PoolBooks]:
        """A unit's pools in the order they are used: lump-sum, mobile by expiry, loans (domain.md 4)."""
        order = {kind: place for place, kind in enumerate(Pool.Kind.values)}
        mine = [books for books in self.pools.values() if books.pool.unit_id == unit_id]
        return sorted(
            mine, key=lambda books: (order[books.pool.kind], books.pool.valid_to or date.max, books.pool.pk)
        )

    def by_id(self) -> dict[int, Account]:
        """Every locked account, the district's own included, found from an entry."""
        self.district_account(Book.OUTSIDE)
        accounts = [*self.own.values(), *self.unseated.values()]
        accounts += [account for pool in self.pools.values() for account in pool.accounts.values()]
        return {account.pk: account for account in accounts}

    def over(self, unit_id: int) -> int:
        """超员: heads recalled beyond what is free, and people without a head (decisions.md 1.2)."""
        recalled = sum(
            max(0, books.heads(Book.RECALLED) - books.heads(Book.FREE)) for books in self.of_unit(unit_id)
        )
        return recalled + self.unseated[unit_id].balance


def lock(district_id: int, units: Iterable[int]) -> Books:
    """Lock the head accounts of the units, post what is due on them, and return their books.

    Must run inside a transaction; a caller that needs several units names them all at once.
    """
    from .scheduled import settle_due  # settling posts, and posting needs the books: a circle by nature

    books = Books(district_id, today(), now())
    unit_ids = sorted(set(units))
    waiting = [unit_id for unit_id in unit_ids if _lock_unit(books, unit_id)]
    if waiting:
        # Settling leaves a trace, and the audit's head is locked after every account.
        books.district_account(Book.RESERVE)
        settle_due(books, waiting)
    return books


def _lock_unit(books: Books, unit_id: int) -> bool:
    """Lock the accounts of one unit; say whether something scheduled there is due."""
    found = LOCK_ACCOUNTS(books.today, unit_id, Measure.HEADS)
    for account, pool, _is_due in found:
        if pool is None:
            books.unseated[unit_id] = account
        else:
            account.pool = pool
            books.pools.setdefault(pool.pk, PoolBooks(pool)).accounts[account.book] = account
    return any(is_due for _account, _pool, is_due in found)


@transaction.atomic
def open_district(district: District) -> None:
    """Give a district its own accounts and the head of its audit chain."""
    AuditHead.objects.create(district=district)
    Account.objects.bulk_create(
        Account(district=district, measure=measure, book=book)
        for measure, names in DISTRICT_BOOKS.items()
        for book in names
    )


@transaction.atomic
def open_unit(unit: Unit) -> Pool:
    """Give a unit its account of unseated people and its lump-sum pool, for good (decisions.md 1.3)."""
    Account.objects.create(district_id=unit.district_id, unit=unit, measure=Measure.HEADS, book=Book.UNSEATED)
    return open_pool(Pool(district_id=unit.district_id, unit=unit, kind=Pool.Kind.LUMP_SUM))


@transaction.atomic
def open_pool(pool: Pool) -> Pool:
    """Save a pool with its four accounts, all at zero."""
    pool.save(force_insert=True)
    Account.objects.bulk_create(
        Account(
            district_id=pool.district_id, unit_id=pool.unit_id, pool=pool, measure=Measure.HEADS, book=book
        )
        for book in POOL_BOOKS
    )
    return pool
