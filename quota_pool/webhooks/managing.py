"""The administrator's acts on webhooks: entered, stopped, started, tried, a message sent again."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from quota_pool import access, audit, figures, versions
from quota_pool.calendar import now
from quota_pool.models import AuditHead, Delivery, District, Unit, Webhook
from quota_pool.refusals import Refusal, code

from . import signing
from .addresses import Unreachable, addresses_of, place_of

TEST_ACT = "webhook.test"
STILL_WAITING = code(
    "delivery_waiting",
    _("This message waits for its next try at {due}."),
    _("Stop the webhook to hold it back."),
)


@transaction.atomic
def enter(
    *, district: District, name: str, url: str, acts: list[str], actor, unit: Unit | None = None
) -> tuple[Webhook, str]:
    """Enter a webhook that is told from now on; its secret is given once."""
    access.require(actor, "manage_webhooks", unit)
    try:
        addresses_of(place_of(url))
    except Unreachable as fault:
        raise Refusal(fault.reason) from fault
    secret = signing.new_secret()
    webhook = Webhook.objects.create(
        district=district,
        unit=unit,
        name=name,
        url=url,
        secret=secret,
        acts=sorted(set(acts)),
        after_seq=AuditHead.objects.get(district=district).seq,
        created_by=actor,
        created_at=now(),
    )
    audit.record(actor, "webhook.enter", webhook, unit=unit, after=_shown(webhook), label=name)
    return webhook, secret


@transaction.atomic
def stop(*, webhook: Webhook, actor, seen: int | None = None) -> Webhook:
    """Hold every message back; what is done meanwhile is told once it is started again."""
    webhook = _locked(webhook, actor, seen)
    if webhook.stopped_at is None:
        webhook.stopped_at = now()
        _save(webhook, actor, "webhook.stop")
    return webhook


@transaction.atomic
def start(*, webhook: Webhook, actor, seen: int | None = None) -> Webhook:
    """Go on telling from where it stopped."""
    webhook = _locked(webhook, actor, seen)
    if webhook.stopped_at is not None:
        webhook.stopped_at = None
        _save(webhook, actor, "webhook.start")
    return webhook


@transaction.atomic
def send_test(*, webhook: Webhook, actor) -> Delivery:
    """Enter a message that says nothing, to see whether it arrives."""
    webhook = _locked(webhook, actor, None)
    moment = now()
    delivery = Delivery.objects.create(
        district_id=webhook.district_id,
        webhook=webhook,
        act=TEST_ACT,
        body={"type": TEST_ACT, "timestamp": moment.isoformat(), "data": {}},
        due_at=moment,
        created_at=moment,
    )
    audit.record(actor, "webhook.test", webhook, label=webhook.name)
    return delivery


@transaction.atomic
def resend(*, delivery: Delivery, actor) -> Delivery:
    """Send a message again, under the same id: a receiver that took it takes it once."""
    access.require(actor, "manage_webhooks", delivery.webhook.unit)
    delivery = Delivery.objects.select_for_update(no_key=True, of=("self",)).get(pk=delivery.pk)
    if delivery.state == Delivery.State.WAITING:
        raise Refusal(STILL_WAITING.reason(due=figures.moment(delivery.due_at)))
    delivery.state, delivery.due_at, delivery.attempts = Delivery.State.WAITING, now(), 0
    delivery.delivered_at = delivery.lease_until = None
    delivery.save()
    audit.record(actor, "webhook.resend", delivery.webhook, label=delivery.webhook.name)
    return delivery


def _locked(webhook: Webhook, actor, seen: int | None) -> Webhook:
    access.require(actor, "manage_webhooks", webhook.unit)
    webhook = Webhook.objects.select_for_update(no_key=True, of=("self",)).get(pk=webhook.pk)
    versions.check(webhook, seen)
    return webhook


def _save(webhook: Webhook, actor, act: str) -> None:
    webhook.version += 1
    webhook.save()
    audit.record(actor, act, webhook, after={"stopped_at": webhook.stopped_at}, label=webhook.name)


def _shown(webhook: Webhook) -> dict:
    return {"url": webhook.url, "acts": webhook.acts, "unit": webhook.unit_id}
