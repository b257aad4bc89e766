"""Example cases of a rule: what it answers today, and what it would answer with another value or level."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from quota_pool.models import District, RuleLevel
from quota_pool.refusals import Reason
from quota_pool.rules import Ruling


@dataclass(frozen=True)
class Example:
    """One case in words, and the rule's own check of it under any ruling."""

    words: str
    check: Callable[[Ruling], Reason | None]

    def answer(self, ruling: Ruling) -> tuple[str, str]:
        """(passed, off, warn or block; the reason in words)."""
        if not ruling.is_on:
            return RuleLevel.OFF, ""
        reason = self.check(ruling)
        return (ruling.level, reason.detail) if reason else ("passed", "")


_known: dict[str, Callable[[District, Iterable[Ruling]], list[Example]]] = {}


def examples(code: str):
    """Register `function(district, rulings) -> list[Example]`: cases at the bounds of these rulings."""

    def register(function):
        _known[code] = function
        return function

    return register


@dataclass(frozen=True)
class Line:
    """One case with its answer now and, while somebody tries a value, the answer then."""

    words: str
    now: tuple[str, str]
    then: tuple[str, str] | None = None

    @property
    def differs(self) -> bool:
        return self.then is not None and self.then[0] != self.now[0]


def run(district: District, now: Ruling, then: Ruling | None = None) -> list[Line]:
    """Every case of the rule under the ruling in force, and under the one that is tried."""
    made = _known.get(now.rule.code)
    if made is None:
        return []
    rulings = [now] if then is None else [now, then]
    return [
        Line(case.words, case.answer(now), case.answer(then) if then else None)
        for case in made(district, rulings)
    ]
