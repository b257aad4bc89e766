"""Which column holds what: headings found by meaning, under title lines, across merged lines, in any order.

The caller brings a vocabulary (field -> words); nothing here knows what a field is about.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from .cells import column_letter
from .reading import Row

# Deeper than any title block seen; a heading below that is not looked for.
SEARCHED_LINES = 40
MOST_LINES = 3
BRACKETS = re.compile(r"[(\[【〔{<《].*?[)\]】〕}>》]")
NOISE = re.compile(r"[\s*:：、，,。.·/\\|_\-—~'\"“”‘’?？!！#]+")
BLANKS = re.compile(r"\s+")
GROUP_TAIL = re.compile(r"(信息|情况|资料|部分)$")

Span = tuple[int, int, int, int]


@dataclass(frozen=True)
class Word:
    """What a field may be called: exact words, and a pattern for composed headings."""

    field: str
    words: tuple[str, ...]
    pattern: str = ""


class Vocabulary:
    """All words of all fields, ready to be asked what a heading means and how surely."""

    EXACT, PATTERN, PART = 3, 2, 1

    def __init__(self, words: Iterable[Word], foreign: Iterable[str] = ()):
        """`foreign` words in a heading say that it speaks of something else (a relative, another date)."""
        self._exact: dict[str, str] = {}
        self._patterns: list[tuple[re.Pattern, str]] = []
        for entry in words:
            for word in entry.words:
                self._exact.setdefault(plain(word), entry.field)
            if entry.pattern:
                self._patterns.append((re.compile(entry.pattern), entry.field))
        # The longest part decides: "post category" before "post".
        self._parts = sorted((word for word in self._exact if len(word) > 1), key=len, reverse=True)
        self._foreign = tuple(plain(word) for word in foreign)
        self.meaning = lru_cache(maxsize=4_096)(self._meaning)

    def _meaning(self, text: str) -> tuple[str | None, int]:
        """The field a heading names, and how sure that is (0 for not at all)."""
        full, bare = plain(text), plain(BRACKETS.sub("", unicodedata.normalize("NFKC", text)))
        for key in (full, bare):
            if key in self._exact:
                return self._exact[key], self.EXACT
        if not bare or any(word in full for word in self._foreign):
            return None, 0
        for pattern, name in self._patterns:
            if pattern.search(bare):
                return name, self.PATTERN
        part = next((word for word in self._parts if word in bare), None)
        return (self._exact[part], self.PART) if part else (None, 0)


@dataclass
class Heading:
    """The heading found on a sheet: its lines (1-based, first and last) and what each column means."""

    lines: tuple[int, int]
    columns: dict[int, str | None]
    texts: dict[int, str]
    missing: list[str] = field(default_factory=list)
    duplicates: dict[str, list[int]] = field(default_factory=dict)
    guessed: list[str] = field(default_factory=list)

    @property
    def unmatched(self) -> list[int]:
        """Columns with a heading that no field claims."""
        return [at for at, name in self.columns.items() if name is None]

    @property
    def places(self) -> dict[str, int]:
        """Field -> column."""
        return {name: at for at, name in self.columns.items() if name}

    def text_of(self, at: int) -> str:
        """What stands above a column; its letter when nothing does."""
        return self.texts.get(at) or column_letter(at)

    def remapped(self, columns: Mapping[int, str | None], required: Iterable[str]) -> "Heading":
        """The same heading with columns as a person chose them."""
        chosen = {**self.columns, **columns}
        there = {name for name in chosen.values() if name}
        return Heading(self.lines, chosen, self.texts, [name for name in required if name not in there])


def find(
    rows: Sequence[Row],
    merged: Iterable[Span],
    vocabulary: Vocabulary,
    *,
    required: Sequence[str] = (),
    anchors: Sequence[str] = (),
) -> Heading | None:
    """The heading among a sheet's first rows: the lines that name most fields, an anchor among them."""
    grid = {row.line: _texts(row) for row in rows if row.line <= SEARCHED_LINES}
    _spread(grid, merged)
    best, best_score = None, (1, 0)
    for first in sorted(grid):
        for last in range(first, first + MOST_LINES):
            if last not in grid:
                break
            heading = _read([grid[line] for line in range(first, last + 1)], (first, last), vocabulary)
            score = (len(heading.places), first - last)
            # Two fields at least, or a line of data that happens to hold one such word would do.
            if score > best_score and not set(anchors).isdisjoint(heading.places):
                best, best_score = heading, score
    if best:
        best.missing = [name for name in required if name not in best.places]
    return best


def at_lines(
    rows: Sequence[Row], merged: Iterable[Span], vocabulary: Vocabulary, lines: tuple[int, int]
) -> Heading:
    """The heading on lines that a person pointed at."""
    grid = {row.line: _texts(row) for row in rows if lines[0] <= row.line <= lines[1]}
    _spread(grid, merged)
    return _read([grid.get(line, {}) for line in range(lines[0], lines[1] + 1)], lines, vocabulary)


