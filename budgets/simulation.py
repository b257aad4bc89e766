"""A pay scheme tried on the real roster: what it would cost, who is paid what, what stands against it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from django.db.models import Sum

from budgets.codes import pay_schemes as codes
from budgets.models import PayScheme
from budgets.paid_people import Member, members, paid_between
from budgets.pay import Effects, Terms, Year, year_of
from quota_pool import figures, rules
from quota_pool.models import Account, Book, Fund, Measure, Unit
from quota_pool.refusals import Reason
from staffing.dictionaries import label

State = PayScheme.State
STANDING = (State.ADOPTED, State.FILED)
APPROVED_BOOKS = (Book.FREE, Book.COMMITTED, Book.SPENT)


@dataclass(frozen=True)
class Tried:
    """One person under the scheme and without it."""

    member: Member
    grade: str
    now: Year
    then: Year
    whole_year: Year

    @property
    def monthly_change(self) -> int:
        return self.then.monthly.gross - self.now.monthly.gross


@dataclass(frozen=True)
class Trial:
    """All of them, and what was already paid this year."""

    scheme: PayScheme
    tried: tuple[Tried, ...]
    paid_fen: int
    envelope_fen: int | None

    @property
    def heads(self) -> int:
        return len(self.tried)

    @cached_property
    def year_fen(self) -> int:
        """What the calendar year costs: what was posted, what is still paid as now, then the scheme."""
        return self.paid_fen + sum(one.then.total for one in self.tried)

    @cached_property
    def full_year_fen(self) -> int:
        """What a whole year under the scheme costs."""
        return sum(one.whole_year.total for one in self.tried)

    @property
    def average_fen(self) -> int:
        """A head's cost in a whole year, half up."""
        return (2 * self.full_year_fen + self.heads) // (2 * self.heads) if self.heads else 0

    @property
    def lowest_fen(self) -> int | None:
        return min((one.then.monthly.gross for one in self.tried), default=None)

    def stored(self) -> dict:
        """What the scheme keeps of it."""
        return {
            "heads": self.heads,
            "year_fen": self.year_fen,
            "paid_fen": self.paid_fen,
            "full_year_fen": self.full_year_fen,
            "now_full_year_fen": sum(one.now.total for one in self.tried),
            "average_fen": self.average_fen,
            "lowest_fen": self.lowest_fen,
            "envelope_fen": self.envelope_fen,
            "by_category": by_category(self.tried),
        }


def by_category(tried: Iterable[Tried]) -> list[dict]:
    """Heads, monthly pay now and then, and a whole year's cost by post category."""
    found: dict[str, dict] = defaultdict(lambda: {"heads": 0, "now_fen": 0, "then_fen": 0, "year_fen": 0})
    for one in tried:
        line = found[one.member.facts["post_category"]]
        line["heads"] += 1
        line["now_fen"] += one.now.monthly.gross
        line["then_fen"] += one.then.monthly.gross
        line["year_fen"] += one.whole_year.total
    return [{"category": category, **line} for category, line in sorted(found.items())]


def in_force(unit: Unit, on: date, besides: PayScheme | None = None) -> PayScheme | None:
    """The scheme a unit pays by on a day: the newest filed one whose first day has come."""
    rows = PayScheme.objects.filter(unit=unit, state=State.FILED, from_day__lte=on)
    if besides is not None and besides.pk:
        rows = rows.exclude(pk=besides.pk)
    return rows.order_by("-from_day", "-id").first()


def schemes_since(unit: Unit) -> date | None:
    """Since when the unit pays by a scheme of its own."""
    rows = PayScheme.objects.filter(unit=unit, state=State.FILED)
    return rows.order_by("from_day").values_list("from_day", flat=True).first()


def envelope_of(unit: Unit, year: int) -> int | None:
    """The approved total of a unit's lump-sum envelope; None while there is none."""
    rows = Account.objects.filter(
        fund__unit=unit,
        fund__year=year,
        fund__kind=Fund.Kind.ENVELOPE,
        measure=Measure.FEN,
        book__in=APPROVED_BOOKS,
    )
    return rows.aggregate(whole=Sum("balance"))["whole"]


def try_out(scheme: PayScheme) -> Trial:
    """Put everybody who will be on post through the months of the scheme's first year."""
    unit, first = scheme.unit, scheme.from_day
    end = date(first.year, 12, 31)
    effects = Effects.on(unit.district, first, unit.pk)
    before = in_force(unit, first, besides=scheme)
    old = Terms.read(before.terms) if before else None
    new = Terms.read(scheme.terms)
    people = members(paid_between(unit, first, end), first, end)
    since = min(filter(None, (schemes_since(unit), first)))
    tried = tuple(_tried(member, old, new, effects, first, since) for member in people)
    return Trial(scheme, tried, _before(unit, old, effects, first), envelope_of(unit, first.year))


def _tried(member: Member, old, new, effects, first: date, since: date) -> Tried:
    worker, year = replace(member.worker, bonus_since=since), first.year
    grade = new.grade_of(worker.placed, worker.mode, worker.education, worker.title_level)
    always = replace(worker, first=None, last=None, bonus_since=None)
    return Tried(
        member=member,
        grade=grade.name if grade else "",
        now=year_of(old, always, effects, year),
        then=year_of(new, worker, effects, year, range(first.month, 13)),
        whole_year=year_of(new, always, effects, year),
    )


