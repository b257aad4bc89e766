"""指标台账, 指标使用情况表, 机动指标台账, 文号登记簿: heads by document, by street, by mobile grant."""

from collections import defaultdict
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quota_pool import figures
from quota_pool.calendar import SHANGHAI
from quota_pool.models import Act, Book, Document, Entry, Measure, Pool
from quota_pool.papers import Ask, Cell, Paper, PaperColumn
from staffing import selectors
from staffing.models import Engagement, MobileRequest, QuotaGrant

# Granted = free + reserved + seated (ledger.md section 1).
GRANTED = (Book.FREE, Book.RESERVED, Book.SEATED)
SIDES = ("source", "target")


def _entries(ask: Ask):
    """Every movement of heads up to the day, as it was known, in the order in which it was true."""
    rows = Entry.objects.visible_to(ask.user, "read_ledger").filter(
        ask.as_of.recorded(), source__measure=Measure.HEADS, effective__lte=ask.day
    )
    return ask.narrowed(rows).order_by("effective", "act_id", "id")


def _ledger_rows(ask: Ask):
    """Per grant and act what was added or taken away; acts that only seat people change nothing here."""
    names = [f"{side}__{name}" for side in SIDES for name in ("book", "pool_id", "pool__unit__name")]
    kinds = [f"{side}__{name}" for side in SIDES for name in ("pool__kind", "pool__label")]
    told = ("effective", "act_id", "act__kind", "act__document__number", "act__reason", "amount")
    found = _entries(ask).values(*told, *names, *kinds)
    balances: dict[int, int] = defaultdict(int)
    for _key, lines in groupby(found.iterator(), key=lambda row: (row["effective"], row["act_id"])):
        yield from _of_act(list(lines), balances, ask)


def _of_act(lines: list[dict], balances: dict[int, int], ask: Ask):
    changes: dict[int, int] = defaultdict(int)
    pools: dict[int, dict] = {}
    for line in lines:
        for side, sign in (("source", -1), ("target", 1)):
            if line[f"{side}__book"] in GRANTED and (pool := line[f"{side}__pool_id"]):
                changes[pool] += sign * line["amount"]
                pools[pool] = {
                    "unit": line[f"{side}__pool__unit__name"],
                    "grant": _grant(line[f"{side}__pool__kind"], line[f"{side}__pool__label"]),
                }
    for pool, change in changes.items():
        balances[pool] += change
        if change and (ask.since is None or lines[0]["effective"] >= ask.since):
            yield lines[0] | pools[pool] | {"change": change, "balance": balances[pool]}


def _grant(kind: str, name: str) -> str:
    return f"{Pool.Kind(kind).label} {name}".strip()


def _plus(row: dict):
    return row["change"] if row["change"] > 0 else None


def _minus(row: dict):
    return -row["change"] if row["change"] < 0 else None


def _unit_column(ask: Ask, value: str = "unit") -> list[PaperColumn]:
    return [] if ask.unit else [PaperColumn("unit", gettext_lazy("unit"), value, width=16)]


def _ledger_columns(ask: Ask) -> list[PaperColumn]:
    return [
        PaperColumn("day", gettext_lazy("true from"), "effective", Cell.DAY, 15),
        *_unit_column(ask),
        PaperColumn("grant", gettext_lazy("grant"), width=24),
        PaperColumn("kind", gettext_lazy("act"), lambda row: str(Act.Kind(row["act__kind"]).label), width=16),
        PaperColumn("document", gettext_lazy("document number"), "act__document__number", width=22),
        PaperColumn("plus", gettext_lazy("added"), _plus, Cell.NUMBER, 9, summed=True),
        PaperColumn("minus", gettext_lazy("taken away"), _minus, Cell.NUMBER, 9, summed=True),
        PaperColumn("balance", gettext_lazy("balance"), kind=Cell.NUMBER, width=9),
        PaperColumn("reason", gettext_lazy("reason"), "act__reason", width=24),
    ]


# --- 指标使用情况表 ----------------------------------------------------------------------------------------


def _requested(ask: Ask) -> dict[int, int]:
    """Heads asked for with the grants in force, by unit."""
    grants = QuotaGrant.objects.visible_to(ask.user).filter(
        ask.as_of.recorded("decided_at"), state=QuotaGrant.State.GRANTED, valid_from__lte=ask.day
    )
    found: dict[int, int] = defaultdict(int)
    latest = {
        grant.pool_id: grant for grant in ask.narrowed(grants).order_by("valid_from", "pk").exclude(pool=None)
    }
    for grant in latest.values():
        found[grant.unit_id] += grant.requested or 0
    return found


