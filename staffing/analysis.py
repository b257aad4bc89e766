"""Charts (分析): figures by street and by month, each point with the address of the rows it stands for.

A fixed number of queries, however many streets, people and months: the database groups, nothing is asked a
month. Every chart is a table first; the drawing is made from it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from quota_pool import marks
from quota_pool.calendar import today
from quota_pool.models import Book, Entry, Measure, Pool, Unit
from staffing.links import list_url
from staffing.models import Engagement, QuotaGrant
from staffing.positions_table import street_url
from staffing.selectors import unit_positions

MONTHS = 12
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Point:
    """One figure and the list it opens; none behind nothing."""

    value: int
    url: str = ""


@dataclass(frozen=True)
class Series:
    """One line or kind of bar; `tone` names its colour."""

    label: str
    tone: str
    points: Sequence[Point]


@dataclass(frozen=True)
class Chart:
    """One chart: its words, what stands along it, and its series."""

    key: str
    title: str
    kind: str
    axis: Sequence[str]
    series: Sequence[Series]
    first: str
    is_stacked: bool = False

    @property
    def key_data(self) -> str:
        """Where the page keeps what the script draws from."""
        return f"{self.key}-data"

    @property
    def rows(self) -> list[tuple[str, list[Point]]]:
        """The table beside the drawing."""
        return [(name, [one.points[at] for one in self.series]) for at, name in enumerate(self.axis)]

    @property
    def drawing(self) -> dict:
        """What the script draws from."""
        return {
            "kind": self.kind,
            "axis": list(self.axis),
            "stacked": self.is_stacked,
            "series": [
                {
                    "name": one.label,
                    "tone": one.tone,
                    "data": [{"value": point.value, "url": point.url} for point in one.points],
                }
                for one in self.series
            ],
        }


def months(first: date, count: int) -> list[date]:
    """The first days of so many months."""
    return [
        date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1)
        for n in range(count)
    ]


def month_end(first: date) -> date:
    """The last day of the month."""
    return months(first, 2)[1] - DAY


def past_months() -> list[date]:
    """The last twelve months, this one included."""
    now = today()
    return months(months(date(now.year - 1, now.month, 1), 2)[1], MONTHS)


def utilisation(units: Sequence[Unit], day: date) -> Chart:
    """Heads by street: held, occupied, set aside, free and frozen; together the granted ones."""
    rows = unit_positions(units, on=day)
    words = (
        ("occupied", _("occupied"), "occ"),
        ("held", _("held"), "held"),
        ("reserved", _("reserved"), "aside"),
        ("free", _("free"), "free"),
        ("frozen", _("frozen"), "ice"),
    )
    series = [
        Series(word, tone, [_seat(row.unit, name, row.total(name), day) for row in rows])
        for name, word, tone in words
    ]
    return Chart(
        "utilisation",
        _("Use of the heads by street"),
        "bar",
        [row.unit.name for row in rows],
        series,
        _("Street or town"),
        is_stacked=True,
    )


def _seat(unit: Unit, name: str, value: int, day: date) -> Point:
    """Heads without a person have no roster behind them: the street's page tells about them."""
    if not value:
        return Point(value)
    if name not in ("held", "occupied"):
        return Point(value, street_url(unit.pk, day))
    return Point(value, list_url("roster", unit=unit.pk, heads=name, on=day))


