"""What overdue filings bring by rule: a warning, no new hires, a mark for finance; filing lifts it by itself.

Nothing is stored: each is judged on the day it is asked (ledger.md section 3).
"""

from datetime import date

from django.db.models import Q

from quota_pool import rules
from quota_pool.calendar import today, working_days_between
from quota_pool.models import District, Unit
from quota_pool.refusals import Reason
from staffing import codes
from staffing.models import Filing

WITH_STREET = (Filing.State.TO_SUBMIT, Filing.State.RETURNED)
NAMED = 20


def closed_by(unit: Unit, on: date) -> list[tuple[int, date]]:
    """(filing, due) of what keeps the unit's intake closed by rule, the oldest first."""
    ruling = rules.ruling("overdue_closes_intake", unit.district, on, unit.pk)
    if not ruling.blocks:
        return []
    rows = Filing.objects.filter(unit=unit, state__in=WITH_STREET, deadline__lt=on).order_by("deadline", "id")
    return [
        (pk, due)
        for pk, due in rows.values_list("pk", "deadline")
        if working_days_between(unit.district, due, on) > ruling.value
    ]


def intake_reasons(unit: Unit, on: date) -> list[Reason]:
    """Why nobody may come in while filings are overdue: how many, since when, and which to send in."""
    late = closed_by(unit, on)
    if not late:
        return []
    ruling = rules.ruling("overdue_closes_intake", unit.district, on, unit.pk)
    return [
        codes.OVERDUE_CLOSES_INTAKE.reason(
            unit=unit.name,
            count=len(late),
            oldest=late[0][1],
            filings=", ".join(str(pk) for pk, _due in late[:NAMED]),
            rule=ruling.rule.code,
            document=ruling.document,
        )
    ]


# --- unfiled for finance -----------------------------------------------------------------------------------


def month_start(day: date, months: int = 0) -> date:
    """The first day of the month so many months away."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def unfiled_from(filing: Filing) -> date | None:
    """From when pay for this hire is unfiled for finance: so many payroll months after its last day."""
    ruling = rules.ruling("unfiled_for_finance", filing.unit.district, today(), filing.unit_id)
    if not ruling.is_on or filing.kind != Filing.Kind.HIRE or filing.state not in WITH_STREET:
        return None
    return month_start(filing.deadline, ruling.value + 1)


def unfiled(district: District, on: date, state: str = "state") -> Q:
    """The hires whose pay is unfiled for finance on a day; `state` names the column that says so."""
    own = rules.units_with_own("unfiled_for_finance", district)
    found = _before(district, on, None, ~Q(unit_id__in=own))
    for unit_id in own:
        found |= _before(district, on, unit_id, Q(unit_id=unit_id))
    return found & Q(**{"kind": Filing.Kind.HIRE, f"{state}__in": WITH_STREET})


def _before(district: District, on: date, unit_id: int | None, where: Q) -> Q:
    ruling = rules.ruling("unfiled_for_finance", district, on, unit_id)
    if not ruling.is_on:
        return Q(pk__in=())
    return where & Q(deadline__lt=month_start(on, -ruling.value))
