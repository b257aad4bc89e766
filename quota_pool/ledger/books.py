"""Accounts under lock: whoever holds `Books` may decide on its numbers until the transaction ends.

Accounts are locked unit by unit in id order, the district's own accounts after them, so two writers never
wait for each other in a circle. On SQLite the IMMEDIATE transaction is the lock.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from quota_pool.calendar import now, today
from quota_pool.models import Account, AuditHead, Book, District, Fund, Measure, Pool, Unit
from quota_pool.statements import Lookup

from . import halted

POOL_BOOKS = (Book.FREE, Book.RESERVED, Book.SEATED, Book.RECALLED)
FUND_BOOKS = (Book.FREE, Book.COMMITTED, Book.RECALLED, Book.SPENT, Book.OVERSPENT)
DISTRICT_BOOKS = {
    Measure.HEADS: (Book.OUTSIDE, Book.RESERVE),
    Measure.FEN: (Book.OUTSIDE, Book.APPROPRIATION),
}

# Heads, and the money of the years that are open: one statement for both.
LOCK_ACCOUNTS = Lookup(
    Account,
    Pool,
    Fund,
    tables="""quota_pool_account LEFT JOIN quota_pool_pool ON quota_pool_pool.id = quota_pool_account.pool_id
        LEFT JOIN quota_pool_fund ON quota_pool_fund.id = quota_pool_account.fund_id
        WHERE quota_pool_account.unit_id = %s AND quota_pool_fund.closed_at IS NULL
        ORDER BY quota_pool_account.id""",
    lock=Account,
    extra=[
        """EXISTS(SELECT 1 FROM quota_pool_scheduledact AS waiting
        WHERE waiting.unit_id = quota_pool_account.unit_id AND settled_at IS NULL AND due <= %s)""",
        halted.IS_HALTED,
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
class FundBooks:
    """The five accounts of one fund: free, committed, recalled, spent, overspent (fen)."""

    fund: Fund
    accounts: dict[str, Account] = field(default_factory=dict)

    def __getitem__(self, book: str) -> Account:
        return self.accounts[book]

    def fen(self, book: str) -> int:
        return self.accounts[book].balance

    @property
    def approved(self) -> int:
        """Free, committed and spent together: what the fund has been given."""
        return self.fen(Book.FREE) + self.fen(Book.COMMITTED) + self.fen(Book.SPENT)

    @property
    def held(self) -> int:
        """Committed and recalled together (invariant 6)."""
        return self.fen(Book.COMMITTED) + self.fen(Book.RECALLED)


@dataclass
class Books:
    """Locked accounts of some units, and the district's own once they are asked for."""

    district_id: int
    today: date
    moment: datetime
    pools: dict[int, PoolBooks] = field(default_factory=dict)
    funds: dict[int, FundBooks] = field(default_factory=dict)
    unseated: dict[int, Account] = field(default_factory=dict)
    own: dict[tuple[str, str], Account] = field(default_factory=dict)

    def district_account(self, book: str, measure: str = Measure.HEADS) -> Account:
        """The district's `reserve` or `outside`, or of its money `appropriation`; locked after the units'."""
        if not self.own:
            rows = Account.objects.select_for_update(no_key=True).filter(
                district_id=self.district_id, unit=None
            )
            self.own = {(account.measure, account.book): account for account in rows.order_by("id")}
        return self.own[measure, book]

    def funds_of(self, unit_id: int) -> list[FundBooks]:
        """A unit's open funds, the oldest year first."""
        mine = [books for books in self.funds.values() if books.fund.unit_id == unit_id]
        return sorted(mine, key=lambda books: (books.fund.year, books.fund.pk))

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
        accounts += [account for fund in self.funds.values() for account in fund.accounts.values()]
        return {account.pk: account for account in accounts}

    def over(self, unit_id: int) -> int:
        """超员: heads recalled beyond what is free, and people without a head (decisions.md 1.2)."""
        recalled = sum(
            max(0, books.heads(Book.RECALLED) - books.heads(Book.FREE)) for books in self.of_unit(unit_id)
        )
        return recalled + self.unseated[unit_id].balance


def lock(district_id: int, units: Iterable[int]) -> Books:
    """Lock the accounts of the units, heads and open funds, post what is due on them, and return the books.

    Must run inside a transaction; a caller that needs several units names them all at once. Raises `Halted`
    where the books of one of them disagreed and nobody has lifted it.
    """
    from .scheduled import settle_due  # settling posts, and posting needs the books: a circle by nature

    books = Books(district_id, today(), now())
    unit_ids = sorted(set(units))
    stands = {unit_id: _lock_unit(books, unit_id) for unit_id in unit_ids}
    if not unit_ids or any(is_halted for _is_due, is_halted in stands.values()):
        halted.refuse(district_id, unit_ids)
    waiting = [unit_id for unit_id, (is_due, _is_halted) in stands.items() if is_due]
    if waiting or any(_reaches_the_district(fund) for fund in books.funds.values()):
        # Settling leaves a trace, and the audit's head is locked after every account.
        books.district_account(Book.RESERVE)
    if waiting:
        settle_due(books, waiting)
    return books


def _reaches_the_district(fund: FundBooks) -> bool:
    """Whether an act on people may move this fund's money to or from the district's."""
    return fund.fund.follows_heads or fund.fen(Book.RECALLED) > 0


def _lock_unit(books: Books, unit_id: int) -> tuple[bool, bool]:
    """Lock the accounts of one unit; say whether something is due there, and whether it is halted."""
    found = LOCK_ACCOUNTS(books.today, unit_id)
    for account, pool, fund, *_stands in found:
        if pool is not None:
            account.pool = pool
            books.pools.setdefault(pool.pk, PoolBooks(pool)).accounts[account.book] = account
        elif fund is not None:
            account.fund = fund
            books.funds.setdefault(fund.pk, FundBooks(fund)).accounts[account.book] = account
        else:
            books.unseated[unit_id] = account
    dues, halts = [row[3] for row in found], [row[4] for row in found]
    return any(dues), any(halts)


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


@transaction.atomic
def open_fund(books: Books, fund: Fund) -> FundBooks:
    """Save a fund with its five accounts, all at zero, and let the locked books know it.

    New rows need no lock: nobody else sees them before the commit.
    """
    fund.opened_at = books.moment
    fund.save(force_insert=True)
    opened = FundBooks(fund)
    for book in FUND_BOOKS:
        opened.accounts[book] = Account.objects.create(
            district_id=fund.district_id, unit_id=fund.unit_id, fund=fund, measure=Measure.FEN, book=book
        )
    books.funds[fund.pk] = opened
    return opened


def close_fund(books: Books, fund: Fund) -> None:
    """The year is over: the fund takes part in no further act. Nothing may be set aside in it any more."""
    closing = books.funds.pop(fund.pk)
    if closing.held:
        raise ValueError(f"fund {fund.pk} still holds {closing.held} fen")
    fund.closed_at = books.moment
    fund.save(update_fields=["closed_at"])
