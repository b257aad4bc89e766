"""减员增效: a plan drafted out of the solver, submitted, filed or approved by finance, carried out (P11)."""

from django.db import transaction

from budgets import savings
from budgets.codes import savings as codes
from budgets.models import SavingsLine, SavingsPlan
from budgets.savings import Answer, Terms
from budgets.solver import Variant
from quota_pool import access, audit, figures, rules, versions
from quota_pool.calendar import now, today
from quota_pool.models import Unit
from quota_pool.refusals import Reason, Refusal, raise_any
from staffing.codes import NEEDS_WORDS
from staffing.four_eyes import own_work
from staffing.states import wrong_state

State, Kind = SavingsPlan.State, SavingsPlan.Kind
OPEN = (State.DRAFT, State.SUBMITTED, State.CHECKED)


@transaction.atomic
def plan_raise(*, unit: Unit, terms: Terms, share: str, actor, note: str = "") -> SavingsPlan:
    """Draft a plan out of one of the solver's variants; every person's raise or severance is kept."""
    access.require(actor, "plan_savings", unit)
    raise_any(_basis_reasons(unit, terms.year))
    answer = savings.ask(unit, terms)
    variant = answer.variant(share)
    raise_any(_raise_reasons(answer, variant))
    question = answer.question
    plan = _new(
        unit,
        terms.year,
        actor,
        kind=Kind.RAISE,
        share=share,
        note=note,
        heads_before=len(question.staying) + len(question.leaving),
        heads_after=len(question.staying),
        raise_from=terms.raise_from,
        free_fen=question.room.free_fen,
        next_fen=question.room.next_fen,
        saved_now_fen=question.saved_now_fen,
        saved_year_fen=question.saved_year_fen,
        severance_fen=question.severance_fen,
        pays_off=question.pays_off,
        month_fen=variant.month_fen,
        now_fen=variant.now_fen,
        next_year_fen=variant.next_fen,
        average_before_fen=answer.average_before_fen,
        average_after_fen=answer.average_after_fen(variant),
    )
    SavingsLine.objects.bulk_create(_lines(plan, answer, variant))
    return _planned(plan, actor)


@transaction.atomic
def plan_amount(*, unit: Unit, year: int, kind: str, amount_fen: int, actor, note: str = "") -> SavingsPlan:
    """Draft a plan without a raise: a one-off bonus, or money kept in hand; within what is free this year."""
    access.require(actor, "plan_savings", unit)
    raise_any(_basis_reasons(unit, year))
    free, following = savings.room(unit, year)
    if amount_fen > free:
        raise Refusal(_short(codes.NO_ROOM_NOW, amount_fen, free))
    people = len(savings.on_post(unit))
    plan = _new(
        unit,
        year,
        actor,
        kind=kind,
        note=note,
        heads_before=people,
        heads_after=people,
        free_fen=free,
        next_fen=following,
        now_fen=amount_fen,
    )
    return _planned(plan, actor)


@transaction.atomic
def submit_plan(*, saving: SavingsPlan, actor, seen: int | None = None) -> SavingsPlan:
    """The street's leader sends the plan to finance; it must still fit."""
    plan = _locked(saving, actor, "submit_savings", seen, State.DRAFT)
    raise_any(_still_fits(plan))
    plan.submitted_by = actor
    return _moved(plan, State.SUBMITTED, actor, "savings.submit")


@transaction.atomic
def check_plan(*, saving: SavingsPlan, actor, note: str = "", seen: int | None = None) -> SavingsPlan:
    """Finance files the plan; one that takes pay above the ceiling goes on to finance's leader."""
    plan = _locked(saving, actor, "check_savings", seen, State.SUBMITTED)
    raise_any([*own_work(actor, plan.planned_by_id, plan.submitted_by_id), *_still_fits(plan)])
    plan.checked_by, plan.note = actor, note or plan.note
    state = State.CHECKED if above_ceiling(plan) else State.APPROVED
    return _moved(plan, state, actor, "savings.check", note)


@transaction.atomic
def approve_plan(*, saving: SavingsPlan, actor, seen: int | None = None) -> SavingsPlan:
    """The leader of finance lets pay go above the ceiling."""
    plan = _locked(saving, actor, "approve_savings", seen, State.CHECKED)
    hands = (plan.planned_by_id, plan.submitted_by_id, plan.checked_by_id)
    raise_any([*own_work(actor, *hands), *_still_fits(plan)])
    plan.approved_by = actor
    return _moved(plan, State.APPROVED, actor, "savings.approve")


@transaction.atomic
def refuse_plan(*, saving: SavingsPlan, note: str, actor, seen: int | None = None) -> SavingsPlan:
    """Finance turns the plan down, with the words that say why."""
    act = "approve_savings" if saving.state == State.CHECKED else "check_savings"
    plan = _locked(saving, actor, act, seen, State.SUBMITTED, State.CHECKED)
    raise_any([] if note.strip() else [NEEDS_WORDS.reason(field="note")])
    plan.note = note
    return _moved(plan, State.REFUSED, actor, "savings.refuse", note)


