"""Build the demonstration district: streets, accounts, grants, the opened rosters and some years of work."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

from django.conf import settings
from django.db import transaction

from quota_pool import calendar_years, ledger
from quota_pool.calendar import played, today
from quota_pool.models import District, Member, Role, Unit, UnitRevenue, User
from quota_pool.pinyin import sort_key
from staffing.demo import clocks, further, history, moves, shelves
from staffing.demo.scene import Scene, grant, office_hours
from staffing.services import grants

PASSWORD = settings.DEMO_PASSWORD
CODE, NAME = "440112", "黄埔区"
DIVISIONS = Path(__file__).with_name("divisions-guangzhou.csv")
ACCOUNTS = (
    ("clerk", "何晓琳", Role.CLERK, True),
    ("street-lead", "梁志强", Role.STREET_LEAD, True),
    ("bureau", "陈敏", Role.BUREAU, False),
    ("bureau-lead", "黄建国", Role.BUREAU_LEAD, False),
    ("finance", "周丽", Role.FINANCE, False),
    ("finance-lead", "吴国华", Role.FINANCE_LEAD, False),
    ("street-finance", "林秀英", Role.STREET_FINANCE, True),
    ("department", "郑海涛", Role.DEPARTMENT, False),
    ("hr", "罗静", Role.HR, False),
    ("auditor", "许文", Role.AUDITOR, False),
    ("admin", "系统管理员", Role.ADMIN, False),
)
ASSISTANT_KINDS = (
    ("城管协管员", "城管局"),
    ("综治协管员", "政法委"),
    ("出租屋管理员", "来穗局"),
    ("计生协管员", "卫健局"),
)


def load(
    *,
    people_wanted: int = 6000,
    units: int = 17,
    years: int = 2,
    seed: int = 1,
    say: Callable[[str], None] = print,
) -> District:
    """Load the district through the services; the same arguments on the same day give the same district.

    `people_wanted`: people on post at the end, about; `years` of history behind today.
    """
    if not settings.DEMO:
        raise PermissionError("The demonstration is loaded with DEMO=1 only: its passwords are published.")
    opening = date(today().year - years + 1, 1, 4)
    with transaction.atomic():
        scene = _scene(opening, units, seed, say)
        _grant_all(scene, people_wanted)
        history.play(scene, people_wanted)
        moves.play(scene)
        clocks.play(scene)
        shelves.play(scene)
        further.play(scene)
    return scene.district


def _scene(opening: date, units: int, seed: int, say) -> Scene:
    district = District.objects.create(code=CODE, name=NAME, is_demo=True)
    scene = Scene(district, Random(seed), say, opening)  # noqa: S311 dice, not secrets
    with played(office_hours(opening, 8)):
        ledger.open_district(district)
        calendar_years.load_known_years(district=district, first=opening.year)
        district.refresh_from_db()
        scene.units = [_unit(scene, *place) for place in _places(units)]
        _accounts(scene)
    return scene


def _places(units: int) -> list[tuple[str, str]]:
    """Real street and town names of the district; beyond them, numbered ones."""
    with DIVISIONS.open(encoding="utf-8") as lines:
        real = [(row["code"], row["name"]) for row in csv.DictReader(lines) if row["areaCode"] == CODE]
    invented = [
        (f"{CODE}{200 + place:03d}", f"示范{place}街道") for place in range(1, max(0, units - len(real)) + 1)
    ]
    return (real + invented)[:units]


def _unit(scene: Scene, code: str, name: str) -> Unit:
    random = scene.random
    unit = Unit.objects.create(
        district=scene.district,
        code=code,
        name=name,
        name_key=sort_key(name),
        unit_type=Unit.Type.TOWN if name.endswith("镇") else Unit.Type.STREET,
        resident_population=random.choice((16_500, 19_800, 34_000, 52_000, 68_500, 74_000, 103_000, 158_000)),
        population_date=date(scene.opening.year - 1, 12, 31),
        area_km2=f"{random.uniform(3, 90):.2f}",
        admin_establishment=random.randrange(40, 95),
        institution_establishment=random.randrange(20, 60),
        is_rural_related=name.endswith("镇"),
    )
    ledger.open_unit(unit)
    UnitRevenue.objects.create(
        district=scene.district,
        unit=unit,
        year=scene.opening.year,
        amount_fen=random.randrange(80, 900) * 10**8,
    )
    return unit


def _accounts(scene: Scene) -> None:
    home = scene.units[2 % len(scene.units)]
    for username, full_name, role, in_street in ACCOUNTS:
        scene.users[username] = _user(scene, username, full_name, role, home if in_street else None)
    for unit in scene.units:
        if unit == home:
            scene.clerks[unit.pk] = scene.users["clerk"]
        else:
            scene.clerks[unit.pk] = _user(
                scene, f"clerk-{unit.code[-3:]}", f"{unit.name}经办", Role.CLERK, unit
            )


def _user(scene: Scene, username: str, full_name: str, role: str, unit: Unit | None) -> User:
    user = User(username=username, full_name=full_name, is_demo=True)
    if username in {name for name, *_rest in ACCOUNTS}:
        user.set_password(PASSWORD)
    else:
        user.set_unusable_password()
    user.save()
    Member.objects.create(user=user, district=scene.district, unit=unit, role=role)
    return user


def _grant_all(scene: Scene, people_wanted: int) -> None:
    """Heads for the district, then a lump-sum for every street, made of its old assistant lines."""
    random = scene.random
    weights = [random.uniform(0.7, 1.4) for _unit in scene.units]
    shares = [max(3, round(people_wanted * 1.09 * weight / sum(weights))) for weight in weights]
    with played(office_hours(scene.opening)):
        grants.issue_heads(
            district=scene.district,
            heads=sum(shares) + 200,
            document=scene.paper("核定全区街镇编外聘用人员总量", scene.opening),
            actor=scene.users["bureau-lead"],
            key=scene.key(),
        )
        for unit, heads in zip(scene.units, shares, strict=True):
            grant(
                scene, unit, heads, scene.opening, title=f"核定{unit.name}包干指标", origins=_origins(heads)
            )
    scene.say(f"{sum(shares)} heads granted to {len(shares)} streets and towns")


def _origins(heads: int) -> list[dict]:
    share = heads // len(ASSISTANT_KINDS)
    lines = [
        {"assistant_kind": kind, "department": paid_by, "heads": share} for kind, paid_by in ASSISTANT_KINDS
    ]
    lines[0]["heads"] += heads - share * len(ASSISTANT_KINDS)
    return lines
