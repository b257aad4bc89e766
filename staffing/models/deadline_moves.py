"""Deadlines that a change of the calendar has moved: from which day to which, append-only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from quota_pool.models import CalendarChange, District, ScopedModel

from .filings import Filing


class DeadlineMove(ScopedModel):
    """One open filing whose last day was recomputed; of a submitted one, the day the check is due."""

    unit_path = "filing__unit_id"
    read_act = "read_filings"

    district = models.ForeignKey(District, models.PROTECT)
    change = models.ForeignKey(CalendarChange, models.PROTECT, related_name="moves")
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="moves")
    state = models.CharField(_("state"), max_length=9, choices=Filing.State.choices)
    was = models.DateField(_("was due"))
    due = models.DateField(_("due now"))
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        verbose_name = _("moved deadline")
        ordering = ["-id"]
