"""Webhooks: which system is told of which acts, and each message with every try to deliver it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quota_pool.sealed import SealedField

from .audit import AuditEvent
from .scoping import ScopedModel
from .units import District, Unit


class Webhook(ScopedModel):
    """One address that is told what was done. `after_seq`: how far along the trail it has been told.

    The trail's row of an act commits with the act, so it is the outbox; nothing else is written on the way.
    """

    read_act = "manage_webhooks"

    district = models.ForeignKey(District, models.PROTECT)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, verbose_name=_("unit"))
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("what it is for"), max_length=60)
    url = models.CharField(_("address"), max_length=300)
    secret = SealedField(_("secret"), kind="secret")
    acts = models.JSONField(_("acts told of"), default=list)
    after_seq = models.BigIntegerField(_("told up to"))
    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("entered"))
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        verbose_name = _("webhook")

    def __str__(self):
        return self.name


class Delivery(ScopedModel):
    """One message to one webhook: what it says, when it is due, and every try with its answer."""

    unit_path = "webhook__unit_id"
    read_act = "manage_webhooks"

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DELIVERED = "delivered", _("delivered")
        GIVEN_UP = "given_up", _("given up")

    district = models.ForeignKey(District, models.PROTECT, db_index=False)
    webhook = models.ForeignKey(Webhook, models.PROTECT, related_name="deliveries")
    uid = models.UUIDField(_("message"), default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(AuditEvent, models.PROTECT, null=True, related_name="+", db_index=False)
    act = models.CharField(_("act"), max_length=60)
    body = models.JSONField(_("body"))
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    tries = models.JSONField(_("log of tries"), default=list)
    due_at = models.DateTimeField(_("due"))
    lease_until = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)
    created_at = models.DateTimeField(_("entered"))

    class Meta:
        verbose_name = _("delivery")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["webhook", "event"],
                condition=Q(event__isnull=False),
                name="delivery_once_a_webhook_and_event",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="delivery_waiting"),
        ]
