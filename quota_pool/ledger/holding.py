"""Holds: what each has left follows the movements that name it; a new one is written with what it has."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import connection
from django.db.models import Q

from quota_pool.loading import load
from quota_pool.models import Account, Book, Hold, Measure
from quota_pool.statements import Insert

from .faults import LedgerFault

INSERT_HOLD = Insert(Hold)
AT_ONCE = 200  # holds to a statement
FEW = 3  # rows that are cheaper one by one
# What stands in these books stands there for a hold.
SET_ASIDE = {Measure.HEADS: {Book.RESERVED}, Measure.FEN: {Book.COMMITTED, Book.RECALLED}}


def move_holds(moves: Iterable) -> None:
    """What each hold has left follows its moves; one that is new is written with what it has."""
    left: dict[Hold, int] = defaultdict(int)
    fresh: dict[int, tuple[Hold, int]] = {}
    for move in moves:
        hold = move.hold
        if hold is None:
            continue
        books = SET_ASIDE[move.source.measure]
        amount = move.amount * ((move.target.book in books) - (move.source.book in books))
        if hold.pk is None:
            fresh[id(hold)] = hold, fresh.get(id(hold), (hold, 0))[1] + amount
        else:
            left[hold] += amount
    _write_holds(fresh.values())
    changed = [(hold, amount) for hold, amount in left.items() if amount]
    for start in range(0, len(changed), AT_ONCE):
        _move_left(changed[start : start + AT_ONCE])


def _write_holds(fresh: Iterable[tuple[Hold, int]]) -> None:
    holds = []
    for hold, amount in fresh:
        hold.left = amount
        holds.append(hold)
    if len(holds) > FEW:
        load(holds)
        return
    for hold in holds:
        INSERT_HOLD(hold)


def _move_left(changed: list[tuple[Hold, int]]) -> None:
    case = "CASE id " + "WHEN %s THEN %s " * len(changed) + "END"
    steps = [part for hold, amount in changed for part in (hold.pk, amount)]
    ids = [hold.pk for hold, _amount in changed]
    with connection.cursor() as cursor:
        # As above: names and place holders only.
        cursor.execute(
            f'UPDATE {Hold._meta.db_table} SET "left" = "left" + {case}'  # noqa: S608
            f' WHERE id IN ({", ".join(["%s"] * len(ids))}) AND "left" + {case} >= 0',
            [*steps, *ids, *steps],
        )
        if cursor.rowcount != len(ids):
            raise LedgerFault("a hold was not what the books say", _set_aside_for(changed))


def _set_aside_for(changed: list[tuple[Hold, int]]) -> list[Account]:
    """The accounts these holds stand in."""
    holds = [hold for hold, _amount in changed]
    where = Q(pool__in={hold.pool_id for hold in holds if hold.pool_id})
    where |= Q(fund__in={hold.fund_id for hold in holds if hold.fund_id})
    return list(Account.objects.filter(where, book__in={Book.RESERVED, Book.COMMITTED}))
