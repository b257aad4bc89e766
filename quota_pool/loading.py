"""Many rows of one table at once: COPY on PostgreSQL, executemany on SQLite, behind one function.

The ORM's bulk_create spends most of its time on asking each field for each value; here the questions are
asked once a model, and plain values go straight from the instance to the driver (speed.md).
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from io import StringIO
from operator import attrgetter, itemgetter, methodcaller
from uuid import UUID

import orjson
from django.db import IntegrityError, connection, models, transaction
from django.db.models.base import ModelState
from django.db.models.fields.json import JSONField

from quota_pool.sealed import SealedField

# Fields whose value lies on the instance just as the driver takes it.
PLAIN = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.ForeignKey)
DAYS = (models.DateField, models.TimeField)


def load(rows: Iterable[models.Model], *, skip_known: bool = False) -> list[models.Model]:
    """Insert the rows, all of one model, and give each its key; their sealed fields are sealed on the way.

    `skip_known` leaves alone what a unique constraint says is there; such a row's key then is not its own.
    """
    rows = list(rows)
    if not rows:
        return rows
    table = _table(type(rows[0]), connection.vendor)
    alias = connection.alias
    with transaction.atomic(savepoint=False):
        for row, key in zip(rows, table.next_keys(len(rows)), strict=True):
            row.__dict__[table.pk_name] = key
            row._state.adding, row._state.db = False, alias
        table.insert(rows, skip_known)
    return rows


def change_each(model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence]) -> None:
    """Give each row its own values and the next version: `rows` hold the key and then a value for each name.

    Values are as the driver takes them. One statement for all on PostgreSQL, executemany on SQLite.
    """
    if not rows:
        return
    quote, fields = connection.ops.quote_name, [model._meta.get_field(name) for name in names]
    columns = [quote(field.column) for field in fields]
    table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            wanted = ", ".join(f"{column} = %s" for column in columns)
            # Names come from the model; values are always parameters.
            text = f"UPDATE {table} SET {wanted}, version = version + 1 WHERE {key} = %s"  # noqa: S608
            cursor.executemany(text, [(*values, pk) for pk, *values in rows])
            return
        from psycopg2.extras import execute_values

        wanted = ", ".join(f"{column} = given.{column}" for column in columns)
        text = (
            f"UPDATE {table} AS told SET {wanted}, version = told.version + 1"  # noqa: S608
            f" FROM (VALUES %s) AS given ({', '.join([key, *columns])}) WHERE told.{key} = given.{key}"
        )
        kinds = ", ".join(f"%s::{field.rel_db_type(connection)}" for field in (model._meta.pk, *fields))
        with connection.wrap_database_errors:
            execute_values(cursor.cursor, text, rows, template=f"({kinds})", page_size=len(rows))


class Fresh:
    """Makes unsaved rows of one model: the same as calling the model, at a tenth of the price.

    Defaults are looked up once, and there is no signal to send.
    """

    def __init__(self, model: type[models.Model]):
        fields = model._meta.concrete_fields
        self.model = model
        # The attribute of a sealed field wraps what is typed, so that no dump of the row shows it.
        self.sealed = {field.attname for field in fields if isinstance(field, SealedField)}
        self.relations = {field.name: field.attname for field in fields if field.is_relation}
        self.names = {field.attname for field in fields} | self.relations.keys()
        self.wrapped = self.sealed | self.relations.keys()
        defaults = [(field.attname, field._get_default) for field in fields]
        changing = {field.attname for field in fields if callable(field.default) and field.has_default()}
        self.plain = {name: default() for name, default in defaults if name not in changing}
        self.changing = [(name, default) for name, default in defaults if name in changing]

    def __call__(self, **values) -> models.Model:
        if not values.keys() <= self.names:
            raise TypeError(f"{self.model.__name__} has no {sorted(values.keys() - self.names)}")
        row = self.model.__new__(self.model)
        row._state = ModelState()
        held = row.__dict__
        held.update(self.plain)
        for name, default in self.changing:
            held[name] = default()
        for name in self.wrapped & values.keys():
            value = values.pop(name)
            if name in self.sealed:
                setattr(row, name, value)
            else:
                held[self.relations[name]] = None if value is None else value.pk
                row._state.fields_cache[name] = value
        held.update(values)
        return row


@cache
def _table(model: type[models.Model], vendor: str) -> "_Table":
    return _PostgreSQL(model) if vendor == "postgresql" else _SQLite(model)


class _Table:
    """How rows of one model become rows of its table on one engine."""

    def __init__(self, model: type[models.Model]):
        self.fields = model._meta.concrete_fields
        self.name = connection.ops.quote_name(model._meta.db_table)
        self.table, self.key = model._meta.db_table, model._meta.pk.column
        self.pk_name = model._meta.pk.attname
        self.columns = ", ".join(connection.ops.quote_name(field.column) for field in self.fields)
        self.plain = itemgetter(*(field.attname for field in self.fields))
        # By place: what goes through the field itself (sealed fields, moments that set themselves, files),
        # and what is only written in another way; all else lies on the instance as the driver takes it.
        own = [_has_its_own_way(field) for field in self.fields]
        self.kept = [(at, field) for at, field in enumerate(self.fields) if own[at]]
        self.converted = [
            (at, convert)
            for at, field in enumerate(self.fields)
            if not own[at] and (convert := self.converter(field)) is not _itself
        ]

    def final(self, value):
        return value

    def converter(self, field: models.Field) -> Callable:
        if isinstance(field, PLAIN):
            return _itself
        if isinstance(field, JSONField):
            return _json
        return lambda value: self.final(field.get_db_prep_save(value, connection))

    def values(self, row: models.Model) -> Sequence:
        """One row's values in the order of the columns."""
        values = list(self.plain(row.__dict__))
        for at, convert in self.converted:
            value = values[at]
            if value is not None:
                values[at] = convert(value)
        for at, field in self.kept:
            values[at] = self.final(field.get_db_prep_save(field.pre_save(row, True), connection))
        return values


