"""Which rows are told of to connected systems, by the feed of changes and by webhooks, and in which words.

What is told carries no names, no values and no reasons: whoever may see a row reads it there.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Followed:
    """A kind of row whose changes are told: its resource, and how its outside ids are found."""

    resource: str
    outside_ids: Callable[[Iterable[str]], dict[str, str]] | None = None


FOLLOWED: dict[str, Followed] = {
    "unit": Followed("units"),
    "document": Followed("documents"),
    "calendaryear": Followed("working-days"),
    "calendarday": Followed("working-days"),
}
# Looking and logging in change nothing.
SILENT = ("person.reveal", "person.find")
COLUMNS = ("seq", "recorded_at", "act", "object_type", "object_id", "unit_id")


def follow(model_name: str, resource: str, outside_ids=None) -> None:
    """Tell of changes to a kind of row of a floor above."""
    FOLLOWED[model_name] = Followed(resource, outside_ids)


def is_told(act: str, object_type: str) -> bool:
    """Whether an event of the trail is one of those that are told."""
    return object_type in FOLLOWED and act not in SILENT


def told(rows: list[tuple]) -> list[dict]:
    """Events of the trail, given by `COLUMNS`, as connected systems are told of them."""
    outside = _outside_ids(rows)
    return [
        {
            "seq": seq,
            "recorded_at": recorded_at,
            "act": act,
            "resource": FOLLOWED[kind].resource,
            "id": outside.get((kind, object_id), object_id),
            "unit": unit_id,
        }
        for seq, recorded_at, act, kind, object_id, unit_id in rows
    ]


def _outside_ids(rows: list[tuple]) -> dict[tuple[str, str], str]:
    """Ids as the API knows them, one query for each kind that has its own."""
    found = {}
    for kind, followed in FOLLOWED.items():
        wanted = {row[4] for row in rows if row[3] == kind}
        if followed.outside_ids and wanted:
            found |= {(kind, key): own for key, own in followed.outside_ids(wanted).items()}
    return found
