"""From the trail to the receivers: messages in the trail's order, tried with longer and longer pauses.

A message that was sent twice carries the same id, so a receiver that keeps ids takes it once.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.urls import get_resolver

from quota_pool.api.body import dumps
from quota_pool.calendar import now
from quota_pool.followed import COLUMNS, is_told, told
from quota_pool.models import AuditEvent, Delivery, Webhook

from . import signing
from .sending import Tried, send

State = Delivery.State
AT_ONCE = 500  # events of the trail read for one webhook in one round
A_ROUND = 20  # messages tried for one webhook in one round
LEASE = timedelta(seconds=60)
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 300, 1800, 7200, 6 * 3600, 24 * 3600))
KEPT_TRIES = 20


def tell_all() -> int:
    """Enter the messages of every webhook that is on; how many."""
    pks = Webhook.objects.filter(stopped_at=None).order_by("pk").values_list("pk", flat=True)
    found = list(pks)
    if found:
        get_resolver().url_patterns  # the floors say there which rows are told  # noqa: B018
    return sum(_tell(pk) for pk in found)


@transaction.atomic
def _tell(pk: int) -> int:
    """Enter what the trail holds beyond the last event told, and remember how far it is."""
    webhook = Webhook.objects.select_for_update(no_key=True, of=("self",)).get(pk=pk)
    if webhook.stopped_at is not None:
        return 0
    events = AuditEvent.objects.filter(district_id=webhook.district_id, seq__gt=webhook.after_seq)
    rows = list(events.order_by("seq").values_list("pk", *COLUMNS)[:AT_ONCE])
    if not rows:
        return 0
    wanted = [row for row in rows if _is_wanted(webhook, *row[1:])]
    moment = now()
    deliveries = [
        _message(webhook, row[0], what, moment)
        for row, what in zip(wanted, told([row[1:] for row in wanted]), strict=True)
    ]
    Delivery.objects.bulk_create(deliveries)
    Webhook.objects.filter(pk=pk).update(after_seq=rows[-1][1])
    return len(deliveries)


def _is_wanted(webhook: Webhook, _seq, _recorded_at, act, object_type, _object_id, unit_id) -> bool:
    if not is_told(act, object_type) or webhook.unit_id not in (None, unit_id):
        return False
    return not webhook.acts or any(act == one or act.startswith(f"{one}.") for one in webhook.acts)


def _message(webhook: Webhook, event_id: int | None, what: dict, moment: datetime) -> Delivery:
    plain = what | {"recorded_at": what["recorded_at"].isoformat()}
    return Delivery(
        district_id=webhook.district_id,
        webhook=webhook,
        event_id=event_id,
        act=what["act"],
        body={"type": what["act"], "timestamp": plain["recorded_at"], "data": plain},
        due_at=moment,
        created_at=moment,
    )


def deliver_due() -> int:
    """Try every message that is due; how many were delivered."""
    due = Delivery.objects.filter(_free(), webhook__stopped_at=None).order_by("due_at", "id")
    by_webhook: dict[int, list[int]] = {}
    for pk, webhook_id in due.values_list("pk", "webhook_id")[:AT_ONCE]:
        by_webhook.setdefault(webhook_id, []).append(pk)
    return sum(_deliver(pks[:A_ROUND]) for pks in by_webhook.values())


def _free() -> Q:
    moment = now()
    unheld = Q(lease_until=None) | Q(lease_until__lt=moment)
    return Q(state=State.WAITING, due_at__lte=moment) & unheld


def _deliver(pks: list[int]) -> int:
    """Messages of one webhook in order; who does not answer is not asked again in this round."""
    delivered = 0
    for pk in pks:
        if not Delivery.objects.filter(_free(), pk=pk).update(lease_until=now() + LEASE):
            continue  # another worker has it
        delivery = Delivery.objects.select_related("webhook").get(pk=pk)
        tried = _try(delivery)
        _note(delivery, tried)
        if not tried.is_good:
            break
        delivered += 1
    return delivered


def _try(delivery: Delivery) -> Tried:
    body, stamp = dumps(delivery.body), int(now().timestamp())
    webhook = delivery.webhook
    return send(webhook.url, body, signing.headers(webhook.secret, str(delivery.uid), stamp, body))


def _note(delivery: Delivery, tried: Tried) -> None:
    """Write the try down, and when the next one is due."""
    moment, attempts = now(), delivery.attempts + 1
    line = {"at": moment.isoformat(timespec="seconds"), "status": tried.status, "fault": tried.fault}
    changes = {"tries": [*delivery.tries, line][-KEPT_TRIES:], "lease_until": None}
    if tried.is_good:
        changes |= {"state": State.DELIVERED, "delivered_at": moment}
    elif attempts > len(PAUSES):
        changes["state"] = State.GIVEN_UP
    else:
        changes["due_at"] = moment + PAUSES[attempts - 1]
    Delivery.objects.filter(pk=delivery.pk).update(attempts=F("attempts") + 1, **changes)
