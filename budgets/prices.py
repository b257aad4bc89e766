"""What work costs and which fund pays for it: the answer to what `quota_pool.prices` asks.

A month costs the pay with the employer's on-cost; where nobody has said the pay, the standard of the post
class in the envelope's own calculation. `monthly` is the one place to ask.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from budgets.models import EnvelopeLine
from budgets.months import between, half_up
from quota_pool import rules
from quota_pool.models import District, Fund, Pool
from quota_pool.prices import Costs, Piece, answered_by
from quota_pool.remembered import Remembered
from staffing.dictionaries import FundingSource, Mode

Kind = Fund.Kind
# Service pay and labour fees carry no employer's insurance (domain.md section 4).
WITHOUT_ON_COST = {Mode.REHIRED_RETIREE, Mode.SHORT_TERM}
# Paid elsewhere, or not by the unit at all.
NEVER_CHARGED = {Mode.OUTSOURCED, Mode.PUBLIC_WELFARE, Mode.SECONDED, Mode.COMMUNITY}
OTHER_MONEY = {FundingSource.UPPER, FundingSource.RUNNING, FundingSource.OWN, FundingSource.SUBSIDY}
PAID_BY_TASK = {Mode.PROJECT}
ANY = ""  # the average of an envelope, where its calculation does not name the class


def _load(district: District) -> dict[int, dict[str, int]]:
    """By fund: the yearly standard of each post class in the envelope's calculation, and the average."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    heads: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    lines = EnvelopeLine.objects.filter(district=district, envelope__fund__isnull=False, heads__gt=0)
    told = lines.order_by("id").values_list("envelope__fund_id", "post_category", "heads", "standard_fen")
    for fund, category, count, standard in told:
        found[fund].setdefault(category, standard)
        heads[fund][0] += count
        heads[fund][1] += count * standard
    for fund, (count, fen) in heads.items():
        found[fund][ANY] = half_up(fen, count)
    return dict(found)


standards = Remembered(_load)


@answered_by
def costs(district: District, pieces: Sequence[Piece], funds: Sequence[Fund]) -> Costs:
    """What the pieces of one engagement cost in each fund that pays for them."""
    years: dict[int, list[Fund]] = defaultdict(list)
    for fund in funds:
        years[fund.year].append(fund)
    found: Costs = {}
    for piece in pieces:
        for mine in years.values():
            fund = payer(piece, mine)
            if fund is not None:
                found[fund.pk] = found.get(fund.pk, 0) + cost(district, piece, fund, mine)
    return found


def payer(piece: Piece, funds: Sequence[Fund]) -> Fund | None:
    """Which of a unit's funds of one year pays for this work."""
    if not piece.is_charged or piece.mode in NEVER_CHARGED or piece.funding_source in OTHER_MONEY:
        return None
    pool = piece.pool
    is_mobile = pool is not None and pool.kind != Pool.Kind.LUMP_SUM
    if is_mobile:
        own = next((fund for fund in funds if fund.pool_id == pool.pk), None)
        if own is not None or not _is_paid_by_envelope(piece):
            return own
    if piece.mode in PAID_BY_TASK or piece.funding_source == FundingSource.TASK:
        tasks = [fund for fund in funds if fund.kind == Kind.TASK and fund.pool_id is None]
        return tasks[0] if len(tasks) == 1 else None
    return envelope_of(funds)


def _is_paid_by_envelope(piece: Piece) -> bool:
    """What the grant says; where it says nothing, what was said when the person came."""
    said = piece.pool.paid_by or (
        Pool.PaidBy.ENVELOPE if piece.funding_source in ("", FundingSource.ENVELOPE) else ""
    )
    return said == Pool.PaidBy.ENVELOPE


def envelope_of(funds: Sequence[Fund]) -> Fund | None:
    return next((fund for fund in funds if fund.kind == Kind.ENVELOPE), None)


def cost(district: District, piece: Piece, fund: Fund, funds: Sequence[Fund] = ()) -> int:
    """What a piece of work costs in one fund, from the first day for which no pay is posted there."""
    first, last = window(fund)
    first = max(first, piece.first)
    for end in (piece.last, _contract_end(piece, first)):
        last = min(last, end) if end else last
    return between(monthly(district, piece, first, fund, funds), first, last) if first <= last else 0


def _contract_end(piece: Piece, first: date) -> date | None:
    """Whoever stays on post after the contract goes on costing."""
    return piece.contract_end if piece.contract_end and piece.contract_end >= first else None


def window(fund: Fund) -> tuple[date, date]:
    """The days for which a fund still pays."""
    first = fund.valid_from or date(fund.year, 1, 1)
    if fund.posted_through and fund.posted_through >= first:
        first = date.fromordinal(fund.posted_through.toordinal() + 1)
    return first, fund.valid_to or date(fund.year, 12, 31)


def monthly(
    district: District, piece: Piece, on: date, fund: Fund | None = None, funds: Sequence[Fund] = ()
) -> int:
    """What a whole month of this work costs the unit, all in."""
    if piece.monthly_pay_fen is None:
        return half_up(_standard(district, piece, fund, funds), 12)
    return with_on_cost(district, piece.monthly_pay_fen, piece.mode, on, fund.unit_id if fund else None)


def with_on_cost(district: District, pay_fen: int, mode: str, on: date, unit_id: int | None = None) -> int:
    """Pay with the employer's part: insurance, housing fund, agency fee, as the district's rate says."""
    if mode in WITHOUT_ON_COST:
        return pay_fen
    rate = rules.value("on_cost_rate", district, on, unit_id)
    return half_up(pay_fen * (10_000 + round(float(rate) * 100)), 10_000)


def _standard(district: District, piece: Piece, fund: Fund | None, funds: Sequence[Fund]) -> int:
    """The yearly standard of the class, in the fund's own envelope or the one of the same year."""
    table = standards.of(district)
    near = [fund, envelope_of(funds)] if fund is not None else [envelope_of(funds)]
    for one in near:
        lines = table.get(one.pk) if one is not None else None
        if lines:
            return lines.get(piece.post_category, lines[ANY])
    return 0
