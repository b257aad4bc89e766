"""What begins with a text, by a range of an index on both engines: the lookup `begins`.

`startswith` is a case-blind LIKE on SQLite and needs the index of another operator class on PostgreSQL;
so it reads the whole table on the one and, without that index, on the other.
"""

from django.db.models import CharField
from django.db.models.lookups import Lookup, StartsWith

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
