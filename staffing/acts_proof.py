"""Acts against the trail: each stands in it under the same name and moment, and none came from elsewhere.

An act of a person is named by the trail of what was done (`act`, `acts`) or by the row it made; an act that
nothing names was put into the books by hand.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from quota_pool.ledger.proof import Fault, deep
from quota_pool.models import Act, AuditEvent, District, ScheduledAct
from staffing.models import Engagement, HeadGift, QuotaGrant, Transfer

PATIENCE = timedelta(minutes=10)  # between an act and its trace lies one transaction
# Acts on money alone; their floor holds them to its own rows.
MONEY = (
    Act.Kind.APPROPRIATE,
    Act.Kind.FUND,
    Act.Kind.CUT_FUND,
    Act.Kind.PRICE,
    Act.Kind.DRAW,
    Act.Kind.UNFUNDED,
    Act.Kind.CARRY,
    Act.Kind.RETURN,
)
# Deeds whose trail names the act they posted; exits are held to it by `proof`, in every verify.
NAMING = (
    "engagement.seat",
    "engagement.cancel",
    "engagement.correct",
    "engagement.exit_undone",
    "engagement.exit_moved",
    "recruitment.open",
    "recruitment.approve",
    "recruitment.cancel",
)


@deep
def acts_are_of_whom_and_when_the_trail_says(district: District) -> Iterator[Fault]:
    """Who did an act, and when, stands in the trail of what was done alike."""
    events = AuditEvent.objects.filter(district=district).order_by("seq")
    row = Cast(OuterRef("object_id"), BigIntegerField())
    named = {
        "gift.approve": HeadGift.objects.filter(pk=row).values("act"),
        "grant.approve": QuotaGrant.objects.filter(pk=row, scheduled=None).values("act"),
    }
    for deed, act in named.items():
        yield from _differing(events.filter(act=deed).annotate(named=Subquery(act)))
    done = events.filter(object_type="transfer", after__state=Transfer.State.DONE.value)
    act = Transfer.objects.filter(pk=row).values("act")
    yield from _differing(done.annotate(named=Subquery(act)))
    issued = events.filter(object_type="act")
    yield from _differing(issued.annotate(named=Cast("object_id", BigIntegerField())))
    told = Cast(KeyTextTransform("act", "after"), BigIntegerField())
    yield from _differing(events.filter(act__in=NAMING).annotate(named=told))


def _differing(events) -> Iterator[Fault]:
    acts = Act.objects.filter(pk=OuterRef("named"))
    told = events.annotate(
        did=Subquery(acts.values("actor")[:1]), at=Subquery(acts.values("recorded_at")[:1])
    )
    for act, seq, did, at, actor, moment in told.filter(named__isnull=False).values_list(
        "named", "seq", "did", "at", "actor", "recorded_at"
    ):
        if did != actor:
            yield Fault("act", f"act {act}", f"names somebody else than audit {seq}")
        if not -PATIENCE <= moment - at <= PATIENCE:
            yield Fault("act", f"act {act}", f"is of another moment than audit {seq}")


@deep
def acts_that_came_due_are_whose_they_were(district: District) -> Iterator[Fault]:
    """What was scheduled is posted in the name of whoever scheduled it."""
    rows = ScheduledAct.objects.filter(district=district, act__isnull=False)
    wrong = rows.filter(
        ~Q(act__actor=F("actor"))
        | Q(act__actor=None, actor__isnull=False)
        | Q(act__actor__isnull=False, actor=None)
    )
    for pk, act in wrong.order_by("pk").values_list("pk", "act"):
        yield Fault("act", f"act {act}", f"names somebody else than the scheduled act {pk}")


@deep
def acts_are_named_by_what_was_done(district: District) -> Iterator[Fault]:
    """Every act is named by the trail or by the row it made; the others came from nowhere."""
    told = _told(district)
    empty = Q(kind__in=(Act.Kind.OPENING, Act.Kind.START, Act.Kind.EXIT), entries=None)  # a chunk all refused
    rows = Act.objects.filter(district=district).exclude(empty)
    rows = rows.exclude(Q(kind__in=MONEY) | Q(reverses__kind__in=MONEY))
    for model in (ScheduledAct, Engagement, QuotaGrant, HeadGift, Transfer):
        rows = rows.exclude(Exists(model.objects.filter(act=OuterRef("pk"))))
    for pk, kind in rows.order_by("pk").values_list("pk", "kind").iterator(5000):
        if pk >= len(told) or not told[pk]:
            yield Fault("act", f"act {pk}", f"is a {kind} that no trail names")


def _told(district: District) -> bytearray:
    """One byte an act: whether the trail names it. A byte each keeps the memory small and known."""
    newest = Act.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    told = bytearray(newest + 1)
    events = AuditEvent.objects.filter(district=district).order_by()
    for pk in events.filter(object_type="act").values_list("object_id", flat=True).iterator(5000):
        _mark(told, pk)
    named = events.filter(Q(after__has_key="act") | Q(after__has_key="acts"))
    for after in named.values_list("after", flat=True).iterator(5000):
        for pk in (after.get("act"), *(after.get("acts") or ())):
            _mark(told, pk)
    return told


def _mark(told: bytearray, pk) -> None:
    if str(pk).isdigit() and int(pk) < len(told):
        told[int(pk)] = 1
