"""Freezing a unit and lifting it again: the officer proposes on a document, the leader decides (P2, P14).

A frozen unit takes nobody in: no hire, no replacement, no recruiting, no import of new people. Starts already
recorded go on; exits, filings and corrections stay open (ledger.md section 3).
"""

from datetime import date

from django.db import transaction

from quota_pool import access, audit, ledger, versions
from quota_pool.calendar import now
from quota_pool.models import Document, Pool, Unit
from quota_pool.refusals import Reason, Refusal, raise_any
from staffing import carried, codes
from staffing.checks import blocking, warnings
from staffing.four_eyes import own_work
from staffing.frozen import Standstill, standstills
from staffing.models import Freeze, FreezeEvent
from staffing.states import wrong_state

Kind, State, Step = Freeze.Kind, Freeze.State, FreezeEvent.Step
OPEN = (State.PROPOSED, State.IN_FORCE)


@transaction.atomic
def propose_freeze(
    *, unit: Unit, kind: str, cause: str, reason: str, document: Document, from_day: date, actor
) -> Freeze:
    """Enter a freeze for the leader to decide on; nothing is frozen yet."""
    access.require(actor, "propose_freeze", unit)
    ledger.lock(unit.district_id, [unit.pk])  # two officers do not propose the same freeze at once
    found = []
    if document.voided_at:
        found.append(codes.DOCUMENT_VOIDED.reason(field="document", number=document.number))
    if Freeze.objects.filter(unit=unit, kind=kind, state__in=OPEN).exists():
        found.append(codes.FREEZE_TWICE.reason(unit=unit.name, kind=str(Kind(kind).label), field="kind"))
    checks = carried.check_carried(document, carried.FREEZE, unit.district, unit.pk)
    raise_any([*found, *blocking(checks)])
    freeze = Freeze.objects.create(
        district_id=unit.district_id,
        unit=unit,
        kind=kind,
        cause=cause,
        reason=reason,
        document=document,
        from_day=from_day,
        proposed_by=actor,
        proposed_at=now(),
    )
    audit.record(actor, "freeze.propose", freeze, after=_shown(freeze), reason=reason)
    freeze.remarks = warnings(checks)
    return freeze


@transaction.atomic
def approve_freeze(*, freeze: Freeze, actor, seen: int | None = None) -> Freeze:
    """Put the freeze in force from its day, today at the earliest: from then on nobody comes in."""
    freeze, books = _locked(freeze, actor, seen, State.PROPOSED)
    _step(freeze, Step.FROZEN, max(freeze.from_day, books.today), books.moment, actor)
    freeze.from_day = max(freeze.from_day, books.today)
    return _decide(freeze, actor, State.IN_FORCE, "freeze.approve")


@transaction.atomic
def refuse_freeze(*, freeze: Freeze, actor, note: str, seen: int | None = None) -> Freeze:
    """Leave the unit open, with the words that say why."""
    freeze, _books = _locked(freeze, actor, seen, State.PROPOSED)
    freeze.decision_note = note
    return _decide(freeze, actor, State.REFUSED, "freeze.refuse")


@transaction.atomic
def lift_freeze(*, freeze: Freeze, actor, reason: str, seen: int | None = None) -> Freeze:
    """End the freeze today: what was wrong is put right and checked."""
    freeze, books = _locked(freeze, actor, seen, State.IN_FORCE)
    before = _shown(freeze)
    _step(freeze, Step.LIFTED, books.today, books.moment, actor)
    freeze.state, freeze.lifted_by, freeze.lifted_on = State.LIFTED, actor, books.today
    freeze.lift_reason = reason
    _save(freeze)
    audit.record(actor, "freeze.lift", freeze, before=before, after=_shown(freeze), reason=reason)
    return freeze


def _locked(freeze: Freeze, actor, seen: int | None, wanted: str) -> tuple[Freeze, ledger.Books]:
    """The row and its unit's books under lock: no claim commits after the freeze does (R-018)."""
    access.require(actor, "decide_freeze", freeze.unit)
    books = ledger.lock(freeze.district_id, [freeze.unit_id])
    rows = Freeze.objects.select_for_update(no_key=True, of=("self",))
    freeze = rows.select_related("unit", "document").get(pk=freeze.pk)
    versions.check(freeze, seen)
    if freeze.state != wanted:
        raise Refusal(wrong_state(freeze, wanted))
    raise_any(own_work(actor, freeze.proposed_by_id))
    return freeze, books


def _step(freeze: Freeze, step: str, day: date, moment, actor) -> None:
    FreezeEvent.objects.create(
        district_id=freeze.district_id,
        freeze=freeze,
        step=step,
        effective=day,
        recorded_at=moment,
        actor=actor,
    )


def _decide(freeze: Freeze, actor, state: str, act: str) -> Freeze:
    before = _shown(freeze)
    freeze.state, freeze.decided_by, freeze.decided_at = state, actor, now()
    _save(freeze)
    audit.record(actor, act, freeze, before=before, after=_shown(freeze), reason=freeze.decision_note)
    return freeze


def _save(freeze: Freeze) -> None:
    freeze.version += 1
    freeze.save()


def _shown(freeze: Freeze) -> dict:
    names = ("kind", "cause", "from_day", "state", "lifted_on")
    return {"document": freeze.document.number} | {name: getattr(freeze, name) for name in names}


def frozen_reasons(unit: Unit, pool: Pool | None = None) -> list[Reason]:
    """Why nobody may come into this unit today, on a head of this pool; read under the unit's lock."""
    return [_said(unit, one) for one in standstills([unit.pk])[unit.pk] if one.holds_for(pool)]


def application_reasons(unit: Unit) -> list[Reason]:
    """Why this unit may not apply for more heads today: a freeze or a suspension stands (P14)."""
    return [_said(unit, one) for one in standstills([unit.pk])[unit.pk]]


def _said(unit: Unit, one: Standstill) -> Reason:
    code = codes.UNIT_FROZEN if one.kind == Kind.FROZEN else codes.UNIT_SUSPENDED
    return code.reason(unit=unit.name, since=one.since, document=one.document, number=one.document)
