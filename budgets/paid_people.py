"""The people a unit pays in a month or from a day on, with the facts their pay hangs on."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from budgets.models import PayMark
from budgets.pay import Worker
from quota_pool.models import Unit
from staffing.dictionaries import COUNTING, Mode
from staffing.models import Engagement, Term

Kind = PayMark.Kind
# Whom the unit pays: those charged to it, and those a task pays through it.
PAID_MODES = tuple(mode.value for mode in Mode if COUNTING[mode].charged or mode == Mode.PROJECT)
FACTS = (
    "pk",
    "name_key",
    "start_date",
    "end_date",
    "standing",
    "unseated_reason",
    "filing_state",
    "department",
    "mode",
    "post_category",
    "primary_post",
    "monthly_pay_fen",
    "person__name",
    "person__number",
    "person__education",
    "person__title_level",
)


@dataclass(frozen=True)
class Member:
    """One person of the roster: the row's facts and the worker the arithmetic knows."""

    facts: dict
    worker: Worker

    @property
    def pk(self) -> int:
        return self.facts["pk"]


def paid_between(unit: Unit, first: date, last: date):
    """Engagements of the unit that are on post, and paid, on some day between two."""
    rows = Engagement.objects.filter(unit=unit, voided_at=None, start_date__lte=last)
    rows = rows.filter(Q(end_date=None) | Q(end_date__gte=first))
    return rows.filter(mode__in=PAID_MODES)


def members(rows, first: date, last: date) -> list[Member]:
    """These engagements with the term and the marks that hold at the end of the time; four queries."""
    facts = list(rows.order_by("pk").values(*FACTS))
    keys = [row["pk"] for row in facts]
    terms, marks = _terms(keys, last), _marks(keys, first, last)
    return [_member(row, terms.get(row["pk"]), marks[row["pk"]]) for row in facts]


TERM_FACTS = ("mode", "post_category", "primary_post", "department", "monthly_pay_fen")


def _terms(keys: Sequence[int], last: date) -> dict[int, dict]:
    """The last term that had begun by the day; what begins later is not yet true."""
    rows = Term.objects.filter(engagement__in=keys, replaced_at=None, from_day__lte=last)
    rows = rows.order_by("engagement_id", "from_day", "id")
    return {row["engagement_id"]: row for row in rows.values("engagement_id", *TERM_FACTS)}


def _marks(keys: Sequence[int], first: date, last: date) -> dict[int, dict[str, str]]:
    """By person and kind the mark that holds at the end of the time, newest first day first."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    rows = PayMark.objects.filter(engagement__in=keys, struck_at=None, from_day__lte=last)
    rows = rows.filter(Q(to_day=None) | Q(to_day__gte=first)).order_by("from_day", "id")
    for engagement, kind, code in rows.values_list("engagement_id", "kind", "code"):
        found[engagement][kind] = code
    return found


def _member(facts: dict, term: dict | None, marks: dict[str, str]) -> Member:
    if term:
        facts |= {name: term[name] for name in TERM_FACTS}
    worker = Worker(
        mode=facts["mode"],
        category=facts["post_category"],
        post=facts["primary_post"],
        education=facts["person__education"],
        title_level=facts["person__title_level"],
        placed=marks.get(Kind.GRADE, ""),
        contract_fen=facts["monthly_pay_fen"],
        first=facts["start_date"],
        last=facts["end_date"],
        assessed=marks.get(Kind.ASSESSED, ""),
        is_trial=Kind.TRIAL in marks,
        is_warned=Kind.WARNED in marks,
    )
    return Member(facts, worker)
