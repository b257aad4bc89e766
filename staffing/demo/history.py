"""What happened in the demonstration district: opened rosters, comings and goings, and today's loose ends."""

from datetime import date, timedelta

from quota_pool.calendar import is_working_day, played, today
from quota_pool.models import Unit
from staffing.demo import people, requests
from staffing.demo.scene import Scene, grant, office_hours
from staffing.models import Engagement, Filing
from staffing.selectors import unit_position
from staffing.services import engagements, filings, opening
from staffing.services.bulk import Entrant
from staffing.services.engagements import Work
from staffing.services.people import build_person

TURNOVER = 0.002  # of the people, a month
MOST_A_MONTH = 60
EXITS = ("13", "13", "11", "12", "41", "42", "44", "31")


def play(scene: Scene, people_wanted: int) -> None:
    """Open every roster, live through the months, and leave the last weeks as an office would find them."""
    _open_rosters(scene, people_wanted)
    day = scene.opening + timedelta(days=27)
    while day < today() - timedelta(days=32):
        _month(scene, day, min(MOST_A_MONTH, max(2, round(people_wanted * TURNOVER))))
        day += timedelta(days=30)
    _mobile_grants(scene)
    _last_weeks(scene)
    requests.play(scene)


def _open_rosters(scene: Scene, people_wanted: int) -> None:
    """Everybody who was there on the opening day, as filed, by a document (decisions.md 1.4)."""
    each = round(people_wanted * 0.97 / len(scene.units))
    total = sum(_capacity(unit) for unit in scene.units)
    paper = scene.paper("编外聘用人员花名册启用", scene.opening, kind="opening")
    done = 0
    for unit in scene.units:
        share = round(each * len(scene.units) * _capacity(unit) / total)
        entrants = [
            Entrant(
                build_person(scene.district, scene.person()),
                Work(**people.work(scene.random, _start_before(scene))),
            )
            for _place in range(share)
        ]
        with played(office_hours(scene.opening, 10)):
            opening.open_roster(
                unit=unit,
                entrants=entrants,
                document=paper,
                opening_day=scene.opening,
                actor=scene.users["bureau"],
                key=scene.key(),
            )
        done += share
        scene.say(f"{done} of about {people_wanted} people entered ({unit.name})")


def _capacity(unit: Unit) -> int:
    return sum(grant.heads for grant in unit.grants.all())


def _start_before(scene: Scene) -> date:
    return scene.opening - timedelta(days=scene.random.randrange(20, 2200))


def _working(scene: Scene, day: date) -> date:
    while not is_working_day(scene.district, day):
        day += timedelta(days=1)
    return day


