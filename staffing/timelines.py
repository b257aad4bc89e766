"""What happened to a person, in one line of time: work, terms, filings, heads."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise

from django.urls import reverse
from django.utils.translation import gettext as _

from quota_pool import access, figures
from quota_pool.as_of import NOW, AsOf
from quota_pool.calendar import SHANGHAI
from quota_pool.models import Entry
from staffing import then
from staffing.dictionaries import label
from staffing.models import Engagement, FilingEvent, Person, Term
from staffing.services.terms import TERM_FIELDS
from staffing.sources import sources

LISTED = {"mode": "employment_mode", "post_category": "post_category", "contract_type": "contract_type"}
FOLLOWED = TERM_FIELDS
NUMBERED = (FilingEvent.Step.ACCEPTED, FilingEvent.Step.OPENED, FilingEvent.Step.VOIDED)
STEP_TONES = {"returned": "red", "refused": "red", "accepted": "green", "opened": "green"}


LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Event:
    """One thing on the line; of one day by the moment it was recorded, of one moment by `rank`."""

    day: date
    text: str
    note: str = ""
    url: str = ""
    tone: str = "blue"
    rank: int = 0
    at: datetime | None = None  # None: at the day's end


def spells(person: Person, user, as_of: AsOf) -> list[Engagement]:
    """The person's work in sight of this reader, newest first, as it stood then."""
    rows = Engagement.objects.visible_to(user).filter(person=person)
    if not as_of.is_now:
        rows = rows.filter(as_of.recorded("created_at"), start_date__lte=as_of.day)
    rows = rows.select_related("unit__district", "pool").order_by("-start_date", "-pk")
    found = then.retold(rows, as_of)
    for row in found:
        if row.voided_at and as_of.moment and row.voided_at > as_of.moment:
            row.voided_at, row.void_reason = None, ""
    return found


def timeline(person: Person, user, as_of: AsOf = NOW) -> list[Event]:
    """Everything this reader may see, newest first; as of a day, only what had happened and was known."""
    engagements = {row.pk: row for row in spells(person, user, as_of)}
    events = [
        *_spells(engagements.values()),
        *_terms(engagements, as_of),
        *_filings(engagements, user, as_of),
        *(_movements(engagements, as_of) if access.can(user, "read_ledger") else ()),
    ]
    if not as_of.is_now:
        events = [event for event in events if event.day <= as_of.day]
    events.sort(key=lambda event: (event.day, event.at or LAST, event.rank))
    return events[::-1]  # what was recorded later the same day stands above


def _spells(engagements: Iterable[Engagement]):
    for row in engagements:
        where = _("%(unit)s, %(post)s") % {"unit": row.unit.name, "post": row.primary_post or figures.NOTHING}
        seat = str(row.pool) if row.pool else str(row.get_standing_display())
        yield Event(
            row.start_date, _("Started work: %(where)s") % {"where": where}, seat, rank=1, at=row.created_at
        )
        if row.voided_at:
            yield Event(
                _day(row.voided_at),
                _("Start called off"),
                row.void_reason,
                tone="grey",
                rank=9,
                at=row.voided_at,
            )
        if row.end_date:
            reason = str(label("exit_reason", row.exit_reason)) if row.exit_reason else ""
            note = " · ".join(part for part in (reason, row.exit_note) if part)
            words = _("Last day at work: %(unit)s") % {"unit": row.unit.name}
            yield Event(row.end_date, words, note, tone="grey", rank=8)


def _terms(engagements: dict[int, Engagement], as_of: AsOf):
    """Each change of terms that stands, told by what differs from the terms before."""
    rows = Term.objects.filter(as_of.recorded(), engagement__in=engagements).order_by("-recorded_at", "-id")
    # An exit or a later change writes a row again; what it says was recorded when it first said so.
    recorded = {_told(term): term.recorded_at for term in rows}
    stands = Term.objects.filter(as_of.known(), engagement__in=engagements)
    for before, term in pairwise(stands.order_by("engagement_id", "from_day", "id")):
        if before.engagement_id == term.engagement_id and (differs := list(_differing(before, term))):
            words = _("Terms changed: %(what)s") % {"what": "; ".join(differs)}
            yield Event(term.from_day, words, term.reason, rank=2, at=recorded[_told(term)])


def _told(term: Term) -> tuple:
    values = (str(getattr(term, name)) for name in TERM_FIELDS)
    return term.engagement_id, term.from_day, *values


def _differing(before: Term, after: Term):
    return (
        _change(name, before, after) for name in FOLLOWED if getattr(before, name) != getattr(after, name)
    )


def _change(name: str, before: Term, after: Term) -> str:
    words = Term._meta.get_field(name).verbose_name
    return f"{words} {_shown(name, before)} → {_shown(name, after)}"


def _shown(name: str, term: Term) -> str:
    value = getattr(term, name)
    if name in LISTED and value:
        return str(label(LISTED[name], value))
    if name == "monthly_pay_fen":
        return figures.money(value)
    return "、".join(value) if isinstance(value, list) else figures.cell(value)


def _filings(engagements: dict[int, Engagement], user, as_of: AsOf):
    rows = FilingEvent.objects.visible_to(user).filter(as_of.recorded(), engagement__in=engagements)
    for step in rows.select_related("filing").order_by("pk"):
        reasons = "、".join(str(label("return_reason", code)) for code in step.reasons)
        number = step.filing.number if step.step in NUMBERED else ""
        yield Event(
            step.effective,
            f"{step.filing.get_kind_display()} · {step.get_step_display()}",
            " · ".join(part for part in (number, reasons, step.note) if part),
            reverse("staffing:filing", args=[step.filing_id]),
            STEP_TONES.get(step.step, "blue"),
            rank=4,
            at=step.recorded_at,
        )


def _movements(engagements: dict[int, Engagement], as_of: AsOf):
    """The head's own movements, each with the document its grant stands on."""
    rows = Entry.objects.filter(as_of.recorded(), subject_id__in=engagements).order_by("pk")
    rows = list(rows.select_related("act__document", "source__pool", "target__pool"))
    grounds = sources(entry.target.pool or entry.source.pool for entry in rows)
    for entry in rows:
        pool = entry.target.pool or entry.source.pool
        source = pool and grounds.get(pool.pk)
        document = entry.act.document.number if entry.act.document else source and source.document
        books = f"{entry.source.get_book_display()} → {entry.target.get_book_display()}"
        notes = [books, document, _recorded(entry)]
        yield Event(
            entry.effective,
            _("Ledger: %(act)s") % {"act": entry.act.get_kind_display()},
            " · ".join(str(note) for note in notes if note),
            reverse("staffing:act", args=[entry.act_id]),
            tone="grey",
            rank=3,
            at=entry.recorded_at,
        )


def _recorded(entry: Entry) -> str:
    """Said only where the movement was recorded on another day than it is true from."""
    day = _day(entry.recorded_at)
    return "" if day == entry.effective else _("recorded on %(day)s") % {"day": figures.day(day)}


def _day(moment) -> date:
    return moment.astimezone(SHANGHAI).date()
