"""Pay schemes: the street drafts and simulates, its leader adopts, finance holds them against the ceiling."""

from datetime import date

from django.db import transaction

from budgets import monthly
from budgets.codes import pay_schemes as codes
from budgets.models import PayMark, PayRun, PayScheme
from budgets.pay import Terms
from budgets.simulation import STANDING, against, in_force, try_out
from quota_pool import access, audit, versions
from quota_pool.calendar import now, today
from quota_pool.models import Unit
from quota_pool.refusals import Reason, Refusal, raise_any
from staffing.dictionaries import Grade
from staffing.four_eyes import own_work
from staffing.models import Engagement

State = PayScheme.State
RESULTS = frozenset(Grade.values)
OPEN = (State.DRAFT, State.SIMULATED, State.RETURNED)


@transaction.atomic
def draft_scheme(
    *, unit: Unit, name: str, from_day: date, terms: Terms, actor, key: str, note=""
) -> PayScheme:
    """Begin a scheme; the same key answers with the first draft."""
    access.require(actor, "draft_scheme", unit)
    unit = Unit.objects.select_for_update(no_key=True).select_related("district").get(pk=unit.pk)
    if done := PayScheme.objects.filter(district_id=unit.district_id, key=key).first():
        return done
    raise_any(_day_reasons(unit, from_day))
    scheme = PayScheme.objects.create(
        district_id=unit.district_id,
        unit=unit,
        key=key,
        name=name,
        from_day=from_day,
        terms=terms.stored(),
        note=note,
        created_by=actor,
        created_at=now(),
    )
    audit.record(actor, "pay_scheme.draft", scheme, after=_shown(scheme))
    return scheme


@transaction.atomic
def change_scheme(
    *, scheme: PayScheme, name: str, from_day: date, terms: Terms, actor, note="", seen: int | None = None
) -> PayScheme:
    """Change a scheme that was not adopted; what was simulated before no longer counts."""
    scheme = _locked(scheme, actor, "draft_scheme", seen, *OPEN)
    raise_any(_day_reasons(scheme.unit, from_day))
    before = _shown(scheme)
    scheme.name, scheme.from_day, scheme.terms, scheme.note = name, from_day, terms.stored(), note
    scheme.simulation, scheme.simulated_at, scheme.changed_by = None, None, actor
    return _moved(scheme, State.DRAFT, actor, "pay_scheme.change", before)


@transaction.atomic
def simulate_scheme(*, scheme: PayScheme, actor, seen: int | None = None) -> PayScheme:
    """Try the scheme on the roster and keep what came of it; it goes on when nothing stands against it."""
    scheme = _locked(scheme, actor, "draft_scheme", seen, *OPEN)
    before = _shown(scheme)
    reasons = _simulated(scheme)
    state = State.DRAFT if reasons else State.SIMULATED
    return _moved(scheme, state, actor, "pay_scheme.simulate", before)


@transaction.atomic
def adopt_scheme(*, scheme: PayScheme, actor, decision_no: str, seen: int | None = None) -> PayScheme:
    """The street's leader adopts it by a decision of the street; the roster of today decides once more."""
    scheme = _locked(scheme, actor, "adopt_scheme", seen, State.SIMULATED)
    reasons = own_work(actor, scheme.created_by_id, scheme.changed_by_id)
    reasons += _day_reasons(scheme.unit, scheme.from_day)
    before = _shown(scheme)
    raise_any([*reasons, *_simulated(scheme)])
    scheme.decision_no, scheme.adopted_by, scheme.adopted_at = decision_no, actor, now()
    return _moved(scheme, State.ADOPTED, actor, "pay_scheme.adopt", before)


@transaction.atomic
def file_scheme(*, scheme: PayScheme, actor, note: str = "", seen: int | None = None) -> PayScheme:
    """Finance has held it against envelope and ceiling: it is on file, and in force from its day."""
    scheme = _locked(scheme, actor, "check_scheme", seen, State.ADOPTED)
    before = _shown(scheme)
    raise_any(_simulated(scheme))
    _checked(scheme, actor, note)
    return _moved(scheme, State.FILED, actor, "pay_scheme.file", before, note)


@transaction.atomic
def return_scheme(*, scheme: PayScheme, actor, note: str, seen: int | None = None) -> PayScheme:
    """Finance sends it back with the words that say why; the street corrects it and adopts it anew."""
    scheme = _locked(scheme, actor, "check_scheme", seen, State.ADOPTED)
    before = _shown(scheme)
    _checked(scheme, actor, note)
    return _moved(scheme, State.RETURNED, actor, "pay_scheme.return", before, note)


@transaction.atomic
def withdraw_scheme(*, scheme: PayScheme, actor, reason: str, seen: int | None = None) -> PayScheme:
    """Give a scheme up that was not adopted."""
    scheme = _locked(scheme, actor, "draft_scheme", seen, *OPEN)
    before = _shown(scheme)
    scheme.note = reason
    return _moved(scheme, State.WITHDRAWN, actor, "pay_scheme.withdraw", before, reason)


