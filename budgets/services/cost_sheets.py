"""经费测算表: heads × standard by post category, from the roster or the granted heads (domain.md M1 to M3).

The sheet is a reckoning, not a decision: an envelope takes its amount from one, and keeps which.
"""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.db.models import Count, Sum

from budgets.codes import cost_sheets as codes
from budgets.models import CostLine, CostSheet, Envelope, Standard
from budgets.months import half_up
from budgets.rounding import allocate, prorated, reduction_plan
from budgets.services import envelopes
from budgets.services.standards import standards_on
from quota_pool import access, audit, rules
from quota_pool.calendar import now, today
from quota_pool.models import Pool, Unit
from quota_pool.refusals import Reason, raise_any
from staffing.dictionaries import PostCategory
from staffing.models import Engagement
from staffing.selectors import unit_position

HeadsFrom = CostSheet.HeadsFrom
CUT_YEARS, CUT_PERCENT = 3, 30  # Yuexiu's plan: three years, by three tenths (W61)


@transaction.atomic
def make_cost_sheet(
    *,
    unit: Unit,
    year: int,
    heads_from: str,
    actor,
    heads: Mapping[str, int] | None = None,
    months: int = 12,
    base_fen: int | None = None,
    note: str = "",
) -> CostSheet:
    """Reckon what a unit's heads cost in a year, and keep every line.

    `heads`: granted heads by post category; where none are named they follow the roster's mix.
    `base_fen`: the ceiling of a base-capped unit (基数), with the plan by which its heads come down.
    """
    access.require(actor, "make_cost_sheet", unit)
    day = today()
    people = _people(unit, day)
    granted = unit_position(unit).total("granted", Pool.Kind.LUMP_SUM)
    standards = standards_on(unit.district_id, max(day, date(year, 1, 1)))
    count = _heads(heads_from, people, granted, heads)
    raise_any(_reasons(heads_from, count, people, granted, standards, max(day, date(year, 1, 1))))
    rate = rules.value("on_cost_rate", unit.district, day, unit.pk) or 0
    lines = [
        _line(category, count[category], months, standards[category], people.get(category, (0, 0)), rate)
        for category in sorted(count)
    ]
    asked = sum(line.amount_fen for line in lines)
    total_heads = sum(count.values())
    sheet = CostSheet.objects.create(
        district_id=unit.district_id,
        unit=unit,
        year=year,
        heads_from=heads_from,
        on=day,
        months=months,
        heads=total_heads,
        asked_fen=asked,
        base_fen=base_fen,
        total_fen=asked if base_fen is None else min(asked, base_fen),
        on_cost_rate=rate,
        reduction=[] if base_fen is None else reduction_plan(total_heads, CUT_PERCENT, CUT_YEARS),
        note=note,
        created_by=actor,
        created_at=now(),
    )
    for line in lines:
        line.sheet, line.district_id = sheet, sheet.district_id
    CostLine.objects.bulk_create(lines)
    audit.record(actor, "cost_sheet.make", sheet, after=_shown(sheet), label=str(sheet))
    return sheet


def total_fen(sheet: CostSheet) -> int:
    """What an envelope calculated from this sheet is worth: its lines, never above the base."""
    return sheet.total_fen


@transaction.atomic
def into_envelope(*, sheet: CostSheet, actor) -> Envelope:
    """Work the unit's envelope of that year out from the sheet; it is drafted where there is none yet."""
    access.require(actor, "draft_envelope", sheet.unit)
    rows = Envelope.objects.filter(unit=sheet.unit, year=sheet.year).exclude(state=Envelope.State.WITHDRAWN)
    facts = {"base_fen": sheet.base_fen, "reduction_plan": _plan(sheet)}
    envelope = rows.select_related("unit__district").first() or envelopes.draft(
        unit=sheet.unit, year=sheet.year, basis=_basis(sheet), actor=actor
    )
    return envelopes.calculate(
        envelope=envelope,
        lines=[_of_envelope(line) for line in sheet.lines.select_related("standard__document")],
        actor=actor,
        basis=_basis(sheet),
        **facts,
    )


