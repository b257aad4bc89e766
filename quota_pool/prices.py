"""The price of work in money: asked by the floor of people, answered by the floor of money (ledger.md 7).

A hire holds what it will cost in the funds that are open; which fund that is and how much, the floor above
knows. Nobody answers: nothing is held.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from quota_pool.models import District, Fund, Pool


@dataclass(frozen=True)
class Piece:
    """Work on the same terms between two days; the last one open while nobody knows it."""

    first: date
    last: date | None
    mode: str
    post_category: str
    monthly_pay_fen: int | None = None
    contract_end: date | None = None
    funding_source: str = ""
    pool: Pool | None = None
    is_charged: bool = True  # not: people nobody was allowed to hire (domain.md section 7)


# Fen by the key of the fund that pays them.
Costs = dict[int, int]
Answer = Callable[[District, Sequence[Piece], Sequence[Fund]], Costs]

_answers: list[Answer] = []


def answered_by(answer: Answer) -> Answer:
    """Let a floor above say what work costs; there is one answer."""
    _answers[:] = [answer]
    return answer


def costs(district: District, pieces: Sequence[Piece], funds: Sequence[Fund]) -> Costs:
    """What these pieces of one engagement cost in each of a unit's open funds, from the first unposted day.

    Every fund that pays is named, also with nothing to pay.
    """
    return _answers[0](district, pieces, funds) if _answers and funds else {}
