"""Engagements (用工关系): one row an employment spell, its changing terms kept as dated rows."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quota_pool.models import Act, District, Pool, ScopedModel, ScopedQuerySet, Unit
from staffing.dictionaries import Mode

from .people import Person

# Hired and not yet on record. Two comparisons, not a list: only so does SQLite find the indexes of the few.
UNFILED = ~Q(filing_state="filed") & ~Q(filing_state="none")


class EngagementQuerySet(ScopedQuerySet):
    """Engagements by day and by filing."""

    def on_post(self, on):
        """Those on post on a day; the last day counts (domain.md section 4)."""
        return self.filter(start_date__upto=on, end_date__lasts=on, voided_at=None)


class Engagement(ScopedModel):
    """One person's employment in one unit. Whether it is on post follows from its days, never from a flag."""

    class Standing(models.TextChoices):
        SEATED = "seated", _("on a head")
        UNSEATED = "unseated", _("without a head")
        UNCOUNTED = "uncounted", _("not counted")

    class UnseatedReason(models.TextChoices):
        OPENING = "opening", _("beyond the quota when the roster was opened")
        UNAUTHORISED = "unauthorised", _("hired without authority")
        EMERGENCY = "emergency", _("emergency")
        CORRECTION = "correction", _("correction")

    class FilingState(models.TextChoices):
        TO_SUBMIT = "to_submit", _("to file")
        SUBMITTED = "submitted", _("submitted")
        RETURNED = "returned", _("returned for correction")
        FILED = "filed", _("filed")
        REFUSED = "refused", _("not filed")
        NONE = "none", _("no filing needed")

    read_act = "read_staff"

    # These two and the pool are the first column of indexes below.
    district = models.ForeignKey(District, models.PROTECT, db_index=False)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="engagements", verbose_name=_("unit"), db_index=False
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="engagements", verbose_name=_("person"))
    # How the person is sorted and sought, repeated here: no index of another table orders these rows.
    name_key = models.CharField(max_length=240, default="", editable=False)
    initials = models.CharField(max_length=60, default="", editable=False)
    standing = models.CharField(_("standing"), max_length=9, choices=Standing.choices)
    unseated_reason = models.CharField(max_length=12, choices=UnseatedReason.choices, blank=True)
    pool = models.ForeignKey(
        Pool,
        models.PROTECT,
        null=True,
        related_name="engagements",
        verbose_name=_("grant"),
        db_index=False,
    )
    recruitment = models.ForeignKey(
        "staffing.Recruitment", models.PROTECT, null=True, related_name="hires", verbose_name=_("recruitment")
    )
    start_date = models.DateField(_("started"))
    counted_from = models.DateField(_("counted from"))
    end_date = models.DateField(_("last day"), null=True, blank=True)
    exit_reason = models.CharField(_("reason for leaving"), max_length=2, blank=True)
    exit_note = models.CharField(_("note on leaving"), max_length=200, blank=True)
    compensation_fen = models.BigIntegerField(_("compensation"), null=True, blank=True)
    voided_at = models.DateTimeField(_("voided"), null=True, blank=True)
    void_reason = models.CharField(max_length=200, blank=True)
    entry_channel = models.CharField(_("way of entry"), max_length=16, blank=True)
    old_assistant_kind = models.CharField(_("old assistant kind"), max_length=60, blank=True)
    funding_source = models.CharField(_("funding source"), max_length=2, blank=True)
    legal_employer = models.CharField(_("legal employer"), max_length=80, blank=True)
    renewals = models.PositiveSmallIntegerField(_("renewals"), default=0)
    filing_state = models.CharField(
        _("filing"), max_length=10, choices=FilingState.choices, default=FilingState.TO_SUBMIT
    )
    filing_deadline = models.DateField(_("file by"), null=True, blank=True)
    filed_on = models.DateField(_("filed on"), null=True, blank=True)
    # The term that holds now, repeated here so that a list of people is one query.
    mode = models.CharField(_("employment mode"), max_length=16, choices=Mode.choices)
    post_category = models.CharField(_("post category"), max_length=4)
    primary_post = models.CharField(_("post"), max_length=60, blank=True)
    department = models.CharField(_("department"), max_length=60, blank=True)
    community = models.CharField(_("community"), max_length=60, blank=True)
    supervisor = models.CharField(_("supervisor"), max_length=40, blank=True)
    monthly_pay_fen = models.BigIntegerField(_("monthly pay"), null=True, blank=True)
    contract_end = models.DateField(_("contract ends"), null=True, blank=True)
    act = models.ForeignKey(Act, models.PROTECT, null=True, related_name="engagements", editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(db_index=True)

    objects = EngagementQuerySet.as_manager()

    class Meta:
        verbose_name = _("engagement")
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(end_date=None, voided_at=None) & ~Q(standing="uncounted"),
                name="one_open_counted_engagement_a_person",
            ),
            models.CheckConstraint(
                condition=Q(end_date=None) | Q(end_date__gte=models.F("start_date")),
                name="engagement_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=(Q(standing="seated", pool__isnull=False) | (~Q(standing="seated") & Q(pool=None))),
                name="seated_engagement_names_its_grant",
            ),
            models.CheckConstraint(
                condition=Q(standing="unseated") & ~Q(unseated_reason="")
                | ~Q(standing="unseated") & Q(unseated_reason=""),
                name="unseated_engagement_says_why",
            ),
            models.CheckConstraint(
                condition=Q(monthly_pay_fen=None) | Q(monthly_pay_fen__gte=0), name="pay_not_negative"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "start_date"], name="engagement_by_unit_and_day"),
            models.Index(
                fields=["pool", "filing_state"],
                condition=Q(voided_at=None) & UNFILED,
                name="engagement_open_by_pool",
            ),
            models.Index(fields=["filing_state", "filing_deadline"], name="engagement_by_deadline"),
            models.Index(fields=["district", "name_key"], name="engagement_by_name"),
            models.Index(fields=["unit", "name_key"], name="engagement_by_unit_and_name"),
            models.Index(fields=["district", "mode", "name_key"], name="engagement_by_mode"),
            models.Index(fields=["district", "post_category", "name_key"], name="engagement_by_category"),
            models.Index(
                fields=["district", "primary_post", "name_key"],
                opclasses=["int8_ops", "varchar_pattern_ops", "varchar_ops"],
                name="engagement_by_post",
            ),
            models.Index(fields=["district", "start_date"], name="engagement_by_start"),
            # Each order of the roster, and each condition that leaves few, in the order of names.
            models.Index(fields=["district", "end_date", "name_key"], name="engagement_by_last_day"),
            models.Index(fields=["district", "contract_end", "name_key"], name="engagement_by_contract_end"),
            models.Index(fields=["district", "standing", "name_key"], name="engagement_by_standing"),
            models.Index(fields=["district", "filing_state", "name_key"], name="engagement_by_filing"),
            models.Index(fields=["pool", "name_key"], name="engagement_by_pool_and_name"),
            models.Index(fields=["district", "renewals"], name="engagement_by_renewals"),
            models.Index(
                fields=["district", "standing", "name_key"],
                condition=Q(voided_at=None) & UNFILED,
                name="engagement_unfiled",
            ),
            models.Index(
                fields=["district", "name_key"],
                condition=Q(voided_at__isnull=False),
                name="engagement_voided",
            ),
            models.Index(fields=["name_key"], opclasses=["varchar_pattern_ops"], name="engagement_named"),
            models.Index(
                fields=["initials", "name_key"],
                opclasses=["varchar_pattern_ops", "varchar_pattern_ops"],
                name="engagement_initials",
            ),
        ]


