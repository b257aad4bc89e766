"""The list of requests: who asks for how many heads, why, for how long, and where the paper lies."""

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from quota_pool import access, figures
from quota_pool.listing import Column, ListPage, coded, day_of, marked
from staffing.filters import RequestFilter
from staffing.models import MobileRequest, QuotaGrant

State = MobileRequest.State
TONES = {
    State.DRAFT: "grey",
    State.SUBMITTED: "blue",
    State.REVIEWED: "amber",
    State.RETURNED: "red",
    State.GRANTED: "green",
    State.REFUSED: "red",
    State.WITHDRAWN: "grey",
}
OVER = (State.REFUSED, State.WITHDRAWN)


def request_url(row) -> str:
    return reverse("staffing:request", args=[row["pk"]])


class RequestsPage(ListPage):
    """Requests for mobile heads, the newest first."""

    model = MobileRequest
    act = "read_requests"
    title = _("Mobile requests")
    subtitle = _("heads asked for on top of the lump-sum, for a task and a time")
    filterset_class = RequestFilter
    conditions_in_front = ("unit", "state", "reason_code")
    conditions_by_link = ("grant",)
    order = ("-id",)
    export_name = "mobile-requests"
    template_name = "staffing/requests.html"
    purpose = _("A street that cannot do sudden work with its own heads asks the bureau for mobile heads.")
    columns = [
        Column("unit", _("Street or town"), value="unit__name", sort="unit__code", link=request_url),
        marked("state", _("state"), State.choices, TONES),
        coded("reason", _("reason"), QuotaGrant.Reason.choices, value="reason_code"),
        Column("heads", _("heads requested"), numeric=True, sort="heads"),
        Column("granted", _("heads granted"), value="grant__heads", numeric=True),
        day_of("valid_from", _("from day"), sort="valid_from"),
        day_of("valid_to", _("to day"), sort="valid_to"),
        coded("funding", _("funding"), QuotaGrant.Funding.choices, value="funding_source"),
        Column("document", _("Document"), value="grant__document__number"),
        Column("submitted", _("submitted"), value="submitted_at", show=figures.moment, css="day"),
        Column("decided", _("decided"), value="decided_at", show=figures.moment, css="day"),
        Column("task", _("task"), css="wrap", optional=True),
        Column("note", _("note"), css="wrap", optional=True),
    ]

    def totals(self, rows) -> dict:
        """The heads asked for altogether: what a figure elsewhere leads to."""
        return rows.aggregate(heads=Sum("heads"), granted=Sum("grant__heads"))

    def row_class(self, row) -> str:
        return "is-quiet" if row["state"] in OVER else ""

    def more_context(self) -> dict:
        return {"may_draft": access.can(self.request.user, "draft_request")}
