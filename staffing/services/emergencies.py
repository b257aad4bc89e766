"""The emergency route: use first, ask within some working days, seat them once heads are granted (P5)."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction

from quota_pool import access, audit, ledger, rules, versions
from quota_pool.calendar import add_working_days, now, today
from quota_pool.models import Book, Unit
from quota_pool.refusals import Reason, Refusal, raise_any
from staffing import codes
from staffing.models import Emergency, EmergencyPerson, Engagement, MobileRequest
from staffing.services import placement
from staffing.services.work import Work
from staffing.states import wrong_state

State, Standing = Emergency.State, Engagement.Standing
SENT = (MobileRequest.State.SUBMITTED, MobileRequest.State.REVIEWED, MobileRequest.State.GRANTED)
ANSWERED = (*SENT, MobileRequest.State.REFUSED)


@dataclass
class Seated:
    """What became of the people of an emergency: seated now, or left where they are with every reason."""

    done: list[Engagement] = field(default_factory=list)
    skipped: list[tuple[Engagement, list[Reason]]] = field(default_factory=list)


@transaction.atomic
def open_emergency(*, unit: Unit, what: str, started_on: date, actor, key: str) -> Emergency:
    """Say that people are needed at once; the clock of the request starts. The same key opens it once."""
    access.require(actor, "open_emergency", unit)
    unit = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)  # two clicks stand in line here
    if done := Emergency.objects.filter(district_id=unit.district_id, key=key).first():
        return done
    if started_on > today():
        raise Refusal(codes.STARTS_LATER.reason(on=started_on, field="started_on"))
    limit = rules.value("emergency_request_limit", unit.district, started_on, unit.pk)
    due = add_working_days(unit.district, started_on, limit).due
    raise_any(_too_old(unit, started_on, due, limit))
    emergency = Emergency.objects.create(
        district_id=unit.district_id,
        unit=unit,
        key=key,
        what=what,
        started_on=started_on,
        due=due,
        limit_days=limit,
        opened_by=actor,
        opened_at=now(),
        updated_at=now(),
    )
    after = {"started_on": started_on, "due": emergency.due}
    audit.record(actor, "emergency.open", emergency, after=after, reason=what, label=unit.name)
    return emergency


def _too_old(unit: Unit, started_on: date, due: date, limit: int) -> list[Reason]:
    """The route is for what is still to be asked for in time; further back it would only open a back door."""
    if due >= today():
        return []
    earliest = today()
    while add_working_days(unit.district, earliest - timedelta(days=1), limit).due >= today():
        earliest -= timedelta(days=1)
    said = {"on": started_on, "due": due, "limit": limit, "earliest": earliest, "field": "started_on"}
    return [codes.EMERGENCY_TOO_OLD.reason(**said)]


@transaction.atomic
def register(
    *, emergency: Emergency, person: dict, work: Work, actor, key: str, note: str = ""
) -> Engagement:
    """Put a person to work in the emergency, without a head until heads are granted: a fact, over quota."""
    access.require(actor, "register_emergency", emergency.unit)
    emergency = _locked(emergency, None)
    if emergency.state != State.OPEN:
        raise Refusal(wrong_state(emergency, State.OPEN))
    if work.start_date < emergency.started_on:
        raise Refusal(codes.BEFORE_EMERGENCY.reason(on=emergency.started_on, field="start_date"))
    engagement = placement.enter_unseated(
        unit=emergency.unit,
        person=person,
        work=work,
        why=Engagement.UnseatedReason.EMERGENCY,
        actor=actor,
        key=key,
        note=note,
        emergency=emergency.pk,
    )
    EmergencyPerson.objects.get_or_create(
        engagement=engagement,
        defaults={
            "district_id": emergency.district_id,
            "emergency": emergency,
            "recorded_at": now(),
        },
    )
    return engagement


@transaction.atomic
def seat_people(*, request: MobileRequest, actor, key: str) -> Seated:
    """Seat the people of the emergency on the heads that were granted for it, one by one, from today."""
    access.require(actor, "hire", request.unit)
    if request.grant_id is None or request.emergency_id is None:
        raise Refusal(codes.NOTHING_TO_SEAT.reason(people=_put_to_work(request)))
    books = ledger.lock(request.district_id, [request.unit_id])  # every book before the first trace
    books.district_account(Book.OUTSIDE)
    outcome = Seated()
    for engagement in waiting(request.emergency):
        try:
            with transaction.atomic():
                seated = placement.seat(
                    engagement=engagement,
                    pool=request.grant.pool,
                    actor=actor,
                    key=f"{key}:{engagement.pk}",
                )
                outcome.done.append(seated)
        except Refusal as refusal:
            outcome.skipped.append((engagement, refusal.reasons))
    return outcome


@transaction.atomic
def close(*, emergency: Emergency, actor, note: str, seen: int | None = None) -> Emergency:
    """End the emergency: everybody put to work in it sits on a head by now, or has left."""
    access.require(actor, "open_emergency", emergency.unit)
    emergency = _locked(emergency, seen)
    if emergency.state != State.OPEN:
        raise Refusal(wrong_state(emergency, State.OPEN))
    raise_any(close_reasons(emergency))
    emergency.state, emergency.note = State.CLOSED, note
    emergency.closed_by, emergency.closed_at = actor, now()
    emergency.version += 1
    emergency.updated_at = now()
    emergency.save()
    audit.record(actor, "emergency.close", emergency, after={"state": State.CLOSED}, reason=note)
    return emergency


def close_reasons(emergency: Emergency) -> list[Reason]:
    """Nobody is left without a head, and whoever was put to work was asked for."""
    found = []
    if left := len(waiting(emergency)):
        found.append(codes.EMERGENCY_HAS_PEOPLE.reason(count=left))
    came = emergency.people.filter(engagement__voided_at=None).count()
    if came and not emergency.requests.filter(state__in=ANSWERED).exists():
        found.append(codes.EMERGENCY_UNASKED.reason(count=came, due=emergency.due))
    return found


def waiting(emergency: Emergency) -> list[Engagement]:
    """People of the emergency who are on post without a head."""
    people = Engagement.objects.filter(in_emergency__emergency=emergency, standing=Standing.UNSEATED)
    return list(people.on_post(today()).select_related("unit", "person").order_by("start_date", "id"))


def granted_request(emergency: Emergency) -> MobileRequest:
    """The request of the emergency that was granted; an empty one where none was."""
    granted = emergency.requests.filter(grant__isnull=False).select_related(
        "unit", "emergency", "grant__pool"
    )
    return granted.first() or MobileRequest(unit=emergency.unit, district_id=emergency.district_id)


def is_asked_for(emergency: Emergency) -> bool:
    """Whether the request has been sent in."""
    return emergency.requests.filter(state__in=SENT).exists()


def _locked(emergency: Emergency, seen: int | None) -> Emergency:
    """The row read again under its unit's books: nobody comes in while it is being closed."""
    books = ledger.lock(emergency.district_id, [emergency.unit_id])
    books.district_account(Book.OUTSIDE)
    rows = Emergency.objects.select_for_update(no_key=True, of=("self",))
    emergency = rows.select_related("unit__district").get(pk=emergency.pk)
    versions.check(emergency, seen)
    return emergency


def _put_to_work(request: MobileRequest) -> int:
    return EmergencyPerson.objects.filter(emergency=request.emergency_id).count()
