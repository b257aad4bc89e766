"""Tables of the one ledger: accounts, acts, entries, holds and what is still to come (ledger.md 1-3).

Only `quota_pool.ledger` writes here. Acts and entries are append-only by trigger on both engines.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .documents import Document
from .scoping import ScopedModel
from .units import District, Unit


class Measure(models.TextChoices):
    """What an account counts."""

    HEADS = "heads", _("heads")
    FEN = "fen", _("fen")


class Book(models.TextChoices):
    """The books of ledger.md section 1; heads and fen share the words where the meaning is the same."""

    OUTSIDE = "outside", _("outside")
    RESERVE = "reserve", _("district reserve")
    FREE = "free", _("free")
    RESERVED = "reserved", _("reserved")
    SEATED = "seated", _("seated")
    RECALLED = "recalled", _("recalled")
    UNSEATED = "unseated", _("unseated")
    APPROPRIATION = "appropriation", _("appropriation")
    COMMITTED = "committed", _("committed")
    SPENT = "spent", _("spent")
    OVERSPENT = "overspent", _("overspent")


class Pool(ScopedModel):
    """Heads that come and go together: a unit's lump-sum for good, or one mobile grant."""

    class Kind(models.TextChoices):
        LUMP_SUM = "lump_sum", _("lump-sum quota")
        MOBILE = "mobile", _("mobile quota")
        TURNOVER_LOAN = "turnover_loan", _("turnover loan")
        RETAINED = "retained", _("retained staff")

    class PaidBy(models.TextChoices):
        ENVELOPE = "envelope", _("lump-sum envelope")
        TASK_TRANSFER = "task_transfer", _("task transfer")
        EXTRA_GRANT = "extra_grant", _("extra grant")

    class EntryMode(models.TextChoices):
        FILE_AFTER = "file_after", _("hire first, file after")
        APPROVE_FIRST = "approve_first", _("approve first")

    district = models.ForeignKey(District, models.PROTECT)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="pools", verbose_name=_("unit"))
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    label = models.CharField(_("grant"), max_length=80, blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="pools")
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    # Who pays for a mobile grant's people: the envelope, or money of its own that has to come (M7).
    paid_by = models.CharField(_("paid by"), max_length=14, choices=PaidBy.choices, blank=True)
    # Empty: as the rule of the district or unit says.
    entry_mode = models.CharField(_("entry mode"), max_length=13, choices=EntryMode.choices, blank=True)

    class Meta:
        verbose_name = _("quota pool")
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=Q(kind="lump_sum"), name="one_lump_sum_pool_a_unit"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=models.F("valid_from")),
                name="pool_ends_after_it_starts",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.label}".strip()


