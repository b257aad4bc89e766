"""Recruitments over REST: heads set aside or planned, sent on, agreed to, given up."""

from quota_pool.api.fields import Code, Day, Facts, Line, Row, Text, UnitToActIn, Whole
from quota_pool.api.resources import Deed, RowResource, act
from quota_pool.api.shapes import Shape
from quota_pool.models import Pool
from staffing.dictionaries import PostCategory
from staffing.filters import RecruitmentFilter
from staffing.models import Recruitment
from staffing.services import recruitments

RECRUITMENT = Shape(
    Recruitment,
    "id",
    "heads",
    "post_category",
    "primary_post",
    "planned_for",
    "note",
    "state",
    "opened_on",
    "submitted_at",
    "deadline",
    "decided_at",
    "decision_note",
    "closed_on",
    "close_reason",
    "version",
    "updated_at",
    unit="unit_id",
    pool="pool_id",
    left="hold__left",
)


class RecruitmentFacts(Facts):
    """Heads to set aside for people still sought."""

    words_of = (Recruitment,)
    unit = UnitToActIn()
    pool = Row(Pool)
    heads = Whole(min_value=1, max_value=99_999)
    post_category = Code(PostCategory.choices)
    primary_post = Line(60)
    planned_for = Day()
    note = Line(300)


class RecruitmentRefusalFacts(Facts):
    """The words that say why."""

    words_of = (Recruitment,)
    note = Text(300)


class GiveUpFacts(Facts):
    """Why nobody is sought any more."""

    words_of = (Recruitment,)
    reason = Text(300)


class Recruitments(RowResource):
    """Heads set aside while people are sought, and the plans for them."""

    model = Recruitment
    shape = RECRUITMENT
    filterset_class = RecruitmentFilter
    related = ("unit", "hold")
    acts = {
        "list": "read_pool",
        "retrieve": "read_pool",
        "open": "recruit",
        "submit": "submit_plan",
        "approve": "decide_plan",
        "refuse": "decide_plan",
        "cancel": "recruit",
    }

    @act("open", RecruitmentFacts, on_row=False, status=201)
    def open(self, deed: Deed) -> dict:
        """Set heads aside; on an approve-first grant they are only planned."""
        return _told(recruitments.open_recruitment(actor=deed.actor, key=deed.key, **deed.facts))

    @act("submit")
    def submit(self, deed: Deed) -> dict:
        """Send the plan to the bureau."""
        return _told(recruitments.submit_recruitment(recruitment=deed.row, actor=deed.actor, seen=deed.seen))

    @act("approve")
    def approve(self, deed: Deed) -> dict:
        """Agree to the plan: its heads are set aside."""
        what = {"recruitment": deed.row, "actor": deed.actor, "key": deed.key, "seen": deed.seen}
        return _told(recruitments.approve_recruitment(**what))

    @act("refuse", RecruitmentRefusalFacts)
    def refuse(self, deed: Deed) -> dict:
        """Do not agree to the plan."""
        what = {"recruitment": deed.row, "actor": deed.actor, "seen": deed.seen}
        return _told(recruitments.refuse_recruitment(**what, note=deed.facts["note"]))

    @act("cancel", GiveUpFacts)
    def cancel(self, deed: Deed) -> dict:
        """Give it up: what is still set aside is free at once."""
        what = {"recruitment": deed.row, "actor": deed.actor, "key": deed.key, "seen": deed.seen}
        return _told(recruitments.cancel_recruitment(**what, reason=deed.facts["reason"]))


def _told(recruitment: Recruitment) -> dict:
    """The row with what its hold has left now."""
    if recruitment.hold_id:
        recruitment.hold.refresh_from_db(fields=["left"])
    return RECRUITMENT.of(recruitment)
