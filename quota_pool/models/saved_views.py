"""Saved views: a name for the conditions, order, columns and density of a list."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .scoping import ScopedModel
from .units import District, Unit


class SavedView(ScopedModel):
    """One address of a list under a name. It holds conditions and no rows, so it shows nobody more."""

    read_act = "read_rules"  # whoever works here at all; the list asks for its own act

    district = models.ForeignKey(District, models.PROTECT)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="views")
    page = models.CharField(_("list"), max_length=60)
    name = models.CharField(_("name of the view"), max_length=40)
    query = models.CharField(max_length=2000, blank=True)
    is_shared = models.BooleanField(_("shared"), default=False)
    is_default = models.BooleanField(_("opens first"), default=False)
    updated_at = models.DateTimeField(_("saved"))

    class Meta:
        verbose_name = _("saved view")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "page", "name"], name="view_name_once"),
            models.UniqueConstraint(
                fields=["owner", "page"], condition=Q(is_default=True), name="view_default_once"
            ),
        ]
        indexes = [models.Index(fields=["district", "page"], name="view_by_page")]

    @classmethod
    def of_unit(cls, unit_id: int) -> Q:
        """A street sees its own and those of the whole district."""
        return Q(unit=unit_id) | Q(unit=None)
