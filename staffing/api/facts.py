"""What a request may say about a person and about work; the same fields wherever either is entered."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from quota_pool.api.fields import Checked, Code, Day, Facts, Line, Money, Pasted, Row
from quota_pool.models import Pool
from staffing import dictionaries as codes
from staffing.identity import IdFault, check_card, check_id, check_name, check_phone
from staffing.models import Engagement, Person, Recruitment, Term
from staffing.roster.money import MOST_YUAN
from staffing.services.engagements import Work

SEXES = [(sex.value, sex.label) for sex in (codes.Sex.MALE, codes.Sex.FEMALE)]
ENDS_FIRST = {
    "contract_end": _("The contract cannot end before it starts."),
    "probation_end": _("Probation cannot end before the contract starts."),
}
PERSON_NEEDED = _("This paper does not say it, so it must be given.")


def code(choices, **how) -> Code:
    """A code that may be left out or empty."""
    return Code(choices.choices, **{"required": False, "allow_blank": True, **how})


def card(text: str) -> str:
    """A bank card's digits."""
    return check_card(text).canonical


class RecordFacts(Facts):
    """The record of a person beside the number (domain.md 6.5)."""

    words_of = (Person,)
    name = Checked(check_name)
    phone = Checked(check_phone, required=False, allow_blank=True)
    address = Line(200)
    bank = Line(60)
    bank_card = Checked(card, required=False, allow_blank=True)
    ethnic = code(codes.Ethnic)
    native_place = Line(60)
    household_type = code(codes.Household)
    political = code(codes.Political)
    political_joined_on = Day(required=False, allow_null=True)
    education = code(codes.Education)
    degree = code(codes.Degree)
    school = Line(80)
    major = Line(80)
    graduated_on = Day(required=False, allow_null=True)
    fulltime_education = code(codes.Education)
    title_level = code(codes.TitleLevel)
    skill_level = code(codes.SkillLevel)
    certificates = Line(200)
    first_work_date = Day(required=False, allow_null=True)
    kin_avoidance = Line(200)
    remark = Line(300)


class PersonFacts(RecordFacts):
    """A person on entering: the ID number, and what papers of other kinds leave open."""

    id_no = Pasted(40)
    id_type = Code(codes.IdType.choices, required=False)
    sex = Code(SEXES, required=False)
    birth_date = Day(required=False)

    def validate(self, facts):
        """Read the number strictly; what it does not say must be given."""
        try:
            number = check_id(facts["id_no"], facts.get("id_type"))
        except IdFault as fault:
            self.fail_at("id_no", fault.reason.code, fault.reason.detail)
        open_ = {"birth_date": number.birth_date is None, "sex": number.sex not in ("1", "2")}
        missing = [name for name, is_open in open_.items() if is_open and name not in facts]
        if missing:
            words = serializers.ErrorDetail(str(PERSON_NEEDED), "required")
            raise serializers.ValidationError({name: [words] for name in missing})
        return facts


class TermFacts(Facts):
    """The terms of work that may change later (domain.md 6.6)."""

    words_of = (Engagement, Term)
    mode = Code(codes.Mode.choices)
    post_category = Code(codes.PostCategory.choices)
    primary_post = Line(60)
    other_posts = serializers.ListField(child=Line(60, allow_blank=False), required=False, max_length=20)
    department = Line(60)
    community = Line(60)
    supervisor = Line(40)
    monthly_pay = Money(required=False, allow_null=True, max_value=Decimal(MOST_YUAN))
    contract_no = Line(40)
    contract_type = code(codes.ContractType)
    contract_start = Day(required=False, allow_null=True)
    contract_end = Day(required=False, allow_null=True)
    probation_end = Day(required=False, allow_null=True)

    def validate(self, facts):
        """A contract and its probation end after they start, as on the page."""
        start = facts.get("contract_start")
        for name, words in ENDS_FIRST.items():
            end = facts.get(name)
            if start and end and end < start:
                self.fail_at(name, "ends_before_it_starts", words)
        return facts


class WorkFacts(TermFacts):
    """The work a person starts."""

    start_date = Day()
    entry_channel = code(codes.EntryChannel)
    funding_source = code(codes.FundingSource)
    legal_employer = Line(80)
    old_assistant_kind = Line(60)
    pool = Row(Pool, required=False, allow_null=True)
    recruitment = Row(Recruitment, required=False, allow_null=True)


WORK_NAMES = tuple(WorkFacts().fields)


def terms_of(facts: dict) -> dict:
    """Terms under the names the services use."""
    terms = dict(facts)
    if "monthly_pay" in terms:
        terms["monthly_pay_fen"] = terms.pop("monthly_pay")
    return terms


def work_of(facts: dict) -> Work:
    """The work in a checked body."""
    terms = terms_of({name: facts[name] for name in WORK_NAMES if name in facts})
    terms["other_posts"] = tuple(terms.get("other_posts", ()))
    return Work(**terms)
