"""Nouns of the tests: a district with streets, members by role, documents, grants, invented people."""

from datetime import date
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile

from quota_pool import ledger
from quota_pool.calendar import today
from quota_pool.models import District, Document, Member, Role, Unit, User
from quota_pool.papers import REGISTRY, Ask, keeping
from staffing.selectors import unit_position
from staffing.services import (
    attachments,
    corrections,
    emergencies,
    engagements,
    filings,
    freezes,
    gifts,
    grants,
    mobile,
    placement,
    recruitments,
    requests,
    transfers,
)
from staffing.services.engagements import Work, start_work

_serial = count(1)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(serial: int, birth: date = date(1990, 3, 12), sex: str = "1") -> str:
    """An invented but well-formed ID number of the region 440100."""
    order = (serial * 2 + (sex == "1")) % 1000
    body = f"440100{birth:%Y%m%d}{order:03d}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


def invented(serial: int | None = None, **facts) -> dict:
    """Cleaned facts of an invented person; people differ by serial."""
    serial = next(_serial) if serial is None else serial
    birth = date(1985 + serial // 500 % 15, 1 + serial // 28 // 500 % 12, 1 + serial // 500 % 28)
    return {
        "name": f"测试{'甲乙丙丁戊己庚辛壬癸'[serial % 10]}",
        "id_no": id_number(serial % 500, birth),
        **facts,
    }


def district(code: str = "440112", name: str = "示范区") -> District:
    """A district with its accounts and audit chain."""
    place = District.objects.create(code=code, name=name)
    ledger.open_district(place)
    return place


def unit(place: District, name: str = "甲街道", unit_type: str = Unit.Type.STREET) -> Unit:
    """A street with its accounts."""
    street = Unit.objects.create(
        district=place, code=f"{place.code}{next(_serial):03d}", name=name, unit_type=unit_type
    )
    ledger.open_unit(street)
    return street


def member(role: str, place: District, street: Unit | None = None, username: str = "") -> User:
    """A user with one role in the district, or in one unit of it."""
    somebody = User.objects.create(username=username or f"{role}{next(_serial)}")
    Member.objects.create(user=somebody, district=place, unit=street, role=role)
    return somebody


def document(place: District, number: str = "", issued_on: date = date(2026, 1, 5)) -> Document:
    """A document of the establishment office."""
    number = number or f"埔编〔2026〕{next(_serial)}号"
    return Document.objects.create(
        district=place, number=number, title="核定编外指标", issued_on=issued_on, issuer="区委编办"
    )


def freeze(office: "Office", street: Unit | None = None, kind: str = "frozen", **what):
    """A freeze an officer has proposed."""
    facts = {"cause": "untrue", "reason": "花名册与实有人员不符", "from_day": date(2026, 10, 30)}
    return freezes.propose_freeze(
        unit=street or office.street,
        kind=kind,
        document=document(office.district),
        actor=office.bureau,
        **{**facts, **what},
    )


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"


def attached(office, engagement, content: bytes = PDF, name: str = "合同.pdf", kind: str = "contract"):
    """A file kept beside a person's work by a clerk of the unit; a serial makes every PDF another."""
    content = content.replace(b"startxref", b"%%%d\nstartxref" % next(_serial))
    return attachments.attach(
        engagement=engagement,
        kind=kind,
        file=SimpleUploadedFile(name, content),
        actor=office.clerk_of(engagement.unit_id),
    )


def issued(office, street, actor, key: str = "roster", **asked):
    """A paper issued by somebody of the street."""
    ask = Ask(user=actor, district=office.district, unit=street, **asked)
    return keeping.issue(paper=REGISTRY[key], ask=ask, actor=actor)


class Office:
    """A district at work: two streets, everybody who acts in them, and heads in the reserve."""

    def __init__(self, reserve: int = 1000):
        self.district = district()
        self.street, self.other_street = unit(self.district), unit(self.district, "乙街道")
        self.clerk = member(Role.CLERK, self.district, self.street)
        self.other_clerk = member(Role.CLERK, self.district, self.other_street)
        self.street_lead = member(Role.STREET_LEAD, self.district, self.street)
        self.other_lead = member(Role.STREET_LEAD, self.district, self.other_street)
        self.bureau = member(Role.BUREAU, self.district)
        self.bureau_lead = member(Role.BUREAU_LEAD, self.district)
        self.finance = member(Role.FINANCE, self.district)
        self.auditor = member(Role.AUDITOR, self.district)
        if reserve:
            self.issue(reserve)

    def issue(self, heads: int, on: date | None = None):
        """Heads brought into the district's reserve."""
        paper = document(self.district)
        return grants.issue_heads(
            district=self.district,
            heads=heads,
            document=paper,
            actor=self.bureau_lead,
            key=f"issue{paper.pk}",
            on=on,
        )

    def grant(self, heads: int, street: Unit | None = None, valid_from: date | None = None, **what):
        """A grant proposed by the officer and approved by the leader."""
        paper = what.pop("document", None) or document(self.district)
        proposed = grants.propose_grant(
            unit=street or self.street,
            kind=what.pop("kind", "lump_sum"),
            heads=heads,
            document=paper,
            valid_from=valid_from or date(2026, 11, 22),
            actor=self.bureau,
            **what,
        )
        return grants.approve_grant(grant=proposed, actor=self.bureau_lead, key=f"grant{proposed.pk}")

    def hire(self, on: date, *, clerk: User | None = None, street: Unit | None = None, person=None, **work):
        """A person who starts work."""
        facts = {"mode": "DIRECT", "post_category": "50", "primary_post": "网格员", "entry_channel": "OPEN"}
        return start_work(
            unit=street or self.street,
            person=person or invented(),
            work=Work(start_date=on, **{**facts, **work}),
            actor=clerk or self.clerk,
            key=f"hire{next(_serial)}",
        )

    def request(self, heads: int = 3, street: Unit | None = None, **asked):
        """A complete request for mobile heads, drafted by the street's clerk."""
        street = street or self.street
        facts = {
            "reason_code": "task_sunk",
            "task": "出租屋巡查下沉街道",
            "workload": "3,200 户，每月一次",
            "why_not_within": "现有网格员已满负荷",
            "valid_from": date(2026, 11, 2),
            "valid_to": date(2027, 4, 30),
            "funding_source": "task_transfer",
        }
        clerk, key = self.clerk_of(street.pk), f"request{next(_serial)}"
        return requests.draft(unit=street, actor=clerk, key=key, heads=heads, **{**facts, **asked})

    def reviewed(self, heads: int = 3, **asked):
        """A request with both opinions, ready for the leader of the bureau."""
        asked_for = self.request(heads, **asked)
        requests.submit(request=asked_for, actor=self.lead_of(asked_for.unit_id))
        requests.check(request=asked_for, opinion="for", actor=self.bureau)
        return requests.advise(request=asked_for, opinion="for", actor=self.finance)

    def grant_request(self, asked_for, heads: int | None = None, **what):
        """The leader's yes on a document of its own."""
        return requests.grant(
            request=asked_for,
            document=what.pop("document", None) or document(self.district),
            heads=heads or asked_for.heads,
            actor=self.bureau_lead,
            key=f"yes{next(_serial)}",
            **what,
        )

    def emergency(self, street: Unit | None = None):
        """An emergency opened by the street's leader today."""
        street = street or self.street
        return emergencies.open_emergency(
            unit=street,
            what="强降雨后危房排查",
            started_on=today(),
            actor=self.lead_of(street.pk),
            key=f"emergency{next(_serial)}",
        )

    def extend(self, pool, valid_to: date):
        """A mobile pool that ends later, proposed and approved today."""
        paper = mobile.propose_extension(
            pool=pool, valid_to=valid_to, document=document(self.district), actor=self.bureau
        )
        return grants.approve_grant(grant=paper, actor=self.bureau_lead, key=f"extend{paper.pk}")

    def give_back(self, pool, heads: int):
        """Free mobile heads given back by the street's leader."""
        key = f"return{next(_serial)}"
        lead = self.lead_of(pool.unit_id)
        return mobile.return_heads(pool=pool, heads=heads, actor=lead, key=key, note="任务减少")

    def reclaim(self, pool, heads: int):
        """Unused mobile heads taken back, proposed and approved today."""
        paper = mobile.propose_reclaim(pool=pool, heads=heads, actor=self.bureau, note="长期未用")
        return grants.approve_grant(grant=paper, actor=self.bureau_lead, key=f"reclaim{paper.pk}")

    def leave(self, engagement, last_day: date, *, exit_reason: str = "13", key: str = "", **what):
        """A person whose last day is recorded by a clerk of the unit."""
        return engagements.exit_work(
            engagement=engagement,
            last_day=last_day,
            exit_reason=exit_reason,
            actor=self.clerk_of(engagement.unit_id),
            key=key or f"exit{next(_serial)}",
            **what,
        )

    def cancel(self, engagement):
        """A start that will not come."""
        clerk = self.clerk_of(engagement.unit_id)
        key = f"cancel{next(_serial)}"
        return engagements.cancel_start(engagement=engagement, actor=clerk, key=key, reason="另有去处")

    def take_back(self, engagement, **what):
        """An exit that never was."""
        return self._tell(corrections.take_back_exit, engagement, reason="登记错了人", **what)

    def move_exit(self, engagement, last_day: date, **what):
        """An exit that was on another day."""
        return self._tell(
            corrections.change_last_day, engagement, last_day=last_day, reason="日期有误", **what
        )

    def correct(self, engagement, **changes):
        """An entry told as it was."""
        return self._tell(corrections.correct_entry, engagement, changes=changes, reason="登记时漏填")

    def _tell(self, act, engagement, **what):
        clerk = self.clerk_of(engagement.unit_id)
        return act(engagement=engagement, actor=clerk, key=f"tell{next(_serial)}", **what)

    def seat(self, engagement, pool):
        """A person put on a head of this grant."""
        clerk = self.clerk_of(engagement.unit_id)
        return placement.seat(engagement=engagement, pool=pool, actor=clerk, key=f"seat{next(_serial)}")

    def register(
        self, on: date, *, why="unauthorised", street: Unit | None = None, person=None, mode="DIRECT"
    ):
        """A person on post without a head, registered by the bureau."""
        return placement.register_unseated(
            unit=street or self.street,
            person=person or invented(),
            work=Work(start_date=on, mode=mode, post_category="50", primary_post="网格员"),
            why=why,
            actor=self.bureau,
            key=f"register{next(_serial)}",
        )

    def file(self, engagement, kind: str = "hire"):
        """A filing sent in by the clerk and entered on the record by the bureau."""
        filing = engagement.filings.get(kind=kind)
        filings.submit(filing=filing, actor=self.clerk_of(engagement.unit_id))
        return filings.accept(filing=filing, actor=self.bureau)

    def clerk_of(self, unit_id: int) -> User:
        return self.clerk if unit_id == self.street.pk else self.other_clerk

    def lead_of(self, unit_id: int) -> User:
        return self.street_lead if unit_id == self.street.pk else self.other_lead

    def figures(
        self, on: date | None = None, known_on: date | None = None, street: Unit | None = None
    ) -> dict:
        """What the street's line on the pool page says, over all its grants."""
        row = unit_position(street or self.street, on=on, known_on=known_on)
        names = ("granted", "reserved", "held", "occupied", "free")
        return {name: row.total(name) for name in names} | {"over": row.over}

    def freeze(self, street: Unit | None = None, kind: str = "frozen", **what):
        """A freeze proposed by the officer and put in force by the leader."""
        return freezes.approve_freeze(freeze=freeze(self, street, kind, **what), actor=self.bureau_lead)

    def lift(self, one):
        """A freeze lifted by the leader."""
        return freezes.lift_freeze(freeze=one, actor=self.bureau_lead, reason="已整改并核实")

    def recruit(self, heads: int, street: Unit | None = None, *, key: str = "", **what):
        """Heads set aside for people still sought, by the street's clerk."""
        street = street or self.street
        facts = {"post_category": "50", "planned_for": today(), "pool": self.lump_sum(street)}
        return recruitments.open_recruitment(
            unit=street,
            heads=heads,
            actor=self.clerk_of(street.pk),
            key=key or f"recruit{next(_serial)}",
            **{**facts, **what},
        )

    def give_up(self, one):
        """A recruitment the street's clerk gives up."""
        return recruitments.cancel_recruitment(
            recruitment=one, actor=self.clerk_of(one.unit_id), key=f"give up{next(_serial)}", reason="暂缓"
        )

    def offer(self, engagement, to_unit: Unit | None = None, **what):
        """A person one street offers to another."""
        other = self.other_street if engagement.unit_id == self.street.pk else self.street
        return transfers.offer_transfer(
            engagement=engagement,
            to_unit=to_unit or other,
            actor=self.clerk_of(engagement.unit_id),
            **{"from_day": today(), **what},
        )

    def take_over(self, transfer, **what):
        """A person the other street accepts."""
        return transfers.accept_transfer(
            transfer=transfer, actor=self.clerk_of(transfer.to_unit_id), key=f"take{next(_serial)}", **what
        )

    def gift(self, heads: int, unit: Unit | None = None, to_unit: Unit | None = None, paper=None):
        """Heads the bureau's officer proposes to give."""
        return gifts.propose_gift(
            unit=unit or self.street,
            to_unit=to_unit or self.other_street,
            heads=heads,
            document=paper or document(self.district),
            actor=self.bureau,
        )

    def give(self, heads: int, unit: Unit | None = None, to_unit: Unit | None = None):
        """Heads given: proposed by the officer, approved by the leader."""
        return self.gift_approved(self.gift(heads, unit, to_unit))

    def gift_approved(self, one):
        """The leader's yes to heads the officer proposed to give."""
        return gifts.approve_gift(gift=one, actor=self.bureau_lead, key=f"give{one.pk}")

    def lump_sum(self, street: Unit | None = None):
        """The pool of the street's lump-sum quota."""
        return (street or self.street).pools.get(kind="lump_sum")

    def mobile(self, heads: int, valid_from: date, valid_to: date, street: Unit | None = None):
        """The pool of a mobile grant, approved today."""
        return self.grant(heads, street, valid_from, kind="mobile", valid_to=valid_to).pool
