"""Words of the audit: what each act is called, and the fields of the rows it changed.

Each floor names its own acts here or beside its services; a test finds every code that has no words.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

ACTS: dict[str, Any] = {}


def name_acts(acts: dict[str, Any]) -> None:
    """Give words to acts of a floor; a second name for the same act is a programming fault."""
    if twice := ACTS.keys() & acts.keys():
        raise ValueError(f"named twice: {sorted(twice)}")
    ACTS.update(acts)


def act(code: str) -> str:
    """What an act is called; an act of an older version without words keeps its code."""
    return str(ACTS.get(code, code))


name_acts(
    {
        "calendar.close": _("calendar year declared complete"),
        "calendar.load": _("calendar year loaded"),
        "calendar.set": _("calendar day set"),
        "district.found": _("district founded"),
        "document.enter": _("document entered"),
        "books.halt": _("books halted"),
        "books.lift": _("halt of books lifted"),
        "full_paper.approve": _("paper with full ID numbers approved"),
        "full_paper.ask": _("paper with full ID numbers asked for"),
        "full_paper.issue": _("approved paper issued"),
        "full_paper.refuse": _("paper with full ID numbers refused"),
        "enclosure.add": _("enclosure added"),
        "enclosure.void": _("enclosure voided"),
        "document.scan": _("scan attached"),
        "document.void": _("document voided"),
        "job.cancel": _("background work stopped"),
        "keys.rotate": _("keys changed"),
        "list.export": _("list exported"),
        "member.hand_over": _("role handed over"),
        "member.take_back": _("role taken back"),
        "member.add": _("member added"),
        "member.end": _("membership ended"),
        "member.new_user": _("account opened"),
        "member.reset_password": _("password reset"),
        "paper.fetch": _("paper with full ID numbers taken again"),
        "paper.issue": _("paper issued"),
        "password.change": _("password changed"),
        "rule.set": _("rule set"),
        "session.close": _("signed out"),
        "session.open": _("signed in"),
        "session.refuse": _("sign-in refused"),
        "token.issue": _("token issued"),
        "token.revoke": _("token revoked"),
        "unit.edit": _("unit changed"),
        "unit.enter": _("unit entered"),
        "webhook.enter": _("webhook entered"),
        "webhook.resend": _("message of a webhook sent again"),
        "webhook.start": _("webhook started"),
        "webhook.stop": _("webhook stopped"),
        "webhook.test": _("test message of a webhook"),
        "view.change": _("saved view changed"),
        "view.drop": _("saved view dropped"),
        "view.save": _("view saved"),
    }
)

# Facts an act tells in words of its own, whether or not its row has such a column.
FACTS = {
    "act": _("act"),
    "acts": _("acts"),
    "approval": _("approval"),
    "acts_for": _("in the name of"),
    "substitute": _("substitute"),
    "conditions": _("conditions"),
    "days": _("days entered"),
    "document": _("document"),
    "entered": _("entered"),
    "faults": _("faults"),
    "granted": _("granted"),
    "heads": _("heads"),
    "last_day": _("last day"),
    "list": _("list"),
    "reasons": _("reasons"),
    "rows": _("rows"),
    "state": _("state"),
    "username": _("user name"),
}

# How a floor reads the codes it keeps in a field: field name to a function from code to words.
READERS: dict[str, Callable[[Any], Any]] = {}


@cache
def _models() -> dict[str, Any]:
    return {model._meta.model_name: model for model in apps.get_models()}


def row_kind(object_type: str) -> str:
    """What kind of row an act was done to."""
    model = _models().get(object_type)
    return str(model._meta.verbose_name) if model else object_type


def field(object_type: str, name: str) -> str:
    """What a field of the row is called."""
    column = _column(object_type, name)
    if name in FACTS or column is None:
        return str(FACTS.get(name, name))
    return str(column.verbose_name)


def value(object_type: str, name: str, kept) -> str:
    """A kept value in words: codes by their label, lists by their parts, nothing by a dash."""
    if kept is None or kept == "" or kept == []:
        return "–"
    if isinstance(kept, list):
        return _(", ").join(_read(name, part) for part in kept)
    if isinstance(kept, dict):
        return _read(name, kept)
    column = _column(object_type, name)
    labels = dict(column.flatchoices) if column is not None and column.choices else {}
    return str(labels[kept]) if kept in labels else _read(name, kept)


def _place(pair: tuple) -> tuple:
    """Where a pair of a small table stands: PostgreSQL keeps no order, and the rest comes last."""
    key = pair[0]
    return (not key, len(key), key)


def _read(name: str, kept) -> str:
    if name in READERS and isinstance(kept, str | dict):
        return str(READERS[name](kept))
    if isinstance(kept, dict):  # a small table, as the value of a rule may be
        return _(", ").join(f"{key or '…'}: {part}" for key, part in sorted(kept.items(), key=_place))
    return str(kept)


def _column(object_type: str, name: str):
    model = _models().get(object_type)
    if model is None:
        return None
    columns = model._meta.concrete_fields
    return next((column for column in columns if name in (column.name, column.attname)), None)


def changes(object_type: str, before: dict | None, after: dict | None) -> list[tuple[str, str, str]]:
    """(field, before, after) of what differs; what an act did not know before has no before."""
    old, new = before or {}, after or {}
    return [
        (
            field(object_type, name),
            value(object_type, name, old[name]) if name in old else "",
            value(object_type, name, new.get(name)),
        )
        for name in dict.fromkeys([*old, *new])
        if old.get(name) != new.get(name) and (name in old or new[name])
    ]
