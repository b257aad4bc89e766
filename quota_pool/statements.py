"""The few hot statements of a hire as constant SQL: the ORM's own text, built once a process.

Putting SQL together is two thirds of what a small ORM write costs (speed.md), so the statements of the
hottest path are written out once. A test holds each against what the ORM would do.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property

from django.db import DEFAULT_DB_ALIAS, connection, connections, models


class Insert:
    """INSERT of one whole row; the instance gets its key. `or_skip` leaves a row alone that is there."""

    def __init__(self, model: type[models.Model], *, or_skip: tuple[str, ...] = ()):
        self.model, self.or_skip = model, or_skip

    @cached_property
    def fields(self) -> list[models.Field]:
        return [field for field in self.model._meta.concrete_fields if not field.primary_key]

    @cached_property
    def text(self) -> str:
        quote = connection.ops.quote_name
        columns = ", ".join(quote(field.column) for field in self.fields)
        places = ", ".join(["%s"] * len(self.fields))
        conflict = ""
        if self.or_skip:
            conflict = f" ON CONFLICT ({', '.join(quote(name) for name in self.or_skip)}) DO NOTHING"
        table, key = quote(self.model._meta.db_table), quote(self.model._meta.pk.column)
        # Names come from the model; values are always parameters.
        return f"INSERT INTO {table} ({columns}) VALUES ({places}){conflict} RETURNING {key}"  # noqa: S608

    def __call__(self, instance: models.Model) -> bool:
        """Write the row; False when `or_skip` found it there already."""
        here = connections[DEFAULT_DB_ALIAS]
        values = [field.get_db_prep_save(field.pre_save(instance, True), here) for field in self.fields]
        with here.cursor() as cursor:
            cursor.execute(self.text, values)
            row = cursor.fetchone()
        if row is None:
            return False
        instance.pk, instance._state.adding, instance._state.db = row[0], False, DEFAULT_DB_ALIAS
        return True


class Lookup:
    """SELECT of whole rows of some joined models under one condition, locked when asked."""

    def __init__(
        self,
        *loads: type[models.Model],
        tables: str,
        lock: type[models.Model] | None = None,
        extra: Sequence[str] = (),
    ):
        self.loads, self.tables, self.lock, self.extra = loads, tables, lock, extra

    @cached_property
    def text(self) -> str:
        quote = connection.ops.quote_name
        columns = [
            f"{quote(model._meta.db_table)}.{quote(field.column)}"
            for model in self.loads
            for field in model._meta.concrete_fields
        ]
        locked = ""
        if self.lock and connection.features.has_select_for_no_key_update:
            locked = f" FOR NO KEY UPDATE OF {quote(self.lock._meta.db_table)}"
        # Names come from the models and the caller's constant; values are always parameters.
        return f"SELECT {', '.join([*columns, *self.extra])} FROM {self.tables}{locked}"  # noqa: S608

    @cached_property
    def readers(self) -> list[tuple]:
        """(model, names of its columns, converters by place) for each loaded model."""
        return [
            (model, [f.attname for f in model._meta.concrete_fields], _converters(model))
            for model in self.loads
        ]

    def __call__(self, *values) -> Iterable[list]:
        """One list a row: an instance of each loaded model (None where a join found none), then extras."""
        with connection.cursor() as cursor:
            cursor.execute(self.text, values)
            return [self._read(row) for row in cursor.fetchall()]

    def _read(self, row: tuple) -> list:
        found, start = [], 0
        for model, names, converters in self.readers:
            cells = list(row[start : start + len(names)])
            start += len(names)
            for place, convert in converters:
                cells[place] = convert(cells[place])
            found.append(None if cells[0] is None else model.from_db(DEFAULT_DB_ALIAS, names, cells))
        return [*found, *row[start:]]


def _converters(model: type[models.Model]) -> list[tuple]:
    """What the engine gives in another type than the field wants: SQLite's dates, booleans and decimals."""
    found = []
    for place, field in enumerate(model._meta.concrete_fields):
        expression = field.get_col(model._meta.db_table)
        for convert in connection.ops.get_db_converters(expression) + field.get_db_converters(connection):
            found.append((place, _bound(convert, expression)))
    return found


def _bound(convert, expression):
    return lambda value: convert(value, expression, connection)
