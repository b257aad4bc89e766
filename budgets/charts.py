"""The landing curve as a chart: what the money comes to month by month, its band, and what was given."""

from django.utils.translation import gettext as _

from budgets.landing import Landing, Month
from budgets.monthly import last_day
from budgets.months import half_up
from staffing.analysis import Chart, Point, Series


def yuan(fen: int) -> int:
    """Whole yuan, as a curve shows them."""
    return half_up(fen, 100)


def landing_chart(found: Landing, entries_url: str) -> Chart:
    """Paid and expected, added up from January; a posted month opens its movements."""

    def line(name: str) -> list[Point]:
        return [Point(yuan(getattr(month, name)), _behind(month, entries_url)) for month in found.months]

    given = [Point(yuan(found.total)) for _month in found.months]
    series = [
        Series(_("Given"), "all", given),
        Series(_("at most"), "over", line("so_far_high")),
        Series(_("at least"), "free", line("so_far_low")),
        Series(_("paid and expected"), "occ", line("so_far")),
    ]
    axis = [f"{month.first:%Y-%m}" for month in found.months]
    return Chart("landing", _("Landing curve (yuan)"), "line", axis, series, _("Month"))


def _behind(month: Month, entries_url: str) -> str:
    if not month.paid:
        return ""
    return f"{entries_url}&effective_from={month.first}&effective_to={last_day(month.first)}"
