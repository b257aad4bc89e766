"""Calculating: the lines of a run from roster and scheme, some hundreds at a time, by a job that survives."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from budgets.codes import pay_runs as codes
from budgets.models import PayItem, PayLine, PayRun
from budgets.monthly import last_day
from budgets.paid_people import Member, members, paid_between
from budgets.pay import COMPONENTS, Effects, Extra, Prior, Terms, slip
from budgets.pay.slips import worked_days
from budgets.pay.tax import FIRST
from budgets.simulation import in_force, schemes_since
from quota_pool import access, audit, jobs, rules
from quota_pool.calendar import now
from quota_pool.loading import Fresh, load
from quota_pool.models import Job
from quota_pool.refusals import Refusal
from staffing import overdue
from staffing.models import Engagement, Filing

from .opening import IN_MAKING, State, locked, shown

Standing = PayLine.Standing
AT_A_TIME = 500
PAYS = (Standing.CHARGED, Standing.UNFILED)
NEW_LINE = Fresh(PayLine)
FILED = (Engagement.FilingState.FILED, Engagement.FilingState.NONE)
AMOUNTS = (*COMPONENTS, "gross", "net", "total")


@transaction.atomic
def calculate_run(*, run: PayRun, actor, seen: int | None = None) -> Job:
    """Have the lines worked out anew from the roster as it stands; earlier lines stay to be read."""
    run = locked(run, actor, "make_pay_run", seen, *IN_MAKING)
    run.calculation += 1
    run.state, run.version, run.calculated_by = State.OPEN, run.version + 1, actor
    run.scheme = in_force(run.unit, run.month)
    run.job = jobs.start(
        "pay_runs.calculate",
        actor=actor,
        district=run.unit.district,
        unit=run.unit,
        payload={"run": run.pk, "calculation": run.calculation},
        key=f"{run.pk}:{run.calculation}",
    )
    run.save()
    audit.record(actor, "pay_run.calculate", run, after=shown(run))
    return run.job


def page_of(job: Job) -> str:
    """The page of the run a job works on."""
    return reverse("budgets:pay-run", args=[job.payload["run"]])


@jobs.job(
    "pay_runs.calculate",
    act="make_pay_run",
    title=_("Calculate a pay run"),
    stages={"lines": _("working out the lines")},
    page=page_of,
)
def calculate(work: jobs.Run) -> dict:
    """Work out the lines part by part; the checkpoint says how far the roster has been gone through."""
    run = PayRun.objects.select_related("unit__district", "scheme").get(pk=work.payload["run"])
    access.require(work.actor, "make_pay_run", run.unit)
    plan = Plan.of(run, work.payload["calculation"])
    work.progress(total=plan.rows.count(), stage="lines")
    while _next(work, plan):
        pass
    with work.batch() as checkpoint:
        _held_back(plan)
        _settle(plan, checkpoint)
    return {"lines": work.checkpoint.get("done", 0)}


@dataclass(frozen=True)
class Plan:
    """What every line of one calculation shares."""

    run: PayRun
    calculation: int
    month: date
    end: date
    terms: Terms | None
    effects: Effects
    blocked: frozenset[int]
    items: dict[int, Extra]
    since: date | None

    @classmethod
    def of(cls, run: PayRun, calculation: int) -> "Plan":
        end = last_day(run.month)
        return cls(
            run=run,
            calculation=calculation,
            month=run.month,
            end=end,
            terms=Terms.read(run.scheme.terms) if run.scheme else None,
            effects=Effects.on(run.unit.district, end, run.unit_id),
            blocked=blocked_then(run, end),
            items=_items(run),
            since=schemes_since(run.unit),
        )

    @property
    def rows(self):
        return paid_between(self.run.unit, self.month, self.end)

    def standing(self, facts: dict) -> str:
        """Who bears a line: personal liability before a filing overdue, before one not yet made."""
        if facts["unseated_reason"] == Engagement.UnseatedReason.UNAUTHORISED:
            return Standing.PERSONAL
        if facts["pk"] in self.blocked:
            return Standing.BLOCKED
        return Standing.CHARGED if facts["filing_state"] in FILED else Standing.UNFILED


def blocked_then(run: PayRun, end: date) -> frozenset[int]:
    """Whose hire is so long unfiled that the rule stops their pay."""
    ruling = rules.ruling("unfiled_pay_blocked", run.unit.district, end, run.unit_id)
    if not ruling.blocks:
        return frozenset()
    late = overdue.unfiled(run.unit.district, end)
    return frozenset(Filing.objects.filter(late, unit=run.unit).values_list("engagement_id", flat=True))


def _items(run: PayRun) -> dict[int, Extra]:
    entered: dict[int, dict] = defaultdict(dict)
    rows = PayItem.objects.filter(run=run, voided_at=None)
    for engagement, component, amount in rows.values_list("engagement_id", "component", "amount_fen"):
        entered[engagement][component] = amount
    return {engagement: Extra(**amounts) for engagement, amounts in entered.items()}


def _next(work: jobs.Run, plan: Plan) -> bool:
    """The lines of the next part of the roster; False when it has been gone through."""
    with work.batch() as checkpoint:
        after = checkpoint.get("after", 0)
        keys = list(plan.rows.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:AT_A_TIME])
        if not keys:
            return False
        people = members(Engagement.objects.filter(pk__in=keys), plan.month, plan.end)
        load(_lines(plan, people))
        checkpoint["after"] = keys[-1]
        checkpoint["done"] = checkpoint.get("done", 0) + len(keys)
        work.progress(done=checkpoint["done"])
        return True


def _lines(plan: Plan, people: Sequence[Member]) -> list[PayLine]:
    prior = _prior(plan.run, [one.pk for one in people])
    return [_line(plan, one, prior.get(one.pk, FIRST)) for one in people]


def _line(plan: Plan, one: Member, prior: Prior) -> PayLine:
    facts, worker = one.facts, replace(one.worker, bonus_since=plan.since)
    extra = plan.items.get(one.pk, Extra())
    sheet = slip(plan.terms, worker, plan.month, plan.effects, extra=extra, prior=prior)
    grade = None
    if plan.terms:
        grade = plan.terms.grade_of(worker.placed, worker.mode, worker.education, worker.title_level)
    return NEW_LINE(
        district_id=plan.run.district_id,
        unit_id=plan.run.unit_id,
        run_id=plan.run.pk,
        calculation=plan.calculation,
        engagement_id=one.pk,
        month=plan.month,
        name_key=facts["name_key"],
        standing=plan.standing(facts),
        department=facts["department"],
        mode=facts["mode"],
        post_category=facts["post_category"],
        primary_post=facts["primary_post"],
        grade=grade.name if grade else "",
        days=worked_days(worker, plan.month)[0],
        **{f"{name}_fen": getattr(sheet, name) for name in AMOUNTS},
    )


def charged_lines(**where):
    """Lines of posted runs that hit the envelope, each of its run's last calculation."""
    return PayLine.objects.filter(
        run__state=State.POSTED, calculation=F("run__calculation"), standing__in=PAYS, **where
    )


