"""Papers over REST: which there are, their rows for any day, issued ones with their hashes and files."""

from itertools import islice

from django.http import Http404
from django.utils import translation
from django.utils.timezone import localtime
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from quota_pool import access
from quota_pool.forms.papers import AskForm
from quota_pool.models import PrintedPaper, Unit
from quota_pool.papers import REGISTRY, Ask, Paper, issuing, keeping, of_record
from quota_pool.papers.content import Lines, head_of
from quota_pool.refusals import Refusal

from . import pages
from .fields import Day, Facts, Row, Text, Truth, Whole
from .jobs import JOB
from .keys import Answer
from .resources import Deed, Resource, RowResource, act, bad_conditions, check_query
from .shapes import Shape, as_serializer

READING = ("read_pool", "read_ledger", "read_staff", "read_filings", "read_documents")
PAGE_LINES = 500
MOST_LINES = 100_000
MOST_AT_ONCE = 50_000  # longer ones are written by a job
PRINTED = Shape(
    PrintedPaper,
    "id",
    "number",
    "key",
    "title",
    "parameters",
    "rows",
    "is_full",
    "reason",
    "content_sha256",
    "sha256",
    "issued_at",
    unit="unit_id",
)
PAPER = as_serializer(
    "PaperKind",
    {
        "key": serializers.CharField(),
        "title": serializers.CharField(),
        "purpose": serializers.CharField(),
        "asks": serializers.ListField(child=serializers.CharField()),
        "may_be_full": serializers.BooleanField(),
    },
)
COLUMN = as_serializer("PaperColumn", {"label": serializers.CharField(), "kind": serializers.CharField()})


class PaperFacts(Facts):
    """What the paper is asked by, and whether ID numbers stand in full, for which reason."""

    words_of = (PrintedPaper,)
    unit = Row(Unit, "district", required=False)
    since = Day(required=False)
    on = Day(required=False)
    known_on = Day(required=False)
    month = Text(7, required=False)
    record = Whole(required=False, min_value=1, max_value=10**18 - 1)
    is_full = Truth(required=False)
    reason = Text(300, required=False)


class PaperProofFacts(Facts):
    """A number or a hash as it stands on the paper."""

    text = Text(64)


