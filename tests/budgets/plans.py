"""Nouns of what is planned with money: standards, cost sheets, and the people who make them."""

from datetime import date
from itertools import count

from budgets.services import cost_sheets, post_demands, recoveries, savings, standards, task_transfers
from quota_pool.models import Member, Role, Unit, User
from staffing.services import opening
from staffing.services.bulk import Entrant
from staffing.services.engagements import Work
from staffing.services.people import build_person
from tests.factories import Office, document, invented, member

_serial = count(1)
YUAN = 100
M1 = {"30": (60, 85_000), "50": (200, 72_000), "40": (60, 76_000), "20": (30, 95_000)}  # heads, yuan


def somebody(office: Office, role: str, street: Unit | None = None) -> User:
    """A member with this role, made when first asked for."""
    found = Member.objects.filter(district=office.district, role=role, unit=street, ended_at=None)
    first = found.select_related("user").order_by("pk").first()
    return first.user if first else member(role, office.district, street)


def standard(office: Office, category: str = "50", yuan: int = 72_000, valid_from=date(2026, 1, 1)):
    """A standard in force, proposed by finance and approved by its leader."""
    proposed = propose(office, category, yuan, valid_from)
    return standards.approve_standard(standard=proposed, actor=somebody(office, Role.FINANCE_LEAD))


def propose(office: Office, category: str = "50", yuan: int = 72_000, valid_from=date(2026, 1, 1)):
    """A standard finance has proposed."""
    return standards.propose_standard(
        district=office.district,
        post_category=category,
        amount_fen=yuan * 100,
        valid_from=valid_from,
        document=document(office.district),
        actor=somebody(office, Role.FINANCE),
    )


def sheet(office: Office, street: Unit | None = None, heads_from: str = "roster", **what):
    """A cost sheet of the year 2027, made by finance."""
    return cost_sheets.make_cost_sheet(
        unit=street or office.street,
        heads_from=heads_from,
        actor=somebody(office, Role.FINANCE),
        **{"year": 2027, **what},
    )


def any_sheet(office: Office, street: Unit):
    """A cost sheet of the street, with a standard where there was none; of one head where nobody works."""
    if not standards.standards_on(office.district.pk, date(2027, 1, 1)):
        standard(office)
    return sheet(office, street, "granted", heads={"50": 1})


def opened(office: Office, heads: dict[str, int], yuan: int = 0) -> None:
    """A roster opened with so many people of each post category."""
    entrants = [
        Entrant(
            build_person(office.district, invented()),
            Work(start_date=date(2025, 3, 1), mode="DIRECT", post_category=category, **_pay(yuan)),
            line,
        )
        for category, count in heads.items()
        for line in range(count)
    ]
    opening.open_roster(
        unit=office.street,
        entrants=entrants,
        document=document(office.district),
        opening_day=date(2026, 10, 30),
        actor=office.bureau,
        key="opened",
    )


def department(office: Office) -> Unit:
    """A department of the district."""
    found = Unit.objects.filter(district=office.district, unit_type=Unit.Type.DEPARTMENT).first()
    return found or Unit.objects.create(
        district=office.district, code=f"{office.district.code}901", name="区城管局", unit_type="department"
    )


def propose_task(office: Office, street: Unit | None = None, **what):
    """A task the department's officer hands down."""
    facts = {
        "department": department(office),
        "name": "出租屋巡查",
        "basis": "穗府办〔2026〕8号",
        "year_fen": 240_000 * YUAN,
        "start": date(2026, 10, 1),
        "hand_over": [{"kind": "item", "what": "巡查事项清单", "quantity": ""}],
        "key": f"task{next(_serial)}",
    }
    actor = somebody(office, Role.DEPARTMENT)
    return task_transfers.propose_task(unit=street or office.street, actor=actor, **{**facts, **what})


def funded(office: Office, street: Unit | None = None, **what):
    """A task the bureau has reviewed and whose budget line finance has confirmed."""
    task = propose_task(office, street, **what)
    task_transfers.review_task(task=task, actor=office.bureau)
    return task_transfers.fund_task(task=task, source_line="2120104 城管执法", actor=office.finance)


def accepted(office: Office, street: Unit | None = None, **what):
    """A task the street has taken over."""
    task = funded(office, street, **what)
    return task_transfers.accept_task(task=task, actor=office.lead_of(task.unit_id))


def demand(office: Office):
    """A demand of the department on the register."""
    return post_demands.register_demand(
        department=department(office), paper="城管〔2026〕3号", demand="每街道专职 2 名", actor=office.bureau
    )


def saving(office: Office, street: Unit | None = None):
    """A plan to keep nothing in hand: it fits without an envelope."""
    street = street or office.street
    clerk = office.clerk_of(street.pk)
    return savings.plan_amount(unit=street, year=2026, kind="hold", amount_fen=0, actor=clerk)


def recovery(office: Office, street: Unit | None = None, **what):
    """A recovery planned by the street's clerk."""
    street = street or office.street
    facts = {"service": "办公楼保安服务", "post_category": "70", "heads": 2, "average_fen": 7_688_571}
    return recoveries.plan_recovery(unit=street, actor=office.clerk_of(street.pk), **{**facts, **what})


def contracted(office: Office, **what):
    """A recovery whose service is contracted, by result unless said otherwise."""
    one = recovery(office, **{name: what.pop(name) for name in ("heads",) if name in what})
    recoveries.submit_recovery(recovery=one, actor=office.street_lead)
    recoveries.check_recovery(recovery=one, actor=office.bureau)
    facts = {
        "provider": "某物业服务有限公司",
        "contract_no": "2026-服-017",
        "contract_from": date(2026, 11, 1),
        "contract_to": date(2027, 10, 31),
        "outcome": "全天值守，月度考核 95 分以上",
        "year_fen": 90_000 * YUAN,
        "priced_by": "result",
    }
    return recoveries.contract_service(recovery=one, actor=office.clerk, **{**facts, **what})


def _pay(yuan: int) -> dict:
    return {"monthly_pay_fen": yuan * 100} if yuan else {}
