"""Posting: an approved run is drawn from the holds of its people, part by part, by a job that survives.

A part commits with its checkpoint, and a line is charged once by a unique constraint, so that whoever comes
back after a kill doubles nothing. A line the money does not carry waits for the next run.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from budgets.codes import pay_runs as codes
from budgets.models import PayCharge, PayLine, PayRun
from budgets.monthly import last_day
from budgets.services import envelopes
from quota_pool import access, audit, figures, jobs, ledger
from quota_pool.calendar import now
from quota_pool.loading import Fresh, load
from quota_pool.models import Act, Entry, Fund, Job
from quota_pool.prices import costs
from quota_pool.refusals import Reason, raise_any
from staffing.services.costs import hold_anew, pieces_of
from staffing.services.costs import post as post_purse

from .calculating import PAYS, page_of
from .checking import lines_of, money_reasons
from .opening import State, locked, moved, shown

AT_A_TIME = 1_000
NEW_CHARGE = Fresh(PayCharge)


@transaction.atomic
def post_run(*, run: PayRun, actor, seen: int | None = None) -> Job:
    """Charge an approved run to the money of its year; a job draws line by line."""
    run = locked(run, actor, "make_pay_run", seen, State.APPROVED)
    raise_any([*_order_reasons(run), *money_reasons(run)])
    return _started(run, actor, "pay_runs.post", "pay_run.post")


@transaction.atomic
def reverse_run(*, run: PayRun, actor, reason: str, seen: int | None = None) -> Job:
    """Mirror every charge of a posted run; the month can then be opened again."""
    run = locked(run, actor, "approve_pay_run", seen, State.POSTED)
    raise_any(_later_reasons(run))
    run.note = reason
    return _started(run, actor, "pay_runs.reverse", "pay_run.reverse", reason)


def _started(run: PayRun, actor, kind: str, act: str, reason: str = "") -> Job:
    run.version += 1
    run.job = jobs.start(
        kind,
        actor=actor,
        district=run.unit.district,
        unit=run.unit,
        payload={"run": run.pk, "reason": reason},
        key=f"{kind}:{run.pk}:{run.version}",
    )
    run.save()
    audit.record(actor, act, run, after=shown(run), reason=reason)
    return run.job


def _order_reasons(run: PayRun) -> list[Reason]:
    """Months are posted in their order: what a hold stands for begins after the last posted one."""
    funds = Fund.objects.filter(unit=run.unit, year=run.month.year, closed_at=None)
    if later := funds.filter(posted_through__gte=last_day(run.month)).first():
        return [codes.POSTED_THROUGH.reason(month=f"{run.month:%Y-%m}", through=later.posted_through)]
    before = PayRun.objects.filter(unit=run.unit, month__year=run.month.year, month__lt=run.month)
    waiting = before.exclude(state__in=(State.POSTED, State.REVERSED, State.CANCELLED)).order_by("month")
    if there := waiting.first():
        return [codes.EARLIER_OPEN.reason(month=f"{there.month:%Y-%m}", number=there.pk)]
    return []


def _later_reasons(run: PayRun) -> list[Reason]:
    later = PayRun.objects.filter(unit=run.unit, month__gt=run.month, state=State.POSTED).order_by("-month")
    if there := later.first():
        return [codes.LATER_POSTED.reason(month=f"{there.month:%Y-%m}", number=there.pk)]
    return []


# --- the job that posts ------------------------------------------------------------------------------------


@jobs.job(
    "pay_runs.post",
    act="make_pay_run",
    title=_("Post a pay run"),
    stages={"lines": _("charging the lines"), "holds": _("setting the holds anew")},
    page=page_of,
)
def post(work: jobs.Run) -> dict:
    """Draw the lines part by part, then let the holds stand for the months still to come."""
    run = _of(work)
    access.require(work.actor, "make_pay_run", run.unit)
    work.progress(total=_charged(run).count(), stage="lines")
    while _post_next(work, run):
        pass
    work.progress(stage="holds")
    with work.batch() as checkpoint:
        _month_is_paid(work, run, checkpoint)
    return {"posted": work.checkpoint.get("posted", 0), "refused": len(work.checkpoint.get("refused", ()))}


def _of(work: jobs.Run) -> PayRun:
    return PayRun.objects.select_related("unit__district").get(pk=work.payload["run"])


def _charged(run: PayRun):
    """The lines that hit the envelope."""
    return lines_of(run).filter(standing__in=PAYS, total_fen__gt=0)


def _post_next(work: jobs.Run, run: PayRun) -> bool:
    with work.batch() as checkpoint:
        books = ledger.lock(run.district_id, [run.unit_id])
        rows = _charged(run).filter(pk__gt=checkpoint.get("after", 0)).order_by("pk")
        lines = list(rows.only("engagement_id", "total_fen", "district_id", "unit_id")[:AT_A_TIME])
        if not lines:
            return False
        checkpoint["part"] = checkpoint.get("part", 0) + 1
        key = f"pay-run:{run.pk}:{work.job.pk}:{checkpoint['part']}"
        posted, refused = _draw(books, run, lines, work.actor, key)
        checkpoint["after"] = lines[-1].pk
        checkpoint["posted"] = checkpoint.get("posted", 0) + posted
        checkpoint["refused"] = [*checkpoint.get("refused", ()), *refused]
        checkpoint["done"] = checkpoint.get("done", 0) + len(lines)
        work.progress(done=checkpoint["done"], faults=len(checkpoint["refused"]))
        return True


def _draw(
    books: ledger.Books, run: PayRun, lines: Sequence[PayLine], actor, key: str
) -> tuple[int, list[int]]:
    """One act for a part of the lines: how many are charged, and which the money does not carry."""
    purse, charged, refused = ledger.Purse(books), [], []
    for fund, mine in _by_fund(books, run, lines):
        short = Counter(
            envelopes.draw_lines(purse, fund, [(one.engagement_id, one.total_fen) for one in mine])
        )
        for line in mine:
            pair = (line.engagement_id, line.total_fen)
            if short[pair]:
                short[pair] -= 1
                refused.append(line.pk)
            else:
                charged.append((line, fund))
    if charged:
        act = purse.post(kind=Act.Kind.DRAW, actor=actor, key=key, reason=f"{run.month:%Y-%m}")
        load([_charge(run, line, act, fund) for line, fund in charged])
    return len(charged), refused


def _charge(run: PayRun, line: PayLine, act: Act, fund: ledger.FundBooks) -> PayCharge:
    return NEW_CHARGE(
        district_id=line.district_id,
        unit_id=line.unit_id,
        run_id=run.pk,
        line_id=line.pk,
        act_id=act.pk,
        fund_id=fund.fund.pk,
        amount_fen=line.total_fen,
    )


def _by_fund(
    books: ledger.Books, run: PayRun, lines: Sequence[PayLine]
) -> list[tuple[ledger.FundBooks, list[PayLine]]]:
    """The lines by the fund that pays for the person's work; what other money pays is not charged here."""
    year = [one for one in books.funds_of(run.unit_id) if one.fund.year == run.month.year]
    funds, by_key = [one.fund for one in year], {one.fund.pk: one for one in year}
    pieces = pieces_of(run.unit, [line.engagement_id for line in lines])
    found: dict[int, list[PayLine]] = defaultdict(list)
    for line in lines:
        last = [piece for piece in pieces[line.engagement_id] if piece.first <= last_day(run.month)][-1:]
        for fund in costs(run.unit.district, last, funds):
            found[fund].append(line)
    return [(by_key[fund], mine) for fund, mine in found.items()]


