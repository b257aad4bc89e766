"""Posting: an act and its entries, moved in one relative update whose row count is tested (ledger.md 4)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db import connection
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from quota_pool import refusals
from quota_pool.figures import money
from quota_pool.loading import Fresh, load
from quota_pool.models import Account, Act, Book, Entry, Hold, Measure
from quota_pool.statements import Insert

from .books import Books, PoolBooks
from .faults import LedgerFault, differing
from .holding import FEW, move_holds

BELOW_ZERO = refusals.code(
    "below_zero",
    _("On {day} there would be {missing} heads too few in “{book}” of {whose}."),
    (
        _("Choose {first_day} or later, from when it fits, or free {most} heads first."),
        _("Free {most} heads first: on no day until today would it fit."),
    ),
)


NO_MONEY_LEFT = refusals.code(
    "no_money_left",
    _("“{book}” would be {missing} yuan short."),
    _("Find {missing} yuan first."),
)


INSERT_ACT, INSERT_ENTRY = Insert(Act), Insert(Entry)
NEW_ENTRY = Fresh(Entry)


@dataclass(frozen=True)
class Move:
    """Some heads or fen from one locked account to another, true from `on`.

    `subject` is the engagement whose head it is; of money the `hold` says whose.
    """

    source: Account
    target: Account
    amount: int
    on: date
    subject: int | None = None
    hold: Hold | None = None


HEAD_MOVES = {
    (Book.OUTSIDE, Book.RESERVE),  # ISSUE
    (Book.RESERVE, Book.OUTSIDE),  # RETIRE
    (Book.RESERVE, Book.FREE),  # GRANT
    (Book.FREE, Book.RESERVE),  # CUT, EXPIRE, FEED
    (Book.RESERVED, Book.RESERVE),  # CUT, EXPIRE of what is set aside
    (Book.SEATED, Book.RECALLED),  # CUT below use
    (Book.RECALLED, Book.SEATED),  # FEED
    (Book.FREE, Book.RESERVED),  # RESERVE
    (Book.RESERVED, Book.FREE),  # UNRESERVE
    (Book.FREE, Book.SEATED),  # SEAT
    (Book.RESERVED, Book.SEATED),  # SEAT a start that has come
    (Book.SEATED, Book.FREE),  # LEAVE
    (Book.FREE, Book.FREE),  # GIVE
    (Book.OUTSIDE, Book.UNSEATED),  # UNSEAT
    (Book.UNSEATED, Book.OUTSIDE),  # UNSEAT_END
}
FEN_MOVES = {
    (Book.OUTSIDE, Book.APPROPRIATION),  # APPROPRIATE
    (Book.APPROPRIATION, Book.FREE),  # FUND; the other way CUT, RETURN and FEED
    (Book.COMMITTED, Book.RECALLED),  # CUT of what is held; the other way FEED
    (Book.FREE, Book.COMMITTED),  # HOLD; the other way RELEASE
    (Book.COMMITTED, Book.SPENT),  # DRAW
    (Book.RECALLED, Book.OVERSPENT),  # DRAW_OVER
    (Book.OUTSIDE, Book.OVERSPENT),  # UNFUNDED
    (Book.FREE, Book.FREE),  # CARRY
}
MOVES = {Measure.HEADS: HEAD_MOVES, Measure.FEN: FEN_MOVES}


def post(books: Books, *, moves: Iterable[Move], **what) -> Act:
    """Write one act and its entries and move the balances; what is recalled is fed by what comes free.

    `what`: see `begin`. Raises `Refusal` (below_zero) when the act's net effect does not fit on one of the
    days it touches.
    """
    return move(books, begin(books, **what), moves)


def begin(
    books: Books,
    *,
    kind: str,
    actor,
    key: str,
    document=None,
    reason: str = "",
    reverses: Act | None = None,
) -> Act:
    """Write the act alone, so that the rows it causes can name it; `move` must follow."""
    act = Act(
        district_id=books.district_id,
        kind=kind,
        key=key,
        actor=actor,
        document=document,
        reason=reason,
        recorded_at=books.moment,
        reverses=reverses,
    )
    INSERT_ACT(act)
    return act


def move(books: Books, act: Act, moves: Iterable[Move]) -> Act:
    """Move what an act moves, its feed included, as one net effect."""
    moves = list(moves)
    check_shape(books, moves)
    moves += _feed(books, moves)
    moves = _feed_money(books, moves)
    refusals.raise_any(_below_zero(books, moves))
    _apply(_net(moves))
    move_holds(moves)
    entries = list(_entries(act, moves))
    if len(entries) <= FEW:
        for entry in entries:
            INSERT_ENTRY(entry)
    else:
        load(entries)
    return act


def fits(books: Books, moves: Iterable[Move]) -> bool:
    """Whether the moves and what they feed leave every account at zero or more on each day they touch."""
    moves = list(moves)
    return not _below_zero(books, moves + _feed(books, moves))


def mirrored(entries: Iterable[Entry], accounts: dict[int, Account]) -> list[Move]:
    """The moves that undo entries at their original days, the last one first (ledger.md 3, correction)."""
    return [
        Move(
            accounts[row.target_id],
            accounts[row.source_id],
            row.amount,
            row.effective,
            row.subject_id,
            row.hold,
        )
        for row in sorted(entries, key=lambda row: -row.pk)
    ]


def check_shape(books: Books, moves: list[Move]) -> None:
    """Programming faults: an unknown movement, a future day, an amount that is not positive."""
    for move in moves:
        pair = (move.source.book, move.target.book)
        known, is_mixed = MOVES[move.source.measure], move.source.measure != move.target.measure
        if is_mixed or pair not in known and pair[::-1] not in known:
            raise LedgerFault(f"no such movement: {move.source.book} to {move.target.book}")
        if move.amount <= 0 or move.on > books.today:
            raise LedgerFault(f"a movement of {move.amount} on {move.on}")


def _net(moves: Iterable[Move]) -> dict[Account, int]:
    net: dict[Account, int] = defaultdict(int)
    for move in moves:
        net[move.source] -= move.amount
        net[move.target] += move.amount
    return net


def _feed(books: Books, moves: list[Move]) -> list[Move]:
    """FEED: heads that stand free on a day on which some are recalled go back to the district that day."""
    fed, net = [], _net(moves)
    back_dated = {move.target.pk for move in moves if move.on < books.today}
    for pool in books.pools.values():
        free, recalled, seated = pool[Book.FREE], pool[Book.RECALLED], pool[Book.SEATED]
        if free.pk in back_dated:
            steps = _standing_together(books, pool, moves)
        else:
            together = min(account.balance + net.get(account, 0) for account in (free, recalled))
            steps = [(books.today, max(0, together))]
        for day, heads in steps:
            if heads > 0:
                fed.append(Move(recalled, seated, heads, day))
                fed.append(Move(free, books.district_account(Book.RESERVE), heads, day))
            elif heads < 0:  # What was fed on a later day as it is needs no feeding from this day on.
                fed.append(Move(seated, recalled, -heads, day))
                fed.append(Move(books.district_account(Book.RESERVE), free, -heads, day))
    return fed


def _feed_money(books: Books, moves: list[Move]) -> list[Move]:
    """FEED of money: what comes free in a fund that owes goes back to the district, and the debt is held.

    The hold is mended before and the money taken after the act's own moves, so that no line shows a balance
    below zero.
    """
    net, before, after = _net(moves), [], []
    for fund in books.funds.values():
        free, recalled = fund[Book.FREE], fund[Book.RECALLED]
        together = min(account.balance + net.get(account, 0) for account in (free, recalled))
        if together > 0:
            appropriation = books.district_account(Book.APPROPRIATION, Measure.FEN)
            before.append(Move(recalled, fund[Book.COMMITTED], together, books.today))
            after.append(Move(free, appropriation, together, books.today))
    return [*before, *moves, *after]


def _standing_together(books: Books, pool: PoolBooks, moves: list[Move]) -> list[tuple[date, int]]:
    """By day, how many more heads than the day before stand free beside recalled ones."""
    pair = (pool[Book.FREE], pool[Book.RECALLED])
    profile = _profile(books, [move for move in moves if {move.source, move.target} & set(pair)], pair)
    before, steps = 0, []
    for (day, free), (_day, recalled) in zip(profile[pair[0]], profile[pair[1]], strict=True):
        together = max(0, min(free, recalled))
        if together != before:
            steps.append((day, together - before))
        before = together
    return steps


def standing(account: Account, since: date) -> list[tuple[date, int]]:
    """From each day of change on, the least the account has held until today."""
    later = _recorded_after([account], since - timedelta(days=1)).get(account.pk, {})
    balance, least, found = account.balance, account.balance, []
    for day in sorted(later, reverse=True):
        least = min(least, balance)
        found.append((day, least))
        balance -= later[day]
    found.append((since, min(least, balance)))
    return sorted(found, key=lambda pair: (pair[0], pair[1]))


def _below_zero(books: Books, moves: list[Move]) -> list[refusals.Reason]:
    """Every account the act would take below zero, on the first day it would (the day profile)."""
    profile = _profile(books, [move for move in moves if move.source.measure == Measure.HEADS])
    short = [
        _short(account, days)
        for account, days in profile.items()
        if account.book != Book.OUTSIDE and any(balance < 0 for _day, balance in days)
    ]
    return [*short, *_no_money(moves)]


def _no_money(moves: list[Move]) -> Iterable[refusals.Reason]:
    """Fen have no day profile: what counts is what would stand now."""
    for account, net in _net(moves).items():
        missing = -(account.balance + net)
        if account.measure == Measure.FEN and account.book != Book.OUTSIDE and missing > 0:
            yield NO_MONEY_LEFT.reason(missing=money(missing), book=str(Book(account.book).label))


def _short(account: Account, days: list[tuple[date, int]]) -> refusals.Reason:
    """How many are missing on the first day, how many at most, and from when on the same act would fit."""
    short = [(day, -balance) for day, balance in sorted(days) if balance < 0]
    later = [day for day, _balance in sorted(days) if day > short[-1][0]]
    return BELOW_ZERO.reason(
        day=short[0][0],
        missing=short[0][1],
        most=max(missing for _day, missing in short),
        book=str(Book(account.book).label),
        whose=str(account.pool or account.unit or account.district),
        **({"first_day": later[0]} if later else {}),
    )


def _profile(
    books: Books, moves: list[Move], accounts: Iterable[Account] = ()
) -> dict[Account, list[tuple[date, int]]]:
    """Balances of each touched account, and of those named, on each changed day from the earliest on."""
    earliest = min((move.on for move in moves), default=books.today)
    deltas: dict[Account, dict[date, int]] = {account: {} for account in accounts}
    for move in moves:
        for account, amount in ((move.source, -move.amount), (move.target, move.amount)):
            changes = deltas.setdefault(account, {})
            changes[move.on] = changes.get(move.on, 0) + amount
    later = _recorded_after(list(deltas), earliest) if earliest < books.today else {}
    days = sorted({earliest}.union(*deltas.values(), *later.values()))
    profile = {}
    for account, changes in deltas.items():
        known = later.get(account.pk, {})
        balance = account.balance - sum(known.values())
        profile[account] = found = []
        for day in days:
            balance += changes.get(day, 0) + known.get(day, 0)
            found.append((day, balance))
    return profile


def _recorded_after(accounts: list[Account], day: date) -> dict[int, dict[date, int]]:
    """Net change of each account by effective day, for the days after `day`."""
    found: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for side, sign in (("target_id", 1), ("source_id", -1)):
        rows = Entry.objects.filter(**{f"{side}__in": [a.pk for a in accounts]}, effective__gt=day)
        for account_id, effective, amount in (
            rows.order_by().values_list(side, "effective").annotate(Sum("amount"))
        ):
            found[account_id][effective] += sign * amount
    return found


def _apply(net: dict[Account, int]) -> None:
    """Move every balance by the act's net amount in one conditional statement; test the row count."""
    changed = {account: amount for account, amount in net.items() if amount}
    if not changed:
        return
    ids = [account.pk for account in changed]
    case = "CASE id " + "WHEN %s THEN %s " * len(changed) + "END"
    steps = [part for account, amount in changed.items() for part in (account.pk, amount)]
    with connection.cursor() as cursor:
        # Only the table's own name and place holders are put together here, no value.
        cursor.execute(
            f"UPDATE {Account._meta.db_table} SET balance = balance + {case}, version = version + 1"  # noqa: S608
            f" WHERE id IN ({', '.join(['%s'] * len(ids))}) AND (book = 'outside' OR balance + {case} >= 0)",
            [*steps, *ids, *steps],
        )
        if cursor.rowcount != len(ids):
            raise LedgerFault("a locked balance was not what the books say", differing(list(changed)))


def _entries(act: Act, moves: list[Move]) -> Iterable[Entry]:
    """Entries with the balances after each of them; the account objects follow, so the books stay true."""
    for move in moves:
        move.source.balance -= move.amount
        move.target.balance += move.amount
        yield NEW_ENTRY(
            district_id=act.district_id,
            unit_id=move.source.unit_id or move.target.unit_id,
            act=act,
            source=move.source,
            target=move.target,
            amount=move.amount,
            effective=move.on,
            recorded_at=act.recorded_at,
            subject_id=move.subject,
            hold=move.hold,
            source_after=move.source.balance,
            target_after=move.target.balance,
        )


def dated(moves: Iterable[Move], on: date) -> list[Move]:
    """The same moves on another day."""
    return [replace(move, on=on) for move in moves]
