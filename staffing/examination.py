"""What the bureau looks at in a filing: every rule with its answer, and the heads on the day of the event."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quota_pool import rules
from quota_pool.refusals import Reason, restore
from staffing import codes
from staffing.checks import BLOCKED, PASSED, WARNED
from staffing.dictionaries import label
from staffing.identity import IdFault, check_id
from staffing.models import Engagement, Filing
from staffing.selectors import unit_position
from staffing.services.filings import hire_checks

OPEN = (Filing.State.TO_SUBMIT, Filing.State.SUBMITTED, Filing.State.RETURNED)


_LIMITS = {"minimum_age": gettext_lazy("at least {value}"), "minimum_wage": gettext_lazy("at least {value}")}


@dataclass(frozen=True)
class Line:
    """One rule: its words, its answer, the value it used and the document behind it."""

    label: Any
    result: str
    reason: Reason | None = None
    value: str = ""
    document: str = ""


def examine(filing: Filing, position: dict) -> list[Line]:
    """All rules of a filing; while it is open they are asked anew, afterwards they stand as decided."""
    if filing.kind == Filing.Kind.EXIT:
        return [_in_time(filing), _ground(filing)]
    checks = hire_checks(filing) if filing.state in OPEN else filing.checks
    found = [_in_time(filing), _quota(position), _identity(filing), _duplicate(filing)]
    return [*found, *(_line(check) for check in checks)]


def concerns(filing: Filing) -> list[str]:
    """What a look at many must not pass over: late, and what the rules found when it was sent in."""
    found = [] if filing.kind == Filing.Kind.EXIT else [check["reason"] for check in filing.checks]
    words = [restore(reason).detail for reason in found if reason]
    late = _in_time(filing).reason
    return [*([late.detail] if late else ()), *words]


def position_of(filing: Filing) -> dict:
    """The unit's heads on the day of the event: as kept with the decision, or as they stand now."""
    if filing.position and filing.state not in OPEN:
        return filing.position
    return unit_position(filing.unit, on=filing.event_date).stored()


def _line(check: dict) -> Line:
    ruling = check["ruling"]
    rule = rules.RULES[ruling["rule"]]
    value = ruling["value"]
    shown = ""
    if isinstance(value, int | float) and not isinstance(value, bool) and value:
        shown = _LIMITS.get(rule.code, _("limit: {value}")).format(value=f"{value} {rule.measure}".strip())
    reason = restore(check["reason"]) if check["reason"] else None
    return Line(rule.label, check["result"], reason, shown, ruling["document"])


def _in_time(filing: Filing) -> Line:
    """Whether it was sent in within the limit; late once stays late."""
    rule = rules.RULES[f"{filing.kind}_filing_limit"]
    days = _("{n} working days").format(n=filing.limit_days)
    said = {"days": filing.late_days, "due": filing.deadline, "limit": filing.limit_days}
    reason = codes.FILED_LATE.reason(**said) if filing.late_days else None
    return Line(rule.label, WARNED if reason else PASSED, reason, days)


def _ground(filing: Filing) -> Line:
    """Why the person left; last place alone never gets so far."""
    ground = str(label("exit_reason", filing.engagement.exit_reason))
    return Line(rules.RULES["last_place_exit"].label, PASSED, value=ground)


def _quota(position: dict) -> Line:
    words = _("granted {granted}, used {used}, free {free}").format(
        granted=position["granted"], used=position["held"] + position["occupied"], free=position["free"]
    )
    over = position["over"]
    reason = codes.UNIT_OVER.reason(over=over, on=position["on"]) if over else None
    return Line(rules.RULES["quota"].label, WARNED if over else PASSED, reason, words)


def _identity(filing: Filing) -> Line:
    person = filing.engagement.person
    try:
        number = check_id(person.id_no, person.id_type)
    except IdFault as fault:
        return Line(rules.RULES["identity"].label, BLOCKED, fault.reason)
    differs = number.birth_date not in (None, person.birth_date)
    reason = codes.BIRTH_DIFFERS.reason() if differs else None
    return Line(rules.RULES["identity"].label, WARNED if differs else PASSED, reason)


def _duplicate(filing: Filing) -> Line:
    engagement = filing.engagement
    others = Engagement.objects.filter(person_id=engagement.person_id).on_post(filing.event_date)
    counted = others.exclude(pk=engagement.pk).exclude(standing=Engagement.Standing.UNCOUNTED)
    reason = codes.ALREADY_ENGAGED.reason() if counted.exists() else None
    return Line(rules.RULES["duplicate_engagement"].label, BLOCKED if reason else PASSED, reason)
