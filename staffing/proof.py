"""People and documents against seats: the invariants of ledger.md section 6 that need this floor."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from quota_pool.calendar import today
from quota_pool.ledger.proof import Fault, check
from quota_pool.models import Account, Act, AuditEvent, Book, District, Entry, Hold, ScheduledAct
from staffing.dictionaries import Mode, counts_head
from staffing.models import Engagement, Filing, FilingEvent, QuotaGrant
from staffing.then import STATE_OF

GRANTED = (Book.FREE, Book.RESERVED, Book.SEATED)
SITTING = (Book.SEATED, Book.RECALLED, Book.UNSEATED)
AT_A_TIME = 2000
Standing, Kind = Engagement.Standing, ScheduledAct.Kind


@check
def pools_hold_what_their_documents_say(district: District) -> Iterator[Fault]:
    """3. Free, reserved and seated together are the number of the document in force, on each day."""
    numbers, granted = _numbers(district), _granted(district)
    for pool_id in sorted(numbers.keys() | granted.keys()):
        held = said = 0
        for day in sorted({*numbers[pool_id], *granted[pool_id]}):
            held += granted[pool_id].get(day, 0)
            said = numbers[pool_id].get(day, said)
            if held != said:
                yield Fault("3", f"pool {pool_id}", f"on {day} entries give {held}, documents {said}")
                break


def _numbers(district: District) -> dict[int, dict[date, int]]:
    """By pool, the number of heads from each day on, as documents in the books say it."""
    found: dict[int, dict[date, int]] = defaultdict(dict)
    grants = QuotaGrant.objects.filter(district=district, state=QuotaGrant.State.GRANTED)
    grants = grants.filter(Q(scheduled=None) | Q(scheduled__outcome=ScheduledAct.Outcome.POSTED))
    for pool_id, day, heads in grants.order_by("decided_at", "id").values_list(
        "pool_id", "valid_from", "heads"
    ):
        found[pool_id][day] = heads
    expired = ScheduledAct.objects.filter(
        district=district, kind=Kind.EXPIRE, outcome=ScheduledAct.Outcome.POSTED
    )
    for pool_id, day in expired.values_list("pool_id", "due"):
        found[pool_id][day] = 0
    return found


def _granted(district: District) -> dict[int, dict[date, int]]:
    """By pool and day, how many more heads than the day before the entries put into what is granted."""
    found: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for side, sign in (("target", 1), ("source", -1)):
        rows = Entry.objects.filter(
            **{"district": district, f"{side}__book__in": GRANTED, f"{side}__pool__isnull": False}
        ).order_by()
        sums = rows.values_list(f"{side}__pool_id", "effective").annotate(Sum("amount"))
        for pool_id, day, amount in sums:
            found[pool_id][day] += sign * amount
    return found


@check
def each_counted_day_is_seated_once(district: District) -> Iterator[Fault]:
    """4. Each counted engagement sits on one head, or unseated, from its first counted day to its last."""
    waiting = _waiting(district)
    counted = Engagement.objects.filter(district=district).exclude(standing=Standing.UNCOUNTED)
    found = counted.order_by("pk").values_list("pk", "counted_from", "end_date", "voided_at").iterator(5000)
    while chunk := list(islice(found, AT_A_TIME)):
        movements = _movements(district, chunk[0][0], chunk[-1][0])
        for pk, start, end, voided in chunk:
            expected = {} if voided else _expected(start, end)
            if (pk, Kind.START) in waiting:
                expected = {}
            elif (pk, Kind.EXIT) in waiting:
                expected = _expected(start, None)
            sits = _changes(movements.get(pk, ()))
            if sits != expected:
                yield Fault("4", f"engagement {pk}", f"sits {sits}, should {expected}")


def _movements(district: District, first: int, last: int) -> dict[int, list[tuple[date, int]]]:
    """Into and out of {seated, recalled, unseated}, by engagement, for some that stand side by side."""
    found = defaultdict(list)
    rows = Entry.objects.filter(district=district, subject_id__range=(first, last)).order_by("id")
    values = rows.values_list("subject_id", "effective", "source__book", "target__book", "amount")
    for subject, effective, source, target, amount in values.iterator(5000):
        step = (target in SITTING) - (source in SITTING)
        if step:
            found[subject].append((effective, step * amount))
    return found


def _waiting(district: District) -> set[tuple[int, str]]:
    """What is still to be posted for whom: due or not, it is not in the entries yet."""
    waiting = ScheduledAct.objects.filter(district=district, settled_at=None, subject_id__isnull=False)
    return set(waiting.order_by().values_list("subject_id", "kind"))


def _changes(steps) -> dict[date, int]:
    net: dict[date, int] = defaultdict(int)
    for effective, step in steps:
        net[effective] += step
    return {day: step for day, step in sorted(net.items()) if step}


def _expected(start: date, end: date | None) -> dict[date, int]:
    if end and end < start:
        return {}  # gone before the first day that counts
    expected = {start: 1} if start <= today() else {}
    if end and end < today():
        expected[end + timedelta(days=1)] = -1
    return expected


@check
def pools_hold_their_people(district: District) -> Iterator[Fault]:
    """5. People of a pool are its seated and recalled heads; those without a head the unit's unseated."""
    due = ScheduledAct.objects.filter(district=district, settled_at=None, due__lte=today())
    unsettled = set(due.values_list("unit_id", flat=True))
    on_post = Engagement.objects.filter(district=district).exclude(unit_id__in=unsettled).on_post(today())
    in_pool = dict(
        on_post.filter(standing=Standing.SEATED).order_by().values_list("pool_id").annotate(Count("id"))
    )
    without = dict(
        on_post.filter(standing=Standing.UNSEATED).order_by().values_list("unit_id").annotate(Count("id"))
    )
    people: dict[int, int] = defaultdict(int)
    accounts = Account.objects.filter(district=district).exclude(unit_id__in=unsettled)
    sitting = accounts.filter(book__in=(Book.SEATED, Book.RECALLED))
    for pool_id, balance in sitting.filter(pool__isnull=False).values_list("pool_id", "balance"):
        people[pool_id] += balance
    for pool_id in people.keys() | in_pool.keys():
        if people[pool_id] != in_pool.get(pool_id, 0):
            yield Fault(
                "5", f"pool {pool_id}", f"{people[pool_id]} heads sat on by {in_pool.get(pool_id, 0)}"
            )
    unseated = accounts.filter(book=Book.UNSEATED)
    for unit_id, balance in unseated.values_list("unit_id", "balance"):
        if balance != without.get(unit_id, 0):
            yield Fault("5", f"unit {unit_id}", f"{balance} unseated, {without.get(unit_id, 0)} people")


