"""Dated parameters: the value of a rule for a unit on a day, and what it does when it is not met.

Defaults are the suggestions of domain.md section 8; decisions.md 1.7 says which of them block from the
start. Values are read once for each district and `config_version`, so asking costs no query.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from quota_pool import access, audit
from quota_pool.calendar import now
from quota_pool.models import District, RuleLevel, RuleValue
from quota_pool.remembered import Remembered, touch

OFF, WARN, BLOCK = RuleLevel.OFF, RuleLevel.WARN, RuleLevel.BLOCK


@dataclass(frozen=True)
class Rule:
    """A parameter of the field: its words, its suggested value, what it does by default, and its source."""

    code: str
    label: str
    default: object = None
    level: str = WARN
    measure: str = ""
    source: str = ""
    choices: tuple = ()


# What the codes in a rule's value are called; the floors that know them say so.
VALUE_WORDS: dict[str, dict[str, Any]] = {}


def name_values(choices: Iterable[tuple[str, Any]], *codes: str) -> None:
    """Say what the codes in these rules' values mean, as (code, words)."""
    words = dict(choices)
    VALUE_WORDS.update(dict.fromkeys(codes, words))


RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule("quota", _("heads within the quota"), None, BLOCK, source="6.2"),
        Rule("over_quota_closes_intake", _("a unit over its quota takes nobody in"), None, BLOCK),
        Rule(
            "overdue_closes_intake",
            _("a unit whose filings are so long overdue takes nobody in"),
            0,
            WARN,
            _("working days"),
            "S2",
        ),
        Rule(
            "unfiled_for_finance",
            _("marked unfiled for finance so long after the deadline"),
            1,
            WARN,
            _("payroll months"),
            "I",
        ),
        Rule("identity", _("a valid identity document"), None, BLOCK),
        Rule("duplicate_engagement", _("one counted engagement a person"), None, BLOCK),
        Rule("forbidden_post", _("posts contract staff may not hold"), None, BLOCK, source="6.12"),
        Rule("last_place_exit", _("nobody leaves for last place alone"), None, BLOCK, source="1.6"),
        Rule(
            "entry_mode",
            _("file after, or approve first"),
            "file_after",
            BLOCK,
            choices=("file_after", "approve_first"),
        ),
        Rule(
            "plan_approval_limit",
            _("check of a staffing plan by the bureau"),
            15,
            WARN,
            _("working days"),
            "W39",
        ),
        Rule("recruitment_expiry", _("recruiting given up after"), 6, WARN, _("months"), "I"),
        Rule("refill_ratio", _("heads refilled after exits, by post category"), {"": 100}, OFF, "%", "W53"),
        Rule("hire_filing_limit", _("filing of a hire"), 20, WARN, _("working days"), "W63"),
        Rule("exit_filing_limit", _("filing of an exit"), 20, WARN, _("working days"), "W63"),
        Rule("review_limit", _("check of a filing by the bureau"), 5, WARN, _("working days"), "W65"),
        Rule("correction_limit", _("correction after a return"), 5, WARN, _("working days"), "I"),
        Rule("street_lead_countersigns", _("the street leader submits filings"), False, OFF),
        Rule("minimum_age", _("youngest age"), 18, WARN, _("years of age"), "K"),
        Rule("first_hire_age", _("oldest age at a first hire"), 35, WARN, _("years of age"), "W16"),
        Rule("first_hire_age_waived", _("post categories the oldest age does not bind"), ["60", "70"], OFF),
        Rule("retirement_age", _("past retirement age only as a rehired retiree"), None, WARN),
        Rule("lawful_mode", _("employment with papers"), None, WARN, source="4"),
        Rule("women_at_50", _("post categories whose women retire at 50"), ["70"], OFF, source="W28"),
        Rule("minimum_education", _("least education for offices"), "30", WARN, source="W16"),
        Rule("minimum_education_waived", _("post categories without least education"), ["60", "70"], OFF),
        Rule("written_contract", _("a written contract within"), 1, WARN, _("months"), "W40"),
        Rule("contract_term", _("longest fixed term"), 3, WARN, _("years"), "W66"),
        Rule(
            "contract_within_grant",
            _("a contract no longer than the mobile grant the head is on"),
            None,
            WARN,
            source="P5",
        ),
        Rule(
            "probation",
            _("longest probation by length of contract"),
            {"12": 1, "36": 2, "": 6},
            WARN,
            _("months"),
        ),
        Rule("fixed_terms", _("fixed terms before an open-ended contract"), 2, WARN, _("contracts"), "W40"),
        Rule("rehired_term", _("longest term of a rehired retiree"), 2, WARN, _("years"), "W11"),
        Rule("dispatch_temporary", _("longest temporary dispatch"), 6, OFF, _("months"), "W67"),
        Rule("dispatch_share", _("share of dispatched staff"), 10, OFF, "%", "W67"),
        Rule("attachments", _("attachments of a filing"), ["contract"], OFF),
        Rule("recruitment_evidence", _("way of entry stated"), None, WARN, source="W11"),
        Rule("dispatch_agency", _("dispatch agency named"), None, WARN),
        Rule("funding_source", _("funding source named"), None, WARN),
        Rule("kin_avoidance", _("relatives declared"), None, OFF),
        Rule("pay_ceiling", _("highest pay a head and year"), None, OFF, _("yuan"), "W54"),
        Rule("minimum_wage", _("lowest pay a month"), None, OFF, _("yuan")),
        Rule("mobile_term", _("longest term of a mobile grant"), 12, WARN, _("months"), "I"),
        Rule("mobile_extension", _("longest extension of a mobile grant"), 6, WARN, _("months"), "I"),
        Rule("mobile_alert", _("first warning before a mobile grant ends"), 60, WARN, _("days"), "I"),
        Rule("mobile_last_alert", _("last warning before a mobile grant ends"), 30, WARN, _("days"), "I"),
        Rule(
            "emergency_request_limit",
            _("request after an emergency"),
            5,
            WARN,
            _("working days"),
            "I",
        ),
        Rule("mobile_unused_reclaim", _("mobile quota reclaimed when unused"), 3, WARN, _("months"), "I"),
        Rule(
            "committee_threshold",
            _("heads from which the committee decides"),
            3,
            WARN,
            _("heads in a year"),
            "W7",
        ),
        Rule(
            "opinions_heard",
            _("granted within the opinions of the bureau and of finance"),
            None,
            WARN,
            source="P5",
        ),
        Rule("document_once", _("a document carries one kind of act"), None, WARN),
        Rule("control_number_review", _("the control number only falls"), None, OFF, source="S2"),
        Rule("near_quota", _("warning when this much is used"), 95, WARN, "%"),
        Rule("contract_alert", _("warning before a contract ends"), 60, WARN, _("days"), "I"),
        Rule("money_covers_cost", _("the year's money carries what work costs"), None, BLOCK, source="P3"),
        Rule(
            "scheme_within_envelope",
            _("a pay scheme costs no more than the envelope"),
            None,
            BLOCK,
            source="P9",
        ),
        Rule("coefficient_lock", _("post coefficients change once a year"), None, BLOCK, source="S1"),
        Rule("excellent_bonus", _("bonus when excellent"), 120, OFF, "%", "S1"),
        Rule("barely_qualified_bonus", _("bonus when barely qualified"), 100, OFF, "%", "I"),
        Rule("not_qualified_bonus", _("bonus when not qualified"), 0, OFF, "%", "S1"),
        Rule("excellent_annual", _("annual salary when excellent"), 110, OFF, "%", "S1"),
        Rule("barely_qualified_annual", _("annual salary when barely qualified"), 100, OFF, "%", "I"),
        Rule("not_qualified_annual", _("annual salary when not qualified"), 60, OFF, "%", "S1"),
        Rule("trial_bonus", _("bonuses paid while on trial"), 50, OFF, "%", "S1"),
        Rule("warned_bonus", _("year-end bonus while warned"), 0, OFF, "%", "S1"),
        Rule(
            "unfiled_pay_blocked",
            _("pay waits for a filing long overdue"),
            None,
            BLOCK,
            source="S2",
        ),
        Rule("declaration_due", _("a month's roster confirmed by"), 20, WARN, _("day of the month"), "W46"),
        Rule("declaration_check", _("a month's roster checked by"), 25, WARN, _("day of the month"), "W46"),
        Rule("snapshot_lock", _("a month's roster locked on"), 28, WARN, _("day of the month"), "W46"),
        Rule("on_cost_rate", _("employer's on-cost"), 28, OFF, "%"),
        Rule(
            "task_unfunded", _("money of a task that was taken over comes within"), 30, WARN, _("days"), "10"
        ),
    )
}


