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
# Every syllable a name can be made of; a name typed in one run is cut into these.
_SYLLABLES = (
    "a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can cang cao "
    "ce cen ceng cha chai chan chang chao che chen cheng chi chong chou chu chuai chuan chuang chui chun "
    "chuo ci cong cou cu cuan cui cun cuo da dai dan dang dao de den deng di dian diao die din ding diu "
    "dong dou du duan dui dun duo e en er fa fan fang fei fen feng fo fou fu ga gai gan gang gao ge gei "
    "gen geng gong gou gu gua guai guan guang gui gun guo ha hai han hang hao he hei hen heng hong hou "
    "hu hua huai huan huang hui hun huo ji jia jian jiang jiao jie jin jing jiong jiu ju juan jue jun ka "
    "kai kan kang kao ke ken keng kong kou ku kua kuai kuan kuang kui kun kuo la lai lan lang lao le lei "
    "leng li lia lian liang liao lie lin ling liu long lou lu luan lun luo lv lve ma mai man mang mao me "
    "mei men meng mi mian miao mie min ming miu mo mou mu na nai nan nang nao ne nei nen neng ni nian "
    "niang niao nie nin ning niu nong nu nuan nuo nv nve o ou pa pai pan pang pao pei pen peng pi pian "
    "piao pie pin ping po pou pu qi qia qian qiang qiao qie qin qing qiong qiu qu quan que qun ran rang "
    "rao re ren reng ri rong rou ru ruan rui run ruo sa sai san sang sao se sen seng sha shai shan shang "
    "shao she shen sheng shi shou shu shua shuai shuan shuang shui shun shuo si song sou su suan sui sun "
    "suo ta tai tan tang tao te teng ti tian tiao tie ting tong tou tu tuan tui tun tuo wa wai wan wang "
    "wei wen weng wo wu xi xia xian xiang xiao xie xin xing xiong xiu xu xuan xue xun ya yan yang yao ye "
    "yi yin ying yong you yu yuan yue yun za zai zan zang zao ze zen zeng zha zhai zhan zhang zhao zhe "
    "zhen zheng zhi zhong zhou zhu zhua zhuai zhuan zhuang zhui zhun zhuo zi zong zou zu zuan zui zun "
    "zuo "
)
SYLLABLES = frozenset(_SYLLABLES.split())
_BEGUN = frozenset(one[:end] for one in SYLLABLES for end in range(1, len(one) + 1))
LONGEST = 6
MOST_SPELLINGS = 8
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


def beginnings(name: str) -> list[str]:
    """How the sort key of such a name can begin; in several ways where a surname may be compound."""
    read = [" ".join(syllables(name))]
    read += [parts[0] for surname, parts in COMPOUND_SURNAMES.items() if name.strip() == surname[0]]
    return [one for one in read if one]


def spellings(typed: str) -> list[str]:
    """The ways to cut pinyin typed in one run into syllables, the last one perhaps only begun.

    "lian" may be 连 and may be 李安; the text itself is always one, for words that are not pinyin.
    """
    found, left = [], [([], typed)]
    while left and len(found) < MOST_SPELLINGS:
        before, rest = left.pop()
        if rest in _BEGUN:
            found.append(" ".join([*before, rest]))
        for end in range(1, min(LONGEST, len(rest) - 1) + 1):
            if rest[:end] in SYLLABLES:
                left.append(([*before, rest[:end]], rest[end:]))
    return list(dict.fromkeys([typed, *found]))


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
