"""What is checked when a street asks for mobile heads: the period against the rule of the district."""

from datetime import date, timedelta

from quota_pool import rules
from quota_pool.calendar import today
from quota_pool.models import Pool
from staffing import codes
from staffing.checks import Check, add_months, months_between
from staffing.models import MobileRequest


def check_request(request: MobileRequest) -> list[Check]:
    """Every rule about a request that is on, with its answer; an unfinished draft is asked nothing."""
    if request.valid_from is None or request.valid_to is None:
        return []
    rule = "mobile_term" if request.extends_id is None else "mobile_extension"
    ruling = rules.ruling(rule, request.unit.district, today(), request.unit_id)
    return [Check(ruling, _term(request, ruling))] if ruling.is_on else []


def longest_extension(pool: Pool) -> date:
    """The last day a mobile pool may be extended to, as the rule of the district says today."""
    months = rules.value("mobile_extension", pool.unit.district, today(), pool.unit_id)
    return add_months(pool.valid_to + timedelta(days=1), months) - timedelta(days=1)


def _term(request: MobileRequest, ruling):
    months = months_between(request.valid_from, request.valid_to + timedelta(days=1))
    latest = add_months(request.valid_from, ruling.value) - timedelta(days=1)
    if request.valid_to <= latest:
        return None
    if request.extends_id is not None:
        return codes.EXTENSION_LONG.reason(
            valid_to=request.valid_to, limit=ruling.value, latest=latest, **_ground(ruling)
        )
    return codes.MOBILE_TERM_LONG.reason(
        months=max(months, ruling.value),
        limit=ruling.value,
        latest=latest,
        **_ground(ruling),
    )


def _ground(ruling: rules.Ruling) -> dict:
    return {"field": "valid_to", "rule": ruling.rule.code, "document": ruling.document}
