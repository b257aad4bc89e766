"""Opening a unit's roster: everybody who was there on the opening day, by a document (decisions.md 1.4)."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from quota_pool import access, audit, ledger
from quota_pool.models import Act, Document, Unit
from quota_pool.refusals import raise_any
from staffing import codes
from staffing.services.bulk import Entrant, enter_many


@transaction.atomic
def open_roster(
    *,
    unit: Unit,
    entrants: Sequence[Entrant],
    document: Document,
    opening_day: date,
    actor,
    key: str,
) -> Act:
    """Enter people as filed from the opening day; those beyond the quota sit on no head, and are shown so.

    Refuses a voided document and a second opening on another day; whoever is engaged already carries reasons.
    """
    access.require(actor, "open_roster", unit)
    if done := Act.objects.filter(district_id=unit.district_id, key=key).first():
        return done
    unit = (
        Unit.objects.select_for_update(no_key=True, of=("self",)).select_related("district").get(pk=unit.pk)
    )
    _check(unit, document, opening_day)
    books = ledger.lock(unit.district_id, [unit.pk])
    act = enter_many(books, unit, entrants, actor=actor, key=key, document=document, opening_day=opening_day)
    if unit.opened_on is None:
        unit.opened_on = opening_day
        unit.save(update_fields=["opened_on", "updated_at"])
    after = {"opening_day": opening_day, "document": document.number, "people": len(entrants), "act": act.pk}
    audit.record(actor, "roster.open", unit, unit=unit, after=after)
    return act


def _check(unit: Unit, document: Document, opening_day: date) -> None:
    reasons = []
    if document.voided_at:
        reasons.append(codes.DOCUMENT_VOIDED.reason(field="document", number=document.number))
    if unit.opened_on is not None and unit.opened_on != opening_day:
        reasons.append(codes.ALREADY_OPENED.reason(unit=unit.name, opening=unit.opened_on))
    raise_any(reasons)
