"""Which rows of this floor the trail is replayed over, and what each must agree with besides."""

from collections.abc import Iterator

from django.db.models import BigIntegerField, CharField, Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Concat

from quota_pool import halts
from quota_pool.calendar import ONE_DAY
from quota_pool.ledger.proof import Fault, check, deep
from quota_pool.ledger.trail import cover
from quota_pool.models import (
    Act,
    AuditEvent,
    District,
    Document,
    Enclosure,
    Entry,
    Pool,
    PrintedPaper,
    ScheduledAct,
)
from quota_pool.papers import keeping
from quota_pool.private_files import Altered, as_kept
from staffing.models import (
    Attachment,
    Emergency,
    EmergencyPerson,
    Engagement,
    Filing,
    FilingEvent,
    Freeze,
    FreezeEvent,
    GrantOrigin,
    HeadGift,
    MobileRequest,
    Person,
    QuotaGrant,
    Recruitment,
    RequestEvent,
    Transfer,
)
from staffing.services.engagements import TRACED
from staffing.services.terms import CURRENT_FIELDS

cover(HeadGift, "heads", "state", document="document__number")
cover(Transfer, "to_unit_id", "with_head", "from_day", "state", "done_on")
cover(Freeze, "kind", "cause", "from_day", "state", "lifted_on", document="document__number")
cover(Recruitment, "heads", "post_category", "primary_post", "planned_for", "state", "pool_id")
cover(Emergency, "started_on", "due", "state")
cover(MobileRequest, "reason_code", "task", "heads", "valid_from", "valid_to", "funding_source", "state")
cover(Attachment, "kind", "file_name", "sha256")
cover(
    QuotaGrant,
    *("kind", "purpose", "heads", "requested", "change", "valid_from", "valid_to", "state"),
    is_traced=False,
    document="document__number",
)
cover(Filing, "state", "reasons", "late_days", "number", is_traced=False)
cover(Person, "name", is_traced=False)
cover(
    Engagement,
    *(name for name in TRACED if name != "filing_deadline"),  # follows its filing, see `deadline_proof`
    *CURRENT_FIELDS,
    "void_reason",
    also={"last_day": "end_date"},
    emergency="in_emergency__emergency",
)
for name, model in {
    "emergency": Emergency,
    "engagement": Engagement,
    "filing": Filing,
    "freeze": Freeze,
    "gift": HeadGift,
    "grant": QuotaGrant,
    "headgift": HeadGift,
    "mobilerequest": MobileRequest,
    "quotagrant": QuotaGrant,
    "recruitment": Recruitment,
    "request": MobileRequest,
    "transfer": Transfer,
}.items():
    halts.place(name, model)


@deep
def kept_files_are_whole(district: District) -> Iterator[Fault]:
    """Every kept file is there and is the one that was kept."""
    for paper in PrintedPaper.objects.filter(district=district).order_by("pk").iterator(200):
        if fault := keeping.altered(paper):
            yield Fault("file", f"printedpaper {paper.pk}", fault)
    kept = Attachment.objects.filter(district=district).order_by("pk")
    for attachment in kept.iterator(200):
        yield from _file_fault(attachment, attachment.file, attachment.sha256, attachment.sealed_for)
    for paper in Document.objects.filter(district=district).exclude(scan="").order_by("pk").iterator(200):
        yield from _file_fault(paper, paper.scan, paper.scan_sha256, paper.scan_sealed_for)
    for paper in Enclosure.objects.filter(district=district).order_by("pk").iterator(200):
        yield from _file_fault(paper, paper.file, paper.sha256, paper.sealed_for)


def _file_fault(row, file, sha256: str, about: str) -> Iterator[Fault]:
    try:
        as_kept(file, sha256, about).close()
    except Altered as fault:
        yield Fault("file", f"{row._meta.model_name} {row.pk}", str(fault))


@check
def gifts_moved_their_heads(district: District) -> Iterator[Fault]:
    """Heads given are the heads their act moved; what was not given moved none."""
    gifts = HeadGift.objects.filter(district=district)
    moved = Entry.objects.filter(act=OuterRef("act"), amount=OuterRef("heads"), act__kind=Act.Kind.GIVE)
    is_done = Q(state=HeadGift.State.DONE)
    wrong = gifts.filter(is_done & ~Exists(moved) | ~is_done & Q(act__isnull=False))
    for pk in wrong.values_list("pk", flat=True):
        yield Fault("gift", f"gift {pk}", "its state, its heads and its act differ")


@check
def transfers_ended_and_began_work(district: District) -> Iterator[Fault]:
    """A transfer done has its act, its day and the later engagement; any other has none of them."""
    rows = Transfer.objects.filter(district=district)
    is_done = Q(state=Transfer.State.DONE)
    lacks = Q(act=None) | Q(new_engagement=None) | Q(done_on=None)
    has = Q(act__isnull=False) | Q(new_engagement__isnull=False) | Q(done_on__isnull=False)
    for pk in rows.filter(is_done & lacks | ~is_done & has).values_list("pk", flat=True):
        yield Fault("transfer", f"transfer {pk}", "its state, its act and its engagements differ")


@check
def freezes_stand_at_their_last_step(district: District) -> Iterator[Fault]:
    """A freeze in force was put in force, one lifted was lifted; others have no step."""
    last = FreezeEvent.objects.filter(freeze=OuterRef("pk")).order_by("-id").values("step")[:1]
    made = {FreezeEvent.Step.FROZEN: Freeze.State.IN_FORCE, FreezeEvent.Step.LIFTED: Freeze.State.LIFTED}
    rows = Freeze.objects.filter(district=district).annotate(step=Subquery(last))
    for pk, state, step in rows.values_list("pk", "state", "step").iterator(2000):
        if made.get(step) != (state if state in made.values() else None):
            yield Fault("freeze", f"freeze {pk}", f"is {state} after the step {step}")