@transaction.atomic
def use_plan(*, saving: SavingsPlan, actor, note: str = "", seen: int | None = None) -> SavingsPlan:
    """The street has carried the plan out: terms changed, exits recorded, bonus paid."""
    plan = _locked(saving, actor, "plan_savings", seen, State.APPROVED)
    plan.used_on = today()
    return _moved(plan, State.USED, actor, "savings.use", note)


@transaction.atomic
def withdraw_plan(*, saving: SavingsPlan, actor, note: str = "", seen: int | None = None) -> SavingsPlan:
    """The street gives the plan up."""
    plan = _locked(saving, actor, "plan_savings", seen, *OPEN)
    return _moved(plan, State.WITHDRAWN, actor, "savings.withdraw", note)


def above_ceiling(plan: SavingsPlan) -> bool:
    """Whether the average pay of a year comes to stand above the ceiling of the rule, where there is one."""
    ruling = rules.ruling("pay_ceiling", plan.unit.district, today(), plan.unit_id)
    return bool(ruling.is_on and ruling.value and plan.average_after_fen * 12 > ruling.value * 100)


def statement(unit: Unit, year: int) -> dict[str, int]:
    """节余情况: arisen, promised, used and left of a street's envelope in one year (report 9)."""
    free, _following = savings.room(unit, year)
    rows = SavingsPlan.objects.filter(unit=unit, year=year).values_list("state", "now_fen")
    used = sum(cost for state, cost in rows if state == State.USED)
    promised = sum(cost for state, cost in rows if state == State.APPROVED)
    return {"arisen": free + used, "used": used, "promised": promised, "left": free - promised}


def _basis_reasons(unit: Unit, year: int) -> list[Reason]:
    if savings.stays_with_the_unit(unit, year):
        return []
    return [codes.NOT_LUMP_SUM.reason(unit=unit.name, year=year)]


def _raise_reasons(answer: Answer, variant: Variant) -> list[Reason]:
    question = answer.question
    if not question.staying:
        people = len(question.leaving)
        return [codes.NOBODY_STAYS.reason(count=people, people=people, field="count")]
    if variant.month_fen:
        return []
    said = {
        "now": figures.money(question.budget_now_fen),
        "later": figures.money(question.budget_next_fen),
    }
    return [codes.NOTHING_TO_RAISE.reason(**said)]


def _still_fits(plan: SavingsPlan) -> list[Reason]:
    """What was reckoned, against the money as it stands now; without an envelope, against what was said."""
    free, following = savings.room(plan.unit, plan.year)
    free, following = (free, following) if following else (plan.free_fen, plan.next_fen)
    room_now = free + plan.saved_now_fen - plan.severance_fen
    grown = following - plan.next_fen
    found = []
    if plan.now_fen > room_now:
        found.append(_short(codes.NO_ROOM_NOW, plan.now_fen, room_now))
    if plan.kind == Kind.RAISE and grown < 0:
        found.append(_short(codes.NO_ROOM_NEXT, plan.next_year_fen, plan.next_year_fen + grown))
    return found


def _short(code, cost: int, room: int) -> Reason:
    return code.reason(cost=figures.money(cost), room=figures.money(max(0, room)))


def _new(unit: Unit, year: int, actor, **figures_of) -> SavingsPlan:
    return SavingsPlan.objects.create(
        district_id=unit.district_id,
        unit=unit,
        year=year,
        planned_by=actor,
        planned_at=now(),
        **figures_of,
    )


def _lines(plan: SavingsPlan, answer: Answer, variant: Variant) -> list[SavingsLine]:
    rows = [(one, True) for one in answer.question.leaving] + [
        (one, False) for one in answer.question.staying
    ]
    return [
        SavingsLine(
            district_id=plan.district_id,
            plan=plan,
            engagement_id=one.key,
            leaves=leaves,
            pay_fen=one.pay_fen,
            raise_fen=0 if leaves else variant.raises[one.key],
            severance_fen=one.severance_fen if leaves else 0,
        )
        for one, leaves in rows
    ]


def _planned(plan: SavingsPlan, actor) -> SavingsPlan:
    audit.record(actor, "savings.plan", plan, after=_shown(plan), label=str(plan))
    return plan


def _locked(saving: SavingsPlan, actor, act: str, seen: int | None, *wanted: str) -> SavingsPlan:
    access.require(actor, act, saving.unit)
    rows = SavingsPlan.objects.select_for_update(no_key=True, of=("self",))
    plan = rows.select_related("unit__district").get(pk=saving.pk)
    versions.check(plan, seen)
    if plan.state not in wanted:
        raise Refusal(wrong_state(plan, *wanted))
    return plan


def _moved(plan: SavingsPlan, state: str, actor, act: str, note: str = "") -> SavingsPlan:
    before = _shown(plan)
    plan.state = state
    plan.version += 1
    plan.save()
    audit.record(actor, act, plan, before=before, after=_shown(plan), reason=note, label=str(plan))
    return plan


def _shown(plan: SavingsPlan) -> dict:
    names = ("kind", "share", "heads_before", "heads_after", "month_fen", "now_fen", "next_year_fen", "state")
    return {name: getattr(plan, name) for name in names}
