"""What work costs, held in the unit's money in the act that causes it (人费双控, ledger.md section 7).

Heads and money are one act: a start holds its cost in the funds that are open, a change of terms sets the
hold anew, an exit releases what is left. Which fund pays and how much is the answer of `quota_pool.prices`;
where no fund is open nothing is held and nothing is asked.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q

from quota_pool import ledger, rules
from quota_pool.calendar import ONE_DAY
from quota_pool.figures import money
from quota_pool.models import Act, Book, Fund, Hold, Pool, Unit
from quota_pool.prices import Costs, Piece, costs
from quota_pool.refusals import Reason, raise_any
from staffing import codes
from staffing.checks import Check
from staffing.models import Engagement, Term
from staffing.services.work import Work

RULE = "money_covers_cost"
Why = Engagement.UnseatedReason


@dataclass(frozen=True)
class Start:
    """A start of work as money sees it: what it costs in each fund that pays for it."""

    unit: Unit
    piece: Piece
    costs: Costs


# --- a start of work --------------------------------------------------------------------------------------


def of_start(
    books: ledger.Books, unit: Unit, work: Work, pool: Pool | None, *, is_charged: bool = True
) -> Start | None:
    """What a start would cost in the unit's open funds; None where no fund is open."""
    funds = [fund.fund for fund in books.funds_of(unit.pk)] if books.funds else []
    if not funds:
        return None
    piece = Piece(
        first=work.start_date,
        last=None,
        mode=work.mode,
        post_category=work.post_category,
        monthly_pay_fen=work.monthly_pay_fen,
        contract_end=work.contract_end,
        funding_source=work.funding_source,
        pool=pool,
        is_charged=is_charged,
    )
    return Start(unit, piece, costs(unit.district, [piece], funds))


def checks(purse: ledger.Purse, start: Start | None) -> list[Check]:
    """Whether the year's money carries the start, under the district's rule: block, warn, or not asked."""
    if start is None:
        return []
    ruling = rules.ruling(RULE, start.unit.district, purse.books.today, start.unit.pk)
    if not ruling.is_on:
        return []
    found = [Check(ruling, reason) for reason in _short(purse, start, ruling)]
    return found or [Check(ruling, None)]


def hold(purse: ledger.Purse, start: Start | None, subject: int) -> None:
    """Set aside what the start costs; the purse's moves go into the act of the start."""
    for one in promise(purse, start) if start else ():
        one.subject_id = subject


def promise(purse: ledger.Purse, start: Start) -> list[Hold]:
    """The same before the person's row is written: the holds still want their engagement."""
    holds = []
    for fund_id, fen in start.costs.items():
        if fen:
            holds.append(ledger.new_hold(purse.books, purse.books.funds[fund_id]))
            purse.hold_what_fits(holds[-1], fen)
    return holds


def _short(purse: ledger.Purse, start: Start, ruling) -> Iterable[Reason]:
    if not start.costs and _money_is_to_come(start.piece):
        said = {"grant": str(start.piece.pool), "paid_by": str(Pool.PaidBy(start.piece.pool.paid_by).label)}
        yield codes.MOBILE_MONEY_MISSING.reason(rule=ruling.rule.code, document=ruling.document, **said)
    for fund_id, fen in start.costs.items():
        fund = purse.books.funds[fund_id]
        if fen > purse.free(fund):
            yield _no_money(purse, start, fund, fen, ruling)


def _money_is_to_come(piece: Piece) -> bool:
    """A mobile grant whose own money has not arrived (M7)."""
    own = (Pool.PaidBy.TASK_TRANSFER, Pool.PaidBy.EXTRA_GRANT)
    return piece.is_charged and piece.pool is not None and piece.pool.paid_by in own


