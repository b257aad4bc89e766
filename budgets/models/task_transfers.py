"""费随事转: tasks a department hands down to a street, with the money for them (domain.md P6, 6.9)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from quota_pool.models import Act, District, Document, Fund, ScopedModel, Unit
from staffing.models import MobileRequest


class WithDepartment(ScopedModel):
    """A row that the street sees, and the department it comes from."""

    read_act = "read_tasks"

    class Meta:
        abstract = True

    @classmethod
    def of_unit(cls, unit_id: int) -> Q:
        """The rows of either side."""
        return Q(unit_id=unit_id) | Q(department_id=unit_id)


class TaskTransfer(WithDepartment):
    """One task: what it is, on which basis, how much work and how much money a year, from when to when."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        REVIEWED = "reviewed", _("reviewed")
        FUNDED = "funded", _("source confirmed")
        ACCEPTED = "accepted", _("taken over, money to come")
        RUNNING = "running", _("running")
        ENDED = "ended", _("ended")
        REFUSED = "refused", _("turned down")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Route(models.TextChoices):
        NORMAL = "normal", _("normal route")
        SIMPLE = "simple", _("simple route")
        EMERGENCY = "emergency", _("emergency route")

    district = models.ForeignKey(District, models.PROTECT)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="task_transfers", verbose_name=_("Street or town")
    )
    department = models.ForeignKey(
        Unit, models.PROTECT, related_name="tasks_handed_down", verbose_name=_("department")
    )
    key = models.CharField(max_length=160, editable=False)
    name = models.CharField(_("task"), max_length=120)
    basis = models.CharField(_("legal or policy basis"), max_length=300)
    route = models.CharField(_("route"), max_length=9, choices=Route.choices, default=Route.NORMAL)
    volume = models.PositiveIntegerField(_("yearly volume"), null=True, blank=True)
    volume_unit = models.CharField(_("counted in"), max_length=30, blank=True)
    year_fen = models.BigIntegerField(_("money a year"))
    start = models.DateField(_("from"))
    end = models.DateField(_("to"), null=True, blank=True)
    is_recurring = models.BooleanField(_("recurs every year"), default=True)
    source_line = models.CharField(_("budget line the money comes from"), max_length=120, blank=True)
    heads_asked = models.PositiveIntegerField(_("heads asked for"), default=0)
    demands_post = models.BooleanField(_("a dedicated post is demanded"), default=False)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.PROPOSED)
    review_note = models.CharField(_("words of the bureau"), max_length=300, blank=True)
    decision_note = models.CharField(_("why it was refused or ended"), max_length=300, blank=True)
    mobile_request = models.OneToOneField(
        MobileRequest,
        models.PROTECT,
        null=True,
        related_name="task_transfer",
        verbose_name=_("request for heads"),
    )
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("proposed"))
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    funded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    accepted_on = models.DateField(_("taken over on"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        verbose_name = _("task transfer")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["district", "key"], name="task_key_once"),
            models.CheckConstraint(condition=~Q(unit=F("department")), name="task_from_elsewhere"),
            models.CheckConstraint(condition=Q(year_fen__gte=0), name="task_money_not_negative"),
            models.CheckConstraint(
                condition=Q(end=None) | Q(end__gte=F("start")), name="task_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(demands_post=False) | Q(state="refused"), name="task_demanding_a_post_is_refused"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "proposed",
                        "reviewed",
                        "funded",
                        "accepted",
                        "running",
                        "ended",
                        "refused",
                        "withdrawn",
                    ]
                ),
                name="task_state_known",
            ),
        ]
        indexes = [models.Index(fields=["unit", "state"], name="task_by_unit_and_state")]

    def __str__(self):
        return self.name


class HandOver(ScopedModel):
    """交接清单: one line of what is handed over with the task."""

    class Kind(models.TextChoices):
        ITEM = "item", _("matter")
        FILES = "files", _("files")
        EQUIPMENT = "equipment", _("equipment")
        TRAINING = "training", _("training")

    unit_path = "task__unit_id"
    read_act = "read_tasks"

    district = models.ForeignKey(District, models.PROTECT, db_index=False)
    task = models.ForeignKey(TaskTransfer, models.PROTECT, related_name="hand_over")
    kind = models.CharField(_("kind"), max_length=9, choices=Kind.choices)
    what = models.CharField(_("what"), max_length=200)
    quantity = models.CharField(_("how much"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("line of a hand-over list")
        ordering = ["id"]


class TaskEvent(ScopedModel):
    """One step of a task: append-only, so that who said what when stays readable."""

    class Step(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        REVIEWED = "reviewed", _("reviewed by the bureau")
        REFUSED = "refused", _("turned down")
        FUNDED = "funded", _("source confirmed by finance")
        ACCEPTED = "accepted", _("taken over by the street")
        POSTED = "posted", _("money posted")
        ASKED = "asked", _("heads asked for")
        ENDED = "ended", _("ended")
        WITHDRAWN = "withdrawn", _("withdrawn")

    unit_path = "task__unit_id"
    read_act = "read_tasks"

    district = models.ForeignKey(District, models.PROTECT, db_index=False)
    task = models.ForeignKey(TaskTransfer, models.PROTECT, related_name="events")
    step = models.CharField(_("step"), max_length=9, choices=Step.choices)
    recorded_at = models.DateTimeField(_("recorded"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("step of a task transfer")
        ordering = ["id"]


class TaskMoney(ScopedModel):
    """What a task brought a street in one year: months, amount, the fund it lies in, the document."""

    unit_path = "task__unit_id"
    read_act = "read_tasks"

    district = models.ForeignKey(District, models.PROTECT, db_index=False)
    task = models.ForeignKey(TaskTransfer, models.PROTECT, related_name="money")
    year = models.PositiveSmallIntegerField(_("year"))
    months = models.PositiveSmallIntegerField(_("months"))
    amount_fen = models.BigIntegerField(_("amount"))
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="task_money")
    act = models.ForeignKey(Act, models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+", verbose_name=_("document"))
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    posted_at = models.DateTimeField(_("posted"))

    class Meta:
        verbose_name = _("money of a task")
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(fields=["task", "year"], name="task_money_once_a_year"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="task_money_above_zero"),
            models.CheckConstraint(condition=Q(months__gte=1, months__lte=12), name="task_money_of_a_year"),
        ]
