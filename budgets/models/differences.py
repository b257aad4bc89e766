"""Differences between heads and pay, by person and month: each with an owner, a reason, an age and an end."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quota_pool.calendar import SHANGHAI, now
from quota_pool.models import District, ScopedModel, Unit
from staffing.models import Person


class Difference(ScopedModel):
    """One person whom heads, filings, pay run and finance tell differently in one month."""

    read_act = "read_differences"

    class Kind(models.TextChoices):
        PAID_NOT_FILED = "paid_not_filed", _("paid but not filed")
        FILED_NOT_PAID = "filed_not_paid", _("filed but not paid")
        ABOVE_SCHEME = "above_scheme", _("paid above the pay run")
        LEFT_PAID = "left_paid", _("not on post but paid")
        WRONG_UNIT = "wrong_unit", _("paid by the wrong unit")

    class Owner(models.TextChoices):
        STREET = "street", _("the street")
        BUREAU = "bureau", _("the bureau")
        FINANCE = "finance", _("finance")

    class State(models.TextChoices):
        OPEN = "open", _("not ended")
        EXPLAINED = "explained", _("explained")
        GONE = "gone", _("gone")

    class Reason(models.TextChoices):
        BOOKED_LATE = "booked_late", _("paid with another month")
        ARREARS = "arrears", _("back pay of earlier months")
        UNPAID_LEAVE = "unpaid_leave", _("unpaid leave or not due")
        FILING_UNDER_WAY = "filing_under_way", _("filing under way")
        WRONG_BOOKING = "wrong_booking", _("booked wrongly, will be corrected")
        RECOVERED = "recovered", _("money recovered")
        LAWFUL = "lawful", _("lawful, with a document")
        OTHER = "other", _("other, see the remarks")

    district = models.ForeignKey(District, models.PROTECT)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    other_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("works in")
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("person"))
    month = models.DateField(_("month"))
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    paid_fen = models.BigIntegerField(_("paid"))
    run_fen = models.BigIntegerField(_("pay run"), null=True)
    owner = models.CharField(_("lies with"), max_length=7, choices=Owner.choices)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.OPEN)
    reason = models.CharField(_("reason"), max_length=16, choices=Reason.choices, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    opened_at = models.DateTimeField(_("since"))
    closed_at = models.DateTimeField(_("ended"), null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("difference between heads and pay")
        ordering = ["opened_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "month", "person", "kind"], name="difference_once_a_month"
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="difference_ends_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="explained") | ~Q(reason=""), name="difference_explained_with_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["district", "month", "state"], name="difference_by_month"),
            models.Index(fields=["unit", "state"], name="difference_by_unit"),
        ]

    @property
    def age_days(self) -> int:
        """How many days it has been open, or was until it ended."""
        return age(self.opened_at, self.closed_at)


def age(opened_at, closed_at) -> int:
    """Days between two moments as the office counts them; until now while there is no second."""
    first, last = (moment.astimezone(SHANGHAI).date() for moment in (opened_at, closed_at or now()))
    return (last - first).days
