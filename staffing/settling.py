"""What this floor does when a scheduled act comes due: a start that was refused is struck, and said."""

from quota_pool import audit, ledger
from quota_pool.models import ScheduledAct
from staffing.models import Engagement
from staffing.services import costs
from staffing.services.engagements import void


def on_settled(books: ledger.Books, scheduled: ScheduledAct) -> None:
    """A start whose reserved head was cut meanwhile never comes true (ledger.md section 3)."""
    refused = scheduled.outcome == ScheduledAct.Outcome.REFUSED
    if scheduled.kind != ScheduledAct.Kind.START or not refused:
        return
    rows = Engagement.objects.select_related("person", "unit__district")
    engagement = rows.get(pk=scheduled.subject_id)
    void(engagement, scheduled.settled_at, "head_cut_before_start")
    costs.follow(books, [engagement], actor=scheduled.actor, key=f"due:{scheduled.pk}:money")
    audit.record(
        scheduled.actor,
        "engagement.start_refused",
        engagement,
        after={"due": scheduled.due, "void_reason": engagement.void_reason},
        label=engagement.person.name,
    )