def heads_over_time(user, unit: Unit | None) -> Chart:
    """Granted, used and free at the end of each month, from the movements of the ledger in one query."""
    rows = Entry.objects.visible_to(user, "read_pool").filter(source__measure=Measure.HEADS)
    rows = rows.filter(unit=unit) if unit else rows
    moved = rows.order_by().annotate(month=TruncMonth("effective"))
    moved = moved.values_list("month", "source__book", "target__book").annotate(Sum("amount"))
    steps: dict[date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for month, source, target, amount in moved:
        steps[month][source] -= amount
        steps[month][target] += amount
    held: dict[str, int] = defaultdict(int)
    points, axis = [], past_months()
    for month in sorted({*steps, *axis}):
        for book, change in steps[month].items():
            held[book] += change
        if month in axis:
            points.append(_heads_at(held, min(month_end(month), today()), unit))
    return Chart(
        "heads",
        _("Heads over time"),
        "line",
        [f"{month:%Y-%m}" for month in axis],
        [
            Series(_("Granted"), "all", [one["granted"] for one in points]),
            Series(_("Used"), "occ", [one["used"] for one in points]),
            Series(_("Free, frozen included"), "free", [one["free"] for one in points]),
        ],
        _("month"),
    )


def month_columns(chart: Chart) -> list[marks.Column]:
    """The heads of each month as columns: used of granted, and the people behind them."""
    words = _("%(month)s: granted %(granted)s, used %(used)s, free %(free)s")
    return [
        marks.Column(
            words % {"month": month, "granted": granted.value, "used": used.value, "free": free.value},
            used.url or granted.url,
            used.value,
            granted.value,
        )
        for month, (granted, used, free) in chart.rows
    ]


def _heads_at(held: dict[str, int], day: date, unit: Unit | None) -> dict[str, Point]:
    granted = held[Book.FREE] + held[Book.RESERVED] + held[Book.SEATED]
    pool = list_url("pool", on=day)
    people = list_url("roster", on=day, standing="seated", unit=unit and unit.pk)
    used = held[Book.SEATED] + held[Book.RECALLED]
    free = max(0, held[Book.FREE] - held[Book.RECALLED])
    return {
        "granted": Point(granted, pool if granted else ""),
        "used": Point(used, people if used else ""),
        "free": Point(free, pool if free else ""),
    }


def expiries(user, unit: Unit | None) -> Chart:
    """What ends in each of the next twelve months: contracts of people on post, mobile grants."""
    now = today()
    axis = months(date(now.year, now.month, 1), MONTHS)
    people = _mine(Engagement.objects.visible_to(user).on_post(now), unit)
    contracts = _by_month(people.filter(contract_end__gte=axis[0]), "contract_end")
    granted = QuotaGrant.objects.visible_to(user, "read_pool").filter(
        kind=Pool.Kind.MOBILE, state=QuotaGrant.State.GRANTED, valid_to__gte=axis[0]
    )
    grants = _by_month(_mine(granted, unit), "valid_to")
    place = {"unit": unit and unit.pk}
    told = [
        (
            _month_point(contracts, month, "roster", "contract_end_from", "contract_end_to", on=now, **place),
            _month_point(
                grants, month, "grants", "ends_from", "ends_to", kind="mobile", state="granted", **place
            ),
        )
        for month in axis
    ]
    return Chart(
        "expiries",
        _("What runs out, by month"),
        "bar",
        [f"{month:%Y-%m}" for month in axis],
        [
            Series(_("contracts"), "occ", [one for one, _grant in told]),
            Series(_("mobile grants"), "over", [one for _contract, one in told]),
        ],
        _("month"),
    )


def turnover(user, unit: Unit | None) -> Chart:
    """Who came and who left in each of the last twelve months."""
    axis = past_months()
    rows = _mine(Engagement.objects.visible_to(user).filter(voided_at=None), unit)
    ends = month_end(axis[-1])
    came = _by_month(rows.filter(start_date__gte=axis[0], start_date__lte=ends), "start_date")
    left = _by_month(rows.filter(end_date__gte=axis[0], end_date__lte=ends), "end_date")
    place = {"unit": unit and unit.pk, "voided": False}
    return Chart(
        "turnover",
        _("Coming and going"),
        "bar",
        [f"{month:%Y-%m}" for month in axis],
        [
            Series(
                _("came"),
                "occ",
                [_month_point(came, one, "roster", "start_from", "start_to", **place) for one in axis],
            ),
            Series(
                _("left"),
                "over",
                [_month_point(left, one, "roster", "end_from", "end_to", **place) for one in axis],
            ),
        ],
        _("month"),
    )


def _mine(rows, unit: Unit | None):
    return rows.filter(unit=unit) if unit else rows


def _by_month(rows, column: str) -> dict[date, int]:
    found = rows.order_by().filter(~Q(**{column: None})).annotate(month=TruncMonth(column))
    return dict(found.values_list("month").annotate(Count("pk")))


def _month_point(found: dict[date, int], month: date, page: str, first: str, last: str, **more) -> Point:
    value = found.get(month, 0)
    span = {first: month, last: month_end(month)}
    return Point(value, list_url(page, **more, **span) if value else "")