def _month_is_paid(work: jobs.Run, run: PayRun, checkpoint: dict) -> None:
    books = ledger.lock(run.district_id, [run.unit_id])
    purse = ledger.Purse(books)
    envelopes.month_is_paid(purse, run.unit, last_day(run.month))
    post_purse(purse, actor=work.actor, key=f"pay-run:{run.pk}:{work.job.pk}:holds")
    run = PayRun.objects.select_for_update(no_key=True, of=("self",)).select_related("unit").get(pk=run.pk)
    before = shown(run)
    run.refused = checkpoint.get("refused", [])
    if run.refused:
        run.remarks = [*run.remarks, _refused_reason(run).stored()]
    run.posted_by, run.posted_at = work.actor, now()
    moved(run, State.POSTED, work.actor, "pay_run.posted", before)


def _refused_reason(run: PayRun) -> Reason:
    fen = sum(PayLine.objects.filter(pk__in=run.refused).values_list("total_fen", flat=True))
    return codes.LINES_REFUSED.reason(count=len(run.refused), amount=figures.money(fen))


# --- the job that mirrors ----------------------------------------------------------------------------------


@jobs.job(
    "pay_runs.reverse",
    act="approve_pay_run",
    title=_("Reverse a pay run"),
    stages={"lines": _("mirroring the charges"), "holds": _("setting the holds anew")},
    page=page_of,
)
def reverse(work: jobs.Run) -> dict:
    """Mirror act by act, the last first; then the holds stand for this month too."""
    run = _of(work)
    access.require(work.actor, "approve_pay_run", run.unit)
    acts = Act.objects.filter(pay_charges__run=run).distinct()
    work.progress(total=acts.count(), stage="lines")
    while _mirror_next(work, run, acts):
        pass
    work.progress(stage="holds")
    with work.batch():
        _month_is_open(work, run)
    return {"acts": work.checkpoint.get("done", 0)}


def _mirror_next(work: jobs.Run, run: PayRun, acts) -> bool:
    with work.batch() as checkpoint:
        books = ledger.lock(run.district_id, [run.unit_id])
        act = acts.filter(mirrored_by=None).order_by("-pk").first()
        if act is None:
            return False
        entries = Entry.objects.filter(act=act).select_related("hold")
        moves = [_today(books, one) for one in ledger.mirrored(entries, books.by_id())]
        ledger.post(
            books,
            kind=Act.Kind.MIRROR,
            actor=work.actor,
            key=f"pay-run:{run.pk}:{work.job.pk}:mirror:{act.pk}",
            moves=moves,
            reason=work.payload["reason"],
            reverses=act,
        )
        checkpoint["done"] = checkpoint.get("done", 0) + 1
        work.progress(done=checkpoint["done"])
        return True


def _today(books: ledger.Books, move: ledger.Move) -> ledger.Move:
    """Fen carry no day profile: what is mirrored is mirrored today."""
    return ledger.Move(move.source, move.target, move.amount, books.today, move.subject, move.hold)


def _month_is_open(work: jobs.Run, run: PayRun) -> None:
    books = ledger.lock(run.district_id, [run.unit_id])
    before_it = run.month - timedelta(days=1)
    through: date | None = before_it if before_it.year == run.month.year else None
    for one in books.funds_of(run.unit_id):
        if one.fund.year == run.month.year and one.fund.posted_through == last_day(run.month):
            one.fund.posted_through = through
            one.fund.save(update_fields=["posted_through"])
    purse = ledger.Purse(books)
    hold_anew(purse, run.unit)
    post_purse(purse, actor=work.actor, key=f"pay-run:{run.pk}:{work.job.pk}:holds")
    run = PayRun.objects.select_for_update(no_key=True, of=("self",)).select_related("unit").get(pk=run.pk)
    before = shown(run)
    run.reversed_by, run.reversed_at = work.actor, now()
    moved(run, State.REVERSED, work.actor, "pay_run.reversed", before, work.payload["reason"])