@dataclass(frozen=True)
class Ruling:
    """What a rule says for one unit and day; the decision that used it stores it."""

    rule: Rule
    value: object
    level: str
    valid_from: date | None = None
    document: str = ""
    unit_id: int | None = None

    @property
    def is_on(self) -> bool:
        return self.level != OFF

    @property
    def blocks(self) -> bool:
        return self.level == BLOCK

    def stored(self) -> dict:
        """The shape kept with a decision."""
        return self._stored.copy()

    @cached_property
    def _stored(self) -> dict:
        start = self.valid_from.isoformat() if self.valid_from else None
        return {
            "rule": self.rule.code,
            "value": self.value,
            "level": self.level,
            "valid_from": start,
            "document": self.document,
        }


def ruling(code: str, district: District, on: date, unit_id: int | None = None) -> Ruling:
    """The ruling in force on a day: the unit's own before the district's, the newest before older ones."""
    return rulings(district, on, unit_id)(code)


def rulings(district: District, on: date, unit_id: int | None = None) -> Callable[[str], Ruling]:
    """The same for many rules at once: ask what is given back for each code."""
    return partial(_in_force, _rulings.of(district), on, unit_id)


def _in_force(table: dict[str, list[Ruling]], on: date, unit_id: int | None, code: str) -> Ruling:
    rows = table.get(code, ())
    for wanted in (unit_id, None) if unit_id is not None else (None,):
        for row in rows:
            if row.unit_id == wanted and row.valid_from <= on:
                return row
    return _default(code)


