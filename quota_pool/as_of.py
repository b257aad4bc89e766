"""The two days a page is asked for: on which it is true, and at the end of which closed day it was known."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.db.models import Q

from quota_pool.calendar import SHANGHAI, today

NAMES = ("on", "known_on")


def closed_day(known_on: date | None) -> date | None:
    """The closed day something is asked as of; today and later mean now (ledger.md section 3)."""
    return known_on if known_on is not None and known_on < today() else None


def end_of(day: date) -> datetime:
    """The last moment of a day in the office."""
    return datetime.combine(day + timedelta(days=1), time(), SHANGHAI) - timedelta(microseconds=1)


@dataclass(frozen=True)
class AsOf:
    """`on` None: no day is asked for; `known_on` None: as it is known now (ledger.md section 3)."""

    on: date | None = None
    known_on: date | None = None

    @classmethod
    def asked(cls, on: date | None, known_on: date | None) -> "AsOf":
        """What two checked days ask for: whoever says when it was known asks about a day, too."""
        known_on = closed_day(known_on)
        return cls(on or (today() if known_on else None), known_on)

    @classmethod
    def read(cls, query) -> "AsOf":
        """The days of an address; what is no day says nothing here, the page itself names the fault."""
        on, known_on = (_day(query.get(name, "")) for name in NAMES)
        return cls.asked(on, known_on)

    @property
    def day(self) -> date:
        return self.on or today()

    @property
    def moment(self) -> datetime | None:
        """The last moment that counts as known; none while everything known counts."""
        return end_of(self.known_on) if self.known_on else None

    @property
    def is_now(self) -> bool:
        return self.known_on is None and self.day == today()

    @property
    def query(self) -> str:
        """What a link carries to stay on the same days; nothing while it is now."""
        if self.is_now:
            return ""
        said = {"on": self.day, "known_on": self.known_on}
        return "?" + urlencode({name: day for name, day in said.items() if day})

    def recorded(self, column: str = "recorded_at") -> Q:
        """What had been recorded by then."""
        return Q(**{f"{column}__lte": self.moment}) if self.moment else Q()

    def stands(self, path: str = "") -> Q:
        """Dated rows that hold on the day and had not been replaced by then; `path` leads to them."""
        covers = Q(**{f"{path}from_day__lte": self.day})
        covers &= Q(**{f"{path}to_day": None}) | Q(**{f"{path}to_day__gte": self.day})
        return covers & self.known(path)

    def known(self, path: str = "") -> Q:
        """Dated rows as they were known then, whichever day they are about."""
        unreplaced = Q(**{f"{path}replaced_at": None})
        if not self.moment:
            return unreplaced
        return self.recorded(f"{path}recorded_at") & (
            unreplaced | Q(**{f"{path}replaced_at__gt": self.moment})
        )


NOW = AsOf()


def of_page(request) -> AsOf | None:
    """The days of a page that can be asked for a day; None for every other page."""
    match = getattr(request, "resolver_match", None)
    view = getattr(match and match.func, "view_class", None)
    return AsOf.read(request.GET) if getattr(view, "is_dated", False) else None


def kept(query) -> list[tuple[str, str]]:
    """What a form that only changes the days must send along."""
    names = (name for name in query if name not in (*NAMES, "page", "export"))
    return [(name, value) for name in names for value in query.getlist(name) if value]


def back_to_today(request) -> str:
    """The same page now; a list that means everybody without a day says today."""
    query = request.GET.copy()
    for name in (*NAMES, "page", "export"):
        query.pop(name, None)
    if getattr(request.resolver_match.func.view_class, "says_today", False):
        query["on"] = today().isoformat()
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
