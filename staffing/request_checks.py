"""What is checked when a street asks for mobile heads: the period against the rule of the district."""

from datetime import date, timedelta

from quota_pool import rules
from quota_pool.calendar import today
from quota_pool.models import Pool
from quota_pool.refusals import Reason
from staffing import codes
from staffing.checks import Check, add_months
from staffing.grant_checks import check_term
from staffing.models import MobileRequest


def check_request(request: MobileRequest) -> list[Check]:
    """Every rule about a request that is on, with its answer; an unfinished draft is asked nothing."""
    if request.valid_from is None or request.valid_to is None:
        return []
    if request.extends_id is None:
        return check_term(request.unit, request.valid_from, request.valid_to)
    ruling = rules.ruling("mobile_extension", request.unit.district, today(), request.unit_id)
    return [Check(ruling, _extension(request, ruling))] if ruling.is_on else []


def longest_extension(pool: Pool) -> date:
    """The last day a mobile pool may be extended to, as the rule of the district says today."""
    months = rules.value("mobile_extension", pool.unit.district, today(), pool.unit_id)
    return add_months(pool.valid_to + timedelta(days=1), months) - timedelta(days=1)


def _extension(request: MobileRequest, ruling: rules.Ruling) -> Reason | None:
    latest = add_months(request.valid_from, ruling.value) - timedelta(days=1)
    if request.valid_to <= latest:
        return None
    said = {"field": "valid_to", "rule": ruling.rule.code, "document": ruling.document}
    return codes.EXTENSION_LONG.reason(valid_to=request.valid_to, limit=ruling.value, latest=latest, **said)
