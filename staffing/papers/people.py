"""What papers read of people: who was on post, with what held then; sealed fields as allowed."""

from collections.abc import Iterator
from datetime import date
from itertools import islice

from quota_pool import sealed
from quota_pool.models import Pool
from quota_pool.papers import Ask
from staffing import then
from staffing.dictionaries import label
from staffing.models import Engagement

# So many people are read at a time: a roster of a whole district stays within bounded memory.
CHUNK = 1_000
PERSON = tuple(
    f"person__{name}"
    for name in (
        "name",
        "uid",
        "id_no",
        "phone",
        "sex",
        "birth_date",
        "ethnic",
        "political",
        "education",
        "degree",
        "first_work_date",
    )
)
CURRENT = (
    "pk",
    "unit__name",
    "start_date",
    "end_date",
    "exit_reason",
    "exit_note",
    "entry_channel",
    "filing_state",
    "filed_on",
    "standing",
    "pool__kind",
    "pool__label",
    "mode",
    "post_category",
    "primary_post",
    "department",
    "monthly_pay_fen",
    "contract_end",
)


def on_post(ask: Ask):
    """Everybody on post on the day, as it was known."""
    rows = Engagement.objects.visible_to(ask.user, "read_staff")
    return then.on_post(ask.narrowed(rows), ask.as_of)


def read(ask: Ask, rows, *order: str) -> Iterator[dict]:
    """The people with what held on the day, a thousand at a time."""
    order = order or ("unit__code", "person__name_key", "pk")
    found = rows.order_by(*order).values(*CURRENT, *PERSON)
    each = found.iterator(chunk_size=CHUNK)
    while part := list(islice(each, CHUNK)):
        told = {} if ask.as_of.is_now else then.people_then([row["pk"] for row in part], ask.as_of)
        yield from (row | told.get(row["pk"], {}) for row in part)


def opened(row: dict, name: str, kind: str, *, is_full: bool) -> str:
    """A sealed field: masked, or in full where the paper was asked so by right and reason."""
    held = row[f"person__{name}"]
    if not held:
        return ""
    if is_full:
        return held.open(row["person__uid"])
    return sealed.shown(kind, lambda: held.open(row["person__uid"]))


def word(list_name: str, path: str):
    """A reader of a code as its word."""
    return lambda row: str(label(list_name, row[path])) if row[path] else ""


def seat(row: dict) -> str:
    """On which grant's head somebody sits, or that there is none."""
    if row["standing"] != Engagement.Standing.SEATED:
        return str(Engagement.Standing(row["standing"]).label)
    kind = str(Pool.Kind(row["pool__kind"]).label)
    return f"{kind} {row['pool__label'] or ''}".strip()


def year_month(day: date | None) -> str:
    """A month as papers write it: 1990.03."""
    return f"{day:%Y.%m}" if day else ""