def _texts(row: Row) -> dict[int, str]:
    return {at: cell for at, cell in enumerate(row.cells) if isinstance(cell, str) and cell.strip()}


def _spread(grid: dict[int, dict[int, str]], merged: Iterable[Span]) -> None:
    """A merged heading speaks for every column under it; a title over the whole sheet for none."""
    width = max((at for texts in grid.values() for at in texts), default=0) + 1
    merged = list(merged)
    for top, left, _bottom, right in merged:
        texts = grid.get(top + 1, {})
        if left in texts and (right - left + 1) * 4 < width * 3:
            for at in range(left + 1, right + 1):
                texts.setdefault(at, texts[left])
    if not merged:
        _spread_by_eye(grid)


def _spread_by_eye(grid: dict[int, dict[int, str]]) -> None:
    """A text table has no merged cells: a group's word stands above its first column only."""
    for line in sorted(grid, reverse=True):
        texts, below = grid[line], grid.get(line + 1, {})
        if not 1 < len(texts) < len(below):
            continue
        for at in sorted(below):
            if at not in texts and at - 1 in texts and at > min(texts):
                texts[at] = texts[at - 1]


def _read(lines: list[dict[int, str]], where: tuple[int, int], vocabulary: Vocabulary) -> Heading:
    """What each column means, its lowest line speaking first."""
    texts, found = {}, {}
    for at in sorted({at for line in lines for at in line}):
        stack = [line[at] for line in lines if at in line]
        texts[at], *meaning = _column(stack, vocabulary)
        found[at] = tuple(meaning)
    columns: dict[int, str | None] = dict.fromkeys(found)
    claims: dict[str, list[int]] = {}
    for at, (name, _sure) in found.items():
        if name:
            claims.setdefault(name, []).append(at)
    heading = Heading(where, columns, texts)
    for name, places in claims.items():
        # The surest claim wins, then the leftmost; a guess beside a sure claim is no duplicate.
        best = max(places, key=lambda at: (found[at][1], -at))
        columns[best] = name
        if found[best][1] == Vocabulary.PART:
            heading.guessed.append(name)
        sure = [at for at in places if found[at][1] == Vocabulary.EXACT]
        if len(sure) > 1:
            heading.duplicates[name] = sure
    return heading


def _column(stack: list[str], vocabulary: Vocabulary) -> tuple[str, str | None, int]:
    """The heading as shown, its field and how sure: the lowest word alone, else with its groups before it."""
    lowest = squeezed(stack[-1])
    name, sure = vocabulary.meaning(lowest)
    if sure == Vocabulary.EXACT or len(stack) == 1:
        return lowest, name, sure
    joined = "".join(GROUP_TAIL.sub("", squeezed(text)) for text in dict.fromkeys(stack))
    together, how = vocabulary.meaning(joined)
    if how > sure:
        return joined, together, how
    return lowest, name, sure


@lru_cache(maxsize=16_384)
def plain(text: str) -> str:
    """A heading without width, case, blanks and marks."""
    return NOISE.sub("", unicodedata.normalize("NFKC", text)).casefold()


def squeezed(text: str) -> str:
    """A heading as people say it: "姓 名" over two lines is 姓名; words of other scripts keep one blank."""
    text = BLANKS.sub(" ", text.replace("\u3000", " ")).strip()
    return re.sub(r"(?<![a-zA-Z0-9]) | (?![a-zA-Z0-9])", "", text)


TOTAL = re.compile(r"(本页|本表|人数|人员)?(合计|总计|小计|共计|累计|总人数)")
SIGN_OFF = re.compile(
    r"(填表|制表|填报|审核|复核|核对|经办|负责|分管|主管|单位|部门|联系|录入|报送|统计|审批|签|盖|公|导出|Exported)[^:]{0,8}:|"
    r"(备注|注|说明|填表说明|附注)[:\d]|(单位)?(盖章|公章|签字)"
)


def is_foot(row: Row, keys: Iterable[int], width: int) -> bool:
    """Whether a row sums up or signs the sheet instead of naming somebody; `keys` are blank in such a row."""
    filled = {at: plain_mark(cell) for at, cell in enumerate(row.cells) if cell not in ("", None)}
    if not filled or len(filled) * 2 > max(width, 4):
        return False
    first = next(iter(filled.values()))
    is_total = bool(TOTAL.match(first)) and not any(at in filled for at in keys)
    return is_total or any(SIGN_OFF.match(text) for text in filled.values())


def plain_mark(cell: object) -> str:
    """A cell as plain text that keeps its colon."""
    return BLANKS.sub("", unicodedata.normalize("NFKC", cell)) if isinstance(cell, str) else ""


def repeats(row: Row, heading: Heading) -> bool:
    """Whether a row is the heading again, as on every printed page."""
    same = [at for at, text in heading.texts.items() if at < len(row.cells) and _same(row.cells[at], text)]
    return len(same) >= 3 and len(same) * 2 > len(heading.texts)


def _same(cell: object, text: str) -> bool:
    return isinstance(cell, str) and bool(cell) and squeezed(cell) == text
