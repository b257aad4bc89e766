"""Checking: the lines against the roster of now, the rules and the money; then another's yes."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Count, Min, Q, Sum

from budgets.codes import pay_runs as codes
from budgets.models import PayLine, PayMark, PayRun
from budgets.monthly import last_day
from budgets.paid_people import paid_between
from quota_pool import figures, rules
from quota_pool.calendar import now
from quota_pool.models import Account, Book, Fund
from quota_pool.refusals import Reason, raise_any
from staffing.four_eyes import own_work
from staffing.models import Engagement

from .calculating import PAYS
from .opening import State, locked, moved, shown

NAMED = 5


@transaction.atomic
def check_run(*, run: PayRun, actor, seen: int | None = None) -> PayRun:
    """Hold the lines against roster, rules and money; what does not block is kept as a remark."""
    run = locked(run, actor, "make_pay_run", seen, State.CALCULATED)
    before = shown(run)
    blocking, said = found(run)
    raise_any(blocking)
    run.remarks = [reason.stored() for reason in said]
    run.checked_by, run.checked_at = actor, now()
    return moved(run, State.CHECKED, actor, "pay_run.check", before)


@transaction.atomic
def approve_run(*, run: PayRun, actor, seen: int | None = None) -> PayRun:
    """The street's leader says yes: the roster must still be the one that was calculated."""
    run = locked(run, actor, "approve_pay_run", seen, State.CHECKED)
    hands = (run.created_by_id, run.calculated_by_id, run.checked_by_id)
    raise_any([*own_work(actor, *hands), *roster_reasons(run)])
    before = shown(run)
    run.approved_by, run.approved_at = actor, now()
    return moved(run, State.APPROVED, actor, "pay_run.approve", before)


def found(run: PayRun) -> tuple[list[Reason], list[Reason]]:
    """(what blocks the run, what is only said)."""
    blocking, said = [*roster_reasons(run), *_negative(run)], [*_not_charged(run), *money_reasons(run)]
    ruling = rules.rulings(run.unit.district, run.month, run.unit_id)
    for code, check in (("minimum_wage", _below_wage), ("pay_ceiling", _over_ceiling)):
        rule = ruling(code)
        if rule.is_on and rule.value is not None:
            (blocking if rule.blocks else said).extend(check(run, rule))
    return blocking, said


def lines_of(run: PayRun):
    """The lines of the run's last calculation."""
    return PayLine.objects.filter(run=run, calculation=run.calculation)


# --- the roster ------------------------------------------------------------------------------------------


def roster_reasons(run: PayRun) -> list[Reason]:
    """People without a line, lines without a person, and whoever changed since the calculation."""
    own = lines_of(run).filter(releases=None)
    on_post = paid_between(run.unit, run.month, last_day(run.month))
    missing = on_post.exclude(pk__in=own.values("engagement_id"))
    surplus = own.exclude(engagement__in=on_post.values("pk"))
    counts = missing.count(), surplus.count()
    if any(counts):
        names = [*_names(missing), *_names(Engagement.objects.filter(pk__in=surplus.values("engagement_id")))]
        said = {"missing": counts[0], "surplus": counts[1], "names": "、".join(names[:NAMED])}
        return [codes.ROSTER_DIFFERS.reason(**said)]
    changed = _changed_since(run, on_post)
    if count := changed.count():
        return [codes.CHANGED_SINCE.reason(count=count, names="、".join(_names(changed)))]
    return []


def _changed_since(run: PayRun, on_post):
    """Whose row or marks were written after the lines were worked out."""
    marked = PayMark.objects.filter(engagement__unit=run.unit, updated_at__gt=run.calculated_at)
    return on_post.filter(Q(updated_at__gt=run.calculated_at) | Q(pk__in=marked.values("engagement_id")))


def _names(rows) -> list[str]:
    return list(rows.order_by("pk").values_list("person__name", flat=True)[:NAMED])


# --- lines -----------------------------------------------------------------------------------------------


def _negative(run: PayRun) -> Iterator[Reason]:
    rows = lines_of(run).filter(net_fen__lt=0)
    if count := rows.count():
        names = rows.order_by("pk").values_list("engagement__person__name", flat=True)[:NAMED]
        yield codes.NEGATIVE_NET.reason(count=count, names="、".join(names))


def _not_charged(run: PayRun) -> Iterator[Reason]:
    for name, code in (
        ("personal", codes.LINES_PERSONAL),
        ("blocked", codes.LINES_BLOCKED),
        ("unfiled", codes.LINES_UNFILED),
    ):
        if count := getattr(run, f"{name}_count"):
            yield code.reason(count=count, amount=figures.money(getattr(run, f"{name}_fen")))


def _below_wage(run: PayRun, ruling) -> Iterator[Reason]:
    limit = ruling.value * 100
    whole = last_day(run.month).day
    below = lines_of(run).filter(standing__in=PAYS, days=whole, gross_fen__lt=limit)
    told = below.aggregate(count=Count("pk"), lowest=Min("gross_fen"))
    if told["count"]:
        yield codes.LINES_BELOW_WAGE.reason(
            count=told["count"],
            limit=figures.money(limit),
            lowest=figures.money(told["lowest"]),
            rule=ruling.rule.code,
            document=ruling.document,
        )


def _over_ceiling(run: PayRun, ruling) -> Iterator[Reason]:
    """The month's average without year-end bonuses: those belong to the whole year."""
    lines = lines_of(run).filter(standing__in=PAYS, releases=None)
    told = lines.aggregate(
        count=Count("pk"), cost=Sum("total_fen", default=0), bonus=Sum("bonus_fen", default=0)
    )
    average = (told["cost"] - told["bonus"]) // told["count"] if told["count"] else 0
    limit = ruling.value * 100 // 12
    if average > limit:
        yield codes.LINES_OVER_CEILING.reason(
            average=figures.money(average),
            limit=figures.money(limit),
            rule=ruling.rule.code,
            document=ruling.document,
        )


# --- money -----------------------------------------------------------------------------------------------


def money_reasons(run: PayRun) -> list[Reason]:
    """Whether the unit's money of the year bears the run: what is held for people, and what is free."""
    year = run.month.year
    rows = Account.objects.filter(fund__unit=run.unit, fund__year=year, fund__closed_at=None)
    rows = rows.exclude(fund__kind=Fund.Kind.CARRIED)  # not for pay (domain.md section 7)
    told = rows.filter(book__in=(Book.FREE, Book.COMMITTED)).aggregate(left=Sum("balance"))
    if told["left"] is None:
        return [codes.NO_FUND.reason(unit=run.unit.name, year=year)]
    if (short := run.total_fen - told["left"]) <= 0:
        return []
    money = {"cost": run.total_fen, "left": told["left"], "short": short}
    return [codes.OVER_MONEY.reason(year=year, **{name: figures.money(fen) for name, fen in money.items()})]