class Fund(ScopedModel):
    """Money of one unit and year from one source; its accounts count fen.

    A fund stands here from the day its money is in force; once its year is closed it takes part in no act.
    """

    class Kind(models.TextChoices):
        ENVELOPE = "envelope", _("lump-sum envelope")
        TASK = "task", _("task money")
        MOBILE = "mobile", _("mobile quota money")
        CARRIED = "carried", _("carried money")

    district = models.ForeignKey(District, models.PROTECT)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="funds")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    year = models.PositiveSmallIntegerField(_("year"))
    label = models.CharField(_("fund"), max_length=80, blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="funds")
    # The mobile grant whose people this money pays, and the days it pays for where these are not the year.
    pool = models.ForeignKey(Pool, models.PROTECT, null=True, related_name="funds")
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    # Actual heads by standard: a start brings its money with it and an exit takes it away.
    follows_heads = models.BooleanField(_("money follows heads"), default=False)
    is_provisional = models.BooleanField(_("provisional"), default=False)
    # Pay is posted here up to and with this day; what a hold stands for begins after it.
    posted_through = models.DateField(_("pay posted through"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    read_act = "read_money"

    class Meta:
        verbose_name = _("fund")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year"], condition=Q(kind="envelope"), name="one_envelope_a_unit_and_year"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=models.F("valid_from")),
                name="fund_ends_after_it_starts",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.label} {self.year}".replace("  ", " ")


class Account(ScopedModel):
    """One balance. Only `outside` may go below zero; what is set aside lies in an account of its own."""

    district = models.ForeignKey(District, models.PROTECT)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True)
    pool = models.ForeignKey(Pool, models.PROTECT, null=True, related_name="accounts")
    fund = models.ForeignKey(Fund, models.PROTECT, null=True, related_name="accounts")
    measure = models.CharField(_("measure"), max_length=5, choices=Measure.choices)
    book = models.CharField(_("book"), max_length=14, choices=Book.choices)
    balance = models.BigIntegerField(_("balance"), default=0)
    version = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("account")
        constraints = [
            models.CheckConstraint(
                condition=Q(balance__gte=0) | Q(book="outside"), name="balance_not_below_zero"
            ),
            models.UniqueConstraint(
                fields=["pool", "book"], condition=Q(pool__isnull=False), name="account_once_a_pool"
            ),
            models.UniqueConstraint(
                fields=["fund", "book"], condition=Q(fund__isnull=False), name="account_once_a_fund"
            ),
            models.UniqueConstraint(
                fields=["unit", "measure", "book"],
                condition=Q(pool=None, fund=None, unit__isnull=False),
                name="account_once_a_unit",
            ),
            models.UniqueConstraint(
                fields=["district", "measure", "book"],
                condition=Q(pool=None, fund=None, unit=None),
                name="account_once_a_district",
            ),
        ]


class Act(ScopedModel):
    """One thing done; its entries are the movements. `reverses` names the act this one mirrors."""

    class Kind(models.TextChoices):
        ISSUE = "issue", _("heads issued to the district")
        RETIRE = "retire", _("heads recovered for good")
        GRANT = "grant", _("quota granted")
        CUT = "cut", _("quota cut")
        EXPIRE = "expire", _("quota expired")
        RESERVE = "reserve", _("head reserved")
        UNRESERVE = "unreserve", _("reservation released")
        START = "start", _("started work")
        EXIT = "exit", _("person left")
        MOVE = "move", _("moved between grants")
        GIVE = "give", _("heads given to another unit")
        TRANSFER = "transfer", _("transferred to another unit")
        REGISTER = "register", _("registered without a head")
        SEAT = "seat", _("seated afterwards")
        OPENING = "opening", _("opening roster")
        APPROPRIATE = "appropriate", _("money appropriated to the district")
        FUND = "fund", _("money given")
        CUT_FUND = "cut_fund", _("money cut")
        PRICE = "price", _("money held anew")
        DRAW = "draw", _("pay posted")
        UNFUNDED = "unfunded", _("paid without money")
        CARRY = "carry", _("money carried over")
        RETURN = "return", _("money returned")
        CORRECT = "correct", _("corrected")
        MIRROR = "mirror", _("mirrored")

    district = models.ForeignKey(District, models.PROTECT)
    kind = models.CharField(_("act"), max_length=12, choices=Kind.choices)
    key = models.CharField(max_length=160)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="acts")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    recorded_at = models.DateTimeField(_("recorded"))
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="mirrored_by", verbose_name=_("mirrors")
    )

    unit_path = None
    open_to_district = True
    read_act = "read_ledger"

    class Meta:
        verbose_name = _("act")
        constraints = [models.UniqueConstraint(fields=["district", "key"], name="act_key_once")]


