"""What the acts of the demonstration share: the district, who acts, the dice, and a count of papers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from random import Random

from quota_pool import documents
from quota_pool.models import District, Document, Member, Role, Unit, User
from staffing.demo import people
from staffing.services import grants


@dataclass
class Scene:
    """The district as it is being played."""

    district: District
    random: Random
    say: Callable[[str], None]
    opening: date
    units: list[Unit] = field(default_factory=list)
    users: dict[str, User] = field(default_factory=dict)
    clerks: dict[int, User] = field(default_factory=dict)
    papers: count = field(default_factory=lambda: count(1))
    keys: count = field(default_factory=lambda: count(1))

    def __post_init__(self):
        self.numbers = people.numbers(self.random)

    def person(self) -> dict:
        return people.person(self.random, next(self.numbers))

    def key(self) -> str:
        return f"demo:{next(self.keys)}"

    def lead_of(self, unit: Unit) -> User:
        """The leader of a street; one is appointed where none has an account."""
        found = Member.objects.filter(unit=unit, role=Role.STREET_LEAD).select_related("user").first()
        if found is None:
            user = User(username=f"lead-{unit.code[-3:]}", full_name=f"{unit.name}负责人", is_demo=True)
            user.set_unusable_password()
            user.save()
            found = Member.objects.create(user=user, district=self.district, unit=unit, role=Role.STREET_LEAD)
        return found.user

    def paper(self, title: str, on: date, kind: str = Document.Kind.QUOTA) -> Document:
        """A document of the district's establishment office."""
        return documents.enter(
            district=self.district,
            number=f"埔编〔{on.year}〕{next(self.papers)}号",
            title=title,
            kind=kind,
            issued_on=on,
            issuer="中共黄埔区委机构编制委员会办公室",
            decision_level=Document.Decision.COMMITTEE,
            actor=self.users["bureau"],
        )


def office_hours(day: date, hour: int = 9) -> datetime:
    """A working moment of a day, in UTC."""
    return datetime.combine(day, time(hour), UTC) - timedelta(hours=8)


def grant(scene: Scene, unit: Unit, heads: int, on: date, *, title: str, **what):
    """Propose and approve one grant on a document of its own."""
    proposed = grants.propose_grant(
        unit=unit,
        kind=what.pop("kind", "lump_sum"),
        heads=heads,
        document=scene.paper(title, on),
        valid_from=on,
        actor=scene.users["bureau"],
        requested=round(heads * 1.12),
        **what,
    )
    return grants.approve_grant(grant=proposed, actor=scene.users["bureau-lead"], key=scene.key())
