"""Chinese names in the order and by the letters people search them: toneless pinyin, surnames as surnames.

The key is stored and indexed: no database collation is relied on, so both engines sort alike.
"""

import unicodedata
from functools import cache

from pypinyin import lazy_pinyin

# Characters that sound otherwise as a surname; the dictionary gives their everyday reading.
_SURNAMES = (
    "曾=zeng 区=ou 单=shan 解=xie 翟=zhai 覃=qin 仇=qiu 查=zha 盖=ge 乐=yue 朴=piao 缪=miao 员=yun "
    "折=she 祭=zhai 种=chong 秘=bi 黑=he 召=shao 卜=bu 薄=bo 能=nai 洗=xian 句=gou 藏=zang 阚=kan "
    "乜=nie 朝=chao"
)
SURNAMES = dict(pair.split("=") for pair in _SURNAMES.split())
COMPOUND_SURNAMES = {
    "尉迟": ("yu", "chi"),
    "单于": ("chan", "yu"),
    "万俟": ("mo", "qi"),
    "长孙": ("zhang", "sun"),
    "澹台": ("tan", "tai"),
    "鲜于": ("xian", "yu"),
}
# Characters of given names whose everyday reading is another one.
GIVEN = {"晟": "sheng", "长": "chang", "茜": "qian", "莎": "sha", "好": "hao", "行": "xing", "乐": "le"}


def syllables(name: str) -> list[str]:
    """The name's readings in order; a foreign word stands as one lower-case syllable, marks fall away."""
    name = unicodedata.normalize("NFC", name).strip()
    compound = COMPOUND_SURNAMES.get(name[:2])
    parts = list(compound) if compound else []
    word = ""
    for place, char in enumerate(name[len(parts) :], len(parts)):
        reading = _surname(char) if place == 0 else _reading(char)
        if reading is None and char.isalnum():
            word += char.casefold()
            continue
        parts += [part for part in (word, reading) if part]
        word = ""
    return [*parts, word] if word else parts


def sort_key(name: str) -> str:
    """Pinyin and then the name itself, so that namesakes by sound stay apart and in a stable order."""
    return search_keys(name)[0]


def search_keys(name: str) -> tuple[str, str]:
    """The sort key and the initials, read once."""
    parts = syllables(name)
    return f"{' '.join(parts)} {name.strip()}".strip(), "".join(part[0] for part in parts)


def initials(name: str) -> str:
    """The first letters of the syllables, as typed into a search box."""
    return search_keys(name)[1]


@cache
def _surname(char: str) -> str | None:
    return SURNAMES.get(char) or _reading(char)


@cache
def _reading(char: str) -> str | None:
    """The toneless reading of one Chinese character; None for anything that has none."""
    if char in GIVEN:
        return GIVEN[char]
    reading = lazy_pinyin(char)[0]
    return reading if reading != char and reading.isascii() else None
