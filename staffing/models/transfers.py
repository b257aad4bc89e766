"""Transfers between units: a person with or without the head, and free heads alone (ledger.md section 7)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quota_pool.models import Act, District, Document, ScopedModel, Unit

from .engagements import Engagement


class BetweenUnits(ScopedModel):
    """A row that both units see: the giving one and the receiving one."""

    class Meta:
        abstract = True

    @classmethod
    def of_unit(cls, unit_id: int) -> Q:
        """The rows of either side."""
        return Q(unit_id=unit_id) | Q(to_unit_id=unit_id)


class Transfer(BetweenUnits):
    """One person offered by one unit to another; accepting ends one engagement and starts the next."""

    read_act = "read_staff"

    class State(models.TextChoices):
        OFFERED = "offered", _("offered")
        AGREED = "agreed", _("agreed, with the bureau")
        DONE = "done", _("transferred")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    district = models.ForeignKey(District, models.PROTECT)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="transfers_out", verbose_name=_("from unit"))
    to_unit = models.ForeignKey(Unit, models.PROTECT, related_name="transfers_in", verbose_name=_("to unit"))
    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="transfers")
    with_head = models.BooleanField(_("with the head"), default=False)
    from_day = models.DateField(_("first day there at the earliest"))
    expires_on = models.DateField(_("open until"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.OFFERED)
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    offered_at = models.DateTimeField(_("offered"))
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answer_note = models.CharField(_("remarks on the answer"), max_length=300, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, related_name="+", verbose_name=_("document")
    )
    done_on = models.DateField(_("first day there"), null=True, blank=True)
    new_engagement = models.ForeignKey(Engagement, models.PROTECT, null=True, related_name="+")
    act = models.ForeignKey(Act, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        verbose_name = _("transfer")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(unit=models.F("to_unit")), name="transfer_elsewhere"),
            models.CheckConstraint(
                condition=Q(state__in=["offered", "agreed", "done", "declined", "withdrawn"]),
                name="transfer_state_known",
            ),
            models.UniqueConstraint(
                fields=["engagement"],
                condition=Q(state__in=["offered", "agreed"]),
                name="one_open_transfer_an_engagement",
            ),
        ]


class HeadGift(BetweenUnits):
    """Free heads of one unit's lump-sum given to another's by the bureau, on a document (调剂)."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        DONE = "done", _("given")
        REFUSED = "refused", _("not given")

    district = models.ForeignKey(District, models.PROTECT)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="heads_given", verbose_name=_("from unit"))
    to_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="heads_received", verbose_name=_("to unit")
    )
    heads = models.PositiveIntegerField(_("heads"))
    document = models.ForeignKey(Document, models.PROTECT, related_name="+", verbose_name=_("document"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("proposed"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decision_note = models.CharField(_("remarks on the decision"), max_length=300, blank=True)
    act = models.ForeignKey(Act, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        verbose_name = _("heads given")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(unit=models.F("to_unit")), name="gift_elsewhere"),
            models.CheckConstraint(condition=Q(heads__gt=0), name="gift_of_some"),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "done", "refused"]), name="gift_state_known"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("proposed_by")),
                name="gift_decided_by_another",
            ),
        ]
