"""Envelopes (包干经费): what a unit is given for a year, how it was worked out, and every change of it (P3).

The fen themselves lie in the ground floor's ledger: an envelope in force has a fund there, and what is free,
held or spent is read from that fund's accounts, never from these rows.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from quota_pool.models import Act, District, Document, Fund, Pool, ScopedModel, Unit
from staffing.dictionaries import EconomicSubject, PostCategory


class Appropriation(ScopedModel):
    """Money of a year given to the district by one document; a negative amount takes some of it back."""

    district = models.ForeignKey(District, models.PROTECT)
    year = models.PositiveSmallIntegerField(_("year"))
    amount_fen = models.BigIntegerField(_("amount"))
    document = models.ForeignKey(Document, models.PROTECT, related_name="+", verbose_name=_("document"))
    act = models.OneToOneField(Act, models.PROTECT, related_name="appropriation")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"))

    unit_path = None
    open_to_district = True
    read_act = "read_money"

    class Meta:
        verbose_name = _("appropriation")
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=~Q(amount_fen=0), name="appropriation_moves")]


class Envelope(ScopedModel):
    """One unit's money of one year: drafted and calculated by an officer, approved by another."""

    class Basis(models.TextChoices):
        LUMP_SUM = "lump_sum", _("fixed total, savings stay")
        ACTUAL_X_STANDARD = "actual_x_standard", _("actual heads by standard")
        BASE_CAP = "base_cap", _("not above the base")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        CALCULATED = "calculated", _("calculated")
        APPROVED = "approved", _("approved")
        IN_FORCE = "in_force", _("in force")
        CLOSING = "closing", _("being closed")
        CLOSED = "closed", _("closed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Balance(models.TextChoices):
        """What becomes of what is left at the end of the year."""

        RETURN = "return", _("returned to the district")
        CARRY_NO_RAISE = "carry_no_raise", _("carried over, not for pay")
        KEEP_FREE = "keep_free", _("carried over, free to use")

    district = models.ForeignKey(District, models.PROTECT)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="envelopes", verbose_name=_("unit"))
    year = models.PositiveSmallIntegerField(_("year"))
    basis = models.CharField(_("funding basis"), max_length=17, choices=Basis.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    budget_subject = models.CharField(
        _("budget subject"), max_length=5, choices=EconomicSubject.choices, default=EconomicSubject.WAGE
    )
    total_fen = models.BigIntegerField(_("approved total"), default=0)
    base_fen = models.BigIntegerField(_("base"), null=True, blank=True)
    reduction_plan = models.TextField(_("reduction plan"), blank=True)
    # Pay before this day was settled elsewhere and is not charged here.
    pays_from = models.DateField(_("pays from"))
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("document")
    )
    fund = models.OneToOneField(Fund, models.PROTECT, null=True, blank=True, related_name="envelope")
    balance_policy = models.CharField(
        _("balance at year end"), max_length=14, choices=Balance.choices, blank=True
    )
    note = models.CharField(_("remarks"), max_length=300, blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(_("drafted"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    in_force_at = models.DateTimeField(_("put in force"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    read_act = "read_money"

    class Meta:
        verbose_name = _("envelope")
        ordering = ["-year", "unit__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year"],
                condition=~Q(state="withdrawn"),
                name="one_envelope_a_unit_and_year_here",
            ),
            models.CheckConstraint(condition=Q(total_fen__gte=0), name="envelope_not_below_zero"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("drafted_by")),
                name="envelope_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "calculated", "approved", "withdrawn"])
                | Q(fund__isnull=False),
                name="envelope_in_force_has_its_fund",
            ),
        ]

    def __str__(self):
        return f"{self.unit} {self.year}"


class EnvelopeLine(ScopedModel):
    """One line of the calculation: heads of a post class at their standard for some months (M1)."""

    unit_path = "envelope__unit_id"
    read_act = "read_money"

    district = models.ForeignKey(District, models.PROTECT)
    envelope = models.ForeignKey(Envelope, models.PROTECT, related_name="lines")
    post_category = models.CharField(
        _("post category"), max_length=2, choices=PostCategory.choices, blank=True
    )
    heads = models.PositiveIntegerField(_("heads"))
    standard_fen = models.BigIntegerField(_("standard a year"))
    months = models.PositiveSmallIntegerField(_("months"), default=12)
    amount_fen = models.BigIntegerField(_("amount"))
    source = models.CharField(_("where it comes from"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("line of the calculation")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(months__gte=1) & Q(months__lte=12), name="line_within_a_year"),
            models.CheckConstraint(condition=Q(standard_fen__gte=0), name="line_not_below_zero"),
        ]


class EnvelopeChange(ScopedModel):
    """A change of an envelope after its approval: proposed on a document, posted when another approves."""

    class Kind(models.TextChoices):
        TASK_IN = "task_in", _("task money in")
        TASK_OUT = "task_out", _("task money out")
        MOBILE_GRANT = "mobile_grant", _("money of a mobile grant")
        STANDARD_CHANGE = "standard_change", _("standard changed")
        CUT = "cut", _("cut")
        CARRY_IN = "carry_in", _("carried in")
        CARRY_OUT = "carry_out", _("carried out")
        RETURN = "return", _("returned to the district")
        CORRECTION = "correction", _("correction")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        POSTED = "posted", _("posted")
        REFUSED = "refused", _("refused")

    unit_path = "envelope__unit_id"
    read_act = "read_money"

    district = models.ForeignKey(District, models.PROTECT)
    envelope = models.ForeignKey(Envelope, models.PROTECT, related_name="changes")
    kind = models.CharField(_("kind"), max_length=15, choices=Kind.choices)
    amount_fen = models.BigIntegerField(_("amount"))
    # Task, mobile and carried money lie in a book of their own; nothing here: the envelope's.
    fund = models.ForeignKey(Fund, models.PROTECT, null=True, blank=True, related_name="changes")
    pool = models.ForeignKey(
        Pool, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("mobile grant")
    )
    label = models.CharField(_("what it is for"), max_length=80, blank=True)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("to"), null=True, blank=True)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+", verbose_name=_("document"))
    reason = models.CharField(_("reason"), max_length=300)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.PROPOSED)
    act = models.ForeignKey(Act, models.PROTECT, null=True, blank=True, related_name="envelope_changes")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )  # nobody where the system does it: a year end, a task accepted
    proposed_at = models.DateTimeField(_("proposed"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decision_note = models.CharField(_("remarks on the decision"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        verbose_name = _("change of an envelope")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(amount_fen=0), name="change_moves"),
            models.CheckConstraint(
                condition=Q(state="posted", act__isnull=False) | ~Q(state="posted") & Q(act=None),
                name="change_posted_has_its_act",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(proposed_by=None) | ~Q(decided_by=F("proposed_by")),
                name="change_decided_by_another",
            ),
        ]
