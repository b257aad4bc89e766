"""Engagements over REST: start work, change terms, leave, call off, correct, take a seat."""

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import Throttled

from quota_pool.api.fields import Code, Day, Facts, Line, Money, Row, Text, Truth, UnitToActIn
from quota_pool.api.resources import Deed, act, write
from quota_pool.api.shapes import Shape, fen, is_set, yuan
from quota_pool.as_of import AsOf
from quota_pool.models import Pool
from quota_pool.refusals import Refusal
from staffing import then
from staffing.dictionaries import EntryChannel, ExitReason, FundingSource
from staffing.filters import RosterFilter
from staffing.models import Engagement, Term
from staffing.models.people import new_number
from staffing.services import corrections, engagements, people, placement

from .dated import Dated
from .facts import PersonFacts, TermFacts, WorkFacts, terms_of, work_of
from .remarked import remarked, warnings_of

ENGAGEMENT = Shape(
    Engagement,
    "id",
    "standing",
    "unseated_reason",
    "start_date",
    "end_date",
    "exit_reason",
    "mode",
    "post_category",
    "primary_post",
    "department",
    "community",
    "supervisor",
    "contract_end",
    "entry_channel",
    "funding_source",
    "legal_employer",
    "old_assistant_kind",
    "filing_state",
    "filing_deadline",
    "filed_on",
    "version",
    "updated_at",
    unit="unit_id",
    person="person__number",
    name="person__name",
    sex="person__sex",
    birth_date="person__birth_date",
    pool="pool_id",
    recruitment="recruitment_id",
    monthly_pay=fen("monthly_pay_fen"),
    compensation=fen("compensation_fen"),
    is_void=is_set("voided_at"),
)
TERM = Shape(
    Term,
    "from_day",
    "to_day",
    "recorded_at",
    "replaced_at",
    "mode",
    "post_category",
    "primary_post",
    "other_posts",
    "department",
    "community",
    "supervisor",
    "contract_no",
    "contract_type",
    "contract_start",
    "contract_end",
    "probation_end",
    "reason",
    monthly_pay=fen("monthly_pay_fen"),
)


def rows_then(rows: list[dict], as_of: AsOf) -> list[dict]:
    """The rows with the columns that change over time as they stood then."""
    if as_of.is_now:
        return rows
    told = then.people_then([row["id"] for row in rows], as_of)
    return [row | _as_sent(told.get(row["id"], {})) for row in rows]


def _as_sent(told: dict) -> dict:
    sent = {name: value for name, value in told.items() if name in ENGAGEMENT.pieces}
    if told:
        sent |= {"pool": told["pool_id"], "monthly_pay": yuan(told["monthly_pay_fen"])}
        sent["compensation"] = yuan(told["compensation_fen"])
    return sent


UNSEATED_WHY = [
    (why.value, why.label)
    for why in (Engagement.UnseatedReason.UNAUTHORISED, Engagement.UnseatedReason.EMERGENCY)
]


class StartFacts(WorkFacts):
    """A person who starts work."""

    unit = UnitToActIn()
    person = PersonFacts()
    as_on_file = Truth(required=False, default=False)


class UnseatedFacts(StartFacts):
    """A person on post without a head, and why."""

    why = Code(UNSEATED_WHY)
    note = Line(300)
    pool = recruitment = None


class ChangeFacts(TermFacts):
    """New terms from a day on; what is left out stays."""

    on = Day()
    reason = Text(300)

    def get_fields(self):
        fields = super().get_fields()
        for name, one in fields.items():
            one.required = name in ("on", "reason")
        return fields

    def validate(self, facts):
        if set(facts) <= {"on", "reason"}:
            self.fail_at("non_field_errors", "nothing_to_change", _("Say what changes."))
        return super().validate(facts)


class ExitFacts(Facts):
    """A person's last day and the reason for leaving."""

    words_of = (Engagement,)
    last_day = Day()
    exit_reason = Code(ExitReason.choices)
    note = Line(200)
    compensation = Money(required=False, allow_null=True)


class TakeBackFacts(Facts):
    """Why an exit was no exit."""

    reason = Text(300)


class LastDayFacts(Facts):
    """The right last day, and why the other stood there."""

    words_of = (Engagement,)
    last_day = Day()
    reason = Text(300)


class CorrectFacts(Facts):
    """How and when the person came in, as it really was; what is left out stays."""

    words_of = (Engagement,)
    start_date = Day(required=False)
    entry_channel = Code(EntryChannel.choices, required=False)
    funding_source = Code(FundingSource.choices, required=False)
    legal_employer = Line(80, required=False)
    reason = Text(300)

    def validate(self, facts):
        if set(facts) <= {"reason"}:
            self.fail_at("non_field_errors", "nothing_to_change", _("Say what changes."))
        return facts


class SeatFacts(Facts):
    """The grant whose head is taken."""

    words_of = (Engagement,)
    pool = Row(Pool)


class CancelFacts(Facts):
    """Why a start is called off."""

    reason = Text(200)


