"""The list of grants: who was granted how many heads, on which document, from when to when."""

from django.db.models import Sum, Window
from django.utils.translation import gettext_lazy as _

from quota_pool import access, figures
from quota_pool.as_of import NAMES, AsOf
from quota_pool.listing import Column, ListPage, coded, day_of, marked, opens
from quota_pool.models import Pool
from staffing.filters import GrantFilter
from staffing.models import QuotaGrant

State = QuotaGrant.State
TONES = {State.PROPOSED: "amber", State.GRANTED: "green", State.REFUSED: "red", State.VOIDED: "grey"}


def signed(change: int | None) -> str:
    """A change with its sign; nothing while nobody has decided."""
    if not change:
        return figures.NOTHING
    return f"+{figures.number(change)}" if change > 0 else figures.number(change)


class GrantsPage(ListPage):
    """Grants, the newest first; with a day set, the changes add up to the heads granted on it."""

    model = QuotaGrant
    act = "read_pool"
    title = _("Grants")
    subtitle = _("heads and the documents they stand on")
    filterset_class = GrantFilter
    is_dated = True
    conditions_in_front = ("unit", "kind", "state", "year")
    conditions_by_link = ("document", "pool", *NAMES)
    order = ("-valid_from", "-id")
    fields = ("whole",)
    export_name = "grants"
    template_name = "staffing/grants.html"
    purpose = _(
        "A grant puts heads into the pool of a street: proposed on a document, approved by the leader."
    )
    columns = [
        Column(
            "unit",
            _("Street or town"),
            value="unit__name",
            sort="unit__code",
            link=opens("staffing:grant"),
        ),
        coded("kind", _("Kind"), Pool.Kind.choices),
        coded("purpose", _("purpose"), QuotaGrant.Purpose.choices, optional=True),
        Column("heads", _("Granted heads"), numeric=True, sort="heads"),
        Column("change", _("Change in heads"), numeric=True, show=signed),
        Column(
            "document",
            _("Document"),
            value="document__number",
            fields=("document_id",),
            link=opens("document", "document_id"),
        ),
        day_of("valid_from", _("Valid from"), sort="valid_from"),
        day_of("valid_to", _("Valid to"), sort="valid_to"),
        marked("state", _("State"), State.choices, TONES),
        coded("reason", _("Reason"), QuotaGrant.Reason.choices, value="reason_code"),
        Column("decided", _("Decided"), value="decided_at", show=figures.moment, css="day"),
        Column("requested", _("Requested"), numeric=True, optional=True),
        coded("funding", _("Funding"), QuotaGrant.Funding.choices, value="funding_source", optional=True),
        Column("note", _("Remarks"), optional=True, css="wrap"),
    ]

    def get_queryset(self):
        # The sum of all matching rows comes with each of them: no statement of its own.
        return super().get_queryset().annotate(whole=Window(Sum("change")))

    def prepare(self, rows):
        self.whole = rows[0]["whole"] if rows else 0
        return rows

    def totals(self, rows):
        return {"change": self.whole or 0} if self.request.GET.get("on") else {}

    def row_class(self, row) -> str:
        return "is-quiet" if row["state"] in (State.REFUSED, State.VOIDED) else ""

    def more_context(self) -> dict:
        user = self.request.user
        if not AsOf.read(self.request.GET).is_now:
            return {}
        return {
            "may_propose": access.can(user, "propose_grant"),
            "may_issue": access.can(user, "issue_heads"),
        }
