"""What accepting an import would do, in numbers: shown before it is sent, and compared when it comes back."""

from dataclasses import asdict, dataclass

from django.core import signing
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from quota_pool.ledger import positions
from quota_pool.refusals import Refusal
from staffing.models import ImportBatch, ImportRow

from . import codes

Status = ImportRow.Status
ACCEPTABLE = (Status.NEW, Status.CHANGED, Status.LEAVER)
WORDS = {
    "new": _("new people"),
    "changed": _("changes"),
    "leaving": _("leavers"),
    "free": _("free heads"),
    "over": _("over"),
}


@dataclass(frozen=True)
class Plan:
    """The numbers a person agrees to; `free` and `over` are the unit's today."""

    new: int
    changed: int
    leaving: int
    free: int
    over: int
    chosen: tuple[int, ...] | None = None

    @property
    def count(self) -> int:
        return self.new + self.changed + self.leaving

    @property
    def beyond(self) -> int:
        """New people for whom there may be no head; those who leave first may make room."""
        return max(0, self.new - self.free)

    def signed(self, batch: ImportBatch) -> str:
        """The plan as a page carries it; nobody can write one."""
        return signing.dumps(asdict(self), salt=f"import-{batch.pk}", compress=True)


def make_plan(batch: ImportBatch, chosen: tuple[int, ...] | None = None) -> Plan:
    """Count what would be done with these rows (None: every good one) as things stand."""
    rows = acceptable(batch, chosen)
    numbers = rows.aggregate(
        new=Count("id", filter=Q(status=Status.NEW)),
        changed=Count("id", filter=Q(status=Status.CHANGED)),
        leaving=Count("id", filter=Q(status=Status.LEAVER)),
    )
    position = positions([batch.unit_id]).get(batch.unit_id)
    free, over = (position.total("vacant"), position.over) if position else (0, 0)
    return Plan(**numbers, free=free, over=over, chosen=chosen)


def acceptable(batch: ImportBatch, chosen: tuple[int, ...] | None = None):
    """Good rows that are not accepted yet."""
    rows = batch.rows.filter(status__in=ACCEPTABLE, applied_at=None)
    return rows if chosen is None else rows.filter(pk__in=chosen)


def agreed(batch: ImportBatch, signed: str) -> Plan:
    """The plan a person agreed to, if it still is what would be done; else Refusal with the differences."""
    try:
        seen = signing.loads(signed, salt=f"import-{batch.pk}")
    except signing.BadSignature:
        raise Refusal(codes.PLAN_CHANGED.reason(differences="?"))
    chosen = seen["chosen"]
    plan = make_plan(batch, None if chosen is None else tuple(chosen))
    changed = [name for name in WORDS if seen[name] != getattr(plan, name)]
    if changed:
        words = ", ".join(f"{WORDS[name]} {seen[name]} → {getattr(plan, name)}" for name in changed)
        raise Refusal(codes.PLAN_CHANGED.reason(differences=words))
    if not plan.count:
        raise Refusal(codes.NOTHING_TO_ACCEPT.reason(chosen=0 if chosen is None else len(chosen)))
    return plan