def _prior(run: PayRun, keys: Sequence[int]) -> dict[int, Prior]:
    """What the year's earlier months have brought each of these people."""
    year = {"run__month__year": run.month.year, "run__month__lt": run.month}
    rows = charged_lines(engagement__in=keys, **year).order_by().values("engagement_id")
    rows = rows.annotate(
        months=Count("month", distinct=True),
        income=Sum(F("gross_fen") - F("leave_fen")),
        insurance=Sum(F("pension_fen") + F("medical_fen") + F("unemployment_fen") + F("housing_fund_fen")),
        tax=Sum("tax_fen"),
    )
    return {
        row["engagement_id"]: Prior(row["months"], row["income"], row["insurance"], row["tax"])
        for row in rows
    }


# --- what an earlier run held back -----------------------------------------------------------------------


def _held_back(plan: Plan) -> None:
    """What an earlier posted run held back is paid now: the filing is there, or the money is."""
    posted = PayRun.objects.filter(unit=plan.run.unit, state=State.POSTED, month__lt=plan.month)
    refused = [key for keys in posted.values_list("refused", flat=True) for key in keys]
    blocked = Q(standing=Standing.BLOCKED) & ~Q(engagement__in=plan.blocked)
    held = PayLine.objects.filter(run__in=posted, calculation=F("run__calculation"))
    released = PayLine.objects.filter(releases=OuterRef("pk"), calculation=F("run__calculation"))
    released = released.exclude(run__state__in=(State.REVERSED, State.CANCELLED)).exclude(run=plan.run)
    waiting = held.filter(blocked | Q(pk__in=refused)).filter(~Exists(released))
    load([_released(plan, line) for line in waiting.select_related("engagement").order_by("pk")])


def _released(plan: Plan, line: PayLine) -> PayLine:
    filed = line.engagement.filing_state in FILED
    own = ("id", "run_id", "calculation", "standing", "releases_id")
    kept = {
        field.attname: getattr(line, field.attname)
        for field in PayLine._meta.concrete_fields
        if field.attname not in own
    }
    return NEW_LINE(
        run_id=plan.run.pk,
        calculation=plan.calculation,
        standing=Standing.CHARGED if filed else Standing.UNFILED,
        releases_id=line.pk,
        **kept,
    )


# --- sums ------------------------------------------------------------------------------------------------


def _settle(plan: Plan, checkpoint: dict) -> None:
    """The sums of the run, and that it is calculated."""
    if not checkpoint.get("done"):
        said = {"unit": plan.run.unit.name, "month": f"{plan.month:%Y-%m}"}
        raise Refusal(codes.NOBODY_TO_PAY.reason(**said))
    run = PayRun.objects.select_for_update(no_key=True, of=("self",)).get(pk=plan.run.pk)
    for name, value in sums(run).items():
        setattr(run, name, value)
    run.state, run.calculated_at, run.remarks = State.CALCULATED, now(), []
    run.version += 1
    run.save()


def sums(run: PayRun) -> dict:
    """What the lines of the last calculation come to, by who bears them."""
    lines = PayLine.objects.filter(run=run, calculation=run.calculation)
    pays = Q(standing__in=PAYS)
    told = {"lines_count": Count("pk", filter=pays)}
    told |= {f"{name}_fen": Sum(f"{name}_fen", filter=pays, default=0) for name in ("gross", "net", "total")}
    for standing in (Standing.UNFILED, Standing.BLOCKED, Standing.PERSONAL):
        only = Q(standing=standing)
        told[f"{standing}_count"] = Count("pk", filter=only)
        told[f"{standing}_fen"] = Sum("total_fen", filter=only, default=0)
    renamed = {name.replace("_fen", "_sum"): value for name, value in told.items()}
    found = lines.aggregate(**renamed)
    return {name.replace("_sum", "_fen"): value for name, value in found.items()}
