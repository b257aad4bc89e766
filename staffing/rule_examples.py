"""Example cases of the hire rules: a person who passes every rule, and what the bound of one changes."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quota_pool.calendar import today
from quota_pool.models import District, Unit
from quota_pool.rule_examples import Example, examples
from quota_pool.rules import Ruling
from staffing.checks import HIRE_CHECKS, HireCase, add_months
from staffing.dictionaries import ForbiddenPost, Mode, label

CHECKS = dict(HIRE_CHECKS)


def nobody(district: District, **differs) -> HireCase:
    """An invented hire of today that every rule lets pass, but for what differs."""
    day = today()
    passes = HireCase(
        district=district,
        unit=Unit(district=district),
        on=day,
        today=day,
        birth_date=add_months(day, -12 * 30),
        sex="1",
        education="20",
        mode=Mode.DIRECT,
        post_category="50",
        primary_post="",
        entry_channel="OPEN",
        funding_source="11",
        contract_start=day,
        contract_end=add_months(day, 12),
    )
    return replace(passes, **differs)


def case(district: District, code: str, words: str, **differs) -> Example:
    """One example of a hire rule."""
    return Example(words, partial(CHECKS[code], nobody(district, **differs)))


def bounds(rulings: Iterable[Ruling]) -> list[int]:
    """The whole numbers that the rulings name, each once."""
    return sorted({ruling.value for ruling in rulings if isinstance(ruling.value, int)})


def _of_age(district: District, code: str, years: int) -> Example:
    words = ngettext("%(n)s year old on the first day", "%(n)s years old on the first day", years)
    return case(district, code, words % {"n": years}, birth_date=add_months(today(), -12 * years))


@examples("minimum_age")
def youngest(district: District, rulings: Iterable[Ruling]) -> list[Example]:
    """On either side of the youngest age."""
    ages = {age for bound in bounds(rulings) for age in (bound - 1, bound) if age > 0}
    return [_of_age(district, "minimum_age", age) for age in sorted(ages)]


@examples("first_hire_age")
def oldest(district: District, rulings: Iterable[Ruling]) -> list[Example]:
    """On either side of the oldest age."""
    ages = {age for bound in bounds(rulings) for age in (bound, bound + 1)}
    return [_of_age(district, "first_hire_age", age) for age in sorted(ages)]


@examples("contract_term")
def longest_term(district: District, rulings: Iterable[Ruling]) -> list[Example]:
    """A contract of just the term, and one a day longer."""
    found = []
    for years in bounds(rulings):
        end = add_months(today(), 12 * years)
        exact = ngettext("a contract of %(n)s year", "a contract of %(n)s years", years) % {"n": years}
        longer = _("%(term)s and a day") % {"term": exact}
        found.append(case(district, "contract_term", exact, contract_end=end))
        found.append(case(district, "contract_term", longer, contract_end=end + timedelta(days=1)))
    return found


@examples("written_contract")
def latest_contract(district: District, rulings: Iterable[Ruling]) -> list[Example]:
    """A contract from the last day allowed, and one from the day after."""
    found = []
    for months in bounds(rulings):
        last = add_months(today(), months)
        for day in (last, last + timedelta(days=1)):
            words = _("contract from %(day)s") % {"day": day.isoformat()}
            found.append(case(district, "written_contract", words, contract_start=day, contract_end=None))
    return found


@examples("minimum_wage")
def lowest_pay(district: District, rulings: Iterable[Ruling]) -> list[Example]:
    """The lowest pay, and a fen less."""
    found = []
    for yuan in bounds(rulings):
        for fen in (yuan * 100, yuan * 100 - 1):
            words = _("%(pay)s yuan a month") % {"pay": f"{fen / 100:.2f}"}
            found.append(case(district, "minimum_wage", words, monthly_pay_fen=fen))
    return found


@examples("minimum_education")
def least_education(district: District, rulings: Iterable[Ruling]) -> list[Example]:
    """The usual levels of schooling."""
    codes = ("20", "30", "40", "60")
    return [
        case(district, "minimum_education", str(label("education", code)), education=code) for code in codes
    ]


@examples("forbidden_post")
def posts(district: District, rulings: Iterable[Ruling]) -> list[Example]:
    """A post that is forbidden, and an ordinary one."""
    forbidden = str(next(iter(ForbiddenPost)).label)
    return [
        case(district, "forbidden_post", _("post: %(post)s") % {"post": post}, primary_post=post)
        for post in (forbidden, "网格员")
    ]


def _stated(code: str, field: str, value: str, **differs) -> None:
    @examples(code)
    def stated_or_not(district: District, rulings: Iterable[Ruling]) -> list[Example]:
        return [
            case(district, code, _("stated"), **{field: value, **differs}),
            case(district, code, _("not stated"), **{field: "", **differs}),
        ]


_stated("recruitment_evidence", "entry_channel", "OPEN")
_stated("funding_source", "funding_source", "11")
_stated("dispatch_agency", "legal_employer", "某劳务派遣公司", mode=Mode.DISPATCH)