def _basis(sheet: CostSheet) -> str:
    """Which money the sheet reckons: a base caps it, the roster moves it, granted heads fix it."""
    if sheet.base_fen is not None:
        return Envelope.Basis.BASE_CAP
    is_roster = sheet.heads_from == HeadsFrom.ROSTER
    return Envelope.Basis.ACTUAL_X_STANDARD if is_roster else Envelope.Basis.LUMP_SUM


def _plan(sheet: CostSheet) -> str:
    """The reduction plan in one line."""
    return " → ".join(f"{year}: {heads}" for year, heads in enumerate(sheet.reduction, sheet.year))


def _of_envelope(line: CostLine) -> dict:
    names = ("post_category", "heads", "standard_fen", "months")
    return {name: getattr(line, name) for name in names} | {"source": line.standard.document.number}


def average_fen(sheet: CostSheet) -> int:
    """The average standard a head and year, rounded to the fen (M1, and the first step of M8)."""
    return half_up(sum(line.heads * line.standard_fen for line in sheet.lines.all()), sheet.heads)


def _people(unit: Unit, day: date) -> dict[str, tuple[int, int]]:
    """People on a head by post category: how many, and their pay a month."""
    rows = Engagement.objects.filter(unit=unit, standing=Engagement.Standing.SEATED).on_post(day)
    rows = rows.order_by().values_list("post_category")
    return {
        category: (count, pay or 0)
        for category, count, pay in rows.annotate(Count("id"), Sum("monthly_pay_fen"))
    }


def _heads(
    heads_from: str, people: dict[str, tuple[int, int]], granted: int, named: Mapping[str, int] | None
) -> dict[str, int]:
    """Heads by post category: those on post, those named, or the granted ones in the roster's mix."""
    mix = {category: count for category, (count, _pay) in people.items()}
    if heads_from == HeadsFrom.GRANTED:
        if named and any(named.values()):
            mix = dict(named)
        elif mix:
            mix = dict(zip(mix, allocate(granted, list(mix.values())), strict=True))
    return {category: count for category, count in mix.items() if count}


def _reasons(
    heads_from: str,
    count: dict[str, int],
    people: dict[str, tuple[int, int]],
    granted: int,
    standards: dict[str, Standard],
    on: date,
) -> list[Reason]:
    total = sum(count.values())
    if not total and granted and heads_from == HeadsFrom.GRANTED:
        return [codes.NO_MIX.reason(granted=granted)]
    if not total:
        on_post = sum(one for one, _pay in people.values())
        return [codes.NO_HEADS.reason(granted=granted, people=on_post)]
    found = []
    if heads_from == HeadsFrom.GRANTED and total > granted:
        found.append(codes.HEADS_BEYOND_GRANT.reason(heads=total, granted=granted))
    for category in sorted(count.keys() - standards.keys()):
        label = str(PostCategory(category).label) if category in PostCategory.values else category
        found.append(codes.NO_STANDARD.reason(category=label, on=on, heads=count[category]))
    return found


def _line(
    category: str, heads: int, months: int, standard: Standard, on_post: tuple[int, int], rate
) -> CostLine:
    people, pay = on_post
    cost = half_up(pay * months * int((100 + rate) * 100), 10_000)
    return CostLine(
        post_category=category,
        heads=heads,
        people=people,
        months=months,
        standard=standard,
        standard_fen=standard.amount_fen,
        amount_fen=prorated(heads * standard.amount_fen, months),
        pay_fen=pay,
        pay_cost_fen=cost,
    )


def _shown(sheet: CostSheet) -> dict:
    names = ("year", "heads_from", "on", "heads", "months", "base_fen", "total_fen")
    return {name: getattr(sheet, name) for name in names}
