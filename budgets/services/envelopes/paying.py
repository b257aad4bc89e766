"""Paying out of a year's money: lines drawn on their holds, and the month whose pay is then posted (P10).

Called by whoever posts pay, on a purse of locked books and inside the act of the posting.
"""

from collections.abc import Iterable
from datetime import date

from quota_pool import ledger
from quota_pool.models import Hold, Unit
from staffing.services import costs


def draw_lines(
    purse: ledger.Purse, fund: ledger.FundBooks, lines: Iterable[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Draw (engagement, fen) lines on their holds in one fund; the lines the money does not carry, undrawn.

    A draw tops its hold up from free money first; whom nothing was held for yet gets a hold.
    """
    wanted = list(lines)
    rows = Hold.objects.filter(fund=fund.fund, subject_id__in=[subject for subject, _fen in wanted])
    holds = {hold.subject_id: hold for hold in rows.order_by("id")}
    refused = []
    for subject, fen in wanted:
        hold = holds.get(subject)
        if hold is None:
            hold = holds[subject] = ledger.new_hold(purse.books, fund, subject)
        if fen and not purse.draw(hold, fen):
            refused.append((subject, fen))
    return refused


def month_is_paid(purse: ledger.Purse, unit: Unit, through: date) -> int:
    """The pay of a unit is posted through this day: its holds stand for what comes after; the fen short."""
    for one in purse.books.funds_of(unit.pk):
        fund = one.fund
        if fund.year == through.year and (fund.posted_through is None or fund.posted_through < through):
            fund.posted_through = through
            fund.save(update_fields=["posted_through"])
    return costs.hold_anew(purse, unit)
