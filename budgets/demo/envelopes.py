"""Envelopes of two years: one street that saves, one that overspends, the others in force since this month.

The two streets have every month's pay posted, so their curves show; for the others what people cost to the
end of the year is held, and nothing was paid here before.
"""

from datetime import date, timedelta

from django.db import transaction

from budgets.models import Envelope, EnvelopeChange
from budgets.months import between, first_of, last_of
from budgets.services import envelopes
from quota_pool import documents, ledger
from quota_pool.calendar import played, today
from quota_pool.models import Act, Document, Unit
from quota_pool.prices import costs
from staffing.demo import further
from staffing.demo.scene import Scene, office_hours
from staffing.dictionaries import PostCategory
from staffing.models import Engagement
from staffing.services.costs import pieces_of

# Yuan a head and year, all in.
STANDARDS = {
    PostCategory.ADMIN: 78_000,
    PostCategory.TECHNICAL: 95_000,
    PostCategory.ENFORCEMENT: 85_000,
    PostCategory.COUNTER: 76_000,
    PostCategory.GRID: 72_000,
    PostCategory.TRADES: 74_000,
    PostCategory.LOGISTICS: 58_000,
    PostCategory.OTHER: 70_000,
}
SAVING, OVERSPENDING, USUAL = 108, 95, 104  # percent of what the people of the year cost


@further.then
def play(scene: Scene) -> None:
    """The year before and this one, in the district's own order."""
    this_year = today().year
    saving, overspending = scene.units[2 % len(scene.units)], scene.units[0]
    shown = {saving.pk: (saving, SAVING), overspending.pk: (overspending, OVERSPENDING)}
    years = [year for year in (this_year - 1, this_year) if year >= scene.opening.year]
    for year in years:
        opening = max(date(year, 1, 8), scene.opening + timedelta(days=4))
        with played(office_hours(opening)):
            _appropriate(scene, year)
            made = [_envelope(scene, unit, year, share) for unit, share in shown.values()]
        for envelope in made:
            _pay_the_year(scene, envelope)
        if year < this_year:
            with played(office_hours(date(year + 1, 1, 20))):
                _close(scene, made)
    others = [unit for unit in scene.units if unit.pk not in shown]
    for unit in others:
        _envelope(scene, unit, this_year, USUAL, pays_from=today().replace(day=1))
    _task(scene, saving, this_year)
    _next_year(scene, saving, this_year + 1)
    scene.say(f"envelopes of {len(scene.units)} streets, two of them over {len(years)} years")


def paper(scene: Scene, title: str) -> Document:
    """A document of the district's finance bureau."""
    day = today()
    return documents.enter(
        district=scene.district,
        number=f"埔财〔{day.year}〕{next(scene.papers)}号",
        title=title,
        kind=Document.Kind.OTHER,
        issued_on=day,
        issuer="黄埔区财政局",
        actor=scene.users["finance"],
    )


def _appropriate(scene: Scene, year: int) -> None:
    heads = Engagement.objects.filter(district=scene.district, voided_at=None).count()
    envelopes.appropriate(
        district=scene.district,
        year=year,
        amount_fen=max(heads, 10) * 130_000 * 100,
        document=paper(scene, f"{year}年编外用工经费预算"),
        actor=scene.users["finance-lead"],
        key=scene.key(),
    )


def _envelope(scene: Scene, unit: Unit, year: int, share: int, **facts) -> Envelope:
    officer, lead = scene.users["finance"], scene.users["finance-lead"]
    drafted = envelopes.draft(unit=unit, year=year, basis=Envelope.Basis.LUMP_SUM, actor=officer, **facts)
    made = envelopes.calculate(envelope=drafted, lines=_lines(unit, drafted, share), actor=officer)
    title = f"核定{unit.name}{year}年包干经费"
    made = envelopes.approve(envelope=made, document=paper(scene, title), actor=lead)
    return envelopes.put_in_force(envelope=made, actor=lead, key=scene.key())