@cache
def _default(code: str) -> Ruling:
    """What a rule says where nobody has set it."""
    rule = RULES[code]
    return Ruling(rule, rule.default, rule.level)


def cited(code: str, district: District, on: date, unit_id: int | None = None) -> dict[str, str]:
    """The rule and its document, as a refusal names them."""
    found = ruling(code, district, on, unit_id)
    return {"rule": found.rule.code, "document": found.document}


def units_with_own(code: str, district: District) -> list[int]:
    """The units that have values of their own for a rule."""
    return sorted({row.unit_id for row in _rulings.of(district).get(code, ()) if row.unit_id is not None})


def value(code: str, district: District, on: date, unit_id: int | None = None):
    """The bare value of a rule; see `ruling`."""
    return ruling(code, district, on, unit_id).value


def _load(district: District) -> dict[str, list[Ruling]]:
    found: dict[str, list[Ruling]] = {}
    rows = RuleValue.objects.filter(district=district).select_related("document")
    for row in rows.order_by("-valid_from", "-id"):
        if row.code in RULES:
            number = row.document.number if row.document else ""
            found.setdefault(row.code, []).append(
                Ruling(RULES[row.code], row.value, row.level, row.valid_from, number, row.unit_id)
            )
    return found


_rulings = Remembered(_load)


@transaction.atomic
def set_value(
    *, code: str, value, level: str, valid_from: date, actor, district, unit=None, document=None, note=""
) -> RuleValue:
    """Enter the value of a rule from a day on; earlier values stay, and decisions keep what they used."""
    access.require(actor, "set_rules", unit)
    before = ruling(code, district, valid_from, unit.pk if unit else None)
    row = RuleValue.objects.create(
        district=district,
        unit=unit,
        code=RULES[code].code,
        value=value,
        level=level,
        valid_from=valid_from,
        document=document,
        note=note,
        recorded_at=now(),
        created_by=actor,
    )
    touch(district)
    audit.record(
        actor, "rule.set", row, unit=unit, before=before.stored(), after={"value": value, "level": level}
    )
    return row
