"""Monthly declarations (月度核验): the street confirms, the bureau checks, and the month is locked."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from quota_pool.models import District, ScopedModel, Unit
from staffing.dictionaries import Mode, PostCategory
from staffing.models import Engagement, Person


class Declaration(ScopedModel):
    """One street's word about its roster of one month, a nil return included."""

    read_act = "read_declarations"

    class State(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed by the street")
        RETURNED = "returned", _("returned by the bureau")
        CHECKED = "checked", _("found right by the bureau")

    district = models.ForeignKey(District, models.PROTECT)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="declarations", verbose_name=_("unit"))
    month = models.DateField(_("month"))
    state = models.CharField(_("state"), max_length=9, choices=State.choices)
    is_nil = models.BooleanField(_("nil return"))
    heads = models.PositiveIntegerField(_("people on post"))
    joined = models.PositiveIntegerField(_("joined"))
    left = models.PositiveIntegerField(_("left"))
    changed = models.PositiveIntegerField(_("terms changed"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed"))
    is_late = models.BooleanField(_("late"), default=False)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    check_note = models.CharField(_("remarks of the bureau"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        verbose_name = _("monthly declaration")
        ordering = ["-month", "unit"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "month"], name="declaration_once_a_month"),
            models.CheckConstraint(
                condition=Q(state__in=["confirmed", "returned", "checked"]), name="declaration_state_known"
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None) | ~Q(checked_by=F("confirmed_by")),
                name="declaration_checked_by_another",
            ),
        ]
        indexes = [models.Index(fields=["district", "month"], name="declaration_by_month")]


class Snapshot(ScopedModel):
    """The roster of a month as it was locked: never changed, proven by its hash."""

    unit_path = None
    open_to_district = True
    read_act = "read_declarations"

    district = models.ForeignKey(District, models.PROTECT)
    month = models.DateField(_("month"))
    on = models.DateField(_("roster of"))
    locked_at = models.DateTimeField(_("locked"))
    locked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    heads = models.PositiveIntegerField(_("people on post"))
    digest = models.CharField(_("hash"), max_length=64)

    class Meta:
        verbose_name = _("locked month")
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(fields=["district", "month"], name="snapshot_once_a_month"),
        ]


class SnapshotUnit(ScopedModel):
    """One street of a locked month: how far its declaration had come, and the hash of its lines."""

    read_act = "read_declarations"

    district = models.ForeignKey(District, models.PROTECT)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="units")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    declared = models.CharField(_("declaration"), max_length=9, choices=Declaration.State.choices, blank=True)
    heads = models.PositiveIntegerField(_("people on post"))
    filed = models.PositiveIntegerField(_("filed"))
    digest = models.CharField(_("hash"), max_length=64)

    class Meta:
        verbose_name = _("street of a locked month")
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "unit"], name="snapshot_unit_once"),
        ]


class SnapshotHeads(ScopedModel):
    """Heads of one street and post category, with the standard of that day: heads × standard rests on it."""

    read_act = "read_declarations"

    district = models.ForeignKey(District, models.PROTECT)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="heads_by_category")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    post_category = models.CharField(_("post category"), max_length=4, choices=PostCategory.choices)
    heads = models.PositiveIntegerField(_("people on post"))
    filed = models.PositiveIntegerField(_("filed"))
    standard_fen = models.BigIntegerField(_("standard a head and year"), null=True)

    class Meta:
        verbose_name = _("heads of a locked month")
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "unit", "post_category"], name="snapshot_heads_once"),
        ]

    @property
    def month_fen(self) -> int | None:
        """A month of heads × standard, half up to the fen."""
        return month_of_standard(self.heads, self.standard_fen)


def month_of_standard(heads: int, standard_fen: int | None) -> int | None:
    """One month of so many heads at a standard a year, half up to the fen."""
    return None if standard_fen is None else (2 * heads * standard_fen + 12) // 24


class SnapshotLine(ScopedModel):
    """One person on post in a locked month, without a name: the number says who."""

    read_act = "read_declarations"

    district = models.ForeignKey(District, models.PROTECT, db_index=False)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="lines", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"), db_index=False)
    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(_("person number"), max_length=10)
    post_category = models.CharField(_("post category"), max_length=4, choices=PostCategory.choices)
    mode = models.CharField(_("employment mode"), max_length=16, choices=Mode.choices)
    standing = models.CharField(_("standing"), max_length=9, choices=Engagement.Standing.choices)
    is_filed = models.BooleanField(_("filed"))

    class Meta:
        verbose_name = _("line of a locked month")
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "engagement"], name="snapshot_line_once"),
        ]
        indexes = [models.Index(fields=["snapshot", "unit", "number"], name="snapshot_line_by_unit")]
