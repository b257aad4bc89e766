"""What of this floor stands on a document: grants, freezes, and rosters opened by it."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quota_pool import access
from quota_pool.calendar import today
from quota_pool.models import Document
from quota_pool.standing import MOST, Stand, tells
from staffing import origins
from staffing.models import Freeze, ImportBatch, QuotaGrant


@tells
def grants(document: Document, user) -> Iterable[Stand]:
    """Grants that name the document, whatever became of them."""
    rows = QuotaGrant.objects.visible_to(user).filter(document=document).select_related("unit")
    for grant in rows.order_by("-id")[:MOST]:
        said = {"unit": grant.unit.name, "kind": grant.get_kind_display(), "heads": grant.heads}
        words = _("%(unit)s: %(kind)s %(heads)s") % said
        yield Stand(
            _("Grant"),
            f"{words} · {grant.get_state_display()}",
            grant.valid_from,
            reverse("staffing:grant", args=[grant.pk]),
        )


@tells
def heads(document: Document, user) -> Iterable[Stand]:
    """The people who sit today on the heads it carries, where it carries any."""
    if not (access.can(user, "read_staff") and origins.pools_on(document, user).exists()):
        return
    people = origins.heads_on(document, user).count()
    words = ngettext("%(n)s person on post today", "%(n)s people on post today", people) % {"n": people}
    yield Stand(_("Heads"), words, today(), reverse("staffing:document-heads", args=[document.pk]))


@tells
def opened_rosters(document: Document, user) -> Iterable[Stand]:
    """Rosters that were opened by it."""
    rows = ImportBatch.objects.visible_to(user).filter(document=document).select_related("unit")
    for batch in rows.order_by("-id")[:MOST]:
        yield Stand(
            _("Opening roster"), f"{batch.unit.name} · {batch.get_state_display()}", batch.opening_day
        )


@tells
def freezes(document: Document, user) -> Iterable[Stand]:
    """Freezes of units by it."""
    rows = Freeze.objects.visible_to(user).filter(document=document).select_related("unit")
    for freeze in rows.order_by("-id")[:MOST]:
        yield Stand(
            _("Freeze"),
            f"{freeze.unit.name}: {freeze.get_kind_display()} · {freeze.get_state_display()}",
            freeze.from_day,
            reverse("staffing:freeze", args=[freeze.pk]),
        )
