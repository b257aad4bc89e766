"""结构分析 and 流动分析: of whom the staff is made on a day, and how many of them leave (domain.md M19)."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quota_pool import figures
from quota_pool.papers import Ask, Cell, Heading, Paper, PaperColumn
from staffing.checks import add_months, age_on
from staffing.dictionaries import label
from staffing.models import Engagement
from staffing.papers import people

AGES = ((0, 25), (26, 30), (31, 35), (36, 40), (41, 45), (46, 50), (51, 55), (56, 60), (61, None))
YEARS = ((0, 0), (1, 2), (3, 4), (5, 9), (10, 14), (15, None))
PAY_FEN = (0, 300_000, 400_000, 500_000, 600_000, 800_000, 1_000_000, None)


def band(bands, number: int) -> int:
    """The place of a number among bands that have both their ends in."""
    return next(place for place, (_least, most) in enumerate(bands) if most is None or number <= most)


def _age_word(place: int) -> str:
    least, most = AGES[place]
    if most is None:
        return _("%(n)s and older") % {"n": least}
    return _("up to %(n)s") % {"n": most} if not least else f"{least}–{most}"


def _years_word(place: int) -> str:
    least, most = YEARS[place]
    if most is None:
        return _("%(n)s years and more") % {"n": least}
    return _("less than a year") if most == 0 else _("%(a)s–%(b)s years") % {"a": least, "b": most}


def pay_band(fen: int | None) -> int:
    """The place of a monthly pay among the bands; -1 where it is not known."""
    if fen is None:
        return -1
    return next(place for place, most in enumerate(PAY_FEN[1:]) if most is None or fen < most)


def _pay_word(place: int) -> str:
    if place < 0:
        return _("not known")
    least, most = PAY_FEN[place], PAY_FEN[place + 1]
    if most is None:
        return _("%(yuan)s yuan and more") % {"yuan": least // 100}
    if not least:
        return _("less than %(yuan)s yuan") % {"yuan": most // 100}
    return _("%(a)s to below %(b)s yuan") % {"a": least // 100, "b": most // 100}


def _coded(list_name: str, path: str) -> tuple[Callable, Callable]:
    return (
        lambda row, day: row[path] or "",
        lambda code: str(label(list_name, code)) if code else _("not known"),
    )


DIMENSIONS: tuple[tuple, ...] = (
    (
        gettext_lazy("Age"),
        lambda row, day: band(AGES, age_on(row["person__birth_date"], day)),
        _age_word,
    ),
    (gettext_lazy("Sex"), *_coded("sex", "person__sex")),
    (gettext_lazy("Education"), *_coded("education", "person__education")),
    (gettext_lazy("Post category"), *_coded("post_category", "post_category")),
    (gettext_lazy("Employment mode"), *_coded("employment_mode", "mode")),
    (
        gettext_lazy("Years in the unit"),
        lambda row, day: band(YEARS, max(0, age_on(row["start_date"], day))),
        _years_word,
    ),
    (gettext_lazy("Monthly pay"), lambda row, day: pay_band(row["monthly_pay_fen"]), _pay_word),
)


def _structure_rows(ask: Ask):
    """Everybody on post counted once in every part; one pass over the people, whatever the parts."""
    counted = [Counter() for _dimension in DIMENSIONS]
    total = 0
    for row in people.read(ask, people.on_post(ask), "pk"):
        total += 1
        for counter, (_title, place, _word) in zip(counted, DIMENSIONS, strict=True):
            counter[place(row, ask.day)] += 1
    for counter, (title, _place, word) in zip(counted, DIMENSIONS, strict=True):
        yield Heading(title)
        for key in sorted(counter):
            yield {"part": word(key), "people": counter[key], "share": figures.percent(counter[key], total)}


def _structure_facts(ask: Ask) -> list[tuple]:
    return [(_("On post"), figures.number(people.on_post(ask).count()))]


def _structure_columns(ask: Ask) -> list[PaperColumn]:
    return [
        PaperColumn("part", gettext_lazy("part"), width=36),
        PaperColumn("people", gettext_lazy("persons"), kind=Cell.NUMBER, width=16),
        PaperColumn("share", gettext_lazy("share"), width=16),
    ]


# --- 流动分析 ----------------------------------------------------------------------------------------------


def turnover(left: int, before: int, after: int) -> str:
    """Leavers by the average of the people at both ends (M19: 72 of 350 and 310 are 21.8 %)."""
    return figures.percent(2 * left, before + after)


def _standing(ask: Ask):
    rows = Engagement.objects.visible_to(ask.user, "read_staff").filter(voided_at=None)
    return ask.narrowed(rows)


def _months(first: date, last: date):
    """(from, to) of each month of a time, its ends cut where the time begins and ends."""
    day = first
    while day <= last:
        end = min(add_months(day.replace(day=1), 1) - timedelta(days=1), last)
        yield day, end
        day = end + timedelta(days=1)


class Flow:
    """Comings and goings of a time, read once and counted for any part of it."""

    def __init__(self, ask: Ask):
        self.ask = ask
        rows = _standing(ask).filter(start_date__lte=ask.day).order_by()
        told = rows.exclude(end_date__lt=ask.since - timedelta(days=1))
        self.spells = list(told.values_list("start_date", "end_date", "exit_reason"))

    def standing_after(self, day: date) -> int:
        """People who still work when the day is over."""
        return sum(start <= day and (end is None or end > day) for start, end, _why in self.spells)

    def joined(self, first: date, last: date) -> int:
        return sum(first <= start <= last for start, _end, _why in self.spells)

    def left(self, first: date, last: date) -> list[str]:
        """The reasons of those who had their last day in the time."""
        return [why for _start, end, why in self.spells if end is not None and first <= end <= last]

    def line(self, words: str, first: date, last: date) -> dict:
        before, after = self.standing_after(first - timedelta(days=1)), self.standing_after(last)
        left = len(self.left(first, last))
        return {
            "part": words,
            "before": before,
            "joined": self.joined(first, last),
            "left": left,
            "after": after,
            "average": f"{(before + after) / 2:.1f}",
            "rate": turnover(left, before, after),
        }


def _turnover_rows(ask: Ask):
    flow = Flow(ask)
    yield Heading(_("By month"))
    for first, last in _months(ask.since, ask.day):
        yield flow.line(f"{first:%Y-%m}", first, last)
    yield Heading(_("The whole time"))
    whole = flow.line(_("Total"), ask.since, ask.day)
    yield whole
    yield Heading(_("By reason for leaving"))
    empty = dict.fromkeys(whole)
    for why, count in Counter(flow.left(ask.since, ask.day)).most_common():
        words = str(label("exit_reason", why)) if why else _("not known")
        yield empty | {"part": words, "left": count, "rate": figures.percent(count, whole["left"])}


def _turnover_columns(ask: Ask) -> list[PaperColumn]:
    def number(key: str, words) -> PaperColumn:
        return PaperColumn(key, words, kind=Cell.NUMBER, width=12)

    return [
        PaperColumn("part", gettext_lazy("part"), width=26),
        number("before", gettext_lazy("at the beginning")),
        number("joined", gettext_lazy("joined")),
        number("left", gettext_lazy("have left")),
        number("after", gettext_lazy("at the end")),
        PaperColumn("average", gettext_lazy("average"), width=12),
        PaperColumn("rate", gettext_lazy("turnover, or share of leavers"), width=16),
    ]


PAPERS = (
    Paper(
        key="structure",
        title=gettext_lazy("Structure of contract staff"),
        purpose=gettext_lazy("The staff by age, sex, education, post, mode, years of service and pay."),
        act="read_staff",
        rows=_structure_rows,
        columns=_structure_columns,
        asks=("unit", "on", "known_on"),
        measure=gettext_lazy("persons"),
        facts=_structure_facts,
        is_upright=True,
        is_numbered=False,
    ),
    Paper(
        key="turnover",
        title=gettext_lazy("Turnover of contract staff"),
        purpose=gettext_lazy("Leavers by the average number of people, by month and by reason."),
        act="read_staff",
        rows=_turnover_rows,
        columns=_turnover_columns,
        asks=("unit", "since", "on"),
        measure=gettext_lazy("persons"),
        is_numbered=False,
    ),
)
