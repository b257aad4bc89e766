"""一头一证: one head traced to its papers, and one paper traced to the people who sit on its heads."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from quota_pool import access
from quota_pool.as_of import NAMES
from quota_pool.listing import Column, coded, day_of
from quota_pool.models import Document
from staffing import origins, then
from staffing.dictionaries import PostCategory
from staffing.filters import HeadsFilter
from staffing.models import Engagement
from staffing.selectors import unit_position
from staffing.views.dated import DatedList
from staffing.views.people.roster import (
    FILING_TONES,
    filing_mark,
    grant_word,
    origin_link,
    person_link,
)


class OriginPage(LoginRequiredMixin, View):
    """From a head to its person, the act that took it, its pool, the chain of documents, the filing."""

    def get(self, request, pk: int):
        access.require(request.user, "read_staff")
        rows = Engagement.objects.visible_to(request.user).select_related("person", "unit", "pool")
        engagement = get_object_or_404(rows, pk=pk)
        found = origins.origins([pk])[pk]
        context = {
            "title": _("Origin of a head"),
            "engagement": engagement,
            "person": engagement.person,
            "origin": found,
            "pool": self.pool_now(engagement),
            "further": origins.further_papers(engagement.pool) if engagement.pool else [],
            "tone": FILING_TONES[engagement.filing_state],
            "may_read_papers": access.can(request.user, "read_documents"),
            "may_read_ledger": access.can(request.user, "read_ledger"),
        }
        return TemplateResponse(request, "staffing/origin.html", context)

    def pool_now(self, engagement: Engagement):
        """The figures of the pool today."""
        rows = unit_position(engagement.unit).pools if engagement.pool_id else []
        return next((row for row in rows if row.pool.pk == engagement.pool_id), None)


class DocumentHeads(DatedList):
    """The people who sit today on the heads a document carries; as many as its pools say."""

    model = Engagement
    act = "read_staff"
    title = gettext_lazy("Heads on a document")
    filterset_class = HeadsFilter
    conditions_in_front = ("q", "unit")
    conditions_by_link = (*NAMES, "pool", "document")
    order = ("unit__code", "person__name_key")
    template_name = "staffing/document_heads.html"
    export_name = "heads"
    purpose = gettext_lazy("Nobody sits on a head of this document today.")
    fields = ("person__name",)
    columns = (
        Column(
            "name",
            gettext_lazy("full name"),
            value="person__name",
            link=person_link,
            fields=("person__number",),
            sort="person__name_key",
        ),
        Column("unit", gettext_lazy("unit"), value="unit__name", sort="unit__code"),
        Column("primary_post", gettext_lazy("post")),
        coded("post_category", gettext_lazy("post category"), PostCategory.choices),
        day_of("start_date", gettext_lazy("started"), sort="start_date"),
        Column(
            "grant",
            gettext_lazy("grant used"),
            value=grant_word,
            fields=("standing", "pool__kind", "pool__label"),
            link=origin_link,
        ),
        Column(
            "filing",
            gettext_lazy("filing"),
            value=filing_mark,
            fields=("filing_state", "filing_deadline", "end_date"),
        ),
    )

    @cached_property
    def document(self) -> Document:
        access.require(self.request.user, "read_documents")
        rows = Document.objects.visible_to(self.request.user)
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_queryset(self):
        return origins.heads_on(self.document, self.request.user, self.as_of)

    def told(self, ids: list[int]) -> dict[int, dict]:
        return then.people_then(ids, self.as_of)

    def more_context(self) -> dict:
        rows = origins.positions_on(self.document, self.request.user, self.as_of)
        return {
            "subtitle": self.document.number,
            "document": self.document,
            "pools": rows,
            "people": sum(row.used for row in rows),
        }
