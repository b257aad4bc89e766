"""Papers with full ID numbers over REST: asked for, approved or refused by another person, issued once."""

from quota_pool import full_papers
from quota_pool.models import FullPaper, PrintedPaper

from .fields import Facts, Line, Text, Whole
from .papers import PRINTED, PaperFacts, Papers
from .resources import Deed, RowResource, act, write
from .shapes import Shape

FULL_PAPER = Shape(
    FullPaper,
    "id",
    "key",
    "title",
    "reason",
    "state",
    "asked_at",
    "decided_at",
    "decision_note",
    "valid_until",
    "taken_at",
    "version",
    "updated_at",
    unit="unit_id",
    printed="printed__number",
)


class FullPaperFacts(PaperFacts):
    """Which paper, by what it is asked, and what for."""

    words_of = (FullPaper, PrintedPaper)
    key = Text(40)
    is_full = None
    reason = Text(300)


class ApprovalFacts(Facts):
    """For how long, and a note."""

    words_of = (FullPaper,)
    hours = Whole(required=False, min_value=1, max_value=full_papers.MOST_HOURS)
    note = Line(300)


class RefusalFacts(Facts):
    """Why not."""

    words_of = (FullPaper,)
    note = Text(300)


class FullPapers(RowResource):
    """Askings for papers with full ID numbers."""

    model = FullPaper
    shape = FULL_PAPER
    order = ("-id",)
    related = ("unit", "district")
    acts = {
        "list": "export",
        "retrieve": "export",
        "create": "export_full",
        "approve": "approve_full",
        "refuse": "approve_full",
        "issue": "export_full",
    }

    @write(FullPaperFacts, status=201)
    def create(self, deed: Deed) -> dict:
        """Ask for a paper with full ID numbers; another person approves it before it can be issued."""
        facts = dict(deed.facts)
        reason, papers = facts.pop("reason"), Papers(request=self.request)
        paper = papers.paper(deed.actor, facts.pop("key"))
        said = {one: getattr(value, "pk", value) for one, value in facts.items()}
        asked = papers.ask(self.request, paper, said, is_full=True)
        return FULL_PAPER.of(full_papers.ask(paper=paper, ask=asked, reason=reason, actor=deed.actor))

    @act("approve", ApprovalFacts)
    def approve(self, deed: Deed) -> dict:
        """Let it be issued once within some hours; never by whoever asked."""
        return FULL_PAPER.of(
            full_papers.approve(row=deed.row, actor=deed.actor, seen=deed.seen, **deed.facts)
        )

    @act("refuse", RefusalFacts)
    def refuse(self, deed: Deed) -> dict:
        """Turn it down."""
        note = deed.facts["note"]
        return FULL_PAPER.of(full_papers.refuse(row=deed.row, actor=deed.actor, note=note, seen=deed.seen))

    @act("issue", status=201, answer=PRINTED, rehearsable=False)
    def issue(self, deed: Deed) -> dict:
        """Issue what was approved, once; its workbook is taken once by its number."""
        return PRINTED.of(full_papers.issue(row=deed.row, actor=deed.actor, seen=deed.seen))
