"""What the solver is asked about a street: its people with their cost, its room, and who may be given up."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Sum

from budgets.months import half_up
from budgets.prices import WITHOUT_ON_COST, with_on_cost
from budgets.rounding import YEAR
from budgets.solver import Head, Question, Room, Variant, given_up, variants
from quota_pool import rules
from quota_pool.calendar import today
from quota_pool.models import Account, Book, Fund, Unit
from staffing.dictionaries import Mode, PostCategory
from staffing.models import Engagement

# A street has hundreds of people: nothing of them is read that nobody asks for.
READ = (
    "unit",
    "mode",
    "post_category",
    "primary_post",
    "start_date",
    "contract_end",
    "monthly_pay_fen",
    "person__name",
    "person__number",
)
NO_SEVERANCE = (Mode.REHIRED_RETIREE,)  # no labour contract, so none is owed


@dataclass(frozen=True)
class Terms:
    """How the reader asks: whom or how many to give up, until when they are paid, from when the raise."""

    year: int
    count: int = 0
    people: tuple[int, ...] = ()
    paid_until: int = 12
    raise_from: int = 13
    step_fen: int = 1
    with_severance: bool = True
    weights: tuple[tuple[str, int], ...] = ()
    free_fen: int | None = None
    next_fen: int | None = None


@dataclass(frozen=True)
class Answer:
    """The question as it was put to the solver, and its three variants."""

    terms: Terms
    people: dict[int, Engagement]
    question: Question

    @cached_property
    def variants(self) -> list[Variant]:
        return variants(self.question)

    def variant(self, name: str) -> Variant:
        """One of the three."""
        return next(one for one in self.variants if one.name == name)

    @property
    def leaving(self) -> list[tuple[Engagement, Head]]:
        """Who would be given up."""
        return [(self.people[one.key], one) for one in self.question.leaving]

    @property
    def average_before_fen(self) -> int:
        """Average pay a month of everybody on post."""
        everybody = [*self.question.staying, *self.question.leaving]
        return half_up(sum(one.pay_fen for one in everybody), len(everybody)) if everybody else 0

    def average_after_fen(self, variant: Variant) -> int:
        """Average pay a month of those who stay, with their raise."""
        staying = self.question.staying
        total = sum(one.pay_fen for one in staying) + variant.month_fen
        return half_up(total, len(staying)) if staying else 0

    @property
    def pays_off(self) -> tuple[int, int] | None:
        """(year, month) by whose end the severance has come back in."""
        month = self.question.pays_off
        return None if month is None else (self.terms.year + (month - 1) // YEAR, (month - 1) % YEAR + 1)


def ask(unit: Unit, terms: Terms) -> Answer:
    """Read the street's people and money, and put the question; a fixed number of queries."""
    rows = on_post(unit)
    rate = rules.value("on_cost_rate", unit.district, today(), unit.pk)
    weights = dict(terms.weights)
    heads = [_head(row, unit, terms, rate, weights) for row in rows]
    named = [one for one in heads if one.key in terms.people]
    others = [one for one in heads if one.key not in terms.people]
    staying, chosen = given_up(others, min(terms.count, len(others)))
    free, following = room(unit, terms.year)
    free = terms.free_fen if terms.free_fen is not None else free
    following = terms.next_fen if terms.next_fen is not None else following
    place = Room(free, following, terms.raise_from, terms.step_fen)
    return Answer(terms, {row.pk: row for row in rows}, Question(staying, [*named, *chosen], place))


def on_post(unit: Unit) -> list[Engagement]:
    """People on a head whose pay is known; whoever's contract ends first stands first."""
    rows = Engagement.objects.filter(unit=unit, standing=Engagement.Standing.SEATED, monthly_pay_fen__gt=0)
    rows = rows.on_post(today()).filter(end_date=None).select_related("person").only(*READ)
    return sorted(rows.order_by("id"), key=lambda row: (row.contract_end or date.max, row.pk))


def _head(row: Engagement, unit: Unit, terms: Terms, rate, weights: dict[str, int]) -> Head:
    return Head(
        key=row.pk,
        year_fen=with_on_cost(unit.district, row.monthly_pay_fen, row.mode, today(), unit.pk) * YEAR,
        pay_fen=row.monthly_pay_fen,
        on_cost=0 if row.mode in WITHOUT_ON_COST else round(float(rate) * 100),
        weight=weights.get(row.post_category, 1),
        severance_fen=severance(row, terms) if terms.with_severance else 0,
        paid_until=terms.paid_until,
    )


def severance(row: Engagement, terms: Terms) -> int:
    """经济补偿: a month's pay a year of service; half a year and more counts whole, less as half a month."""
    if row.mode in NO_SEVERANCE:
        return 0
    months = (terms.year - row.start_date.year) * YEAR + terms.paid_until - row.start_date.month + 1
    years, rest = divmod(max(0, months), YEAR)
    halves = 2 * years + (2 if rest >= 6 else 1 if rest else 0)
    return half_up(row.monthly_pay_fen * halves, 2)


def room(unit: Unit, year: int) -> tuple[int, int]:
    """(free this year, the whole of the next) in fen; where the next has no envelope yet, this year's."""
    books = _envelope(unit, year)
    free = max(0, books.get(Book.FREE, 0) - books.get(Book.RECALLED, 0))
    following = _approved(_envelope(unit, year + 1)) or _approved(books)
    return free, following


def stays_with_the_unit(unit: Unit, year: int) -> bool:
    """Whether money saved stays: not where it follows the heads and falls with them."""
    rows = Fund.objects.filter(unit=unit, year=year, kind=Fund.Kind.ENVELOPE, follows_heads=True)
    return not rows.exists()


def _approved(books: dict[str, int]) -> int:
    return sum(books.get(book, 0) for book in (Book.FREE, Book.COMMITTED, Book.SPENT))


def _envelope(unit: Unit, year: int) -> dict[str, int]:
    rows = Account.objects.filter(fund__unit=unit, fund__year=year, fund__kind=Fund.Kind.ENVELOPE)
    return dict(rows.order_by().values_list("book").annotate(Sum("balance")))


def default_weights() -> dict[str, int]:
    """Weights offered at first: enforcement, technical and special trades above the rest."""
    heavy = (PostCategory.ENFORCEMENT, PostCategory.TECHNICAL, PostCategory.TRADES)
    return {code: 3 if code in heavy else 2 for code in PostCategory.values}
