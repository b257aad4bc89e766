"""Refusals: every reason at once, each with a code, its numbers, its rule and its way out.

A `Code` is declared once, beside the check that uses it, and stands in one registry; words are translated
when they are shown, so a refusal stored in a job or a filing can be read in either language.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

REGISTRY: dict[str, "Code"] = {}


class Told(dict):
    """Facts as they were stored; what a later wording asks besides is not known of them."""

    def __missing__(self, name: str) -> str:
        return "–"


@dataclass(frozen=True)
class Code:
    """One kind of refusal or fault; `words` and `ways_out` are lazy templates over the facts.

    Of the ways out the first whose facts are all known is shown, so the most exact one stands first.
    """

    name: str
    words: str
    ways_out: tuple = ()

    def reason(self, *, field: str = "", rule: str = "", document: str = "", **facts) -> "Reason":
        """A reason with its numbers; facts are plain JSON values or dates."""
        plain = {name: _plain(value) for name, value in facts.items()}
        return Reason(self.name, plain, field=field, rule=rule, document=document)


@dataclass(frozen=True)
class Reason:
    """One thing that stands in the way, in a form that can be stored and shown later."""

    code: str
    facts: dict = field(default_factory=dict)
    field: str = ""
    rule: str = ""
    document: str = ""

    @property
    def detail(self) -> str:
        """What is wrong, in the reader's language."""
        return str(REGISTRY[self.code].words).format_map(Told(self.facts))

    @property
    def remedy(self) -> str:
        """The smallest change that would pass; empty when nothing computed would."""
        for way_out in REGISTRY[self.code].ways_out:
            try:
                return str(way_out).format(**self.facts)
            except KeyError:
                continue
        return ""

    def as_dict(self) -> dict:
        """The shape of one entry of `reasons` in a problem document."""
        shape = {"code": self.code, "detail": self.detail, "facts": self.facts, "remedy": self.remedy}
        extra = {"field": self.field, "rule": self.rule, "document": self.document}
        return shape | {name: value for name, value in extra.items() if value}

    def stored(self) -> dict:
        """The language-free shape kept in a row; `restore` reads it back."""
        return {
            "code": self.code,
            "facts": self.facts,
            "field": self.field,
            "rule": self.rule,
            "document": self.document,
        }


def restore(stored: dict) -> Reason:
    """Read back what `Reason.stored` wrote."""
    return Reason(**stored)


class Refusal(Exception):
    """An act that may not be done as things stand (409): all its reasons, never the first alone."""

    def __init__(self, reasons: "Reason | Iterable[Reason]"):
        self.reasons = [reasons] if isinstance(reasons, Reason) else list(reasons)
        super().__init__(", ".join(reason.code for reason in self.reasons))

    @property
    def code(self) -> str:
        return self.reasons[0].code


class Stale(Refusal):
    """Somebody else changed the row meanwhile (412)."""


def code(name: str, words: str, remedy: str | tuple = ()) -> Code:
    """Declare a code; a second declaration of the same name is a programming fault."""
    if name in REGISTRY:
        raise ValueError(f"refusal code {name} is declared twice")
    ways_out = remedy if isinstance(remedy, tuple) else (remedy,)
    REGISTRY[name] = Code(name, words, tuple(way for way in ways_out if way))
    return REGISTRY[name]


def raise_any(reasons: Iterable[Reason]) -> None:
    """Refuse with every reason given; do nothing when there is none."""
    reasons = list(reasons)
    if reasons:
        raise Refusal(reasons)


def _plain(value):
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
