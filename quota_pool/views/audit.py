"""审计: who did what to which row, before and after, why, from where; one event with its whole content."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from quota_pool import access, figures, words
from quota_pool.filters import AuditFilter
from quota_pool.listing import Column
from quota_pool.models import AuditEvent
from quota_pool.views.traced import TracedList

MOST_CHANGES = 3
ORIGINS = {
    "page": gettext_lazy("on a page"),
    "api": gettext_lazy("API"),
    "job": gettext_lazy("background work"),
    "command": gettext_lazy("command"),
}


def event_url(row) -> str:
    return reverse("audit-event", args=[row["pk"]])


def who(row) -> str:
    """The person who acted; the system itself where nobody did."""
    return row["actor__full_name"] or row["actor__username"] or _("the system")


def what_changed(row) -> str:
    """The first differences in one line; the event's page has all of them."""
    found = words.changes(row["object_type"], row["before"], row["after"])
    told = [
        _("%(field)s: %(old)s → %(new)s") % {"field": field, "old": old, "new": new}
        if old
        else _("%(field)s: %(new)s") % {"field": field, "new": new}
        for field, old, new in found[:MOST_CHANGES]
    ]
    return _("; ").join(told) + (" …" if len(found) > MOST_CHANGES else "")


class AuditPage(TracedList):
    """The chain, the newest event first."""

    model = AuditEvent
    act = "read_audit"
    title = gettext_lazy("Audit")
    subtitle = gettext_lazy("who did what to which row, before and after; nothing here can be changed")
    filterset_class = AuditFilter
    conditions_in_front = ("q", "act", "unit", "recorded_from", "recorded_to")
    conditions_by_link = ("object_type", "object_id", "request_id")
    order = ("-seq",)
    export_name = "audit"
    purpose = gettext_lazy("Every act leaves an event here, whoever did it and wherever it came from.")
    columns = [
        Column("seq", gettext_lazy("No."), numeric=True, link=event_url, sort="seq"),
        Column("recorded", gettext_lazy("Recorded"), value="recorded_at", show=figures.moment, css="day"),
        Column("who", gettext_lazy("By"), value=who, fields=("actor__full_name", "actor__username")),
        Column("act", gettext_lazy("Act"), value=lambda row: words.act(row["act"]), fields=("act",)),
        Column("unit", gettext_lazy("Street or town"), value="unit__name"),
        Column("label", gettext_lazy("About"), value="object_label"),
        Column(
            "changes",
            gettext_lazy("What changed"),
            value=what_changed,
            fields=("object_type", "before", "after"),
            css="wrap",
        ),
        Column("reason", gettext_lazy("Reason")),
        Column(
            "origin",
            gettext_lazy("From"),
            value=lambda row: str(ORIGINS.get(row["origin"], row["origin"])),
            fields=("origin",),
        ),
        Column("address", gettext_lazy("Network address"), optional=True),
        Column(
            "kind",
            gettext_lazy("Kind of row"),
            value=lambda row: words.row_kind(row["object_type"]),
            fields=("object_type",),
            optional=True,
        ),
        Column("row", gettext_lazy("Row"), value="object_id", optional=True),
        Column("request", gettext_lazy("Request"), value="request_id", optional=True),
    ]


class AuditEventPage(LoginRequiredMixin, View):
    """One event with everything it kept, and its place in the chain."""

    def get(self, request, pk: int):
        access.require(request.user, "read_audit")
        events = AuditEvent.objects.visible_to(request.user).select_related("actor", "unit")
        event = get_object_or_404(events, pk=pk)
        row = f"{reverse('audit')}?object_type={event.object_type}&object_id={event.object_id}"
        context = {
            "title": words.act(event.act),
            "subtitle": _("event %(number)s") % {"number": event.seq},
            "event": event,
            "origin": ORIGINS.get(event.origin, event.origin),
            "kind": words.row_kind(event.object_type),
            "changes": words.changes(event.object_type, event.before, event.after),
            "row_url": row,
            "request_url": f"{reverse('audit')}?request_id={event.request_id}" if event.request_id else "",
        }
        return TemplateResponse(request, "quota_pool/audit_event.html", context)
