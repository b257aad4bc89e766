"""Pay schemes (薪酬与绩效方案) a street makes for itself, and what changes one person's pay under them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quota_pool.models import District, ScopedModel, Unit
from staffing.models import Engagement


class PayScheme(ScopedModel):
    """One scheme of one street (domain.md P9). Its terms are one value; once adopted they never change.

    In force is the newest filed scheme whose first day has come; nothing marks it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SIMULATED = "simulated", _("simulated")
        ADOPTED = "adopted", _("adopted")
        FILED = "filed", _("filed with finance")
        RETURNED = "returned", _("returned for correction")
        WITHDRAWN = "withdrawn", _("withdrawn")

    read_act = "read_schemes"

    district = models.ForeignKey(District, models.PROTECT)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="pay_schemes", verbose_name=_("Street or town")
    )
    key = models.CharField(max_length=160, editable=False)
    name = models.CharField(_("name"), max_length=80)
    from_day = models.DateField(_("in force from"))
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.DRAFT)
    terms = models.JSONField(_("terms"), default=dict)
    simulation = models.JSONField(_("simulation"), null=True)
    simulated_at = models.DateTimeField(_("simulated"), null=True)
    decision_no = models.CharField(_("number of the street's decision"), max_length=60, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("drafted"))
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    adopted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    adopted_at = models.DateTimeField(_("adopted"), null=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(_("checked"), null=True)
    check_note = models.CharField(_("words of finance"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        verbose_name = _("pay scheme")
        constraints = [
            models.UniqueConstraint(fields=["district", "key"], name="pay_scheme_key_once"),
            models.UniqueConstraint(
                fields=["unit", "from_day"],
                condition=Q(state__in=["adopted", "filed"]),
                name="one_adopted_scheme_a_unit_and_day",
            ),
        ]

    def __str__(self):
        return self.name


class PayMark(ScopedModel):
    """What holds about one person's pay between two days: grade, assessment, trial or warning.

    A later mark of the same kind replaces it from its own first day; a wrong one is struck out, never erased.
    """

    class Kind(models.TextChoices):
        GRADE = "grade", _("placed on a grade")
        ASSESSED = "assessed", _("assessed")
        TRIAL = "trial", _("on trial")
        WARNED = "warned", _("warned")

    unit_path = "engagement__unit_id"
    read_act = "read_schemes"

    district = models.ForeignKey(District, models.PROTECT)
    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="pay_marks")
    key = models.CharField(max_length=160, editable=False)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    code = models.CharField(_("value"), max_length=20, blank=True)
    from_day = models.DateField(_("from"))
    to_day = models.DateField(_("to"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("recorded"))
    struck_at = models.DateTimeField(_("struck out"), null=True, blank=True)
    struck_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    strike_reason = models.CharField(_("why it was struck out"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        verbose_name = _("pay mark")
        constraints = [
            models.UniqueConstraint(fields=["district", "key"], name="pay_mark_key_once"),
            models.CheckConstraint(
                condition=Q(to_day=None) | Q(to_day__gte=models.F("from_day")),
                name="pay_mark_ends_after_it_starts",
            ),
        ]
        indexes = [models.Index(fields=["engagement", "kind", "from_day"], name="pay_mark_by_engagement")]

    @property
    def unit(self) -> Unit:
        return self.engagement.unit
