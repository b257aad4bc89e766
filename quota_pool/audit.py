"""The audit chain: one row for every act, written by the service in the act's own transaction.

The district's head is locked last, so the sequence is gapless and in commit order; `changes?after=` and
`manage.py verify` both rest on that (trust.md R-095..R-101, decisions.md 1.10).
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from django.db import connection

from quota_pool.calendar import now
from quota_pool.loading import Fresh, load
from quota_pool.models import AuditEvent, AuditHead
from quota_pool.statements import Insert, Lookup

LOCK_HEAD = Lookup(AuditHead, tables="quota_pool_audithead WHERE district_id = %s", lock=AuditHead)
INSERT_EVENT, NEW_EVENT = Insert(AuditEvent), Fresh(AuditEvent)
MOVE_HEAD = "UPDATE quota_pool_audithead SET seq = %s, digest = %s WHERE district_id = %s"


@dataclass(frozen=True)
class Origin:
    """From where an act came: page, api, command or job; the address and the request's id."""

    channel: str = "command"
    address: str = ""
    request_id: str = ""


_origin: ContextVar[Origin | None] = ContextVar("audit_origin", default=None)


@contextmanager
def context(channel: str, address: str = "", request_id: str = "") -> Iterator[None]:
    """Say where the acts inside come from; the actor is always an argument of the service."""
    token = _origin.set(Origin(channel, address, request_id))
    try:
        yield
    finally:
        _origin.reset(token)


def origin() -> Origin:
    """Where what is done now comes from."""
    return _origin.get() or Origin()


@dataclass(frozen=True)
class Deed:
    """One thing done, as a service tells it. Sealed fields never stand in `before` or `after`."""

    act: str
    obj: object
    unit_id: int | None = None
    before: dict | None = None
    after: dict | None = None
    reason: str = ""
    label: str = ""


def record(actor, act: str, obj, *, unit=None, before=None, after=None, reason="", label="") -> AuditEvent:
    """Append one event to the chain of the row's district."""
    unit_id = unit.pk if unit is not None else getattr(obj, "unit_id", None)
    deed = Deed(act, obj, unit_id, before, after, reason, label)
    return record_many(actor, [deed], district_id=_district_of(obj, unit))[0]


def record_many(actor, deeds: Iterable[Deed], *, district_id: int) -> list[AuditEvent]:
    """Append many events under one lock of the head; the bulk path of imports."""
    [[head]] = LOCK_HEAD(district_id)
    moment, here, events = now(), origin(), []
    for deed in deeds:
        event = _event(deed, head, actor, here, moment)
        head.seq, head.digest = event.seq, event.digest
        events.append(event)
    if len(events) == 1:
        INSERT_EVENT(events[0])
    else:
        load(events)
    with connection.cursor() as cursor:
        cursor.execute(MOVE_HEAD, [head.seq, head.digest, district_id])
    return events


def _event(deed: Deed, head: AuditHead, actor, origin: Origin, moment: datetime) -> AuditEvent:
    event = NEW_EVENT(
        district_id=head.district_id,
        seq=head.seq + 1,
        recorded_at=moment,
        actor=actor,
        origin=origin.channel,
        address=origin.address,
        request_id=origin.request_id,
        act=deed.act,
        unit_id=deed.unit_id,
        object_type=deed.obj._meta.model_name,
        object_id=str(deed.obj.pk),
        object_label=deed.label or "",
        before=_plain(deed.before),
        after=_plain(_acting_for(actor, deed.after)),
        reason=deed.reason,
        previous=head.digest,
    )
    event.digest = digest(event)
    return event


def _acting_for(actor, after: dict | None) -> dict | None:
    """Who acts in a role that was handed over says for whom."""
    holder = getattr(actor, "acts_for", "")
    return {**(after or {}), "acts_for": holder} if holder else after


def digest(event: AuditEvent) -> str:
    """SHA-256 over the row's canonical form and the digest of the row before it."""
    parts = [
        event.district_id,
        event.seq,
        event.recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.actor_id,
        event.origin,
        event.address,
        event.request_id,
        event.act,
        event.unit_id,
        event.object_type,
        event.object_id,
        event.object_label,
        event.before,
        event.after,
        event.reason,
        event.previous,
    ]
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def broken_links(district_id: int) -> Iterator[tuple[int, str]]:
    """Walk the chain in constant memory and yield (number, what is wrong) for every broken link."""
    previous, seq = "", 0
    for event in AuditEvent.objects.filter(district_id=district_id).order_by("seq").iterator(2000):
        if event.seq != seq + 1:
            yield event.seq, "gap"
        if event.previous != previous:
            yield event.seq, "link"
        if event.digest != digest(event):
            yield event.seq, "content"
        previous, seq = event.digest, event.seq
    head = AuditHead.objects.get(district_id=district_id)
    if (head.seq, head.digest) != (seq, previous):
        yield head.seq, "tail"


def _plain(values: dict | None) -> dict | None:
    return None if values is None else {name: plain_value(value) for name, value in values.items()}


def plain_value(value):
    """A value as the trail keeps it."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if value is None or isinstance(value, (bool, int, str, list, dict)):
        return value
    return str(value)


def _district_of(obj, unit) -> int:
    if unit is not None:
        return unit.district_id
    return obj.pk if obj._meta.model_name == "district" else obj.district_id