def _use_rows(ask: Ask):
    requested = _requested(ask)
    names = ("granted", "reserved", "held", "occupied", "used", "free")
    for row in selectors.unit_positions(ask.units, on=ask.day, known_on=ask.as_of.known_on):
        told = {name: row.total(name) for name in names}
        by_kind = {kind: row.total("granted", kind) for kind in Pool.Kind.values}
        yield {
            **told,
            "unit": row.unit.name,
            "requested": requested.get(row.unit.pk) or None,
            "lump_sum": by_kind[Pool.Kind.LUMP_SUM],
            "mobile": by_kind[Pool.Kind.MOBILE],
            "other": told["granted"] - by_kind[Pool.Kind.LUMP_SUM] - by_kind[Pool.Kind.MOBILE],
            "over": row.over,
            "share": figures.percent(told["used"], told["granted"]),
        }


def _use_columns(ask: Ask) -> list[PaperColumn]:
    def number(key: str, words) -> PaperColumn:
        return PaperColumn(key, words, kind=Cell.NUMBER, width=9, summed=True)

    return [
        PaperColumn("unit", gettext_lazy("unit"), width=18),
        number("requested", gettext_lazy("requested")),
        number("lump_sum", gettext_lazy("lump-sum granted")),
        number("mobile", gettext_lazy("mobile granted")),
        number("other", gettext_lazy("lent and others")),
        number("granted", gettext_lazy("granted in all")),
        number("reserved", gettext_lazy("reserved")),
        number("held", gettext_lazy("held")),
        number("occupied", gettext_lazy("occupied")),
        number("used", gettext_lazy("used")),
        number("free", gettext_lazy("free")),
        number("over", gettext_lazy("over quota")),
        PaperColumn("share", gettext_lazy("share used"), width=9),
    ]


# --- 机动指标台账 ------------------------------------------------------------------------------------------


def _mobile_rows(ask: Ask):
    units = selectors.unit_positions(ask.units, on=ask.day, known_on=ask.as_of.known_on)
    pools = [(row.unit, pool) for row in units for pool in row.pools if pool.pool.kind == Pool.Kind.MOBILE]
    grants = _grants(ask, [pool.pool.pk for _unit, pool in pools])
    asked = _requests(ask, [papers[0].pk for papers in grants.values()])
    people = _people(ask, [pool.pool.pk for _unit, pool in pools])
    for unit, row in pools:
        papers = grants[row.pool.pk]
        first = papers[0] if papers else None
        yield {
            "unit": unit.name,
            "number": first.document.number if first else row.pool.label,
            "reason": str(first.get_reason_code_display()) if first and first.reason_code else "",
            **_asked(asked.get(first.pk) if first else None),
            "requested": first.requested if first else None,
            "extended": _extensions(papers),
            "valid_from": row.pool.valid_from,
            "valid_to": row.pool.valid_to,
            "left": _days_left(row.pool.valid_to, ask),
            "granted": row.granted,
            "used": row.used,
            "free": row.free,
            "over": row.over,
            "people": "、".join(people[row.pool.pk]),
        }


def _grants(ask: Ask, pools: list[int]) -> dict[int, list[QuotaGrant]]:
    """What had been granted on each pool by then, the first paper first."""
    found: dict[int, list[QuotaGrant]] = defaultdict(list)
    rows = QuotaGrant.objects.visible_to(ask.user).filter(
        ask.as_of.recorded("decided_at"), pool__in=pools, state=QuotaGrant.State.GRANTED
    )
    for grant in rows.select_related("document").order_by("decided_at", "pk"):
        found[grant.pool_id].append(grant)
    return found


def _requests(ask: Ask, grants: list[int]) -> dict[int, MobileRequest]:
    """The requests these grants answered, for whoever may read requests."""
    rows = MobileRequest.objects.visible_to(ask.user).filter(grant__in=grants)
    return {request.grant_id: request for request in rows}


def _asked(request: MobileRequest | None) -> dict:
    """What was asked for: number and day of the request, task, heads and time."""
    if request is None:
        return {"request": "", "task": "", "wanted": ""}
    day = request.submitted_at or request.created_at
    told = {"number": request.pk, "day": figures.day(day.astimezone(SHANGHAI).date())}
    return {
        "request": _("no. %(number)s of %(day)s") % told,
        "task": request.task,
        "wanted": f"{figures.day(request.valid_from)} – {figures.day(request.valid_to)}",
    }


def _extensions(papers: list[QuotaGrant]) -> str:
    """Until when and by which document the time was made longer."""
    words = _("until %(day)s by %(document)s")
    return "、".join(
        words % {"day": figures.day(paper.valid_to), "document": paper.document.number}
        for paper in papers
        if paper.purpose == QuotaGrant.Purpose.EXTENSION
    )