def _has_its_own_way(field: models.Field) -> bool:
    """Whether the field decides as it is saved. Dates do so only to set themselves."""
    if type(field).pre_save is models.Field.pre_save:
        return False
    moves = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    return moves or not isinstance(field, models.DateField)


def _json(value) -> str:
    return orjson.dumps(value).decode()


class _SQLite(_Table):
    """The IMMEDIATE transaction is the lock, so the next keys are ours to give."""

    def __init__(self, model):
        super().__init__(model)
        places = ", ".join(["%s"] * len(self.fields))
        # Names come from the model; values are always parameters.
        self.text = f"INTO {self.name} ({self.columns}) VALUES ({places})"

    def next_keys(self, count: int) -> range:
        with connection.cursor() as cursor:
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [self.table])
            found = cursor.fetchone()
        last = found[0] if found else 0
        return range(last + 1, last + 1 + count)

    def converter(self, field: models.Field) -> Callable:
        if isinstance(field, models.DateTimeField):
            # The rows of one act carry one moment.
            return lru_cache(maxsize=256)(connection.ops.adapt_datetimefield_value)
        if isinstance(field, models.DateField):
            return str
        if isinstance(field, models.UUIDField):
            return attrgetter("hex")
        return _itself if isinstance(field, models.BinaryField) else super().converter(field)

    def insert(self, rows: Sequence[models.Model], skip_known: bool) -> None:
        verb = "INSERT OR IGNORE" if skip_known else "INSERT"
        with connection.cursor() as cursor:
            cursor.executemany(f"{verb} {self.text}", [self.values(row) for row in rows])


ESCAPED = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


class _PostgreSQL(_Table):
    """COPY, or one INSERT of many rows where some may be there already."""

    def __init__(self, model):
        super().__init__(model)
        kept = {at for at, _field in self.kept}
        self.written = [_copied if at in kept else _written(field) for at, field in enumerate(self.fields)]

    def next_keys(self, count: int) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [self.table, self.key, count],
            )
            return [key for (key,) in cursor.fetchall()]

    def insert(self, rows: Sequence[models.Model], skip_known: bool) -> None:
        lines = [self.values(row) for row in rows]
        if not skip_known:
            self.copy(lines)
            return
        try:
            with transaction.atomic():
                self.copy(lines)
        except IntegrityError:
            # Rare: somebody entered one of them a moment ago. COPY knows no conflict, INSERT does.
            self.insert_some(lines)

    def copy(self, lines: Sequence[Sequence]) -> None:
        text = StringIO()
        for values in lines:
            cells = zip(self.written, values, strict=True)
            text.write("\t".join(["\\N" if value is None else write(value) for write, value in cells]))
            text.write("\n")
        text.seek(0)
        # COPY goes past Django's cursor, which would make the driver's errors Django's own.
        with connection.cursor() as cursor, connection.wrap_database_errors:
            cursor.copy_expert(f"COPY {self.name} ({self.columns}) FROM STDIN", text)

    def insert_some(self, lines: Sequence[Sequence]) -> None:
        place = f"({', '.join(['%s'] * len(self.fields))})"
        # Names come from the model; values are always parameters.
        text = f"INSERT INTO {self.name} ({self.columns}) VALUES {', '.join([place] * len(lines))}"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(f"{text} ON CONFLICT DO NOTHING", [value for line in lines for value in line])

    def final(self, value):
        """Drivers' wrappers taken off: COPY writes text."""
        return bytes(value) if isinstance(value, memoryview) else getattr(value, "adapted", value)

    def converter(self, field: models.Field) -> Callable:
        if isinstance(field, (models.DateField, models.UUIDField)):
            return _itself
        return bytes if isinstance(field, models.BinaryField) else super().converter(field)


def _itself(value):
    return value


def _written(field: models.Field) -> Callable:
    """How COPY's text tells a value of the field: asked once a column, not once a value."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    for kinds, write in WRITTEN:
        if isinstance(field, kinds):
            return write
    return _copied


def _text(value: str) -> str:
    # Nearly every value is plain, and asking that is ten times cheaper than translating it.
    return value if value.isprintable() and "\\" not in value else value.translate(ESCAPED)


def _truth(value: bool) -> str:
    return "t" if value else "f"


WRITTEN = (
    (models.BooleanField, _truth),
    (models.IntegerField, str),
    ((models.CharField, models.TextField), _text),
    (models.DateField, methodcaller("isoformat")),
    (models.UUIDField, attrgetter("hex")),
)


def _copied(value) -> str:
    """The same where only the value itself says what it is."""
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return _text(value)
    if value is True or value is False:
        return _truth(value)
    if isinstance(value, (bytes, memoryview)):
        return "\\\\x" + bytes(value).hex()
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value) if not isinstance(value, UUID) else value.hex
