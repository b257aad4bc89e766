"""The invariants of ledger.md section 6, recomputed from the entries; `manage.py verify` prints faults."""

from bisect import insort
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db import connection, transaction
from django.db.models import Count, F, Q, Sum

from quota_pool import audit
from quota_pool.models import Account, Act, Book, District, Entry, Fund, Hold, Measure, Pool


@dataclass(frozen=True)
class Fault:
    """One place where the books do not tell the same story."""

    invariant: str
    where: str
    what: str

    def __str__(self):
        return f"[{self.invariant}] {self.where}: {self.what}"


Check = Callable[[District], Iterator[Fault]]
CHECKS: list[Check] = []
# What reads every kept file and the whole trail: for the command, not for each step of a test.
DEEP: list[Check] = []


def check(function: Check) -> Check:
    """Register a check; higher floors add theirs (people against seats)."""
    CHECKS.append(function)
    return function


def deep(function: Check) -> Check:
    """Register a check that reads what the books rest on: the trail of the acts, the kept files."""
    DEEP.append(function)
    return function


def verify(district: District, *, is_deep: bool = False) -> list[Fault]:
    """Every fault of a district's books; an empty list is the proof."""
    checks = [*CHECKS, *DEEP] if is_deep else CHECKS
    with one_moment():
        return [fault for one in checks for fault in one(district)]


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything read inside is of one moment, whatever others write meanwhile; and they need not wait.

    Else a hire between two readings would look like a disagreement, and halt the books.
    """
    if connection.in_atomic_block:
        yield
        return
    with _only_reading(), transaction.atomic():
        if connection.vendor == "postgresql":
            connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


@contextmanager
def _only_reading() -> Iterator[None]:
    """SQLite: a transaction inside takes no writer's lock."""
    connection.ensure_connection()
    kept, is_sqlite = getattr(connection, "transaction_mode", None), connection.vendor == "sqlite"
    if is_sqlite:
        connection.transaction_mode = None
    try:
        yield
    finally:
        if is_sqlite:
            connection.transaction_mode = kept


def _name(account: Account) -> str:
    owner = f"pool {account.pool_id}" if account.pool_id else f"unit {account.unit_id}"
    owner = f"fund {account.fund_id}" if account.fund_id else owner
    return f"{owner if account.unit_id else 'district'} {account.book} (account {account.pk})"


@check
def balances_sum_to_zero(district: District) -> Iterator[Fault]:
    """1. All accounts of a measure sum to zero."""
    for measure in Measure.values:
        total = Account.objects.filter(district=district, measure=measure).aggregate(s=Sum("balance"))["s"]
        if total:
            yield Fault("1", measure, f"all accounts together hold {total}")


@check
def balances_equal_entries(district: District) -> Iterator[Fault]:
    """A balance is the sum of its entries, nothing else (R-012); each entry says what stood after it."""
    sums: dict[int, int] = defaultdict(int)
    rows = Entry.objects.filter(district=district).order_by("id")
    values = rows.values_list("id", "source_id", "target_id", "amount", "source_after", "target_after")
    for pk, source, target, amount, source_after, target_after in values.iterator(5000):
        sums[source] -= amount
        sums[target] += amount
        if (sums[source], sums[target]) != (source_after, target_after):
            said, is_so = (source_after, target_after), (sums[source], sums[target])
            yield Fault(
                "after", f"entry {pk}", f"says {said} stood after it, the entries before give {is_so}"
            )
    for account in Account.objects.filter(district=district).order_by("id"):
        if account.balance != sums[account.pk]:
            yield Fault(
                "balance", _name(account), f"holds {account.balance}, entries give {sums[account.pk]}"
            )


@check
def no_day_below_zero(district: District) -> Iterator[Fault]:
    """2. Every head account but outside is never below zero, on each day, whenever one looks."""
    accounts = {a.pk: a for a in Account.objects.filter(district=district, measure=Measure.HEADS)}
    profiles: dict[int, _Profile] = defaultdict(_Profile)
    rows = Entry.objects.filter(district=district, source__measure=Measure.HEADS).order_by("act_id", "id")
    values = rows.values_list("act_id", "source_id", "target_id", "amount", "effective")
    for act_id, lines in groupby(values.iterator(5000), key=lambda line: line[0]):
        net: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
        for _act, source, target, amount, effective in lines:
            net[source][effective] -= amount
            net[target][effective] += amount
        for account_id, changes in net.items():
            least = profiles[account_id].change(changes)
            if least < 0 and accounts[account_id].book != Book.OUTSIDE:
                yield Fault("2", _name(accounts[account_id]), f"{least} on some day after act {act_id}")


