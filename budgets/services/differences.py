"""Reconciliation: a month compared by a job, its differences explained by whom they lie with."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from budgets import finance_months, monthly
from budgets.codes import differences as codes
from budgets.comparing import Finding, books_of, findings
from budgets.models import Difference, FinanceMonth
from quota_pool import access, audit, jobs, upkeep, versions
from quota_pool.calendar import now, today
from quota_pool.loading import load
from quota_pool.models import District, Job, Role
from quota_pool.refusals import Refusal

Kind, Owner, State, Reason = Difference.Kind, Difference.Owner, Difference.State, Difference.Reason
KIND = "differences.compare"
OWNERS = {
    Kind.PAID_NOT_FILED: Owner.STREET,
    Kind.FILED_NOT_PAID: Owner.FINANCE,
    Kind.ABOVE_SCHEME: Owner.STREET,
    Kind.LEFT_PAID: Owner.FINANCE,
    Kind.WRONG_UNIT: Owner.FINANCE,
}
SIDES = {
    Role.CLERK: Owner.STREET,
    Role.STREET_FINANCE: Owner.STREET,
    Role.BUREAU: Owner.BUREAU,
    Role.FINANCE: Owner.FINANCE,
}
FIGURES = ("paid_fen", "run_fen", "other_unit_id")


@transaction.atomic
def compare_month(*, district: District, month: date, actor=None) -> dict[str, int]:
    """Lay the month's books beside each other: new differences open, those that are no more end."""
    finance_months.hold(district, [month])
    moment = now()
    found = {one.key: one for one in findings(books_of(district, month))}
    rows = Difference.objects.select_for_update(no_key=True).filter(district=district, month=month)
    there = {(row.unit_id, row.person_id, row.kind): row for row in rows}
    fresh = [_opened(district, month, one, moment) for key, one in found.items() if key not in there]
    again = [row for key, row in there.items() if key in found and _retold(row, found[key], moment)]
    gone = [row for key, row in there.items() if key not in found and row.state == State.OPEN]
    for row in gone:
        row.state, row.closed_at, row.updated_at = State.GONE, moment, moment
        row.version += 1
    load(fresh)
    _keep([*again, *gone])
    FinanceMonth.objects.filter(district=district, month=month).update(compared_at=moment)
    counts = {"opened": len(fresh), "retold": len(again), "gone": len(gone), "found": len(found)}
    if fresh or again or gone:
        audit.record(actor, "differences.compare", district, after={"month": month, **counts})
    return counts


def _opened(district: District, month: date, one: Finding, moment: datetime) -> Difference:
    return Difference(
        district=district,
        unit_id=one.unit_id,
        other_unit_id=one.other_unit_id,
        person_id=one.person_id,
        month=month,
        kind=one.kind,
        paid_fen=one.paid_fen,
        run_fen=one.run_fen,
        owner=OWNERS[one.kind],
        opened_at=moment,
        updated_at=moment,
    )


def _retold(row: Difference, one: Finding, moment: datetime) -> bool:
    """Whether it is told otherwise now; what had ended on other figures is open again."""
    same = all(getattr(row, name) == getattr(one, name) for name in FIGURES)
    if same and row.state != State.GONE:
        return False
    for name in FIGURES:
        setattr(row, name, getattr(one, name))
    if row.state != State.OPEN:
        row.state, row.reason, row.opened_at = State.OPEN, "", moment
        row.closed_at = row.closed_by = None
    row.version += 1
    row.updated_at = moment
    return True


def _keep(rows: Iterable[Difference]) -> None:
    columns = (*FIGURES, "state", "reason", "opened_at", "closed_at", "closed_by", "version", "updated_at")
    Difference.objects.bulk_update(rows, [name.removesuffix("_id") for name in columns], batch_size=500)


@transaction.atomic
def explain_difference(
    *, difference: Difference, reason: str, actor, note: str = "", seen: int | None = None
) -> Difference:
    """End a difference with its reason; it opens again when its figures change."""
    difference = _locked(difference, actor, seen)
    if reason == Reason.OTHER and not note:
        raise Refusal(codes.NEEDS_REMARKS.reason(field="note"))
    difference.state, difference.reason, difference.note = State.EXPLAINED, reason, note
    difference.closed_at, difference.closed_by = now(), actor
    return _saved(difference, actor, "difference.explain", note)


@transaction.atomic
def hand_difference(
    *, difference: Difference, owner: str, actor, note: str, seen: int | None = None
) -> Difference:
    """Give a difference to whoever can mend it."""
    difference = _locked(difference, actor, seen)
    if owner == difference.owner:
        raise Refusal(codes.SAME_OWNER.reason(field="owner", owner=str(Owner(owner).label)))
    difference.owner, difference.note = owner, note
    return _saved(difference, actor, "difference.hand", note)


def _locked(difference: Difference, actor, seen: int | None) -> Difference:
    access.require(actor, "settle_difference", difference.unit)
    rows = Difference.objects.select_for_update(no_key=True, of=("self",)).select_related("unit", "person")
    difference = rows.get(pk=difference.pk)
    versions.check(difference, seen)
    if difference.state != State.OPEN:
        raise Refusal(codes.ENDED_ALREADY.reason(state=str(State(difference.state).label)))
    if difference.owner not in sides_of(actor, difference.unit):
        raise Refusal(codes.OTHERS_DIFFERENCE.reason(owner=str(Owner(difference.owner).label)))
    return difference


def sides_of(actor, unit) -> set[str]:
    """On which sides of a unit's differences a person stands."""
    return {
        SIDES[grip.role]
        for grip in access.grips(actor)
        if grip.role in SIDES and grip.district_id == unit.district_id and grip.unit_id in (None, unit.pk)
    }


def _saved(difference: Difference, actor, act: str, note: str) -> Difference:
    difference.version += 1
    difference.updated_at = now()
    difference.save()
    names = ("kind", "month", "owner", "state", "reason")
    after = {name: getattr(difference, name) for name in names}
    audit.record(actor, act, difference, after=after, reason=note, label=difference.person.number)
    return difference


# --- the job -----------------------------------------------------------------------------------------------


@jobs.job(KIND, act="settle_difference", title=_("Comparing a month"))
def run_compare(run: jobs.Run) -> dict:
    """Compare the months the job names, each in a transaction of its own."""
    told = {}
    for text in run.payload["months"]:
        with run.batch() as checkpoint:
            month = date.fromisoformat(text)
            told[monthly.written(month)] = compare_month(
                district=run.job.district, month=month, actor=run.actor
            )
            checkpoint["month"] = text
    return told


def start_comparing(district: District, wanted: Iterable[date], key: str, actor=None) -> Job:
    """Enter the job that compares these months."""
    payload = {"months": [month.isoformat() for month in sorted(wanted)]}
    return jobs.start(KIND, actor=actor, district=district, payload=payload, key=key)


@upkeep.daily
def start(district: District) -> Job | None:
    """Once a day the months finance has sent anything for, this one and the two before."""
    this = monthly.month_of(today())
    wanted = [this, monthly.before(this), monthly.before(monthly.before(this))]
    rows = FinanceMonth.objects.filter(district=district, month__in=wanted, changed_at__isnull=False)
    sent = list(rows.values_list("month", flat=True))
    return start_comparing(district, sent, f"compare:{today()}") if sent else None