@check
def people_sit_where_they_may(district: District) -> Iterator[Fault]:
    """A head belongs to the unit it is sat on in, and a mode that uses none sits on none."""
    rows = Engagement.objects.filter(district=district, voided_at=None)
    for pk in (
        rows.filter(pool__isnull=False).exclude(unit_id=F("pool__unit_id")).values_list("pk", flat=True)
    ):
        yield Fault("seat", f"engagement {pk}", "sits on a grant of another unit")
    free = [mode.value for mode in Mode if not counts_head(mode)]
    wrong = rows.filter(mode__in=free).exclude(standing=Standing.UNCOUNTED)
    for pk, mode in wrong.values_list("pk", "mode"):
        yield Fault("seat", f"engagement {pk}", f"is counted although {mode} uses no head")


@check
def what_is_to_come_is_scheduled(district: District) -> Iterator[Fault]:
    """A head set aside waits for its start or recruitment, and an exit to come for its day."""
    waiting = ScheduledAct.objects.filter(district=district, settled_at=None)
    starts = waiting.filter(kind=Kind.START, hold=OuterRef("pk"))
    holds = Hold.objects.filter(district=district, left__gt=0, pool__isnull=False)
    lost = holds.filter(recruitment=None).exclude(Exists(starts))
    for pk in lost.values_list("pk", flat=True):
        yield Fault("to come", f"hold {pk}", "holds a head for a start that is not scheduled")
    leaving = Engagement.objects.filter(district=district, voided_at=None, end_date__gte=today())
    exits = waiting.filter(kind=Kind.EXIT, subject_id=OuterRef("pk"))
    lost = leaving.exclude(standing=Standing.UNCOUNTED).exclude(Exists(exits))
    for pk in lost.values_list("pk", flat=True):
        yield Fault("to come", f"engagement {pk}", "has a last day to come and no exit scheduled")