def _locked(scheme: PayScheme, actor, act: str, seen: int | None, *wanted: str) -> PayScheme:
    access.require(actor, act, scheme.unit)
    Unit.objects.select_for_update(no_key=True).get(pk=scheme.unit_id)
    rows = PayScheme.objects.select_for_update(no_key=True, of=("self",))
    scheme = rows.select_related("unit__district").get(pk=scheme.pk)
    versions.check(scheme, seen)
    if scheme.state not in wanted:
        said = {"state": str(State(scheme.state).label), "wanted": str(State(wanted[0]).label)}
        raise Refusal(codes.SCHEME_STATE.reason(**said))
    return scheme


def _simulated(scheme: PayScheme) -> list[Reason]:
    """Try it out, keep the figures with what was found, and give back what blocks."""
    trial = try_out(scheme)
    blocking, said = against(trial)
    kept = {"reasons": [one.stored() for one in blocking], "remarks": [one.stored() for one in said]}
    scheme.simulation, scheme.simulated_at = trial.stored() | kept, now()
    return blocking


def _checked(scheme: PayScheme, actor, note: str) -> None:
    scheme.checked_by, scheme.checked_at, scheme.check_note = actor, now(), note


def _day_reasons(unit: Unit, on: date) -> list[Reason]:
    """A scheme begins with a month that was not posted, and not on a day another one begins."""
    posted = PayRun.objects.filter(unit=unit, state=PayRun.State.POSTED).order_by("-month").first()
    first = today().replace(day=1)
    if posted and posted.month >= first:
        first = monthly.after(posted.month)
    if on.day != 1 or on < first:
        return [codes.BEFORE_TODAY.reason(on=on, first=first, field="from_day")]
    taken = PayScheme.objects.filter(unit=unit, state__in=STANDING, from_day=on).first()
    return [codes.SCHEME_DAY_TAKEN.reason(name=taken.name, on=on, field="from_day")] if taken else []


def _moved(scheme: PayScheme, state: str, actor, act: str, before: dict, reason="") -> PayScheme:
    scheme.state = state
    scheme.version += 1
    scheme.save()
    audit.record(actor, act, scheme, before=before, after=_shown(scheme), reason=reason)
    return scheme


def _shown(scheme: PayScheme) -> dict:
    names = ("name", "from_day", "state", "terms", "decision_no")
    return {name: getattr(scheme, name) for name in names}


# --- marks: what holds about one person's pay --------------------------------------------------------------


@transaction.atomic
def enter_mark(
    *,
    engagement: Engagement,
    kind: str,
    from_day: date,
    reason: str,
    actor,
    key: str,
    code: str = "",
    to_day: date | None = None,
) -> PayMark:
    """Say from when a person is on a grade, how they were assessed, or that they are on trial or warned."""
    access.require(actor, "draft_scheme", engagement.unit)
    if done := PayMark.objects.filter(district_id=engagement.district_id, key=key).first():
        return done
    if kind == PayMark.Kind.GRADE:
        raise_any(_grade_reasons(engagement.unit, code))
    mark = PayMark.objects.create(
        district_id=engagement.district_id,
        engagement=engagement,
        key=key,
        kind=kind,
        code=code,
        from_day=from_day,
        to_day=to_day,
        reason=reason,
        created_by=actor,
        created_at=now(),
    )
    after = {"kind": kind, "code": code, "from_day": from_day, "to_day": to_day}
    audit.record(actor, "pay_mark.enter", mark, unit=engagement.unit, after=after, reason=reason)
    return mark


@transaction.atomic
def strike_mark(*, mark: PayMark, reason: str, actor, seen: int | None = None) -> PayMark:
    """Strike out a mark that was wrong; it stays to be read."""
    access.require(actor, "draft_scheme", mark.unit)
    rows = PayMark.objects.select_for_update(no_key=True, of=("self",))
    mark = rows.select_related("engagement__unit").get(pk=mark.pk)
    versions.check(mark, seen)
    if mark.struck_at:
        raise Refusal(codes.MARK_STRUCK.reason(on=mark.struck_at.date()))
    mark.struck_at, mark.struck_by, mark.strike_reason = now(), actor, reason
    mark.version += 1
    mark.save()
    audit.record(actor, "pay_mark.strike", mark, unit=mark.unit, reason=reason)
    return mark


def grades_of(unit: Unit) -> dict[str, str]:
    """The grades people can be placed on: of the scheme in force, and of those still being made."""
    schemes = list(PayScheme.objects.filter(unit=unit, state__in=(*OPEN, State.ADOPTED)).order_by("id"))
    now_used = in_force(unit, today())
    found = [*schemes, *([now_used] if now_used else [])]
    return {one.code: one.name for scheme in found for one in Terms.read(scheme.terms).grades}


def _grade_reasons(unit: Unit, code: str) -> list[Reason]:
    if code in grades_of(unit):
        return []
    return [codes.NO_SUCH_GRADE.reason(unit=unit.name, grade=code, field="code")]