@check
def recruitments_set_their_heads_aside(district: District) -> Iterator[Fault]:
    """What a recruitment's hold took in is its number of heads."""
    taken = Entry.objects.filter(hold=OuterRef("hold"), act__kind=Act.Kind.RESERVE, amount=OuterRef("heads"))
    rows = Recruitment.objects.filter(district=district, hold__isnull=False)
    for pk in rows.exclude(Exists(taken)).values_list("pk", flat=True):
        yield Fault("recruitment", f"recruitment {pk}", "its heads are not those its hold took in")


@check
def requests_stand_at_their_last_step(district: District) -> Iterator[Fault]:
    """A request was entered by a step, and one granted has its grant."""
    steps = RequestEvent.objects.filter(request=OuterRef("pk"))
    rows = MobileRequest.objects.filter(district=district)
    for pk in rows.exclude(Exists(steps.filter(step="drafted"))).values_list("pk", flat=True):
        yield Fault("request", f"request {pk}", "the step that entered it is gone")
    is_granted = Q(state="granted")
    differing = rows.filter(
        is_granted & (Q(grant=None) | ~Exists(steps.filter(step="granted"))) | ~is_granted & ~Q(grant=None)
    )
    for pk in differing.values_list("pk", flat=True):
        yield Fault("request", f"request {pk}", "its state, its steps and its grant differ")


@deep
def steps_are_of_whom_the_trail_says(district: District) -> Iterator[Fault]:
    """Who took a step of a filing or a request stands in the trail of that step alike."""
    for model, kind in ((FilingEvent, "filing"), (RequestEvent, "request")):
        name = Cast(OuterRef(f"{kind}_id"), CharField(max_length=40))
        object_type = model._meta.get_field(kind).related_model._meta.model_name
        traces = AuditEvent.objects.filter(
            object_type=object_type, object_id=name, act=Concat(Value(f"{kind}."), OuterRef("step"))
        )
        rows = model.objects.filter(Exists(traces), district=district)
        wrong = rows.exclude(Exists(traces.filter(actor=OuterRef("actor"))))
        for pk in wrong.order_by("pk").values_list("pk", flat=True):
            yield Fault("act", f"{kind} step {pk}", "names somebody else than the trail")


@deep
def grants_keep_their_origins(district: District) -> Iterator[Fault]:
    """The old quotas a grant was made up of are as many as were entered with it."""
    events = AuditEvent.objects.filter(district=district, act="grant.propose").order_by("seq")
    row = Cast(OuterRef("object_id"), BigIntegerField())
    kept = (
        GrantOrigin.objects.filter(grant=row).order_by().values("grant").annotate(n=Count("pk")).values("n")
    )
    told = events.annotate(kept=Subquery(kept)).values_list("object_id", "after", "kept")
    for grant, after, count in told.iterator(2000):
        if len(after.get("origins") or ()) != (count or 0):
            yield Fault("trail", f"grant {grant}", "its origins are not those that were entered with it")


@deep
def people_of_emergencies_were_put_to_work_in_them(district: District) -> Iterator[Fault]:
    """Who stands in an emergency was registered in it; the other way round the trail of the spell tells."""
    events = AuditEvent.objects.filter(
        object_type="engagement",
        object_id=Cast(OuterRef("engagement_id"), CharField(max_length=40)),
        act="engagement.register",
    )
    put_in = Cast(KeyTextTransform("emergency", "after"), BigIntegerField())
    events = events.annotate(put_in=put_in).filter(put_in=OuterRef("emergency_id"))
    rows = EmergencyPerson.objects.filter(district=district).exclude(Exists(events))
    for pk in rows.order_by("pk").values_list("pk", flat=True):
        yield Fault("trail", f"emergency person {pk}", "the trail does not put them into this emergency")


@deep
def pools_end_when_their_papers_say(district: District) -> Iterator[Fault]:
    """A grant's pool is valid until the day its last paper in force says, and expires the day after."""
    papers = QuotaGrant.objects.filter(pool=OuterRef("pk"), state=QuotaGrant.State.GRANTED)
    papers = papers.filter(purpose__in=(QuotaGrant.Purpose.GRANT, QuotaGrant.Purpose.EXTENSION))
    first = papers.filter(purpose=QuotaGrant.Purpose.GRANT).order_by("id")
    last = papers.order_by("-decided_at", "-id")
    expiry = ScheduledAct.objects.filter(pool=OuterRef("pk"), kind=ScheduledAct.Kind.EXPIRE)
    expiry = expiry.exclude(outcome=ScheduledAct.Outcome.CANCELLED)
    rows = (
        Pool.objects.filter(district=district)
        .exclude(kind=Pool.Kind.LUMP_SUM)
        .annotate(
            from_day=Subquery(first.values("valid_from")[:1]),
            to_day=Subquery(last.values("valid_to")[:1]),
            ends=Subquery(expiry.order_by("-id").values("due")[:1]),
        )
    )
    told = rows.filter(from_day__isnull=False).order_by("pk")
    columns = ("pk", "valid_from", "from_day", "valid_to", "to_day", "ends")
    for pk, valid_from, from_day, valid_to, to_day, ends in told.values_list(*columns).iterator(2000):
        if (valid_from, valid_to) != (from_day, to_day):
            yield Fault("pool", f"pool {pk}", "is valid on other days than its papers say")
        elif ends != (to_day and to_day + ONE_DAY):
            yield Fault("pool", f"pool {pk}", "does not expire the day after its last valid day")