class Papers(Resource):
    """The papers there are, and their rows as they would be printed."""

    model = PrintedPaper
    lookup_field = "name"
    lookup_value_regex = "[a-z-]{1,40}"
    may_be_absent = True
    acts = {"list": READING, "retrieve": READING, "issue": "export", "prove": "read_documents"}
    answer = as_serializer("PaperKinds", {"results": PAPER(many=True)})
    asks_of_one = {
        "unit": "integer",
        "since": "date",
        "on": "date",
        "known_on": "date",
        "month": "string",
        "record": "integer",
        "after": "integer",
    }
    answer_one = as_serializer(
        "PaperRows",
        {
            "key": serializers.CharField(),
            "title": serializers.CharField(),
            "unit": serializers.CharField(),
            "on": serializers.DateField(),
            "facts": serializers.ListField(child=serializers.ListField(child=serializers.CharField())),
            "columns": COLUMN(many=True),
            "lines": serializers.ListField(child=serializers.JSONField()),
            "next": serializers.IntegerField(allow_null=True),
        },
    )

    def list(self, request):
        """The papers the asker may see, each with what it is for and what it is asked by."""
        check_query(request.query_params, set())
        papers = [paper for paper in REGISTRY.values() if access.can(request.user, paper.act)]
        return Response({"results": [_told(paper) for paper in papers]})

    def retrieve(self, request, name):
        """The lines of a paper for unit and days; `after` goes on behind so many lines."""
        paper = self.paper(request.user, name)
        query = request.query_params
        check_query(query, {*paper.asks, "after"})
        after = pages.whole(query, "after", 0, MOST_LINES) or 0
        ask = self.ask(request, paper, {one: query.get(one, "") for one in paper.asks})
        lines = list(islice(Lines(paper, ask), after, after + PAGE_LINES + 1))
        head = head_of(paper, ask, translation.get_language())
        told = {one: head[one] for one in ("title", "unit", "on", "facts")}
        columns = [{"label": one["label"], "kind": one["kind"]} for one in head["columns"]]
        more = after + PAGE_LINES if len(lines) > PAGE_LINES else None
        return Response({"key": name, **told, "columns": columns, "lines": lines[:PAGE_LINES], "next": more})

    @act("issue", PaperFacts, status=201, answer=PRINTED, later=JOB)
    def issue(self, deed: Deed) -> dict | Answer:
        """Issue a paper: it is kept as it is, with a number and hashes; its workbook is fetched by number.

        A long one is written by a job, answered 202: its result names the number once it is done.
        """
        paper, facts = deed.row, dict(deed.facts)
        is_full, reason = facts.pop("is_full", False), facts.pop("reason", "")
        said = {one: getattr(value, "pk", value) for one, value in facts.items()}
        ask = self.ask(self.request, paper, said, is_full=is_full)
        what = {"paper": paper, "ask": ask, "actor": deed.actor, "reason": reason}
        try:
            printed = keeping.issue(**what, most=MOST_AT_ONCE)
        except Refusal as refusal:
            if refusal.code != keeping.TOO_MANY_ROWS.name:
                raise
            return Answer(202, JOB.of(issuing.order(**what)))
        if deed.is_rehearsal:
            keeping.throw_away(printed)
        return PRINTED.of(printed)

    @act("prove", PaperProofFacts, on_row=False, needs_key=False, rehearsable=False)
    def prove(self, deed: Deed) -> dict:
        """Whether a number or a hash is that of a paper issued here; whoever may see it is told the rest."""
        proof = keeping.prove(asker=deed.actor, text=deed.facts["text"])
        told = {"is_ours": proof.printed is not None, "is_whole": proof.is_whole, "paper": None}
        if proof.printed is None:
            return told
        unit = proof.printed.unit or proof.printed.district
        told |= {"unit": unit.name, "issued_on": localtime(proof.printed.issued_at).date().isoformat()}
        return told | ({"paper": PRINTED.of(proof.printed)} if proof.is_in_sight else {})

    def row(self, place: dict) -> Paper:
        """The paper of the address."""
        return self.paper(self.request.user, place["name"])

    def unit_of(self, row):
        """A kind of paper is nobody's; the unit it is asked for is checked with the question."""

    def paper(self, user, name: str) -> Paper:
        """The paper of this key, for whoever may read what stands on it."""
        if name not in REGISTRY:
            raise Http404
        access.require(user, REGISTRY[name].act)
        return REGISTRY[name]

    def ask(self, request, paper: Paper, said: dict, *, is_full: bool = False) -> Ask:
        """The checked question, by the form of the page."""
        form = AskForm(said, paper=paper, user=request.user)
        if not form.is_valid():
            raise bad_conditions(form)
        ask = form.ask(request.build_absolute_uri("/").rstrip("/"), is_full=is_full)
        access.require(request.user, paper.act, ask.unit)
        found = of_record(ask, paper)
        if found is None:
            raise Http404
        return found


def _told(paper: Paper) -> dict:
    return {
        "key": paper.key,
        "title": str(paper.title),
        "purpose": str(paper.purpose),
        "asks": list(paper.asks),
        "may_be_full": paper.may_be_full,
    }


class PrintedPapers(RowResource):
    """Issued papers, as they were printed."""

    model = PrintedPaper
    shape = PRINTED
    order = ("-id",)
    related = ("unit", "district", "issued_by")
    lookup_field = "number"
    lookup_value_regex = "[0-9A-Z]{10}"
    acts = {"list": "export", "retrieve": "export", "workbook": "export"}

    @action(detail=True, methods=["get"], url_path="workbook")
    def workbook(self, request, **place):
        """The workbook, byte for byte as it was issued."""
        check_query(request.query_params, set())
        printed = self.row(place)
        return keeping.fetch(printed=printed, actor=request.user)