@check
def acts_are_whose_the_audit_says(district: District) -> Iterator[Fault]:
    """Who did an act, and on which document, stands in the audit and the grant as well."""
    events = AuditEvent.objects.filter(district=district).order_by("seq")
    named = Cast(KeyTextTransform("act", "after"), BigIntegerField())
    by_event = Subquery(Act.objects.filter(pk=OuterRef("named")).values("actor")[:1])
    exits = events.filter(act="engagement.exit").annotate(named=named, did=by_event)
    begun = Engagement.objects.filter(pk=Cast(OuterRef("object_id"), BigIntegerField())).values(
        "act", "act__actor"
    )
    starts = events.filter(act__in=("engagement.start", "engagement.register")).annotate(
        named=Subquery(begun.values("act")[:1]), did=Subquery(begun.values("act__actor")[:1])
    )
    for found in (exits, starts):
        other = ~Q(did=F("actor")) | Q(did=None, actor__isnull=False)
        for act, seq in found.filter(other, named__isnull=False).values_list("named", "seq"):
            yield Fault("act", f"act {act}", f"names somebody else than audit {seq}")
    grants = QuotaGrant.objects.filter(district=district, act__isnull=False)
    wrong = grants.filter(~Q(act__document=F("document")) | Q(act__document=None, document__isnull=False))
    for grant, act in wrong.values_list("pk", "act"):
        yield Fault("act", f"act {act}", f"rests on another document than grant {grant}")


@check
def people_sit_by_their_own_act(district: District) -> Iterator[Fault]:
    """The act that entered somebody's work moved that very person, and nobody else's entries."""
    own = Entry.objects.filter(act=OuterRef("act"), subject_id=OuterRef("pk"))
    rows = Engagement.objects.filter(district=district, act__entries__isnull=False)
    wrong = rows.exclude(Exists(own)).distinct().order_by("pk")
    for engagement, act in wrong.values_list("pk", "act"):
        yield Fault("act", f"engagement {engagement}", f"its act {act} moved somebody else")


@check
def filings_stand_at_their_last_step(district: District) -> Iterator[Fault]:
    """The state of a filing is what its last step made of it."""
    last = FilingEvent.objects.filter(filing=OuterRef("pk")).order_by("-id").values("step")[:1]
    rows = Filing.objects.filter(district=district).exclude(state=Filing.State.VOIDED)
    for pk, state, step in (
        rows.annotate(step=Subquery(last)).values_list("pk", "state", "step").iterator(5000)
    ):
        if STATE_OF.get(step, Filing.State.TO_SUBMIT) != state:
            yield Fault("filing", f"filing {pk}", f"is {state} after the step {step}")


@check
def filing_state_follows_steps(district: District) -> Iterator[Fault]:
    """Filed or not stands on the row and in the steps alike."""
    rows = Engagement.objects.filter(district=district, voided_at=None)
    accepted = Q(filing_events__step__in=("accepted", "opened"), filing_events__filing__kind="hire")
    rows = rows.annotate(steps=Count("filing_events", filter=accepted))
    wrong = rows.filter(Q(filing_state="filed", steps=0) | Q(steps__gt=0) & ~Q(filing_state="filed"))
    for engagement in wrong.values_list("pk", flat=True):
        yield Fault("filing", f"engagement {engagement}", "the row and the steps of its filing differ")
