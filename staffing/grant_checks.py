"""What is checked before heads are granted: who has to decide on so many at once (domain.md 6.2, P1)."""

from quota_pool import rules
from quota_pool.calendar import today
from quota_pool.models import Document
from quota_pool.refusals import Reason
from staffing import codes
from staffing.checks import Check
from staffing.models import QuotaGrant

HIGH_ENOUGH = (Document.Decision.COMMITTEE, Document.Decision.GOVERNMENT)


def check_grant(grant: QuotaGrant, change: int) -> list[Check]:
    """Every rule about a grant that is on, with its answer; `change` is how many heads it adds."""
    ruling = rules.ruling("committee_threshold", grant.unit.district, today(), grant.unit_id)
    return [Check(ruling, _committee(grant.document, change, ruling))] if ruling.is_on else []


def _committee(document: Document, change: int, ruling: rules.Ruling) -> Reason | None:
    if change < ruling.value or document.decision_level in HIGH_ENOUGH:
        return None
    return codes.NEEDS_COMMITTEE.reason(
        heads=change,
        number=document.number,
        level=str(document.get_decision_level_display() or "–"),
        most=ruling.value - 1,
        field="document",
        rule=ruling.rule.code,
        document=ruling.document,
    )
