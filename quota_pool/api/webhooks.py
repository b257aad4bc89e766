"""Webhooks over REST: entered, stopped, started, tried; their messages, and sending one again."""

from rest_framework import serializers

from quota_pool import webhooks, words
from quota_pool.models import Delivery, Unit, Webhook

from .fields import Facts, Row, Text
from .resources import Deed, ListedResource, RowResource, act, own_district, write
from .shapes import Shape, as_serializer

WEBHOOK = Shape(
    Webhook,
    "id",
    "name",
    "url",
    "acts",
    "after_seq",
    "stopped_at",
    "created_at",
    "version",
    "updated_at",
    unit="unit_id",
)
DELIVERY = Shape(
    Delivery,
    "id",
    "act",
    "body",
    "state",
    "attempts",
    "tries",
    "due_at",
    "delivered_at",
    "created_at",
    webhook="webhook_id",
    message="uid",
)
ENTERED = as_serializer("EnteredWebhook", WEBHOOK.described() | {"secret": serializers.CharField()})


class Acts(serializers.ListField):
    """Nouns or whole acts; none means all."""

    child = Text(60)

    def to_internal_value(self, data):
        acts = super().to_internal_value(data)
        known = set(words.ACTS) | {name.partition(".")[0] for name in words.ACTS}
        if not set(acts) <= known:
            self.fail("not_a_list", input_type="act")
        return acts


class WebhookFacts(Facts):
    """Who is told, at which address, of what."""

    words_of = (Webhook,)
    name = Text(60)
    url = Text(300)
    unit = Row(Unit, "district", required=False, allow_null=True)
    acts = Acts(required=False, max_length=100)


class Webhooks(RowResource):
    """Addresses that are told what was done."""

    model = Webhook
    shape = WEBHOOK
    acts = {
        "list": "manage_webhooks",
        "retrieve": "manage_webhooks",
        "create": "manage_webhooks",
        "stop": "manage_webhooks",
        "start": "manage_webhooks",
        "test": "manage_webhooks",
    }

    @write(WebhookFacts, status=201, needs_key=False, answer=ENTERED)
    def create(self, deed: Deed) -> dict:
        """Enter a webhook; the answer holds its secret, which nobody can read again."""
        facts = {"acts": [], **deed.facts}
        webhook, secret = webhooks.enter(district=own_district(deed.actor), actor=deed.actor, **facts)
        return WEBHOOK.of(webhook) | {"secret": secret}

    @act("stop")
    def stop(self, deed: Deed) -> dict:
        """Hold every message back."""
        return WEBHOOK.of(webhooks.stop(webhook=deed.row, actor=deed.actor, seen=deed.seen))

    @act("start")
    def start(self, deed: Deed) -> dict:
        """Go on telling from where it stopped."""
        return WEBHOOK.of(webhooks.start(webhook=deed.row, actor=deed.actor, seen=deed.seen))

    @act("test", answer=DELIVERY)
    def test(self, deed: Deed) -> dict:
        """Send a message that says nothing."""
        return DELIVERY.of(webhooks.send_test(webhook=deed.row, actor=deed.actor))


class Deliveries(ListedResource):
    """Messages to webhooks, with every try."""

    model = Delivery
    shape = DELIVERY
    order = ("-id",)
    related = ("webhook__unit",)
    acts = {"list": "manage_webhooks", "resend": "manage_webhooks"}

    def unit_of(self, row):
        """Whose webhook it is."""
        return row.webhook.unit

    @act("resend")
    def resend(self, deed: Deed) -> dict:
        """Send a message again, under the same id."""
        return DELIVERY.of(webhooks.resend(delivery=deed.row, actor=deed.actor))
