"""What connected systems read about people: one row a request, append-only."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .members import ApiToken
from .scoping import ScopedModel
from .units import District, Unit


class PersonalRead(ScopedModel):
    """One answer with personal data: which system, by which token, of what, how many rows; never of whom."""

    read_act = "read_audit"

    district = models.ForeignKey(District, models.PROTECT, db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("connected system")
    )
    token = models.ForeignKey(ApiToken, models.PROTECT, related_name="reads", verbose_name=_("token"))
    resource = models.CharField(_("what was read"), max_length=40)
    rows = models.PositiveIntegerField(_("rows"))
    address = models.CharField(_("address"), max_length=45, blank=True)
    request_id = models.CharField(_("request"), max_length=40, blank=True)
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        verbose_name = _("reading of personal data")
        indexes = [models.Index(fields=["district", "recorded_at"], name="personal_read_by_moment")]