def _before(unit: Unit, old: Terms | None, effects: Effects, first: date) -> int:
    """The months before the scheme: what the envelope has spent, and what is still to be posted till then."""
    fund = Fund.objects.filter(unit=unit, year=first.year, kind=Fund.Kind.ENVELOPE).first()
    spent, months = 0, range(1, first.month)
    if fund is not None:
        rows = Account.objects.filter(fund=fund, book__in=(Book.SPENT, Book.OVERSPENT))
        spent = rows.aggregate(whole=Sum("balance", default=0))["whole"]
        settled = [
            day.month + shift for day, shift in ((fund.posted_through, 1), (fund.valid_from, 0)) if day
        ]
        months = range(max(settled, default=1), first.month)
    if not months:
        return spent
    start = date(first.year, months[0], 1)
    people = members(paid_between(unit, start, first), start, first)
    return spent + sum(year_of(old, one.worker, effects, first.year, months).total for one in people)


# --- what stands against it --------------------------------------------------------------------------------


def against(trial: Trial) -> tuple[list[Reason], list[Reason]]:
    """(what blocks the scheme, what is only said): each rule's level decides."""
    scheme = trial.scheme
    ruling = rules.rulings(scheme.unit.district, scheme.from_day, scheme.unit_id)
    blocking, said = list(_of_terms(trial)), []
    for code, check in CHECKS:
        rule = ruling(code)
        if not rule.is_on:
            continue
        for reason in check(trial, rule):
            (blocking if rule.blocks and reason.code not in ONLY_SAID else said).append(reason)
    return blocking, said


def _of_terms(trial: Trial):
    if not Terms.read(trial.scheme.terms).grades:
        yield codes.NO_GRADES.reason(name=trial.scheme.name, field="grades")
        return
    without = [one for one in trial.tried if not one.grade]
    if without:
        name = without[0].member.facts["person__name"]
        yield codes.NOBODYS_GRADE.reason(count=len(without), name=name, field="grades")


def _within_envelope(trial: Trial, ruling):
    year, unit = trial.scheme.from_day.year, trial.scheme.unit
    envelope = trial.envelope_fen
    cited = {"rule": ruling.rule.code, "document": ruling.document}
    if envelope is None:
        yield codes.NO_ENVELOPE.reason(unit=unit.name, year=year, **cited)
        return
    money = {"envelope": figures.money(envelope), "year": year}
    if (over := trial.year_fen - envelope) > 0:
        months = sum(one.then.months for one in trial.tried)
        said = {"cost": figures.money(trial.year_fen), "over": figures.money(over)}
        yield codes.OVER_ENVELOPE.reason(**said, **money, less=_less(over, months), **cited)
    elif (over := trial.full_year_fen - envelope) > 0:
        said = {"cost": figures.money(trial.full_year_fen), "over": figures.money(over)}
        less = _less(over, 12 * trial.heads)
        yield codes.OVER_NEXT_YEAR.reason(**said, **money, less=less, **cited)


def _less(over_fen: int, head_months: int) -> str:
    """By how much the cost of each head and month must fall, up to the fen."""
    return figures.money(-(-over_fen // head_months)) if head_months else figures.money(over_fen)


def _minimum_wage(trial: Trial, ruling):
    if ruling.value is None:
        return
    limit = ruling.value * 100
    below = [one.then.monthly.gross for one in trial.tried if one.then.monthly.gross < limit]
    if below:
        yield codes.BELOW_WAGE.reason(
            count=len(below),
            limit=figures.money(limit),
            lowest=figures.money(min(below)),
            missing=figures.money(limit - min(below)),
            rule=ruling.rule.code,
            document=ruling.document,
        )


def _ceiling(trial: Trial, ruling):
    if ruling.value is None or trial.average_fen <= ruling.value * 100:
        return
    limit = ruling.value * 100
    yield codes.OVER_CEILING.reason(
        average=figures.money(trial.average_fen),
        limit=figures.money(limit),
        less=_less(trial.average_fen - limit, 12),
        rule=ruling.rule.code,
        document=ruling.document,
    )


def _locked_coefficients(trial: Trial, ruling):
    """Post coefficients are set once a year; a second change in the same year waits for the next."""
    scheme, year = trial.scheme, trial.scheme.from_day.year
    earlier = list(
        PayScheme.objects.filter(unit=scheme.unit, state__in=STANDING, from_day__lt=scheme.from_day)
        .exclude(pk=scheme.pk)
        .order_by("from_day", "id")
    )
    fixed_by = _who_fixed(earlier, year)
    if fixed_by is None:
        return
    mine, theirs = Terms.read(scheme.terms), Terms.read(earlier[-1].terms)
    if different := _different(mine.coefficients, theirs.coefficients):
        yield codes.COEFFICIENTS_LOCKED.reason(
            year=year,
            name=fixed_by.name,
            posts="、".join(different),
            next=date(year + 1, 1, 1),
            field="posts",
            rule=ruling.rule.code,
            document=ruling.document,
        )


def _who_fixed(schemes: list[PayScheme], year: int) -> PayScheme | None:
    """The scheme of this year that set or changed the coefficients."""
    before: dict = {}
    for place, one in enumerate(schemes):
        said = Terms.read(one.terms).coefficients
        if one.from_day.year == year and (place == 0 or _different(said, before)):
            return one
        before = said
    return None


def _different(mine: dict, theirs: dict) -> list[str]:
    """The posts whose coefficient differs; a post that is not named has the coefficient 1."""
    posts = sorted(
        place for place in mine.keys() | theirs.keys() if mine.get(place, 10_000) != theirs.get(place, 10_000)
    )
    return [post or str(label("post_category", category)) for category, post in posts]


CHECKS = (
    ("scheme_within_envelope", _within_envelope),
    ("minimum_wage", _minimum_wage),
    ("pay_ceiling", _ceiling),
    ("coefficient_lock", _locked_coefficients),
)
# Said, and finance decides: next year's envelope is not yet known, and there may be none yet this year.
ONLY_SAID = frozenset({codes.OVER_NEXT_YEAR.name, codes.NO_ENVELOPE.name})
