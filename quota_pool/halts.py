"""Books that disagree are halted for good (R-019): by the act that ran into it, or by `verify`.

From then on nothing is written to them. Somebody else than whoever ran into it asks for the lifting with a
reason; a job proves the whole district first, and the halt stands while anything in its place disagrees.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from quota_pool import access, audit, faults, jobs, refusals
from quota_pool.calendar import now
from quota_pool.ledger.posting import LedgerFault
from quota_pool.ledger.proof import Fault, verify
from quota_pool.models import Account, District, Entry, Fund, Halt, Hold, Job, Pool, Unit

KIND = "books.lift"
MOST_TOLD = 20
# Whose books a named row is of: kind of row to its model. Rows of no kind here halt nothing.
PLACES: dict[str, type] = {
    "account": Account,
    "pool": Pool,
    "fund": Fund,
    "hold": Hold,
    "entry": Entry,
    "unit": Unit,
}
# What is the whole district's own.
OF_DISTRICT = ("audit", "district", "fen", "heads")
# All accounts together: whatever bends one of them bends this too, so it halts only where nothing else does.
SUM = "1"
# A file or a sealed value that was touched is refused by itself and says nothing about heads.
QUIET = ("file", "sealed")
NAMED = re.compile(r"^(\w+) (\d+)\b")

LIFTED = refusals.code(
    "halt_lifted", _("This halt is lifted already."), _("Load the page again: the books go on being written.")
)
OWN_HALT = refusals.code(
    "halt_own",
    _("You ran into the disagreement yourself; somebody else lifts the halt (four eyes)."),
    _("Ask the bureau's leader or the administrator."),
)
NO_REASON = refusals.code(
    "halt_needs_reason", _("Lifting a halt needs a reason."), _("Say what was put right.")
)
STILL_WRONG = refusals.code(
    "halt_still_wrong",
    _("The books still disagree in {count} places: {first}"),
    _("Put right what `manage.py verify` names, then ask again."),
)


def place(kind: str, model: type) -> None:
    """Let a floor name whose books a kind of row is of."""
    PLACES[kind] = model


# --- halting ------------------------------------------------------------------------------------------------


def after_posting(fault: LedgerFault, actor=None) -> list[Halt]:
    """Halt the books an act ran into, once the act was taken back; nothing for a programming fault."""
    by_place = {(account.district_id, account.unit_id) for account in fault.accounts}
    if any(unit_id for _district_id, unit_id in by_place):
        by_place = {pair for pair in by_place if pair[1]}
    what = [f"{fault}: " + ", ".join(f"account {account.pk}" for account in fault.accounts)]
    source, by = Halt.Source.POSTING, actor if getattr(actor, "pk", None) else None
    return [
        _halted(district_id, unit_id, what, source, by)
        for district_id, unit_id in sorted(by_place, key=lambda pair: (pair[0], pair[1] or 0))
    ]


@faults.heard
def after_job(fault: Exception, actor) -> None:
    """The same for an act of a job: its next try is told that the books are halted."""
    if isinstance(fault, LedgerFault):
        after_posting(fault, actor)


def after_verify(district: District, found: list[Fault], actor=None) -> list[Halt]:
    """Halt the books in which the proof found a disagreement, unit by unit, or the district's."""
    return [
        _halted(district.pk, unit_id, what, Halt.Source.VERIFY, actor)
        for unit_id, what in sorted(by_unit(found).items(), key=lambda pair: pair[0] or 0)
    ]


def by_unit(proof: list[Fault]) -> dict[int | None, list[str]]:
    """What disagrees, by the unit whose books it is in; None: the district's."""
    found: dict[int | None, list[str]] = defaultdict(list)
    follows = [str(fault) for fault in proof if fault.invariant == SUM]
    for fault in proof:
        for unit_id in _units_of(fault):
            found[unit_id].append(str(fault))
    if follows and not found:
        found[None] = follows
    return found


