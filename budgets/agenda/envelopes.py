"""Rows about envelopes: those to approve or to put in force, and changes somebody else has proposed."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from budgets.models import Envelope, EnvelopeChange
from quota_pool import access, figures
from quota_pool.calendar import today
from staffing.agenda.desk import READ, Desk, Task, tasks


@tasks("approve_envelope")
def envelopes_to_decide(desk: Desk) -> Iterator[Task]:
    """Envelopes that wait for the leader of finance."""
    states = (Envelope.State.CALCULATED, Envelope.State.APPROVED)
    rows = Envelope.objects.visible_to(desk.user, "approve_envelope").filter(state__in=states)
    rows = rows.exclude(state=Envelope.State.CALCULATED, drafted_by__in=access.eyes_of(desk.user))
    for one in rows.select_related("unit").order_by("id")[:READ]:
        said = {"envelope": str(one), "amount": figures.wan(one.total_fen)}
        words = _("Envelope of %(envelope)s: %(amount)s (10,000 yuan)") % said
        is_new = one.state == Envelope.State.CALCULATED
        label = _("Approve") if is_new else _("Put in force")
        url = reverse("budgets:envelope", args=[one.pk])
        yield Task(today(), 0, words, one.get_state_display(), label, url)


@tasks("approve_adjustment")
def changes_to_decide(desk: Desk) -> Iterator[Task]:
    """Changes of envelopes that wait for the leader of finance."""
    rows = EnvelopeChange.objects.visible_to(desk.user, "approve_adjustment")
    rows = rows.filter(state=EnvelopeChange.State.PROPOSED)
    rows = rows.exclude(proposed_by__in=access.eyes_of(desk.user))
    for one in rows.select_related("envelope__unit", "document").order_by("id")[:READ]:
        said = {"envelope": str(one.envelope), "kind": one.get_kind_display()}
        words = _("%(envelope)s: %(kind)s %(amount)s yuan") % {
            **said,
            "amount": figures.money(one.amount_fen),
        }
        url = reverse("budgets:envelope-change", args=[one.pk])
        yield Task(today(), 0, words, one.document.number, _("Decide"), url)
