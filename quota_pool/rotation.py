"""Re-encrypting under the newest key: batch by batch, broken off and taken up again at will (trust.md R-083).

Each batch commits alone and a row is replaced only if nobody has saved it meanwhile, so clerks go on working.
A value that does not open is left as it lies and counted; an old key may go once nothing is left under it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.db import connection, models, transaction

from quota_pool import sealed

# A prefix is compared by substr: LIKE takes no heed of case on one of the engines.
NEXT_ROWS = (
    "SELECT {pk}, {uid}, {column} FROM {table} "
    "WHERE {pk} > %s AND {column} <> '' AND substr({column}, 1, %s) <> %s ORDER BY {pk} LIMIT %s"
)
REPLACE = "UPDATE {table} SET {column} = %s WHERE {pk} = %s AND {column} = %s"
COUNT_OTHERS = "SELECT COUNT(*) FROM {table} WHERE {column} <> '' AND substr({column}, 1, %s) <> %s"
COUNT_UNDER = "SELECT COUNT(*) FROM {table} WHERE {column} <> '' AND substr({column}, 1, %s) = %s"


@dataclass
class Rotation:
    """How far a rotation of one model came: what it rewrote, what would not open, what is left to do."""

    rewritten: int = 0
    unreadable: list[int] = field(default_factory=list)
    left: int = 0
    broken_off: bool = False


def sealed_models() -> Iterator[type[models.Model]]:
    """Every model that holds a sealed field."""
    return (model for model in apps.get_models() if _sealed_fields(model))


def rotate(
    model: type[models.Model], batch: int = 500, should_stop: Callable[[], bool] = lambda: False
) -> Rotation:
    """Bring every sealed value of a model under the newest key; asks before each batch whether to go on."""
    done = Rotation()
    for column in _sealed_fields(model):
        after = 0
        while after is not None and not done.broken_off:
            if should_stop():
                done.broken_off = True
            else:
                after = _rotate_batch(column, after, batch, done)
    done.left = sum(_count(column, COUNT_OTHERS, sealed.newest_key()) for column in _sealed_fields(model))
    return done


def rows_under(model: type[models.Model], key: str) -> int:
    """How many sealed values of a model still lie under a key."""
    return sum(_count(column, COUNT_UNDER, key) for column in _sealed_fields(model))


def _rotate_batch(column: sealed.SealedField, after: int, size: int, done: Rotation) -> int | None:
    """Rewrite the next rows past `after`; returns the last row looked at, or None at the end."""
    prefix = _prefix(sealed.newest_key())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_sql(column, NEXT_ROWS), [after, len(prefix), prefix, size])
        rows = cursor.fetchall()
        changes = []
        for row_id, uid, old in rows:
            new = _resealed(column, uid, old)
            if new is None:
                done.unreadable.append(row_id)
            else:
                changes.append((new, row_id, old))
        cursor.executemany(_sql(column, REPLACE), changes)
    done.rewritten += len(changes)
    return rows[-1][0] if len(rows) == size else None


def _resealed(column: sealed.SealedField, uid, old: str) -> str | None:
    table, name = column.model._meta.db_table, column.column
    try:
        return sealed.seal(table, name, uid, sealed.open_(table, name, uid, old))
    except sealed.SealedError:
        return None


def _count(column: sealed.SealedField, template: str, key: str) -> int:
    prefix = _prefix(key)
    with connection.cursor() as cursor:
        cursor.execute(_sql(column, template), [len(prefix), prefix])
        return cursor.fetchone()[0]


def _sql(column: sealed.SealedField, template: str) -> str:
    meta, quote = column.model._meta, connection.ops.quote_name
    names = {"table": meta.db_table, "pk": meta.pk.column, "uid": "uid", "column": column.column}
    return template.format(**{word: quote(name) for word, name in names.items()})


def _prefix(key: str) -> str:
    return f"{sealed.FORM}{key}:"


def _sealed_fields(model: type[models.Model]) -> list[sealed.SealedField]:
    return [column for column in model._meta.local_concrete_fields if isinstance(column, sealed.SealedField)]