class Engagements(Dated):
    """Employment spells: who works where, since when, on whose head."""

    model = Engagement
    personal = True
    shape = ENGAGEMENT
    filterset_class = RosterFilter
    acts = {
        "list": "read_staff",
        "retrieve": "read_staff",
        "create": "hire",
        "unseated": "register_unseated",
        "leave": "exit",
        "take_back_exit": "exit",
        "change_last_day": "exit",
        "correct": "hire",
        "change_terms": "hire",
        "cancel_start": "hire",
        "seat": "hire",
    }
    related = ("unit", "person", "pool")
    adds = {"terms": TERM}

    def completed_one(self, row: dict) -> dict:
        """The terms of work in dated rows, those replaced since included; as of a day those known then."""
        terms = Term.objects.filter(engagement_id=row["id"]).order_by("from_day", "id")
        if not self.as_of.is_now:
            terms = terms.filter(self.as_of.known(), from_day__lte=self.as_of.day)
        return self.completed([row])[0] | {"terms": TERM.rows(terms)}

    def completed(self, rows):
        """On another day, what held then."""
        return rows_then(rows, self.as_of)

    def do(self, method, plan, request, place):
        """A start that is tried or refused tells of the number typed: it counts as a look-up (R-131)."""
        if self.action not in ("create", "unseated"):
            return super().do(method, plan, request, place)
        try:
            answer = super().do(method, plan, request, place)
        except Refusal:
            _count_look_up(request.user)
            raise
        if answer.headers.get("Dry-Run"):
            _count_look_up(request.user)
        return answer

    @write(StartFacts, status=201, answer=remarked(ENGAGEMENT))
    def create(self, deed: Deed) -> dict:
        """Start work: a head is taken at once and the filing clock starts (先用人后备案)."""
        facts = deed.facts
        started = engagements.start_work(
            unit=facts["unit"],
            person=facts["person"],
            work=work_of(facts),
            actor=deed.actor,
            key=deed.key,
            as_on_file=facts["as_on_file"],
        )
        return _as_typed(deed, started) | warnings_of(started)

    @act("unseated", UnseatedFacts, on_row=False, status=201, answer=remarked(ENGAGEMENT))
    def unseated(self, deed: Deed) -> dict:
        """Register a person who is on post without a head (无指标登记)."""
        facts = deed.facts
        registered = placement.register_unseated(
            unit=facts["unit"],
            person=facts["person"],
            work=work_of(facts),
            why=facts["why"],
            note=facts.get("note", ""),
            as_on_file=facts["as_on_file"],
            actor=deed.actor,
            key=deed.key,
        )
        return _as_typed(deed, registered) | warnings_of(registered)

    @act("exit", ExitFacts)
    def leave(self, deed: Deed) -> dict:
        """Record the last day; the head is free the day after."""
        facts = dict(deed.facts)
        left = engagements.exit_work(
            engagement=deed.row,
            compensation_fen=facts.pop("compensation", None),
            actor=deed.actor,
            key=deed.key,
            seen=deed.seen,
            **facts,
        )
        return ENGAGEMENT.of(left)

    @act("take-back-exit", TakeBackFacts)
    def take_back_exit(self, deed: Deed) -> dict:
        """Take an exit back: called off while it is to come, mirrored once it has come."""
        return ENGAGEMENT.of(corrections.take_back_exit(**_told(deed), **deed.facts))

    @act("change-last-day", LastDayFacts)
    def change_last_day(self, deed: Deed) -> dict:
        """Correct the last day of a recorded exit."""
        return ENGAGEMENT.of(corrections.change_last_day(**_told(deed), **deed.facts))

    @act("correct", CorrectFacts)
    def correct(self, deed: Deed) -> dict:
        """Correct the entry while the bureau has not decided on it (补正)."""
        changes = dict(deed.facts)
        reason = changes.pop("reason")
        return ENGAGEMENT.of(corrections.correct_entry(**_told(deed), changes=changes, reason=reason))

    @act("change-terms", ChangeFacts, answer=remarked(ENGAGEMENT))
    def change_terms(self, deed: Deed) -> dict:
        """Change post, category, mode, department, pay or contract from a day on."""
        changes = terms_of(deed.facts)
        on, reason = changes.pop("on"), changes.pop("reason")
        changed = engagements.change_terms(
            engagement=deed.row, on=on, changes=changes, actor=deed.actor, reason=reason, seen=deed.seen
        )
        return ENGAGEMENT.of(changed) | warnings_of(changed)

    @act("cancel-start", CancelFacts)
    def cancel_start(self, deed: Deed) -> dict:
        """Call off a start that has not come."""
        cancelled = engagements.cancel_start(
            engagement=deed.row, actor=deed.actor, key=deed.key, reason=deed.facts["reason"]
        )
        return ENGAGEMENT.of(cancelled)

    @act("seat", SeatFacts, answer=remarked(ENGAGEMENT))
    def seat(self, deed: Deed) -> dict:
        """Put a person on a head of another grant, or out of the unseated."""
        seated = placement.seat(
            engagement=deed.row, pool=deed.facts["pool"], actor=deed.actor, key=deed.key, seen=deed.seen
        )
        return ENGAGEMENT.of(seated) | warnings_of(seated)


def _count_look_up(actor) -> None:
    if not people.count_look_up(actor=actor):
        raise Throttled(wait=60)


def _as_typed(deed: Deed, engagement: Engagement) -> dict:
    """The new row; of somebody the asker did not see before it tells what the asker typed.

    A trial also gives a number that finds nobody, whether the person is on record or not.
    """
    row, typed = ENGAGEMENT.of(engagement), people.said(deed.facts["person"])
    shown = {name: typed[name] for name in ("name", "sex", "birth_date")}
    if not deed.is_rehearsal and all(row[name] == shown[name] for name in shown):
        return row
    seen = Engagement.objects.visible_to(deed.actor).filter(person=engagement.person_id, voided_at=None)
    if seen.exclude(pk=engagement.pk).exists():
        return row
    return row | shown | ({"person": new_number()} if deed.is_rehearsal else {})


def _told(deed: Deed) -> dict:
    return {"engagement": deed.row, "actor": deed.actor, "key": deed.key, "seen": deed.seen}
