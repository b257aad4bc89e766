"""The kinds of alerts: level, recipients, rule, words; and what is in one reader's scope."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import chain

from django.db.models import BigIntegerField, CharField, Count, DateField, F, TextChoices, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from quota_pool import access, ledger
from quota_pool.calendar import today
from quota_pool.models import District, Role, Unit
from staffing.checks import add_months
from staffing.frozen import standing, steps_of
from staffing.models import Engagement
from staffing.selectors import UnitRow, rows_of
from staffing.workload import Waiting, waiting


class Level(TextChoices):
    """How much it presses."""

    RED = "red", _("red")
    AMBER = "amber", _("amber")
    INFO = "info", _("for information")


class Side(TextChoices):
    """Whom an alert is for."""

    STREET = "street", _("the street")
    BUREAU = "bureau", _("the bureau")
    FINANCE = "finance", _("finance")
    ADMIN = "admin", _("the administrator")


ORDER = {level: place for place, level in enumerate(Level)}
LOOKED_BACK = (-3, -6)  # months: a vacancy is one when it stood on each of these days too


@dataclass(frozen=True)
class Alert:
    """One thing that presses in one unit, or in the district: how many, in words, and the rows behind it."""

    kind: "Kind"
    unit: Unit | None
    count: int
    level: str
    facts: dict = field(default_factory=dict)
    url: str = ""

    @property
    def text(self) -> str:
        """What presses, with its numbers, in the reader's language."""
        return str(self.kind.words).format(n=self.count, **self.facts)

    @property
    def key(self) -> tuple:
        """What an acknowledgement answers to."""
        return self.kind.code, self.unit.pk if self.unit else None


@dataclass(frozen=True)
class Kind:
    """One kind of alert; `act` is what a reader must be allowed to see, `rule` the parameter behind it."""

    code: str
    label: str
    words: str
    level: str
    to: tuple[str, ...]
    act: str
    rule: str
    at_home: bool
    find: Callable[["Scope"], Iterable["Found"]]
    parts: Callable[["Scope"], Iterable] | None = None


@dataclass(frozen=True)
class Counted:
    """Rows of one unit counted for a kind: how many, what they share, their first day, one of them."""

    unit_id: int
    text: str
    count: int
    first: date | None
    one: int | None


def part(rows, code: str, *, unit: str = "unit_id", text=None, count=None, first=None, one=None):
    """One branch of the statement that counts for every kind: a row for each unit, and for each `text`."""
    grouped = rows.order_by().values(u=F(unit), t=text or Value("", output_field=CharField()))
    return grouped.annotate(
        c=Value(code, output_field=CharField()),
        n=count or Count("id"),
        f=first or Cast(Value(None), DateField()),
        o=one or Cast(Value(None), BigIntegerField()),
    ).values_list("c", "u", "t", "n", "f", "o")


@dataclass(frozen=True)
class Found:
    """What a kind finds: a unit, a number, facts for the words; a level where it is not the usual one."""

    unit: Unit | None
    count: int
    facts: dict = field(default_factory=dict)
    url: str = ""
    level: str = ""


KINDS: dict[str, Kind] = {}


def alert(
    code: str, label, words, level: str, *to: str, act="read_staff", rule="", at_home=False, parts=None
):
    """Register `function(scope) -> Iterable[Found]`; `at_home`: cheap enough for everybody's first page.

    `parts(scope)`: what it wants counted, see `part`; `scope.counted(code)` then gives the counts.
    """

    def register(function):
        KINDS[code] = Kind(code, label, words, level, to, act, rule, at_home, function, parts)
        return function

    return register


class Scope:
    """What one reader may be alerted of; shared readings are made once."""

    def __init__(self, user):
        self.user = user
        self.on: date = today()
        self.asked: list[Kind] = []  # the kinds that are counted for in one statement

    @property
    def grips(self) -> tuple[access.Grip, ...]:
        """The reader's memberships, read with the request."""
        return access.grips(self.user)

    @cached_property
    def units(self) -> dict[int, Unit]:
        """The streets in sight."""
        rows = Unit.objects.visible_to(self.user, "read_pool").pool_owners().select_related("district")
        return {unit.pk: unit for unit in rows}

    @property
    def district(self) -> District | None:
        return next((unit.district for unit in self.units.values()), None)

    @cached_property
    def heads(self) -> ledger.Reading:
        """Their heads now, on the days past that some kind looks at, and on the days to come."""
        return ledger.Reading(self.units, [add_months(self.on, months) for months in LOOKED_BACK])

    @cached_property
    def freeze_steps(self) -> list[tuple]:
        """What was done about freezes, for every day."""
        return steps_of(self.units)

    def positions_on(self, day: date) -> list[UnitRow]:
        """Their heads on one of those days, whether filed or not."""
        stopped = standing(self.freeze_steps, day)
        return rows_of(self.units.values(), self.heads.on(day), stopped, day)

    @cached_property
    def positions(self) -> list[UnitRow]:
        """Their heads as of now."""
        return self.positions_on(self.on)

    def counted(self, code: str) -> list[Counted]:
        """What was counted for a kind, by unit; one statement for all kinds that are asked."""
        return self._tallies[code]

    @cached_property
    def _tallies(self) -> dict[str, list[Counted]]:
        found: dict[str, list[Counted]] = defaultdict(list)
        parts = [one for kind in self.asked if kind.parts for one in kind.parts(self)]
        rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else chain.from_iterable(parts)
        for code, *counted in rows:
            found[code].append(Counted(*counted))
        return found

    @cached_property
    def waiting(self) -> dict[int, Waiting]:
        """Their open filings."""
        return waiting(self.user)

    def on_post(self):
        """People on post in sight."""
        return Engagement.objects.visible_to(self.user, "read_staff").on_post(self.on).order_by()


def alerts(scope: Scope, *, at_home: bool = False, to: Iterable[str] = ()) -> list[Alert]:
    """Everything that presses in this scope, the most pressing first; `to`: only what is for these sides."""
    wanted = set(to)
    kinds = (
        kind
        for kind in KINDS.values()
        if (kind.at_home or not at_home)
        and access.can(scope.user, kind.act)
        and (not wanted or wanted & set(kind.to))
    )
    scope.asked = list(kinds)
    found = [one for kind in scope.asked for one in _found(kind, scope)]
    return sorted(found, key=lambda one: (ORDER[one.level], _place(one), one.kind.code))


def _found(kind: Kind, scope: Scope) -> Iterator[Alert]:
    for one in kind.find(scope):
        yield Alert(kind, one.unit, one.count, one.level or kind.level, one.facts, one.url)


def _place(one: Alert) -> str:
    return one.unit.code if one.unit else ""


def sides(user) -> set[str]:
    """On which sides a person stands; whoever only reads stands on none."""
    found, roles = set(), {grip.role for grip in access.grips(user)}
    if access.can(user, "submit_filing"):
        found.add(Side.STREET)
    if access.can(user, "decide_filing"):
        found.add(Side.BUREAU)
    if roles & {Role.FINANCE, Role.FINANCE_LEAD, Role.API}:
        found.add(Side.FINANCE)
    if access.can(user, "manage_members"):
        found.add(Side.ADMIN)
    return found