def _people(ask: Ask, pools: list[int]) -> dict[int, list[str]]:
    """Names of those who sit on each grant; nobody's names for whoever may not read the roster."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = Engagement.objects.visible_to(ask.user, "read_staff").filter(pool__in=pools)
    told = selectors.seated(rows, ask.day, ask.as_of.known_on).order_by("person__name_key", "pk")
    for pool, name in told.values_list("sat_in", "person__name"):
        found[pool].append(name)
    return found


def _days_left(last, ask: Ask) -> str:
    if last is None:
        return ""
    left = (last - ask.day).days
    return _("expired") if left < 0 else _("%(n)s days") % {"n": left}


def _mobile_columns(ask: Ask) -> list[PaperColumn]:
    return [
        *_unit_column(ask),
        PaperColumn("number", gettext_lazy("document number"), width=22),
        PaperColumn("request", gettext_lazy("request"), width=14),
        PaperColumn("reason", gettext_lazy("reason"), width=12),
        PaperColumn("task", gettext_lazy("task"), width=24),
        PaperColumn("wanted", gettext_lazy("time asked for"), width=14),
        PaperColumn("requested", gettext_lazy("heads requested"), kind=Cell.NUMBER, width=8, summed=True),
        PaperColumn("valid_from", gettext_lazy("valid from"), kind=Cell.DAY, width=15),
        PaperColumn("valid_to", gettext_lazy("valid to"), kind=Cell.DAY, width=15),
        PaperColumn("extended", gettext_lazy("extension"), width=18),
        PaperColumn("left", gettext_lazy("time left"), width=9),
        PaperColumn("granted", gettext_lazy("granted"), kind=Cell.NUMBER, width=8, summed=True),
        PaperColumn("used", gettext_lazy("used"), kind=Cell.NUMBER, width=8, summed=True),
        PaperColumn("free", gettext_lazy("free"), kind=Cell.NUMBER, width=8, summed=True),
        PaperColumn("over", gettext_lazy("over quota"), kind=Cell.NUMBER, width=8, summed=True),
        PaperColumn("people", gettext_lazy("people on it"), width=30),
    ]


# --- 文号登记簿 --------------------------------------------------------------------------------------------


def _document_rows(ask: Ask):
    rows = Document.objects.visible_to(ask.user).filter(issued_on__gte=ask.since, issued_on__lte=ask.day)
    return rows.order_by("issued_on", "id").iterator(chunk_size=2_000)


def _document_columns(ask: Ask) -> list[PaperColumn]:
    return [
        PaperColumn("issued_on", gettext_lazy("date of issue"), lambda row: row.issued_on, Cell.DAY, 15),
        PaperColumn("number", gettext_lazy("document number"), lambda row: row.number, width=24),
        PaperColumn("title", gettext_lazy("title"), lambda row: row.title, width=36),
        PaperColumn("kind", gettext_lazy("kind"), lambda row: row.get_kind_display(), width=12),
        PaperColumn("issuer", gettext_lazy("issuer"), lambda row: row.issuer, width=18),
        PaperColumn(
            "level", gettext_lazy("decided by"), lambda row: row.get_decision_level_display(), width=14
        ),
        PaperColumn(
            "scan", gettext_lazy("scan"), lambda row: _("yes") if row.scan_sha256 else _("no"), width=7
        ),
        PaperColumn("state", gettext_lazy("state"), _document_state, width=9),
    ]


def _document_state(row: Document) -> str:
    return _("voided") if row.voided_at else _("in force")


PAPERS = (
    Paper(
        key="quota-ledger",
        title=gettext_lazy("Quota ledger"),
        purpose=gettext_lazy("Each grant's additions and cuts with document number, reason and balance."),
        act="read_ledger",
        rows=_ledger_rows,
        columns=_ledger_columns,
        asks=("unit", "since", "on", "known_on"),
        measure=gettext_lazy("quota heads"),
    ),
    Paper(
        key="quota-use",
        title=gettext_lazy("Use of quota"),
        purpose=gettext_lazy("Granted, used, reserved, free and over by street on a day."),
        act="read_pool",
        rows=_use_rows,
        columns=_use_columns,
        asks=("unit", "on", "known_on"),
        measure=gettext_lazy("quota heads"),
    ),
    Paper(
        key="mobile-ledger",
        title=gettext_lazy("Mobile quota ledger"),
        purpose=gettext_lazy(
            "Each mobile grant: what was asked, its time and extension, its use, the people on it."
        ),
        act="read_pool",
        rows=_mobile_rows,
        columns=_mobile_columns,
        asks=("unit", "on", "known_on"),
        measure=gettext_lazy("quota heads"),
    ),
    Paper(
        key="documents",
        title=gettext_lazy("Register of document numbers"),
        purpose=gettext_lazy("Every document entered in a time, in the order of its date."),
        act="read_documents",
        rows=_document_rows,
        columns=_document_columns,
        asks=("since", "on"),
        measure=gettext_lazy("documents"),
    ),
)
