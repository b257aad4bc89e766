"""The rows against the trail: what the audit last said of a row is what stands in it (trust.md R-095).

The chain proves the trail; replaying it proves the rows that have no entries of their own. `KINDS` names each
covered kind of row with the audited facts that are columns of it; sealed values never stand in the trail.
Read in the order of the rows, a chunk at a time: the memory it takes does not grow with the trail.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby, islice
from operator import itemgetter

from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, Exists, Model, OuterRef
from django.db.models.functions import Cast

from quota_pool import audit
from quota_pool.models import (
    AuditEvent,
    District,
    Document,
    Enclosure,
    Member,
    PrintedPaper,
    RuleValue,
    Substitute,
)

from .proof import Fault, deep

AT_A_TIME = 500


@dataclass(frozen=True)
class Kind:
    """One kind of row: its audited facts by the column they stand in, and whether each row has a trace.

    `also`: what some acts call a fact by a word of their own.
    """

    model: type[Model]
    facts: dict[str, str] = field(default_factory=dict)
    is_traced: bool = True
    also: dict[str, str] = field(default_factory=dict)

    def told(self, after: dict | None) -> dict:
        """The facts of one act, each by its one name."""
        return {self.also.get(name, name): value for name, value in (after or {}).items()}


KINDS: dict[str, Kind] = {}


def cover(
    model: type[Model],
    *names: str,
    is_traced: bool = True,
    also: dict[str, str] | None = None,
    **elsewhere: str,
) -> None:
    """Name the facts the trail keeps of a kind of row; `elsewhere` those that stand in another column."""
    facts = {name: name for name in names} | elsewhere
    KINDS[model._meta.model_name] = Kind(model, facts, is_traced, also or {})


cover(Document, "number", "title", "kind", "issued_on", "issuer", "decision_level", "scan_sha256")
cover(Enclosure, "place", "title", "file_name", "sha256", document="document__number")
cover(RuleValue, "value", "level", is_traced=False)  # the first values come with the district
cover(Member, "role", is_traced=False)  # the first administrator is founded with the district
cover(Substitute, "from_day", "to_day")
cover(PrintedPaper, "key", "rows", "is_full", "content_sha256", "sha256")


@deep
def rows_are_what_the_trail_says(district: District) -> Iterator[Fault]:
    """The last recorded value of each audited fact is the row's; what was entered is still there."""
    for name, kind in KINDS.items():
        told = _told(district, name, kind)
        while chunk := dict(islice(told, AT_A_TIME)):
            yield from _compared(name, kind, chunk)


def _told(district: District, name: str, kind: Kind) -> Iterator[tuple[int, dict]]:
    """Each row of a kind with the last word of the trail on every fact, row by row."""
    events = AuditEvent.objects.filter(district=district, object_type=name).order_by("object_id", "seq")
    lines = events.values_list("object_id", "after").iterator(2000)
    for object_id, said in groupby(lines, key=itemgetter(0)):
        last: dict = {}
        for _object_id, after in said:
            last |= kind.told(after)
        yield int(object_id), last


def _compared(name: str, kind: Kind, told: dict[int, dict]) -> Iterator[Fault]:
    columns = list(kind.facts.values())
    rows = kind.model._base_manager.filter(pk__in=told).values("pk", *columns)
    found = {row["pk"]: row for row in rows}
    for pk, said in told.items():
        row = found.get(pk)
        if row is None:
            yield Fault("trail", f"{name} {pk}", "stands in the trail and is gone")
            continue
        for fact, column in kind.facts.items():
            if fact in said and audit.plain_value(row[column]) != said[fact]:
                yield Fault("trail", f"{name} {pk}", f"{fact} is not what the trail last said of it")


@deep
def rows_have_a_trace(district: District) -> Iterator[Fault]:
    """A row of an audited kind was entered by an act; one without any was put there by hand."""
    for name, kind in KINDS.items():
        if not kind.is_traced:
            continue
        traces = AuditEvent.objects.filter(
            object_type=name, object_id=Cast(OuterRef("pk"), CharField(max_length=40))
        )
        rows = kind.model._base_manager.filter(**{_district_path(kind.model): district.pk})
        for pk in rows.exclude(Exists(traces)).order_by("pk").values_list("pk", flat=True):
            yield Fault("trail", f"{name} {pk}", "no act in the trail entered it")


def _district_path(model: type[Model]) -> str:
    try:
        return model._meta.get_field("district").attname
    except FieldDoesNotExist:
        return model.district_path
