"""One person's pay of one month, in the columns of a real pay sheet (domain.md 6.10)."""

import calendar
from dataclasses import dataclass, fields, replace
from datetime import date

from .effects import Effects
from .tax import FIRST, Prior, withheld
from .terms import INSURED, Grade, Post, Terms, share

YEAR_END = 12
PAID = (
    "basic",
    "post_allowance",
    "special",
    "hazard",
    "performance",
    "overtime",
    "holiday",
    "bonus",
    "other",
)
DEDUCTIONS = ("pension", "medical", "unemployment", "housing_fund", "tax", "union_fee", "leave")
EMPLOYER = (
    "employer_pension",
    "employer_medical",
    "employer_unemployment",
    "employer_injury",
    "employer_maternity",
    "employer_housing_fund",
    "agency_fee",
    "agency_vat",
    "severance",
)
COMPONENTS = (*PAID, *DEDUCTIONS, *EMPLOYER)
INSURANCE = ("pension", "medical", "unemployment", "housing_fund")


@dataclass(frozen=True)
class Worker:
    """What the pay of one person hangs on. `first` and `last` are the days on post, `last` may be open."""

    mode: str
    category: str
    post: str = ""
    education: str = ""
    title_level: str = ""
    placed: str = ""
    contract_fen: int | None = None
    first: date | None = None
    last: date | None = None
    assessed: str = ""
    is_trial: bool = False
    is_warned: bool = False
    bonus_since: date | None = None  # since when a scheme is paid by: earlier months earn no year-end bonus


@dataclass(frozen=True)
class Extra:
    """What is entered by hand for one month: overtime, holiday money, leave, severance, another amount."""

    overtime: int = 0
    holiday: int = 0
    other: int = 0
    leave: int = 0
    severance: int = 0
    tax: int | None = None


NO_EXTRA = Extra()


@dataclass(frozen=True)
class Slip:
    """The columns of one line, in fen."""

    basic: int = 0
    post_allowance: int = 0
    special: int = 0
    hazard: int = 0
    performance: int = 0
    overtime: int = 0
    holiday: int = 0
    bonus: int = 0
    other: int = 0
    pension: int = 0
    medical: int = 0
    unemployment: int = 0
    housing_fund: int = 0
    tax: int = 0
    union_fee: int = 0
    leave: int = 0
    employer_pension: int = 0
    employer_medical: int = 0
    employer_unemployment: int = 0
    employer_injury: int = 0
    employer_maternity: int = 0
    employer_housing_fund: int = 0
    agency_fee: int = 0
    agency_vat: int = 0
    severance: int = 0

    @property
    def gross(self) -> int:
        """应发."""
        return sum(getattr(self, name) for name in PAID)

    @property
    def net(self) -> int:
        """实发."""
        return self.gross - sum(getattr(self, name) for name in DEDUCTIONS)

    @property
    def total(self) -> int:
        """用工总成本: what hits the envelope. Leave that is not paid costs nothing."""
        return self.gross - self.leave + sum(getattr(self, name) for name in EMPLOYER)

    def __add__(self, other: "Slip") -> "Slip":
        return Slip(**{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(Slip)})


def slip(
    terms: Terms | None,
    worker: Worker,
    month: date,
    effects: Effects,
    *,
    extra: Extra = NO_EXTRA,
    prior: Prior = FIRST,
) -> Slip:
    """One month's line. Without a scheme the pay of the contract stands as basic pay."""
    worked, days = worked_days(worker, month)
    if not worked:
        return Slip(severance=extra.severance)
    grade = (
        terms.grade_of(worker.placed, worker.mode, worker.education, worker.title_level) if terms else None
    )
    paid = _earned(terms, grade, worker, month, effects, worked, days)
    paid = replace(paid, overtime=extra.overtime, holiday=extra.holiday, other=extra.other)
    paid = replace(paid, leave=min(extra.leave, paid.gross), severance=extra.severance)
    paid = _insured(terms or Terms(), worker, paid)
    insurance = sum(getattr(paid, name) for name in INSURANCE)
    income = paid.gross - paid.leave
    tax = withheld(income, insurance, prior) if extra.tax is None else extra.tax
    return replace(paid, tax=tax)


