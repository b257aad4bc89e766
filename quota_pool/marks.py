"""Small drawings of numbers (head bar, deadline, calendar strip) that say in words what they show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import figures

SAID = ("granted", "occupied", "held", "reserved", "free")
NEAR_DAYS = 10
NARROWEST = 0.8  # percent: one head in five hundred must still be seen


@dataclass(frozen=True)
class Heads:
    """What a bar of heads needs to know; any object with these names will do."""

    granted: int = 0
    occupied: int = 0
    held: int = 0
    reserved: int = 0
    over: int = 0

    @property
    def free(self) -> int:
        return max(0, self.granted - self.occupied - self.held - self.reserved)


def heads_in_words(heads) -> str:
    """Say a position in one line, for those who do not see the bar."""
    words = _(
        "granted %(granted)s, occupied %(occupied)s, held %(held)s, reserved %(reserved)s, free %(free)s"
    )
    text = words % {name: getattr(heads, name) for name in SAID}
    if heads.over:
        text += _(", over %(over)s") % {"over": heads.over}
    return text


def head_bar(heads) -> SafeString:
    """Draw occupied, held (hatched), reserved (dotted) and over (red) against what is granted."""
    seated = heads.occupied + heads.held
    # Seats that a cut took are still sat on; they are drawn as over, not as occupied.
    within = max(0, seated - max(0, seated + heads.reserved - heads.granted))
    held = min(heads.held, within)
    parts = [("occ", within - held), ("held", held), ("res", heads.reserved), ("over", heads.over)]
    whole = max(heads.granted, sum(count for _kind, count in parts), 1)
    drawn, left = [], 0.0
    for kind, count in parts:
        if not count:
            continue
        width = min(max(100 * count / whole, NARROWEST), 100 - left)
        drawn.append(_segment(kind, left, width))
        left += width
    words = heads_in_words(heads)
    head = format_html('<svg class="bar" role="img" aria-label="{0}"><title>{0}</title>', words)
    return mark_safe(head + '<rect class="bar-all" width="100%" height="100%"/>' + "".join(drawn) + "</svg>")


def _segment(kind: str, left: float, width: float) -> str:
    area = f'x="{left:.2f}%" width="{width:.2f}%" height="100%"'
    hatch = f'<rect fill="url(#hatch-{kind})" {area}/>' if kind in ("held", "res") else ""
    return f'<rect class="bar-{kind}" {area}/>{hatch}'


def share_bar(part: int, whole: int, label: str, marker: int | None = None) -> SafeString:
    """Draw one part of a whole, with an upright line at `marker` percent (time gone) if given."""
    width = 0 if whole <= 0 else min(100, max(0, 100 * part / whole))
    line = f'<rect class="bar-mark" x="{marker}%" width="2" height="100%"/>' if marker is not None else ""
    head = format_html('<svg class="bar" role="img" aria-label="{0}"><title>{0}</title>', label)
    ground = '<rect class="bar-all" width="100%" height="100%"/>'
    body = f'{ground}<rect class="bar-spent" width="{width:.2f}%" height="100%"/>'
    return mark_safe(head + body + line + "</svg>")


@dataclass(frozen=True)
class Column:
    """One column of a small chart: what it says, the rows it opens, a part and the whole it is a part of."""

    words: str
    url: str
    part: int
    whole: int


def columns(label: str, shown: Sequence[Column]) -> SafeString:
    """Draw columns side by side, each one link as wide as a finger; the part above its whole is red."""
    top = max((max(one.part, one.whole) for one in shown), default=0) or 1
    step = 100 / max(1, len(shown))
    drawn = [_column(one, place * step, step, top) for place, one in enumerate(shown)]
    head = format_html('<svg class="month-bars" role="group" aria-label="{}">', label)
    return mark_safe(head + "".join(drawn) + "</svg>")


def _column(one: Column, left: float, step: float, top: int) -> str:
    place = f'x="{left + step * 0.2:.2f}%" width="{step * 0.6:.2f}%"'
    parts = [("all", 0, one.whole), ("occ", 0, min(one.part, one.whole)), ("over", one.whole, one.part)]
    spans = [(kind, 100 * (1 - to / top), 100 * (to - at) / top) for kind, at, to in parts if to > at]
    rects = [f'<rect class="bar-{kind}" {place} y="{y:.2f}%" height="{h:.2f}%"/>' for kind, y, h in spans]
    hit = f'<rect class="hit" x="{left:.2f}%" width="{step:.2f}%" height="100%"/>'
    body = format_html("<title>{}</title>", one.words) + hit + "".join(rects)
    if not one.url:
        return f"<g>{body}</g>"
    return format_html('<a href="{}" aria-label="{}">', one.url, one.words) + body + "</a>"


def deadline(
    left: int | None, due: date | None = None, *, near: int = NEAR_DAYS, working: bool = False
) -> SafeString:
    """Say how many days are left, with an icon, a word and a colour: green in time, amber near, red over.

    `working` says that the days are working days.
    """
    if left is None:
        return format_html('<span class="due due-none">{}</span>', figures.NOTHING)
    tone, icon = _tone(left, near)
    shown = '<span class="due due-{}"{}><span aria-hidden="true">{}</span> {}</span>'
    title = format_html(' title="{}"', figures.day(due)) if due else ""
    words = _working_left_in_words(left) if working else _left_in_words(left)
    return format_html(shown, tone, title, icon, words)


def _tone(left: int, near: int) -> tuple[str, str]:
    if left <= 0:
        return "red", "●"
    if left <= near:
        return "amber", "▲"
    return "green", "✓"


def _left_in_words(left: int) -> str:
    if left == 0:
        return _("today")
    if left < 0:
        return ngettext("%(days)s day late", "%(days)s days late", -left) % {"days": -left}
    return ngettext("%(days)s day left", "%(days)s days left", left) % {"days": left}


def _working_left_in_words(left: int) -> str:
    if left == 0:
        return _("today")
    if left < 0:
        late = ngettext("%(days)s working day late", "%(days)s working days late", -left)
        return late % {"days": -left}
    return ngettext("%(days)s working day left", "%(days)s working days left", left) % {"days": left}


BADGE_TONES = ("blue", "green", "amber", "red", "grey")


def badge(text, tone: str = "grey") -> SafeString:
    """Write a short state word on a coloured ground; the word carries the meaning, not the colour."""
    return format_html('<span class="mark mark-{}">{}</span>', tone, text)


def badges(pairs) -> SafeString:
    """Write several (text, tone) badges side by side."""
    return format_html_join(
        " ", '<span class="mark mark-{}">{}</span>', ((tone, text) for text, tone in pairs)
    )
