"""What stands on a document: each floor tells its own rows, so the ground floor need not know those above."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from quota_pool.models import Act, Document, Entry
from quota_pool.navigation import address


@dataclass(frozen=True)
class Stand:
    """One row that rests on a document: its kind, its words, its state and its page."""

    kind: str
    text: str
    day: object
    url: str = ""


_tellers: list[Callable[[Document, object], Iterable[Stand]]] = []


def tells(teller: Callable) -> Callable:
    """Register `teller(document, user)`, which gives the rows in that person's sight."""
    if teller not in _tellers:
        _tellers.append(teller)
    return teller


def on(document: Document, user) -> list[Stand]:
    """Everything that rests on the document, as far as the reader sees it."""
    return [stand for teller in _tellers for stand in teller(document, user)]


MOST = 200


@tells
def acts(document: Document, user) -> Iterable[Stand]:
    """Movements of the ledger that name the document, one line an act."""
    in_sight = Entry.objects.visible_to(user).filter(act__document=document).values("act_id")
    for act in Act.objects.filter(pk__in=in_sight).order_by("-id")[:MOST]:
        yield Stand(_("Act"), act.get_kind_display(), act.recorded_at, act_page(act.pk))


def act_page(pk: int) -> str:
    """The act's page, where a floor above has one."""
    ledger = address("ledger")
    return f"{ledger}acts/{pk}/" if ledger else ""
