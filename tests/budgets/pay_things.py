"""Nouns of the tests of pay: a scheme like a real one, who acts, a street paid by it."""

from datetime import date
from itertools import count

from budgets.models import PayRun, PayScheme
from budgets.pay import Grade, Post, Terms
from budgets.services import pay_runs, pay_schemes
from quota_pool import jobs
from quota_pool.models import Role, Unit, User
from tests.factories import Office, member

_serial = count(1)
FIRST = date(2026, 11, 1)
# The scheme of Nanling (M17): basic pay by education or title, performance 1,000, special post 330.
NANLING = Terms(
    grades=(
        Grade("A", "初级", 1_800_00),
        Grade("B", "本科或初级职称", 1_900_00, education="20", title_level="1"),
        Grade("C", "研究生或中级职称", 2_100_00, education="10", title_level="2"),
    ),
    posts=(Post(category="30", special_fen=330_00),),
    performance_fen=1_000_00,
    bonus_share=50,
)


def finance_of(office: Office, street: Unit | None = None) -> User:
    """The finance clerk of a street."""
    street = street or office.street
    name = f"street-finance-{street.pk}"
    found = User.objects.filter(username=name).first()
    return found or member(Role.STREET_FINANCE, office.district, street, name)


def scheme(office: Office, street: Unit | None = None, terms: Terms = NANLING, **what) -> PayScheme:
    """A scheme as the clerk drafts it."""
    street = street or office.street
    return pay_schemes.draft_scheme(
        unit=street,
        name=what.pop("name", "2026 年薪酬方案"),
        from_day=what.pop("from_day", FIRST),
        terms=terms,
        actor=office.clerk_of(street.pk),
        key=f"scheme{next(_serial)}",
        **what,
    )


def adopted(office: Office, street: Unit | None = None, terms: Terms = NANLING, **what) -> PayScheme:
    """A scheme simulated by the clerk and adopted by the leader."""
    one = scheme(office, street, terms, **what)
    one = pay_schemes.simulate_scheme(scheme=one, actor=office.clerk_of(one.unit_id))
    lead = office.lead_of(one.unit_id)
    return pay_schemes.adopt_scheme(scheme=one, actor=lead, decision_no="街发〔2026〕9号")


def filed(office: Office, street: Unit | None = None, terms: Terms = NANLING, **what) -> PayScheme:
    """A scheme that finance has entered on file."""
    return pay_schemes.file_scheme(scheme=adopted(office, street, terms, **what), actor=office.finance)


def mark(office: Office, engagement, kind: str, code: str = "", **what):
    """What the clerk enters about one person's pay."""
    return pay_schemes.enter_mark(
        engagement=engagement,
        kind=kind,
        code=code,
        from_day=what.pop("from_day", FIRST),
        reason="年度考核",
        actor=office.clerk_of(engagement.unit_id),
        key=f"mark{next(_serial)}",
        **what,
    )


def pay_run(office: Office, street: Unit | None = None, month: date = date(2026, 10, 1)) -> PayRun:
    """A month the street's finance clerk has opened."""
    street = street or office.street
    clerk = finance_of(office, street)
    return pay_runs.open_run(unit=street, month=month, actor=clerk, key=f"run{next(_serial)}")


def calculated(office: Office, run: PayRun) -> PayRun:
    """The run with its lines worked out; jobs wait for `run_waiting` in these tests."""
    pay_runs.calculate_run(run=run, actor=finance_of(office, run.unit))
    jobs.run_waiting()
    run.refresh_from_db()
    return run


def approved(office: Office, run: PayRun) -> PayRun:
    """The run calculated, checked, and approved by the leader."""
    run = pay_runs.check_run(run=calculated(office, run), actor=finance_of(office, run.unit))
    return pay_runs.approve_run(run=run, actor=office.lead_of(run.unit_id))
