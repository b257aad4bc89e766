"""What is checked before a person starts and again when the filing is checked (domain.md P4).

One list serves the form, the dry run, the service and the bureau's filing check: every rule answers with a
reason or with nothing, and the rule's level decides whether that blocks, warns or is left out.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from quota_pool import rules
from quota_pool.models import District, Unit
from quota_pool.refusals import Reason, code, restore
from staffing import codes
from staffing.dictionaries import COUNTING, ForbiddenPost, Mode, counts_head, label, lookup
from staffing.identity import retirement
from staffing.models import Engagement
from staffing.models.attachments import attachment_word

NOT_RETIRED = code(
    "not_past_retirement_age",
    _("A rehired retiree has reached retirement age; this person reaches it in {month}."),
    _("Choose another employment mode."),
)
NO_PAPERS = code(
    "without_papers",
    _("Employment without papers is unlawful; it is flagged until it is settled."),
    _("Sign a contract and choose the mode it stands for, or end the employment."),
)

PASSED, WARNED, BLOCKED, IDLE = "passed", "warned", "blocked", "idle"


@dataclass(frozen=True)
class HireCase:
    """The facts a hire is judged on: who, what work, from when."""

    district: District
    unit: Unit
    on: date
    today: date
    birth_date: date
    sex: str
    education: str
    mode: str
    post_category: str
    primary_post: str
    entry_channel: str = ""
    funding_source: str = ""
    legal_employer: str = ""
    contract_start: date | None = None
    contract_end: date | None = None
    probation_end: date | None = None
    monthly_pay_fen: int | None = None
    grant: str = ""  # the grant whose head is taken, and until when it is valid
    grant_ends: date | None = None
    coming: int = 0  # others of the class who start that year with the same import
    own: int | None = None  # the engagement that is checked again, so that it is not counted twice
    # Asked only when the rule is on; at the start itself nothing can be attached yet.
    kinds_attached: Callable[[], set[str]] | None = None
    is_opening: bool = False  # on post already when the roster is opened: the contract may be a renewed one


@dataclass(frozen=True)
class Check:
    """The answer of one rule; a rule that has nothing to say about this hire is idle, not passed."""

    ruling: rules.Ruling
    reason: Reason | None
    applies: bool = True

    @property
    def result(self) -> str:
        if self.reason is None:
            return PASSED if self.applies else IDLE
        return BLOCKED if self.ruling.blocks else WARNED

    def stored(self) -> dict:
        """The language-free shape kept with a filing; it names the value of the rule that was used."""
        reason = self.reason.stored() if self.reason else None
        return {"result": self.result, "ruling": self.ruling.stored(), "reason": reason}


def months_between(start: date, end: date) -> int:
    """Whole months from one day to another."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def age_on(birth_date: date, on: date) -> int:
    """Full years of age."""
    return months_between(birth_date, on) // 12


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the last of that month."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    raise ValueError(day)


def _forbidden_post(case: HireCase, ruling) -> Reason | None:
    found = lookup("forbidden_post", case.primary_post)
    if found is None:
        return None
    return codes.FORBIDDEN_POST.reason(field="primary_post", post=str(ForbiddenPost(found).label))


def _minimum_age(case: HireCase, ruling) -> Reason | None:
    age = age_on(case.birth_date, case.on)
    if age >= ruling.value:
        return None
    pass_on = add_months(case.birth_date, 12 * ruling.value)
    return codes.TOO_YOUNG.reason(
        field="start_date", age=age, on=case.on, limit=ruling.value, pass_on=pass_on
    )


def _waived(categories: list[str]) -> dict[str, str]:
    """The post categories a rule does not bind, in words."""
    words = _categories_said(tuple(categories), get_language())
    return {"waived": words} if words else {}


@lru_cache(maxsize=256)
def _categories_said(categories: tuple[str, ...], _language: str) -> str:
    """A roster of thousands is told the same waiver on each line."""
    return "、".join(str(label("post_category", code)) for code in categories)


def _first_hire_age(case: HireCase, ruling) -> Reason | None:
    waived = rules.value("first_hire_age_waived", case.district, case.on, case.unit.pk)
    age = age_on(case.birth_date, case.on)
    if age <= ruling.value or case.post_category in waived or case.mode == Mode.REHIRED_RETIREE:
        return None
    return codes.TOO_OLD.reason(age=age, on=case.on, limit=ruling.value, **_waived(waived))


def retirement_month(case_sex: str, birth_date: date, post_category: str, district, on: date, unit_id=None):
    """The month retirement age is reached; women at 50 or 55 by post category (decisions.md 1.14)."""
    at_50 = rules.value("women_at_50", district, on, unit_id)
    return retirement(birth_date, case_sex, 50 if post_category in at_50 else 55)