def _lines(unit: Unit, envelope: Envelope, share: int) -> list[dict]:
    """Heads at their standard, and a line that brings the total to this share of what the people cost."""
    first, last = envelope.pays_from, date(envelope.year, 12, 31)
    heads: dict[str, int] = {}
    cost = 0
    for pieces in pieces_of(unit, since=first).values():
        for piece in pieces:
            one, other = max(first, piece.first), min(last, piece.last or last)
            if one <= other and piece.monthly_pay_fen:
                cost += between(piece.monthly_pay_fen * 128 // 100, one, other)
                heads[piece.post_category] = heads.get(piece.post_category, 0) + (other == last)
    months = 13 - first.month
    lines = [
        {
            "post_category": category,
            "heads": count,
            "standard_fen": STANDARDS[category] * 100,
            "months": months,
        }
        for category, count in sorted(heads.items())
        if count and category in STANDARDS
    ]
    total = sum(line["heads"] * line["standard_fen"] * months // 12 for line in lines)
    scaled = cost * share // 100
    for line in lines:  # the standards of the street are set so that the total is the share
        line["standard_fen"] = line["standard_fen"] * scaled // max(total, 1) // 100 * 100
        line["source"] = "在册人数×定额标准"
    return lines


def _pay_the_year(scene: Scene, envelope: Envelope) -> None:
    """Every month that is over, posted on the fifth of the next."""
    for month in range(1, 13):
        last = last_of(envelope.year, month)
        posted_on = last + timedelta(days=5)
        if posted_on >= today():
            break
        with played(office_hours(posted_on)):
            _pay_month(scene, envelope, first_of(envelope.year, month), last)


@transaction.atomic
def _pay_month(scene: Scene, envelope: Envelope, first: date, last: date) -> None:
    """Draw what everybody cost in the month; what the money does not carry was paid all the same."""
    unit = envelope.unit
    books = ledger.lock(unit.district_id, [unit.pk])
    fund, purse = books.funds[envelope.fund_id], ledger.Purse(books)
    until, fund.fund.valid_to = fund.fund.valid_to, last
    funds = [fund.fund]
    lines = [
        (subject, costs(unit.district, pieces, funds).get(fund.fund.pk, 0))
        for subject, pieces in pieces_of(unit, since=first).items()
    ]
    fund.fund.valid_to = until
    for _subject, fen in envelopes.draw_lines(purse, fund, lines):
        purse.unfunded(fund, fen)
    envelopes.month_is_paid(purse, unit, last)
    purse.post(
        kind=Act.Kind.DRAW, actor=scene.users["street-finance"], key=scene.key(), reason=f"{first:%Y-%m}"
    )


def _close(scene: Scene, made: list[Envelope]) -> None:
    for envelope in made:
        closing = envelopes.begin_close(
            envelope=Envelope.objects.get(pk=envelope.pk), actor=scene.users["finance"]
        )
        envelopes.close_year(
            envelope=closing,
            policy=Envelope.Balance.CARRY_NO_RAISE,
            document=paper(scene, f"{envelope.year}年包干经费结余处理"),
            actor=scene.users["finance-lead"],
            key=scene.key(),
            leaves_to_next_year=True,
        )


def _next_year(scene: Scene, unit: Unit, year: int) -> None:
    """Worked out already, and waiting for the leader of finance."""
    officer = scene.users["finance"]
    drafted = envelopes.draft(unit=unit, year=year, basis=Envelope.Basis.LUMP_SUM, actor=officer)
    lines = _lines(unit, drafted, USUAL)
    envelopes.calculate(envelope=drafted, lines=lines, actor=officer)


def _task(scene: Scene, unit: Unit, year: int) -> None:
    """Money that came with a task, and a cut still to be decided on."""
    envelope = Envelope.objects.get(unit=unit, year=year)
    officer, lead = scene.users["finance"], scene.users["finance-lead"]
    what = {"envelope": envelope, "actor": officer}
    change = envelopes.propose_change(
        kind=EnvelopeChange.Kind.TASK_IN,
        amount_fen=450_000 * 100,
        document=paper(scene, "河长制巡查任务经费划转"),
        label="河长制巡查",
        reason="区水务局任务下沉，费随事转",
        **what,
    )
    envelopes.approve_change(change=change, actor=lead, key=scene.key())
    envelopes.propose_change(
        kind=EnvelopeChange.Kind.CUT,
        amount_fen=120_000 * 100,
        document=paper(scene, "压减一般性支出"),
        reason="年中压减",
        **what,
    )