class Term(ScopedModel):
    """What held about an engagement between two days, as it was known between two moments.

    A change closes the row (`replaced_at`, set once) and writes new ones; nothing is overwritten.
    """

    unit_path = "engagement__unit_id"
    read_act = "read_staff"

    district = models.ForeignKey(District, models.PROTECT, db_index=False)
    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="terms")
    from_day = models.DateField(_("from"))
    to_day = models.DateField(_("to"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded"))
    replaced_at = models.DateTimeField(_("replaced"), null=True, blank=True)
    mode = models.CharField(_("employment mode"), max_length=16, choices=Mode.choices)
    post_category = models.CharField(_("post category"), max_length=4)
    primary_post = models.CharField(_("post"), max_length=60, blank=True)
    other_posts = models.JSONField(_("further posts"), default=list)
    department = models.CharField(_("department"), max_length=60, blank=True)
    community = models.CharField(_("community"), max_length=60, blank=True)
    supervisor = models.CharField(_("supervisor"), max_length=40, blank=True)
    monthly_pay_fen = models.BigIntegerField(_("monthly pay"), null=True, blank=True)
    contract_no = models.CharField(_("contract number"), max_length=40, blank=True)
    contract_type = models.CharField(_("contract type"), max_length=12, blank=True)
    contract_start = models.DateField(_("contract from"), null=True, blank=True)
    contract_end = models.DateField(_("contract to"), null=True, blank=True)
    probation_end = models.DateField(_("probation ends"), null=True, blank=True)
    reason = models.CharField(_("reason for the change"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("term of an engagement")
        ordering = ["from_day", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_day=None) | Q(to_day__gte=models.F("from_day")),
                name="term_ends_after_it_starts",
            )
        ]
        indexes = [models.Index(fields=["engagement", "from_day"], name="term_by_engagement")]
