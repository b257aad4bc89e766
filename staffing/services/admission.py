"""Who may come in: the facts of a hire as the rules want them, and what stands in the way at once."""

from dataclasses import fields
from datetime import date

from django.db.models import Q

from quota_pool import rules
from quota_pool.models import Pool, Unit
from quota_pool.refusals import Reason
from staffing import codes
from staffing.checks import Check, HireCase, check_change
from staffing.dictionaries import counts_head
from staffing.models import Engagement, Person
from staffing.services.work import Work

SHARED = tuple({field.name for field in fields(HireCase)} & {field.name for field in fields(Work)})


def hire_case(
    unit: Unit,
    person: Person,
    work: Work,
    today: date,
    *,
    pool: Pool | None = None,
    is_opening=False,
    coming: int = 0,
) -> HireCase:
    """The facts of a hire, as the rules want them; `pool`: the grant whose head was found."""
    return HireCase(
        district=unit.district,
        unit=unit,
        on=work.start_date,
        today=today,
        birth_date=person.birth_date,
        sex=person.sex,
        education=person.education,
        is_opening=is_opening,
        coming=coming,
        **grant_facts(pool),
        **{name: getattr(work, name) for name in SHARED},
    )


def grant_facts(pool: Pool | None) -> dict:
    """What the rules ask of the grant a person sits on: its name and its last day, where it has one."""
    if pool is None or pool.valid_to is None:
        return {}
    return {"grant": str(pool), "grant_ends": pool.valid_to}


def change_checks(
    engagement: Engagement, on: date, changes: dict, today: date, *, pool: Pool | None = None
) -> list[Check]:
    """What the rules say of other terms for somebody at work, or of another grant's head, from a day on."""
    becomes = {
        name: changes.get(name, getattr(engagement, name))
        for name in ("mode", "post_category", "primary_post", "contract_end")
    }
    changed = [name for name, value in becomes.items() if value != getattr(engagement, name)]
    changed += ["pool"] if pool is not None else []
    if not changed:
        return []
    work = Work(start_date=on, **becomes, contract_start=changes.get("contract_start"))
    head = pool or (engagement.pool if "contract_end" in changed else None)
    case = hire_case(engagement.unit, engagement.person, work, today, pool=head)
    return check_change(case, changed)


def already_engaged(
    person: Person, unit: Unit, on: date, mode: str, *, until: date | None = None, besides: int | None = None
) -> list[Reason]:
    """One counted engagement at a time in the whole district; another unit is not named (F18)."""
    if not counts_head(mode):
        return []
    others = Engagement.objects.filter(person=person, voided_at=None).exclude(
        standing=Engagement.Standing.UNCOUNTED
    )
    others = others.exclude(pk=besides).filter(Q(end_date=None) | Q(end_date__gte=on))
    other = others.filter(**({"start_date__lte": until} if until else {})).first()
    if other is None:
        return []
    ground = rules.cited("duplicate_engagement", unit.district, on, unit.pk)
    if other.unit_id == unit.pk:
        said = {"unit": unit.name, "since": other.start_date, "field": "id_no"}
        return [codes.ALREADY_ENGAGED_HERE.reason(**said, **ground)]
    return [codes.ALREADY_ENGAGED.reason(field="id_no", **ground)]