def worked_days(worker: Worker, month: date) -> tuple[int, int]:
    """(days on post, days of the month)."""
    days = calendar.monthrange(month.year, month.month)[1]
    start, end = month.replace(day=1), month.replace(day=days)
    first = max(worker.first or start, start)
    last = min(worker.last or end, end)
    return max(0, (last - first).days + 1), days


def months_of_year(worker: Worker, year: int) -> int:
    """In how many months of a year the person was on post."""
    first = max(worker.first or date(year, 1, 1), date(year, 1, 1))
    last = min(worker.last or date(year, 12, 31), date(year, 12, 31))
    return max(0, last.month - first.month + 1) if first <= last else 0


def months_of_bonus(worker: Worker, year: int) -> int:
    """The months of a year that earn the year-end bonus."""
    if worker.bonus_since and worker.bonus_since > (worker.first or worker.bonus_since.min):
        worker = replace(worker, first=worker.bonus_since)
    return months_of_year(worker, year)


def _earned(terms, grade: Grade | None, worker, month, effects, worked: int, days: int) -> Slip:
    if terms is None or grade is None:
        return Slip(basic=share(worker.contract_fen or 0, worked, days))
    post = terms.post_of(worker.category, worker.post)
    allowances = {
        "post_allowance": share(post.post_allowance_fen, worked, days),
        "special": share(post.special_fen, worked, days),
        "hazard": share(post.hazard_fen, worked, days),
    }
    if grade.is_annual:
        return Slip(
            basic=share(monthly_of_annual(terms, grade), worked, days),
            bonus=rest_of_annual(terms, grade, worker, month, effects),
            **allowances,
        )
    performance = performance_of(terms, post)
    kept = share(performance, effects.trial, 100) if worker.is_trial else performance
    return Slip(
        basic=share(grade.amount_fen, worked, days),
        performance=share(kept, worked, days),
        bonus=year_end_bonus(terms, post, worker, month, effects),
        **allowances,
    )


def performance_of(terms: Terms, post: Post) -> int:
    """A full month's performance pay on a post."""
    return share(terms.performance_fen, terms.coefficient_of(post))


def year_end_bonus(terms: Terms, post: Post, worker: Worker, month: date, effects: Effects) -> int:
    """The share of the year's performance pay that waits for the assessment; paid in December."""
    if month.month != YEAR_END or not terms.bonus_share:
        return 0
    base = performance_of(terms, post) * months_of_bonus(worker, month.year)
    bonus = share(base, terms.bonus_share, 100)
    for percent in effects.of_bonus(worker.assessed, is_trial=worker.is_trial, is_warned=worker.is_warned):
        bonus = share(bonus, percent, 100)
    return bonus


def monthly_of_annual(terms: Terms, grade: Grade) -> int:
    """What is paid of an annual salary month by month."""
    return share(grade.amount_fen, terms.annual_monthly, 1200)


def rest_of_annual(terms: Terms, grade: Grade, worker: Worker, month: date, effects: Effects) -> int:
    """What the assessment leaves of an annual salary at the year's end, beside what was paid by month."""
    if month.month != YEAR_END:
        return 0
    months = months_of_year(worker, month.year)
    earned = share(share(grade.amount_fen, months, 12), effects.of_annual(worker.assessed), 100)
    rest = max(0, earned - monthly_of_annual(terms, grade) * months)
    for percent in (
        effects.trial if worker.is_trial else 100,
        effects.warned if worker.is_warned else 100,
    ):
        rest = share(rest, percent, 100)
    return rest


def _insured(terms: Terms, worker: Worker, paid: Slip) -> Slip:
    """Insurance, housing fund, union fee, agency fee and its tax on what was earned."""
    earned = paid.gross - paid.leave
    parts = {"union_fee": share(earned, terms.union_fee)}
    if worker.mode in INSURED:
        base = terms.insurance_base_fen or earned
        parts |= {name: share(base, rate) for name, rate in terms.rates.items()}
    if worker.mode == "DISPATCH":
        fee = terms.agency_fee_fen
        parts |= {"agency_fee": fee, "agency_vat": share(fee, terms.agency_vat)}
    return replace(paid, **parts)