def _month(scene: Scene, day: date, moves: int) -> None:
    """Some leave at the month's end; a little later others come, are filed and accepted."""
    on_post = Engagement.objects.filter(district=scene.district, end_date=None, voided_at=None)
    ids = list(on_post.order_by("id").values_list("pk", flat=True))
    leavers = scene.random.sample(ids, min(moves, len(ids) // 20))
    left = _working(scene, day)
    with played(office_hours(left, 11)):
        gone = list(Engagement.objects.filter(pk__in=leavers).select_related("unit").order_by("id"))
        for engagement in gone:
            _leave(scene, engagement, left - timedelta(days=1))
    came = _working(scene, left + timedelta(days=5))
    with played(office_hours(came)):
        hired = [hire(scene, engagement.unit, came) for engagement in gone]
    submitted = _working(scene, came + timedelta(days=scene.random.choice((6, 9, 14))))
    with played(office_hours(submitted)):
        for engagement in hired:
            file(scene, engagement)
    scene.say(f"{came:%Y-%m-%d}: {len(gone)} left, {len(hired)} came")


def _leave(scene: Scene, engagement: Engagement, last_day: date) -> None:
    engagements.exit_work(
        engagement=engagement,
        last_day=last_day,
        exit_reason=scene.random.choice(EXITS),
        actor=scene.clerks[engagement.unit_id],
        key=scene.key(),
    )
    filing = engagement.filings.get(kind=Filing.Kind.EXIT)
    filings.submit(filing=filing, actor=scene.clerks[engagement.unit_id])
    filings.accept(filing=filing, actor=scene.users["bureau"])


def hire(scene: Scene, unit: Unit, on: date, **terms) -> Engagement:
    """One more person, by the street's own clerk."""
    return engagements.start_work(
        unit=unit,
        person=scene.person(),
        work=Work(**{**people.work(scene.random, on), **terms}),
        actor=scene.clerks[unit.pk],
        key=scene.key(),
    )


def submit(scene: Scene, engagement: Engagement) -> Filing:
    """The clerk files the hire."""
    filing = engagement.filings.get(kind=Filing.Kind.HIRE)
    return filings.submit(filing=filing, actor=scene.clerks[engagement.unit_id])


def file(scene: Scene, engagement: Engagement) -> None:
    """The clerk files the hire and the bureau accepts it."""
    filings.accept(filing=submit(scene, engagement), actor=scene.users["bureau"])


def _mobile_grants(scene: Scene) -> None:
    """Three mobile grants; one of them ends within sixty days with people still on it."""
    terms = (
        ("demolition", 12, today() - timedelta(days=160), today() + timedelta(days=38)),
        ("task_sunk", 8, today() - timedelta(days=90), today() + timedelta(days=240)),
        ("emergency", 4, today() - timedelta(days=40), today() + timedelta(days=110)),
    )
    for place, (reason, heads, start, end) in enumerate(terms):
        unit, start = scene.units[(2 + place * 3) % len(scene.units)], _working(scene, start)
        with played(office_hours(start)):
            granted = grant(
                scene,
                unit,
                heads,
                start,
                title=f"下达{unit.name}机动指标",
                kind="mobile",
                valid_to=end,
                reason_code=reason,
                funding_source="task_transfer" if reason == "task_sunk" else "envelope",
            )
            for _place in range(heads * 3 // 4):
                file(scene, hire(scene, unit, start, pool=granted.pool, funding_source="12"))


def _last_weeks(scene: Scene) -> None:
    """Loose ends: filings late, returned, submitted and fresh, an exit to come, a street over its quota."""
    for place, unit in enumerate(scene.units[:8]):
        late = _working(scene, today() - timedelta(days=37 + place % 3))
        with played(office_hours(late)):
            for _place in range(min(_room(unit), 1 + place % 2)):
                hire(scene, unit, late)
    for unit in scene.units:
        fresh = _working(scene, today() - timedelta(days=scene.random.randrange(8, 15)))
        with played(office_hours(fresh)):
            wanted = min(_room(unit), scene.random.randrange(2, 6))
            newcomers = [hire(scene, unit, fresh) for _place in range(wanted)]
        with played(office_hours(_working(scene, fresh + timedelta(days=2)))):
            _submit_and_return(scene, newcomers)
    _street_over_quota(scene)
    home = scene.units[2 % len(scene.units)]
    if _room(home):
        hire(scene, home, today() + timedelta(days=9))
    leaving = home.engagements.filter(end_date=None, voided_at=None).order_by("id").first()
    engagements.exit_work(
        engagement=leaving,
        last_day=today() + timedelta(days=6),
        exit_reason="13",
        actor=scene.clerks[home.pk],
        key=scene.key(),
    )


def _submit_and_return(scene: Scene, newcomers: list[Engagement]) -> None:
    """The first waits for the bureau, the second comes back for correction, the others are still to file."""
    for engagement in newcomers[:1]:
        submit(scene, engagement)
    for engagement in newcomers[1:2]:
        filings.return_(
            filing=submit(scene, engagement),
            reasons=["CONTRACT"],
            actor=scene.users["bureau"],
            note="合同未载明试用期",
        )


def _room(unit: Unit) -> int:
    """Heads of the street's lump-sum that are free today."""
    return unit_position(unit).total("free", "lump_sum")


def _street_over_quota(scene: Scene) -> None:
    """A cut below use: three heads are recalled and wait for the next exits."""
    unit = scene.units[6 % len(scene.units)]
    day = _working(scene, today() - timedelta(days=3))
    with played(office_hours(min(day, today()))):
        seated = unit.engagements.filter(standing=Engagement.Standing.SEATED, pool__kind="lump_sum")
        heads = seated.on_post(today()).count() - 3
        if heads > 0:
            grant(scene, unit, heads, today(), title=f"调减{unit.name}包干指标")