class _Profile:
    """One account's net change by day."""

    def __init__(self):
        self.days: list[date] = []
        self.by_day: dict[date, int] = {}
        self.balance = 0

    def change(self, changes: dict[date, int]) -> int:
        """Add the changes; return the least balance from the earliest changed day on."""
        for day, amount in changes.items():
            if day not in self.by_day:
                insort(self.days, day)
            self.by_day[day] = self.by_day.get(day, 0) + amount
            self.balance += amount
        first, balance, least = min(changes), self.balance, self.balance
        for day in reversed(self.days):
            if day < first:
                break
            least = min(least, balance)
            balance -= self.by_day[day]
        return least


@check
def pool_is_settled(district: District) -> Iterator[Fault]:
    """7. As of now, free heads and recalled ones never stand together."""
    pools = Pool.objects.filter(district=district)
    both = pools.filter(accounts__book=Book.FREE, accounts__balance__gt=0).filter(
        pk__in=Account.objects.filter(book=Book.RECALLED, balance__gt=0).values("pool_id")
    )
    for pool in both:
        yield Fault("7", f"pool {pool.pk}", "free and recalled heads stand together")


@check
def holds_equal_what_is_set_aside(district: District) -> Iterator[Fault]:
    """6. What the holds of a pool have left is what stands in reserved."""
    left = dict(
        Hold.objects.filter(district=district, pool__isnull=False)
        .order_by()
        .values_list("pool_id")
        .annotate(Sum("left"))
    )
    reserved = Account.objects.filter(district=district, pool__isnull=False, book=Book.RESERVED)
    for account in reserved:
        if account.balance != left.get(account.pool_id, 0):
            yield Fault(
                "6", _name(account), f"holds have {left.get(account.pool_id, 0)} left, not {account.balance}"
            )


@check
def funds_are_settled(district: District) -> Iterator[Fault]:
    """7. As of now, free money of a fund and what it owes never stand together."""
    owing = Account.objects.filter(book=Book.RECALLED, balance__gt=0, fund__isnull=False).values("fund_id")
    both = Fund.objects.filter(
        district=district, pk__in=owing, accounts__book=Book.FREE, accounts__balance__gt=0
    )
    for fund in both:
        yield Fault("7", f"fund {fund.pk}", "free and recalled money stand together")


@check
def money_held_stands_in_its_fund(district: District) -> Iterator[Fault]:
    """6. What the holds of a fund have left is what stands in committed and recalled; 0 when it is closed."""
    rows = Hold.objects.filter(district=district, fund__isnull=False).order_by()
    left = dict(rows.values_list("fund_id").annotate(Sum("left")))
    aside = Q(accounts__book__in=(Book.COMMITTED, Book.RECALLED))
    funds = Fund.objects.filter(district=district).annotate(aside=Sum("accounts__balance", filter=aside))
    for fund in funds.order_by("id"):
        if fund.aside != left.get(fund.pk, 0):
            yield Fault("6", f"fund {fund.pk}", f"holds have {left.get(fund.pk, 0)} left, not {fund.aside}")
        if fund.closed_at and fund.aside:
            yield Fault("6", f"fund {fund.pk}", f"is closed and still holds {fund.aside}")


@check
def mirrors_reverse_their_act(district: District) -> Iterator[Fault]:
    """8. A mirror moves back exactly what its act moved; the money of people follows them on its own."""
    mirrors = Act.objects.filter(district=district, kind=Act.Kind.MIRROR, reverses__isnull=False)
    for mirror in mirrors.annotate(mine=Count("entries"), theirs=Count("reverses__entries")).filter(
        ~Q(mine=F("theirs"))
    ):
        for measure in Measure.values:
            back, there = (act.entries.filter(source__measure=measure) for act in (mirror, mirror.reverses))
            if back.count() < there.count() and (measure == Measure.HEADS or back.exists()):
                yield Fault("8", f"act {mirror.pk}", f"mirrors {back.count()} of {there.count()} entries")


@check
def entries_are_of_the_moment_of_their_act(district: District) -> Iterator[Fault]:
    """An entry is known from the moment its act was recorded."""
    wrong = Entry.objects.filter(district=district).exclude(recorded_at=F("act__recorded_at"))
    for entry, act in wrong.order_by("id").values_list("pk", "act_id"):
        yield Fault("recorded", f"entry {entry}", f"is of another moment than its act {act}")


@check
def chain_holds(district: District) -> Iterator[Fault]:
    """9. The audit chain is gapless and every row is what it was when it was written."""
    for seq, what in audit.broken_links(district.pk):
        yield Fault("9", f"audit {seq}", what)
