"""Invented people: well-formed ID numbers of the region 440100, names nobody in particular bears."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from stdnum.cn import ric

from quota_pool.calendar import today

SURNAMES = (
    "李王张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁"
    "余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江薛"
)
GIVEN_MEN = "伟强磊军勇杰涛超明刚平辉鹏华飞鑫波斌宇浩凯健俊帆龙亮建国志文晨嘉豪子轩宏泽睿"
GIVEN_WOMEN = "芳娜敏静丽艳娟霞秀燕玲桂英红玉梅琳慧莹雪婷佳颖洁萍欣怡雨彤思琪梦瑶诗涵"
EDUCATION = (("21", 46), ("31", 38), ("41", 6), ("61", 7), ("14", 3))
CATEGORY_POSTS = {
    "10": ("综合文员", "档案员", "会务员"),
    "20": ("工程技术员", "信息技术员", "统计员"),
    "30": ("城管协管员", "综治协管员", "安全生产巡查员"),
    "40": ("政务窗口专员", "社保窗口专员"),
    "50": ("网格员", "出租屋管理员", "计生协管员"),
    "60": ("消防员", "司机"),
    "70": ("保洁员", "门卫", "炊事员"),
}
CATEGORY_WEIGHTS = {"10": 18, "20": 8, "30": 24, "40": 14, "50": 26, "60": 5, "70": 5}
PAY_FEN = {"10": 5200, "20": 6300, "30": 5400, "40": 5100, "50": 4800, "60": 5600, "70": 3900}
DEPARTMENTS = ("党政办", "综合治理办", "公共服务办", "综合行政执法办", "便民服务中心", "网格化服务中心")
FIRST_BIRTH = date(1974, 1, 1)


def numbers(random: Random) -> Iterator[tuple[str, date, str]]:
    """(ID number, birth date, sex) without end and without repeating: eleven thousand days, 998 a day."""
    days, order = list(range(11_000)), 0
    random.shuffle(days)
    while True:
        order += 1
        for place, day in enumerate(days):
            birth = FIRST_BIRTH + timedelta(days=day)
            body = f"440100{birth:%Y%m%d}{(order + place) % 998 + 1:03d}"
            yield body + ric.calc_check_digit(body + "0"), birth, "1" if int(body[16]) % 2 else "2"


def person(random: Random, number: tuple[str, date, str]) -> dict:
    """Cleaned facts of one invented person."""
    id_no, _birth, sex = number
    given = GIVEN_MEN if sex == "1" else GIVEN_WOMEN
    name = random.choice(SURNAMES) + "".join(random.choices(given, k=random.choice((1, 2, 2, 2))))
    return {
        "name": name,
        "id_no": id_no,
        "phone": f"1{random.choice('35789')}{random.randrange(10**9):09d}",
        "ethnic": random.choices(("01", "08", "13", "06"), (94, 3, 2, 1))[0],
        "political": random.choices(("13", "01", "03"), (68, 20, 12))[0],
        "education": random.choices([code for code, _w in EDUCATION], [w for _c, w in EDUCATION])[0],
        "household_type": random.choice("23"),
    }


def work(random: Random, start: date) -> dict:
    """The terms an invented person starts on; a few hold several posts and still count once."""
    category = random.choices(list(CATEGORY_WEIGHTS), list(CATEGORY_WEIGHTS.values()))[0]
    mode = random.choices(("DIRECT", "DISPATCH"), (72, 28))[0]
    signed, runs_to = _contract(random, start)
    return {
        "start_date": start,
        "mode": mode,
        "post_category": category,
        "primary_post": random.choice(CATEGORY_POSTS[category]),
        "other_posts": (random.choice(CATEGORY_POSTS["50"]),) if random.random() < 0.12 else (),
        "department": random.choice(DEPARTMENTS),
        "monthly_pay_fen": (PAY_FEN[category] + random.randrange(-8, 16) * 50) * 100,
        "contract_type": "FIXED",
        "contract_start": signed,
        "contract_end": runs_to,
        "entry_channel": "OPEN",
        "funding_source": "11",
        "legal_employer": "穗安人力资源有限公司" if mode == "DISPATCH" else "",
    }


def _contract(random: Random, start: date) -> tuple[date, date]:
    """The contract that runs now: the first one, or the renewal that followed it."""
    years, signed = random.choice((1, 2, 3)), start
    while (end := _years_on(signed, years) - timedelta(days=1)) < today():
        signed = end + timedelta(days=1)
    return signed, end


def _years_on(day: date, years: int) -> date:
    return date(day.year + years, day.month, min(day.day, 28))
