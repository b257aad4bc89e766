"""定额标准: yuan a head and year by post category, dated, each on a document (domain.md 6.11)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from quota_pool.models import District, Document, ScopedModel
from staffing.dictionaries import PostCategory


class Standard(ScopedModel):
    """What one head of a post category may cost in a year, all employer's costs included, from a day on."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        IN_FORCE = "in_force", _("in force")
        REFUSED = "refused", _("not approved")

    unit_path = None
    open_to_district = True
    read_act = "read_money"

    district = models.ForeignKey(District, models.PROTECT)
    post_category = models.CharField(_("post category"), max_length=4, choices=PostCategory.choices)
    amount_fen = models.BigIntegerField(_("standard a head and year"))
    valid_from = models.DateField(_("valid from"))
    document = models.ForeignKey(
        Document, models.PROTECT, related_name="standards", verbose_name=_("document")
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("proposed"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decision_note = models.CharField(_("remarks on the decision"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        verbose_name = _("standard per head")
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="standard_above_zero"),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "in_force", "refused"]), name="standard_state_known"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                name="standard_decided_by_another",
            ),
            models.UniqueConstraint(
                fields=["district", "post_category", "valid_from"],
                condition=Q(state="in_force"),
                name="one_standard_a_category_and_day",
            ),
        ]
        indexes = [
            models.Index(fields=["district", "post_category", "valid_from"], name="standard_by_day"),
        ]