def _units_of(fault: Fault) -> Iterator[int | None]:
    """The units in whose books a fault lies; none for what is no book at all."""
    if fault.invariant in (*QUIET, SUM):
        return
    named = NAMED.match(fault.where)
    kind = named[1] if named else fault.where.partition(" ")[0]
    if kind in OF_DISTRICT:
        yield None
    elif kind == "act" and named:
        units = Entry.objects.filter(act=named[2], unit__isnull=False).order_by("unit_id")
        yield from list(units.values_list("unit_id", flat=True).distinct()) or [None]
    elif kind in PLACES and named:
        model = PLACES[kind]
        path = "pk" if model is Unit else model.unit_path
        yield from model._base_manager.filter(pk=named[2]).values_list(path, flat=True)


@transaction.atomic
def _halted(district_id: int, unit_id: int | None, what: list[str], source: str, actor) -> Halt:
    """The open halt of this place; written once, whoever finds the next fault there."""
    halt, is_new = Halt.objects.get_or_create(
        district_id=district_id,
        unit_id=unit_id,
        lifted_at=None,
        defaults={
            "source": source,
            "found": what[:MOST_TOLD],
            "found_by": actor,
            "halted_at": now(),
        },
    )
    if is_new:
        after = {"source": source, "found": what[:MOST_TOLD], "faults": len(what)}
        audit.record(actor, "books.halt", halt, after=after, label=halt.place)
    return halt


# --- lifting ------------------------------------------------------------------------------------------------


@transaction.atomic
def ask_to_lift(*, halt: Halt, reason: str, actor) -> Job:
    """Ask for the lifting: the books are proven anew first, in the background."""
    access.require(actor, "lift_halt", halt.unit)
    refusals.raise_any(lift_reasons(halt, reason, actor))
    return jobs.start(
        KIND,
        actor=actor,
        district=halt.district,
        unit=halt.unit,
        payload={"halt": halt.pk, "reason": reason.strip()},
    )


def lift_reasons(halt: Halt, reason: str, actor) -> list[refusals.Reason]:
    """Why this person cannot lift it: lifted already, no reason, or their own hands (four eyes)."""
    if halt.lifted_at:
        return [LIFTED.reason()]
    found = [] if reason.strip() else [NO_REASON.reason(field="reason")]
    if halt.found_by_id and access.had_a_hand(actor, halt.found_by_id):
        found.append(OWN_HALT.reason())
    return found


def page_of(job: Job) -> str:
    """The halt a proof was asked for."""
    return reverse("halt", args=[job.payload["halt"]])


@jobs.job(
    KIND,
    act="lift_halt",
    title=_("Prove the books"),
    stages={"proving": _("proving the books")},
    page=page_of,
)
def lift(run: jobs.Run) -> dict:
    """Prove the whole district; lift the halt where nothing disagrees in its place, else say what does."""
    halt = Halt.objects.select_related("district", "unit").get(pk=run.payload["halt"])
    run.progress(stage="proving")
    wrong = by_unit(verify(halt.district, is_deep=True))
    here = [*wrong.get(None, ()), *(wrong.get(halt.unit_id, ()) if halt.unit_id else ())]
    if here:
        raise refusals.Refusal(STILL_WRONG.reason(count=len(here), first=here[0]))
    with run.batch() as checkpoint:
        _lift(halt.pk, run.payload["reason"], run.actor)
        checkpoint["lifted"] = halt.pk
    return {"halt": halt.pk}


def _lift(pk: int, reason: str, actor) -> None:
    halt = Halt.objects.select_for_update(no_key=True, of=("self",)).get(pk=pk)
    access.require(actor, "lift_halt", halt.unit)
    refusals.raise_any(lift_reasons(halt, reason, actor))
    halt.lifted_at, halt.lifted_by, halt.lift_reason = now(), actor, reason
    halt.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
    audit.record(actor, "books.lift", halt, after={"found": halt.found}, reason=reason, label=halt.place)