class Entry(ScopedModel):
    """One movement of an act from one account to another, true from `effective`, known from `recorded_at`.

    `subject_id` is the engagement the movement is about (none for movements of the pool itself).
    """

    read_act = "read_ledger"

    district = models.ForeignKey(District, models.PROTECT, db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))
    act = models.ForeignKey(Act, models.PROTECT, related_name="entries")
    source = models.ForeignKey(Account, models.PROTECT, related_name="entries_out", db_index=False)
    target = models.ForeignKey(Account, models.PROTECT, related_name="entries_in", db_index=False)
    amount = models.BigIntegerField(_("amount"))
    effective = models.DateField(_("true from"))
    recorded_at = models.DateTimeField(_("recorded"))
    subject_id = models.BigIntegerField(null=True, db_index=True)
    hold = models.ForeignKey("Hold", models.PROTECT, null=True, related_name="entries")
    source_after = models.BigIntegerField(_("giving account after"))
    target_after = models.BigIntegerField(_("receiving account after"))

    class Meta:
        verbose_name = _("entry")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="entry_amount_positive"),
            models.CheckConstraint(condition=~Q(source=models.F("target")), name="entry_moves"),
        ]
        indexes = [
            # A position on any past pair of days is summed from these alone.
            models.Index(fields=["source", "effective", "recorded_at", "amount"], name="entry_out_known"),
            models.Index(fields=["target", "effective", "recorded_at", "amount"], name="entry_in_known"),
        ]


class Hold(ScopedModel):
    """Heads or fen set aside for a purpose; `left` moves only by the entries that name the hold."""

    class Purpose(models.TextChoices):
        RECRUITING = "recruiting", _("recruiting")
        START = "start", _("start to come")
        COST = "cost", _("cost of an engagement")

    district = models.ForeignKey(District, models.PROTECT)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    pool = models.ForeignKey(Pool, models.PROTECT, null=True, related_name="holds")
    fund = models.ForeignKey(Fund, models.PROTECT, null=True, related_name="holds")
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose.choices)
    subject_id = models.BigIntegerField(null=True, db_index=True)
    left = models.BigIntegerField(_("left"), default=0)
    # What could not be set aside for want of money; the next money that comes tops it up.
    short = models.BigIntegerField(_("short"), default=0)
    note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("hold")
        constraints = [
            models.CheckConstraint(condition=Q(left__gte=0), name="hold_not_below_zero"),
            models.CheckConstraint(condition=Q(short__gte=0), name="hold_short_not_below_zero"),
            models.UniqueConstraint(
                fields=["fund", "subject_id"],
                condition=Q(purpose="cost", subject_id__isnull=False),
                name="cost_held_once_a_fund_and_engagement",
            ),
        ]
        indexes = [
            models.Index(fields=["fund", "id"], condition=Q(short__gt=0), name="hold_short_by_fund"),
        ]


class ScheduledAct(ScopedModel):
    """What is to come: posted by whoever next locks the account once it is due (ledger.md section 3)."""

    class Kind(models.TextChoices):
        START = "start", _("start of work")
        EXIT = "exit", _("exit")
        GRANT = "grant", _("grant")
        CUT = "cut", _("cut")
        EXPIRE = "expire", _("expiry")

    class Outcome(models.TextChoices):
        POSTED = "posted", _("posted")
        REFUSED = "refused", _("refused")
        CANCELLED = "cancelled", _("cancelled")

    district = models.ForeignKey(District, models.PROTECT)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    pool = models.ForeignKey(Pool, models.PROTECT, null=True, related_name="scheduled")
    fund = models.ForeignKey(Fund, models.PROTECT, null=True, related_name="scheduled")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    due = models.DateField(_("due"))
    amount = models.BigIntegerField(_("amount"), default=1)
    subject_id = models.BigIntegerField(null=True, db_index=True)
    hold = models.ForeignKey(Hold, models.PROTECT, null=True, related_name="+")
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField(_("recorded"))
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    act = models.ForeignKey(Act, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("scheduled act")
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at=None, outcome="") | (Q(settled_at__isnull=False) & ~Q(outcome="")),
                name="scheduled_settled_with_outcome",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="scheduled_amount_positive"),
        ]
        indexes = [
            models.Index(fields=["unit", "due"], condition=Q(settled_at=None), name="scheduled_open_by_unit")
        ]
