"""The register of dedicated posts demanded by departments, which every street can read (domain.md P22)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quota_pool.models import District, ScopedModel, Unit

from .task_transfers import TaskTransfer


class PostDemand(ScopedModel):
    """不得硬性规定专职岗位: a department's demand for a dedicated post, for every street to read (P22)."""

    class State(models.TextChoices):
        OBJECTED = "objected", _("objected to")
        WITHDRAWN = "withdrawn", _("demand withdrawn")
        EXCEPTION = "exception", _("allowed by law")

    unit_path = "department_id"
    open_to_district = True
    read_act = "read_tasks"

    district = models.ForeignKey(District, models.PROTECT)
    department = models.ForeignKey(
        Unit, models.PROTECT, related_name="post_demands", verbose_name=_("department")
    )
    task = models.OneToOneField(TaskTransfer, models.PROTECT, null=True, related_name="demand")
    paper = models.CharField(_("paper of the department"), max_length=120)
    demand = models.CharField(_("what is demanded"), max_length=300)
    found_on = models.DateField(_("found on"))
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.OBJECTED)
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(_("registered"))
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    settled_on = models.DateField(_("settled on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        verbose_name = _("demand for a dedicated post")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["objected", "withdrawn", "exception"]), name="demand_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="exception") | ~Q(legal_basis=""), name="demand_excepted_by_law"
            ),
        ]