def _no_money(purse: ledger.Purse, start: Start, fund: ledger.FundBooks, fen: int, ruling) -> Reason:
    """Both ceilings, and the smallest change that would pass."""
    free = purse.free(fund)
    facts = {
        "fund": f"{Fund.Kind(fund.fund.kind).label} {fund.fund.year}",
        "cost": money(fen),
        "free": money(free),
        "missing": money(fen - free),
        "approved": money(fund.approved),
        "held": money(fund.held),
        "spent": money(fund.fen(Book.SPENT)),
        **_heads(purse.books, start.unit),
        **_ways_out(purse, start, fund, fen, free),
    }
    return codes.NO_MONEY.reason(
        field="monthly_pay", rule=ruling.rule.code, document=ruling.document or fund.fund.label, **facts
    )


def _heads(books: ledger.Books, unit: Unit) -> dict[str, int]:
    pools = books.of_unit(unit.pk)
    return {
        "granted_heads": sum(pool.granted for pool in pools),
        "used_heads": sum(pool.people for pool in pools),
        "free_heads": sum(pool.heads(Book.FREE) for pool in pools),
    }


def _ways_out(purse: ledger.Purse, start: Start, fund: ledger.FundBooks, fen: int, free: int) -> dict:
    """The first day from which it fits, the highest pay that fits, the people whose leaving would pay it."""

    def cost(**changed) -> int:
        piece = replace(start.piece, **changed)
        return costs(start.unit.district, [piece], [fund.fund]).get(fund.fund.pk, 0)

    found = {}
    first, last = start.piece.first.toordinal(), date(fund.fund.year, 12, 31).toordinal()
    day = _least(first, last, lambda on: cost(first=date.fromordinal(on)) <= free)
    if day is not None and cost(first=date.fromordinal(day)):
        found["from_day"] = date.fromordinal(day)
    pay = start.piece.monthly_pay_fen
    if pay:
        yuan = _least(0, pay // 100, lambda less: cost(monthly_pay_fen=pay - less * 100) <= free)
        if yuan is not None and pay > yuan * 100:
            found["highest_pay"] = money(pay - yuan * 100)
    people = Hold.objects.filter(fund=fund.fund, left__gt=0).count()
    if people and fund.held:
        found["heads_back"] = -(-(fen - free) * people // fund.held)
    return found


def _least(low: int, high: int, fits) -> int | None:
    """The least number in the range that fits, when more of it always fits better."""
    if low > high or not fits(high):
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if fits(middle) else (middle + 1, high)
    return low


# --- what has changed -------------------------------------------------------------------------------------


def follow(
    books: ledger.Books,
    engagements: Sequence[Engagement],
    *,
    actor,
    act: Act | None = None,
    key: str = "",
    decides: bool = False,
) -> None:
    """Let the money follow what was just written about these engagements, in the same act.

    `decides`: a raise or a move is refused when the money does not reach; what has happened never is, it
    stands as short.
    """
    if not books.funds or not engagements:
        return
    purse, short = ledger.Purse(books), 0
    by_unit = defaultdict(list)
    for engagement in engagements:
        by_unit[engagement.unit_id].append(engagement)
    for rows in by_unit.values():
        short += hold_anew(purse, rows[0].unit, [row.pk for row in rows])
    if short and decides:
        raise_any(_raise_reasons(purse, engagements[0], short))
    post(purse, actor=actor, act=act, key=key)


def post(purse: ledger.Purse, *, actor, act: Act | None = None, key: str = "") -> None:
    """Write the moves of a purse into an act, or into one of their own; what came free tops others up."""
    books = purse.books
    for fund in _freed(purse):
        purse.top_up(fund)
    if purse.moves or purse.fresh_holds():
        purse.write(act or ledger.begin(books, kind=Act.Kind.PRICE, actor=actor, key=key))


def _freed(purse: ledger.Purse) -> list[ledger.FundBooks]:
    freed = {move.target.fund_id for move in purse.moves if move.target.book == Book.FREE}
    return [fund for pk, fund in purse.books.funds.items() if pk in freed]


def _raise_reasons(purse: ledger.Purse, engagement: Engagement, short: int) -> list[Reason]:
    ruling = rules.ruling(RULE, engagement.unit.district, purse.books.today, engagement.unit_id)
    if not ruling.blocks:
        return []
    said = {"missing": money(short), "rule": ruling.rule.code, "document": ruling.document}
    return [codes.NO_MONEY_FOR_CHANGE.reason(field="monthly_pay", unit=engagement.unit.name, **said)]


def hold_anew(purse: ledger.Purse, unit: Unit, engagements: Iterable[int] | None = None) -> int:
    """Make the holds stand for what the people cost from the first unposted day on; the fen that are short.

    For everybody of the unit when nobody is named: a fund opens or closes, money comes or goes, a month's
    pay was posted. What is released comes first, so that it covers others in the same act.
    """
    books = purse.books
    ids = None if engagements is None else list(engagements)
    funds = [fund.fund for fund in books.funds_of(unit.pk)]
    wanted = {
        (subject, fund): fen
        for subject, pieces in pieces_of(unit, ids).items()
        for fund, fen in costs(unit.district, pieces, funds).items()
    }
    holds = _holds(books, unit, ids) | purse.fresh_holds()
    steps = [(holds.get(key), key, wanted.get(key, 0)) for key in sorted(holds.keys() | wanted.keys())]
    steps.sort(key=lambda step: _stands_for(step[0]) < step[2])
    short = 0
    for held, (subject, fund), fen in steps:
        if held is None and fen:
            held = ledger.new_hold(books, books.funds[fund], subject)
        if held is not None:
            short += purse.set_to(held, fen)
    return short


def _stands_for(held: Hold | None) -> int:
    return held.left + held.short if held is not None else 0


def _holds(books: ledger.Books, unit: Unit, ids: list[int] | None) -> dict[tuple[int, int], Hold]:
    rows = Hold.objects.filter(unit=unit, fund__in=list(books.funds), subject_id__isnull=False)
    if ids is not None:
        rows = rows.filter(subject_id__in=ids)
    return {(held.subject_id, held.fund_id): held for held in rows.order_by("id")}


# --- the terms as money sees them -------------------------------------------------------------------------

TERMS = ("engagement_id", "from_day", "to_day", "mode", "post_category", "monthly_pay_fen", "contract_end")
SPELL = ("funding_source", "pool_id", "unseated_reason", "end_date")


def pieces_of(
    unit: Unit, ids: Iterable[int] | None = None, since: date | None = None
) -> dict[int, list[Piece]]:
    """The dated terms of the unit's engagements as pieces of work, by engagement; two queries.

    Of two terms that cover a day the later one counts.
    """
    rows = Term.objects.filter(engagement__unit=unit, engagement__voided_at=None, replaced_at=None)
    if ids is not None:
        rows = rows.filter(engagement_id__in=list(ids))
    if since is not None:
        rows = rows.filter(Q(to_day=None) | Q(to_day__gte=since))
    pools = {pool.pk: pool for pool in Pool.objects.filter(unit=unit)}
    found: dict[int, list[Piece]] = defaultdict(list)
    told = rows.order_by("engagement_id", "from_day", "id")
    for *term, source, pool, why, end in told.values_list(*TERMS, *(f"engagement__{name}" for name in SPELL)):
        subject, first, last, mode, category, pay, contract_end = term
        last = min(last or end, end) if end else last
        _end_before(found[subject], first)
        found[subject].append(
            Piece(
                first=first,
                last=last,
                mode=mode,
                post_category=category,
                monthly_pay_fen=pay,
                contract_end=contract_end,
                funding_source=source,
                pool=pools.get(pool),
                is_charged=why != Why.UNAUTHORISED,
            )
        )
    return found


def _end_before(pieces: list[Piece], first: date) -> None:
    """The piece before ends where the next one begins."""
    if pieces and (pieces[-1].last is None or pieces[-1].last >= first):
        cut = pieces.pop()
        if cut.first < first:
            pieces.append(replace(cut, last=first - ONE_DAY))
