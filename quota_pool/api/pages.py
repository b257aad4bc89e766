"""Pages of long lists: keyset by a stable order, with an opaque signed cursor (R-125)."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from datetime import date, datetime

import orjson
from django.core.signing import BadSignature, Signer
from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from quota_pool.as_of import AsOf
from quota_pool.calendar import today

from .fields import parse_day
from .problems import invalid

SIZE = 50
MOST = 200
OWN = ("cursor", "page_size", "updated_since", "count")
_signer = Signer(salt="api.cursor", sep=".")


class Page:
    """One page of a query: reads one row more than it shows, to know whether more follow."""

    def __init__(self, query, order: tuple[str, ...], may_sync: bool):
        self.size = size(query.get("page_size"))
        self.since = _since(query.get("updated_since")) if may_sync else None
        # Whoever asks what changed wants it in the order of change, so that the last page ends at now.
        self.order = ("updated_at", "id") if self.since is not None else order
        self.cursor = query.get("cursor", "")
        self.counts = flag(query, "count")

    def narrow(self, rows):
        """The rows that changed since the moment asked for."""
        return rows if self.since is None else rows.filter(updated_at__gte=self.since)

    @property
    def columns(self) -> list[str]:
        """The columns of the order, without their signs."""
        return [name.removeprefix("-") for name in self.order]

    def cut(self, rows):
        """The ordered rows behind the cursor."""
        if self.cursor:
            rows = rows.filter(_behind(self.order, _opened(self.cursor, self.order)))
        return rows.order_by(*self.order)[: self.size + 1]

    def split(self, rows: list[tuple]) -> tuple[list[tuple], str]:
        """(the rows shown, the cursor of the next page or nothing); rows end with the order's columns."""
        if len(rows) <= self.size:
            return rows, ""
        return rows[: self.size], _sealed(rows[self.size - 1][-len(self.order) :], self.order)

    def split_rows(self, rows: list) -> tuple[list, str]:
        """The same for instances."""
        if len(rows) <= self.size:
            return rows, ""
        last = rows[self.size - 1]
        return rows[: self.size], _sealed([getattr(last, name) for name in self.columns], self.order)


def flag(query, name: str) -> bool:
    """A parameter that is true or false."""
    text = query.get(name, "false")
    if text not in ("true", "false"):
        raise invalid(name, "flag", _("Write true or false."))
    return text == "true"


def size(text: str | None) -> int:
    """How many rows a page shows."""
    if text is None:
        return SIZE
    if text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= MOST:
        return int(text)
    raise invalid("page_size", "page_size", _("A page has 1 to 200 rows."))


def _since(text: str | None) -> datetime | date | None:
    if text is None:
        return None
    moment = None
    try:
        moment = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or not 1900 <= moment.year <= 2199:
        raise invalid("updated_since", "moment", _("Write a moment with its zone: 2026-03-05T08:00:00Z."))
    return moment


def day(query, name: str) -> date | None:
    """A parameter that is a day."""
    text = query.get(name)
    if text is None:
        return None
    found = parse_day(text)
    if found is None or not 1900 <= found.year <= 2199:
        raise invalid(name, "day", _("Write a day as 2026-03-05."))
    return found


def as_of(query, on: str = "on", known_on: str = "known_on") -> AsOf:
    """The two days of an address: true on `on`, as known at the end of the closed day `known_on`."""
    known = day(query, known_on)
    if known is not None and known > today():
        raise invalid(known_on, "known_in_future", _("Nothing is known of a day that has not come."))
    return AsOf.asked(day(query, on), known)


def whole(query, name: str, least: int, most: int) -> int | None:
    """A parameter that is a whole number."""
    text = query.get(name)
    if text is None:
        return None
    if text.isascii() and text.isdigit() and len(text) < 19 and least <= int(text) <= most:
        return int(text)
    words = _("Write a whole number from %(least)d to %(most)d.")
    raise invalid(name, "whole", words % {"least": least, "most": most})


def wholes(query, name: str, least: int, most: int) -> tuple[int, ...] | None:
    """A parameter given several times, each time a whole number; None when it is not given."""
    texts = query.getlist(name)
    if len(texts) > 1000 or not all(
        text.isascii() and text.isdigit() and len(text) < 19 and least <= int(text) <= most for text in texts
    ):
        raise invalid(name, "whole", _("Write whole numbers, at most a thousand of them."))
    return tuple(dict.fromkeys(int(text) for text in texts)) or None


def _sealed(values: list, order: tuple[str, ...]) -> str:
    packed = orjson.dumps([order, values])
    return _signer.sign(urlsafe_b64encode(packed).decode().rstrip("="))


def _opened(cursor: str, order: tuple[str, ...]) -> list:
    try:
        packed = _signer.unsign(cursor)
        kept, values = orjson.loads(urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    except (BadSignature, Error, ValueError):
        kept, values = None, []
    if kept != list(order):
        raise invalid("cursor", "cursor", _("This cursor is not one of this list; begin again without it."))
    return values


def _behind(order: tuple[str, ...], values: list) -> Q:
    """Rows after the values in the order, each column deciding only where those before it are equal."""
    behind, equal = Q(), Q()
    for name, value in zip(order, values, strict=True):
        column, side = name.removeprefix("-"), "lt" if name.startswith("-") else "gt"
        behind |= equal & Q(**{f"{column}__{side}": value})
        equal &= Q(**{column: value})
    # Says nothing new, but lets the engine begin in the index at the right place.
    first = order[0].removeprefix("-")
    bound = "lte" if order[0].startswith("-") else "gte"
    return Q(**{f"{first}__{bound}": values[0]}) & behind
