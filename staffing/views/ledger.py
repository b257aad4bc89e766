"""指标台账: every movement with document, before and after, actor; one head traced to its paper and back."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views import View

from quota_pool import access, figures
from quota_pool.as_of import NAMES
from quota_pool.listing import Column, address, coded, day_of, opens
from quota_pool.models import Act, Entry, Measure
from staffing import movements
from staffing.filters import LedgerFilter
from staffing.views.dated import DatedList


def person_url(row) -> str:
    number = row["person_number"]
    return address("staffing:person", number) + row.get("days", "") if number else ""


def origin_url(row) -> str:
    """From a person's head to everything it rests on."""
    return address("staffing:origin", row["subject_id"]) if row["person_number"] else ""


class LedgerPage(DatedList):
    """Movements of heads, the newest first."""

    model = Entry
    act = "read_ledger"
    template_name = "staffing/ledger.html"
    title = _("Ledger")
    subtitle = _("every movement of a head, the document it stands on, before and after")
    filterset_class = LedgerFilter
    conditions_in_front = ("q", "unit", "kind", "number", "effective_from", "effective_to")
    conditions_by_link = ("document", "pool", "subject", *NAMES)
    order = ("-id",)
    fields = movements.FIELDS
    export_name = "ledger"
    paper_key = "quota-ledger"
    purpose = _("Grants, starts and exits stand here as movements from one book to another.")
    columns = [
        Column(
            "recorded",
            _("Recorded"),
            value="recorded_at",
            show=figures.moment,
            sort="id",
            css="day",
            any_length=True,
        ),
        day_of("effective", _("True from"), sort="effective"),
        coded("kind", _("Act"), Act.Kind.choices, value="act__kind", link=opens("staffing:act", "act_id")),
        Column("unit", _("Street or town"), value="unit__name", sort="unit__code"),
        Column("between", _("Movement"), value=movements.between),
        Column("amount", _("Heads"), numeric=True, link=origin_url),
        Column("balances", _("Before and after"), value=movements.balances),
        Column("grant", _("Grant"), value=movements.grant),
        Column(
            "document",
            _("Document"),
            value="act__document__number",
            link=opens("document", "act__document_id"),
        ),
        Column("person", _("Person"), value="person", link=person_url),
        Column("actor", _("By"), value=movements.actor),
        Column("reason", _("Reason"), value="act__reason", optional=True),
        Column("act_id", _("Number of the act"), optional=True),
    ]

    def get_queryset(self):
        rows = super().get_queryset().filter(source__measure=Measure.HEADS)
        return movements.with_people(rows, self.request.user)


class ActPage(LoginRequiredMixin, View):
    """One act with all its movements, and the act that mirrors it or that it mirrors."""

    def get(self, request, pk: int):
        access.require(request.user, "read_ledger")
        acts = Act.objects.visible_to(request.user).select_related("document", "actor")
        act = get_object_or_404(acts.select_related("mirrored_by", "reverses"), pk=pk)
        rows = Entry.objects.visible_to(request.user).filter(act=act).order_by("id")
        if not access.can(request.user, "read_money"):
            rows = rows.filter(source__measure=Measure.HEADS)
        entries = movements.read(rows, request.user)
        if not entries and access.unit_of(request.user) is not None:
            raise Http404  # an act of another street: its movements are out of sight
        context = {
            "title": act.get_kind_display(),
            "subtitle": _("act %(number)s") % {"number": act.pk},
            "act": act,
            "mirrored_by": getattr(act, "mirrored_by", None),
            "entries": entries,
            "heads": sum(one["amount"] for one in entries if one["source__measure"] == Measure.HEADS),
        }
        return TemplateResponse(request, "staffing/act.html", context)