def _retirement_age(case: HireCase, ruling) -> Reason | None:
    end = retirement_month(
        case.sex, case.birth_date, case.post_category, case.district, case.on, case.unit.pk
    )
    is_past = (case.on.year, case.on.month) > (end.year, end.month)
    if is_past == (case.mode == Mode.REHIRED_RETIREE):
        return None
    latest = add_months(date(end.year, end.month, 1), 1) - timedelta(days=1)
    month = f"{end.year}-{end.month:02d}"
    if not is_past:
        return NOT_RETIRED.reason(field="mode", month=month)
    return codes.PAST_RETIREMENT.reason(field="mode", month=month, latest=latest)


def _lawful_mode(case: HireCase, ruling) -> Reason | None:
    return NO_PAPERS.reason(field="mode") if COUNTING[Mode(case.mode)].flagged else None


def _minimum_education(case: HireCase, ruling) -> Reason | None:
    waived = rules.value("minimum_education_waived", case.district, case.on, case.unit.pk)
    if not case.education or case.post_category in waived or case.education[0] <= ruling.value[0]:
        return None
    return codes.LOW_EDUCATION.reason(
        field="education",
        category=str(label("post_category", case.post_category)),
        least=str(label("education", ruling.value)),
        **_waived(waived),
    )


def _recruitment_evidence(case: HireCase, ruling) -> Reason | None:
    return None if case.entry_channel else codes.NO_ENTRY_CHANNEL.reason(field="entry_channel")


def _written_contract(case: HireCase, ruling) -> Reason | None:
    if case.contract_start is None:
        if (
            case.mode in (Mode.SHORT_TERM, Mode.REHIRED_RETIREE)
            or add_months(case.on, ruling.value) > case.today
        ):
            return None
        return codes.NO_CONTRACT.reason(field="contract_start", months=ruling.value, on=case.on)
    latest = add_months(case.on, ruling.value)
    if case.is_opening or case.contract_start <= latest:
        return None
    facts = {"contract_start": case.contract_start, "months": ruling.value, "on": case.on, "latest": latest}
    return codes.CONTRACT_LATE.reason(field="contract_start", **facts)


def _contract_term(case: HireCase, ruling) -> Reason | None:
    if case.contract_start is None or case.contract_end is None:
        return None
    latest = add_months(case.contract_start, 12 * ruling.value)
    if case.contract_end <= latest:
        return None
    years = round(months_between(case.contract_start, case.contract_end) / 12, 1)
    facts = {"years": str(years), "limit": ruling.value, "latest": latest}
    return codes.TERM_TOO_LONG.reason(field="contract_end", **facts)


def _contract_within_grant(case: HireCase, ruling) -> Reason | None:
    """A contract that outlives the mobile grant leaves a person without a head, and with a claim."""
    ends, end = case.grant_ends, case.contract_end
    if ends is None or (end is None and case.contract_start is None) or (end is not None and end <= ends):
        return None
    said = {"grant": case.grant, "valid_to": ends, "after": ends + timedelta(days=1), "field": "contract_end"}
    if end is None:
        return codes.CONTRACT_OPEN_ENDED.reason(**said)
    return codes.CONTRACT_OUTLIVES.reason(contract_end=end, days=(end - ends).days, **said)


def _probation(case: HireCase, ruling) -> Reason | None:
    if case.probation_end is None or case.contract_start is None:
        return None
    months = 999 if case.contract_end is None else months_between(case.contract_start, case.contract_end) + 1
    limit = next(
        (allowed for bound, allowed in ruling.value.items() if bound and months < int(bound)),
        ruling.value.get("", 6),
    )
    latest = add_months(case.contract_start, limit)
    if case.probation_end <= latest:
        return None
    return codes.PROBATION_TOO_LONG.reason(
        field="probation_end", probation_end=case.probation_end, limit=limit, latest=latest
    )


def _dispatch_agency(case: HireCase, ruling) -> Reason | None:
    if case.mode != Mode.DISPATCH or case.legal_employer:
        return None
    return codes.NO_EMPLOYER.reason(field="legal_employer")


def _funding(case: HireCase, ruling) -> Reason | None:
    return None if case.funding_source else codes.NO_FUNDING.reason(field="funding_source")


def _attachments(case: HireCase, ruling) -> Reason | None:
    if case.kinds_attached is None:
        return None
    attached = case.kinds_attached()
    missing = [kind for kind in ruling.value if kind not in attached]
    if not missing:
        return None
    return codes.ATTACHMENTS_MISSING.reason(missing="、".join(map(attachment_word, missing)))


def _minimum_wage(case: HireCase, ruling) -> Reason | None:
    if case.monthly_pay_fen is None or ruling.value is None or case.monthly_pay_fen >= ruling.value * 100:
        return None
    return codes.PAY_BELOW_MINIMUM.reason(
        field="monthly_pay", pay=f"{case.monthly_pay_fen / 100:.2f}", limit=ruling.value
    )


