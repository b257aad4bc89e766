"""Lookups that say which index serves: what begins with a text, and days that no index should seek.

`startswith` is a case-blind LIKE on SQLite and needs the index of another operator class on PostgreSQL;
so it reads the whole table on the one and, without that index, on the other.
"""

from django.db.models import CharField, DateField
from django.db.models.lookups import LessThanOrEqual, Lookup, StartsWith

LAST = chr(0x10FFFF)


@CharField.register_lookup
class Begins(Lookup):
    """`column begins text`, to the letter; an index on the column answers it."""

    lookup_name = "begins"
    prepare_rhs = True

    def as_sql(self, compiler, connection):
        """Every engine knows ranges; text is compared by code points where nothing else is said."""
        column, before = self.process_lhs(compiler, connection)
        return f"({column} >= %s AND {column} < %s)", [*before, self.rhs, *before, self.rhs + LAST]

    def as_postgresql(self, compiler, connection):
        """LIKE with nothing but a beginning is a range of the index with `varchar_pattern_ops`."""
        return StartsWith(self.lhs, self.rhs).as_sql(compiler, connection)


@DateField.register_lookup
class UpTo(LessThanOrEqual):
    """`day <= value`, said so that SQLite does not read half the table by an index on that day.

    Without statistics on values it takes every bound for a rare one, and then sorts what it found.
    """

    lookup_name = "upto"

    def get_rhs_op(self, connection, rhs):
        return f"<= {rhs}"

    def as_sqlite(self, compiler, connection):
        """The sign keeps the column from being sought by an index, and changes nothing else."""
        text, params = self.as_sql(compiler, connection)
        return f"+{text}", params


@DateField.register_lookup
class Lasts(Lookup):
    """`day` is not set, or not before the value: what has not ended by then.

    Most rows have not: on SQLite no index of that day is sought for them, it would read each of them twice.
    """

    lookup_name = "lasts"

    def as_sql(self, compiler, connection, sign: str = ""):
        column, before = self.process_lhs(compiler, connection)
        value, params = self.process_rhs(compiler, connection)
        text = f"({sign}{column} IS NULL OR {sign}{column} >= {value})"
        return text, [*before, *before, *params]

    def as_sqlite(self, compiler, connection):
        """The sign keeps the column from being sought by an index, and changes nothing else."""
        return self.as_sql(compiler, connection, "+")
