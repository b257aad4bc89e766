"""What is checked before heads are granted: who has to decide on so many, and for how long (P1, P5)."""

from datetime import date, timedelta

from django.db.models import Sum

from quota_pool import rules
from quota_pool.calendar import today
from quota_pool.models import Document, Pool, Unit
from quota_pool.refusals import Reason
from staffing import codes
from staffing.carried import check_carried, kind_of
from staffing.checks import Check, add_months, months_between
from staffing.models import MobileRequest, QuotaGrant

HIGH_ENOUGH = (Document.Decision.COMMITTEE, Document.Decision.GOVERNMENT)
Opinion = MobileRequest.Opinion


def check_grant(grant: QuotaGrant, change: int, kind: str = "") -> list[Check]:
    """Every rule about a grant that is on, with its answer; `change` is how many heads it adds.

    `kind`: what kind of act its document stands for, where it is not the grant alone.
    """
    ruling = rules.ruling("committee_threshold", grant.unit.district, today(), grant.unit_id)
    found = [Check(ruling, _committee(grant, change, ruling))] if ruling.is_on else []
    found += check_carried(grant.document, kind or kind_of(grant), grant.unit.district, grant.unit_id)
    if grant.kind == Pool.Kind.LUMP_SUM:
        return found
    return [*found, *check_term(grant.unit, grant.valid_from, grant.valid_to)]


def check_term(unit: Unit, valid_from: date, valid_to: date | None) -> list[Check]:
    """How long mobile heads may run, asked of a request and again of the grant."""
    ruling = rules.ruling("mobile_term", unit.district, today(), unit.pk)
    if not ruling.is_on or valid_to is None:
        return []
    return [Check(ruling, _term(valid_from, valid_to, ruling))]


def check_opinions(request: MobileRequest, heads: int) -> list[Check]:
    """What the bureau's officer and finance say of granting so many."""
    ruling = rules.ruling("opinions_heard", request.unit.district, today(), request.unit_id)
    if not ruling.is_on:
        return []
    said = {"field": "note", "rule": ruling.rule.code, "document": ruling.document}
    found = []
    if request.bureau_opinion == Opinion.LESS and heads > (request.bureau_heads or heads):
        found.append(codes.OVER_OPINION.reason(heads=heads, proposed=request.bureau_heads, **said))
    for side in ("bureau", "finance"):
        if getattr(request, f"{side}_opinion") == Opinion.AGAINST:
            words = MobileRequest._meta.get_field(f"{side}_opinion").verbose_name
            note = getattr(request, f"{side}_note")
            found.append(codes.AGAINST_OPINION.reason(side=str(words), note=note, **said))
    return [Check(ruling, reason) for reason in found] or [Check(ruling, None)]


def _term(valid_from: date, valid_to: date, ruling: rules.Ruling) -> Reason | None:
    latest = add_months(valid_from, ruling.value) - timedelta(days=1)
    if valid_to <= latest:
        return None
    return codes.MOBILE_TERM_LONG.reason(
        months=max(months_between(valid_from, valid_to + timedelta(days=1)), ruling.value),
        limit=ruling.value,
        latest=latest,
        field="valid_to",
        rule=ruling.rule.code,
        document=ruling.document,
    )


def _committee(grant: QuotaGrant, change: int, ruling: rules.Ruling) -> Reason | None:
    """So many heads in one year are the committee's, however many papers they are spread over."""
    document = grant.document
    if change <= 0 or document.decision_level in HIGH_ENOUGH:
        return None
    before = _given(grant)
    if before + change < ruling.value:
        return None
    code = codes.NEEDS_COMMITTEE_YEAR if before else codes.NEEDS_COMMITTEE
    more = {"unit": grant.unit.name, "year": grant.year, "sum": before + change, "limit": ruling.value}
    return code.reason(
        heads=change,
        number=document.number,
        level=str(document.get_decision_level_display() or "–"),
        most=max(0, ruling.value - 1 - before),
        field="document",
        rule=ruling.rule.code,
        document=ruling.document,
        **(more if before else {}),
    )


def _given(grant: QuotaGrant) -> int:
    """Heads this unit was given in the grant's year by papers the committee did not decide on."""
    rows = QuotaGrant.objects.filter(unit=grant.unit, year=grant.year, state=QuotaGrant.State.GRANTED)
    rows = rows.filter(change__gt=0).exclude(document__decision_level__in=HIGH_ENOUGH).exclude(pk=grant.pk)
    return rows.aggregate(heads=Sum("change"))["heads"] or 0