def _refill(case: HireCase, ruling) -> Reason | None:
    """Starts of a class in a year are limited to the refilled part of its exits in that year (Panyu, W53).

    Only classes the table names, or all others by its pair without a name.
    """
    ratio = ruling.value.get(case.post_category, ruling.value.get(""))
    if ratio is None or not counts_head(case.mode):
        return None
    mine = Engagement.objects.filter(unit=case.unit, post_category=case.post_category, voided_at=None)
    mine = mine.exclude(standing=Engagement.Standing.UNCOUNTED).exclude(pk=case.own)
    year = case.on.year
    exits = mine.filter(end_date__year=year, end_date__lt=case.on).count()
    # Who came with the opening roster did not come in that year.
    starts = mine.filter(counted_from=F("start_date"), start_date__year=year).count() + case.coming
    limit = exits * ratio // 100
    if starts < limit:
        return None
    facts = {"exits": exits, "starts": starts, "limit": limit, "ratio": ratio, "year": year}
    if ratio:
        facts["more"] = -(-(starts + 1) * 100 // ratio) - exits
    return codes.REFILL_LIMIT.reason(
        field="post_category", category=str(label("post_category", case.post_category)), **facts
    )


HIRE_CHECKS: tuple[tuple[str, Callable[[HireCase, rules.Ruling], Reason | None]], ...] = (
    ("forbidden_post", _forbidden_post),
    ("minimum_age", _minimum_age),
    ("first_hire_age", _first_hire_age),
    ("retirement_age", _retirement_age),
    ("lawful_mode", _lawful_mode),
    ("minimum_education", _minimum_education),
    ("recruitment_evidence", _recruitment_evidence),
    ("written_contract", _written_contract),
    ("contract_term", _contract_term),
    ("contract_within_grant", _contract_within_grant),
    ("probation", _probation),
    ("dispatch_agency", _dispatch_agency),
    ("funding_source", _funding),
    ("minimum_wage", _minimum_wage),
    ("refill_ratio", _refill),
    ("attachments", _attachments),
)


# What a rule needs before it can say anything; the others always can.
APPLIES: dict[str, Callable[[HireCase, rules.Ruling], bool]] = {
    "minimum_education": lambda case, _ruling: bool(case.education),
    "contract_term": lambda case, _ruling: bool(case.contract_start and case.contract_end),
    "contract_within_grant": lambda case, _ruling: case.grant_ends is not None,
    "probation": lambda case, _ruling: bool(case.contract_start and case.probation_end),
    "dispatch_agency": lambda case, _ruling: case.mode == Mode.DISPATCH,
    "minimum_wage": lambda case, ruling: case.monthly_pay_fen is not None and ruling.value is not None,
}


def _applies(code: str, case: HireCase, ruling: rules.Ruling) -> bool:
    return APPLIES[code](case, ruling) if code in APPLIES else True


# What is asked again of a person at work whose post, class or mode becomes another.
ASKED_OF_CHANGES: dict[str, tuple[str, ...]] = {
    "primary_post": ("forbidden_post", "minimum_age"),
    "post_category": ("minimum_age", "retirement_age", "minimum_education"),
    "mode": ("retirement_age", "lawful_mode"),
    "contract_end": ("contract_within_grant",),
    "pool": ("contract_within_grant",),
}


def check_change(case: HireCase, changed: Iterable[str]) -> list[Check]:
    """The rules that what is changed touches, as they stand on its day."""
    asked = {rule for name in changed for rule in ASKED_OF_CHANGES.get(name, ())}
    return check_hire(case, [pair for pair in HIRE_CHECKS if pair[0] in asked])


def check_hire(case: HireCase, asked=HIRE_CHECKS) -> list[Check]:
    """Every rule that is on, with its answer."""
    found = []
    in_force = rules.rulings(case.district, case.on, case.unit.pk)
    for name, function in asked:
        ruling = in_force(name)
        if ruling.is_on:
            reason = _named(function(case, ruling), ruling)
            found.append(Check(ruling, reason, _applies(name, case, ruling)))
    return found


def _named(reason: Reason | None, ruling: rules.Ruling) -> Reason | None:
    if reason is None:
        return None
    return Reason(reason.code, reason.facts, reason.field, ruling.rule.code, ruling.document)


def warned(stored: Iterable[dict]) -> list[Reason]:
    """What the kept checks of a decision warn of."""
    return [restore(check["reason"]) for check in stored if check["result"] == WARNED]


def warnings(checks: Iterable[Check]) -> list[Reason]:
    """The reasons that only warn."""
    return [check.reason for check in checks if check.result == WARNED]


def blocking(checks: list[Check]) -> list[Reason]:
    """The reasons that stop the act."""
    return [check.reason for check in checks if check.result == BLOCKED]
