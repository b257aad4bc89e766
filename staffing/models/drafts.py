"""Drafts (草稿): what a clerk has typed and not sent, sealed, because an ID number may stand in it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from quota_pool.models import District, ScopedModel, Unit
from quota_pool.sealed import SealedField


class Draft(ScopedModel):
    """One form put aside by its writer; nobody else sees it, and it goes when it is sent."""

    read_act = "hire"

    district = models.ForeignKey(District, models.PROTECT)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    payload = SealedField(_("what was typed"))
    updated_at = models.DateTimeField(_("saved"))

    class Meta:
        verbose_name = _("draft")
        ordering = ["-updated_at"]
        indexes = [models.Index(fields=["owner", "updated_at"], name="draft_by_owner")]
