"""Four eyes over full ID numbers (R-092): asked for with a reason, approved by another person for some hours,
issued once by whoever asked, taken away once. Every step stands in the audit.
"""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from quota_pool import access, audit, refusals, versions
from quota_pool.calendar import SHANGHAI, now
from quota_pool.models import FullPaper, PrintedPaper
from quota_pool.papers import REGISTRY, Ask, Paper, issuing, keeping

State = FullPaper.State
MOST_HOURS, USUAL_HOURS = 72, 24

OWN_ASKING = refusals.code(
    "full_paper_own",
    _("You asked for it yourself; somebody else approves it (four eyes)."),
    _("Ask the leader of the street or of the bureau."),
)
WRONG_STATE = refusals.code(
    "full_paper_state",
    _("This asking is “{state}” by now."),
    _("Load the page again, or ask anew if the paper is still needed."),
)
HOURS = refusals.code(
    "full_paper_hours", _("{hours} hours are not between 1 and {most}."), _("Choose {most} hours at most.")
)
NOT_YOURS = refusals.code(
    "full_paper_not_yours", _("Only whoever asked for it issues it."), _("Ask for one of your own.")
)
OVER = refusals.code(
    "full_paper_over", _("The approval was valid until {until}."), _("Ask anew; somebody approves it anew.")
)


# --- asking and deciding ------------------------------------------------------------------------------------


@transaction.atomic
def ask(*, paper: Paper, ask: Ask, reason: str, actor) -> FullPaper:
    """Ask for a paper with full ID numbers; nothing is written before somebody else has approved."""
    keeping.require(actor, paper, ask)
    refusals.raise_any(keeping.full_reasons(paper, reason))
    row = FullPaper.objects.create(
        district=ask.district,
        unit=ask.unit,
        key=paper.key,
        title=str(paper.title),
        asked=issuing.kept(ask),
        reason=reason.strip(),
        asked_by=actor,
        asked_at=now(),
    )
    return _traced(row, actor, "full_paper.ask", reason=row.reason)


@transaction.atomic
def approve(
    *, row: FullPaper, actor, hours: int = USUAL_HOURS, note: str = "", seen: int | None = None
) -> FullPaper:
    """Let the paper be issued once within some hours; never by whoever asked."""
    row = _locked(row, actor, seen)
    in_range = 1 <= hours <= MOST_HOURS
    wrong = [] if in_range else [HOURS.reason(hours=hours, most=MOST_HOURS, field="hours")]
    refusals.raise_any([*decide_reasons(row, actor), *wrong])
    row.valid_until = now() + timedelta(hours=hours)
    return _decided(row, actor, State.APPROVED, "full_paper.approve", note)


@transaction.atomic
def refuse(*, row: FullPaper, actor, note: str, seen: int | None = None) -> FullPaper:
    """Turn it down, with the words that say why."""
    row = _locked(row, actor, seen)
    refusals.raise_any(decide_reasons(row, actor))
    return _decided(row, actor, State.REFUSED, "full_paper.refuse", note)


def decide_reasons(row: FullPaper, actor) -> list[refusals.Reason]:
    """Why this person cannot decide on it: decided already, or their own asking."""
    if row.state != State.ASKED:
        return [WRONG_STATE.reason(state=str(row.get_state_display()))]
    return [OWN_ASKING.reason()] if access.had_a_hand(actor, row.asked_by_id) else []


def _locked(row: FullPaper, actor, seen: int | None) -> FullPaper:
    access.require(actor, "approve_full", row.unit)
    rows = FullPaper.objects.select_for_update(no_key=True, of=("self",))
    row = rows.select_related("unit", "district").get(pk=row.pk)
    versions.check(row, seen)
    return row


def _decided(row: FullPaper, actor, state: str, deed: str, note: str) -> FullPaper:
    row.state, row.decided_by, row.decided_at, row.decision_note = state, actor, now(), note.strip()
    row.version += 1
    row.save()
    return _traced(row, actor, deed, reason=row.decision_note)


# --- issuing and taking -------------------------------------------------------------------------------------


@transaction.atomic
def issue(*, row: FullPaper, actor, seen: int | None = None) -> PrintedPaper:
    """Issue the paper that was approved: once, in time, by whoever asked for it."""
    rows = FullPaper.objects.select_for_update(no_key=True, of=("self",))
    row = rows.select_related("unit__district", "district").get(pk=row.pk)
    versions.check(row, seen)
    refusals.raise_any(issue_reasons(row, actor))
    asked = issuing.asked(row.asked, user=actor, district=row.district, unit=row.unit)
    printed = keeping.issue(
        paper=REGISTRY[row.key], ask=asked, actor=actor, reason=row.reason, approval=row.pk
    )
    row.state, row.printed = State.ISSUED, printed
    row.version += 1
    row.save()
    _traced(row, actor, "full_paper.issue")
    return printed


def issue_reasons(row: FullPaper, actor) -> list[refusals.Reason]:
    """Why this person cannot issue it now: not theirs, not approved, issued already, too late."""
    if row.asked_by_id != actor.pk:
        return [NOT_YOURS.reason()]
    if row.state != State.APPROVED:
        return [WRONG_STATE.reason(state=str(row.get_state_display()))]
    return _too_late(row)


def _too_late(row: FullPaper) -> list[refusals.Reason]:
    if now() <= row.valid_until:
        return []
    return [OVER.reason(until=f"{row.valid_until.astimezone(SHANGHAI):%Y-%m-%d %H:%M}")]


def _traced(row: FullPaper, actor, deed: str, reason: str = "") -> FullPaper:
    after = {
        "key": row.key,
        "state": row.state,
        "valid_until": row.valid_until,
        **({"number": row.printed.number} if row.printed else {}),
    }
    audit.record(actor, deed, row, after=after, reason=reason, label=row.title)
    return row
