"""Pay schemes and pay marks over REST."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from budgets.filters.pay_schemes import MarkFilter, SchemeFilter
from budgets.models import PayMark, PayScheme
from budgets.pay import Grade, Post, Terms
from budgets.pay.terms import RATES, USUAL_RATES, WHOLE
from budgets.services import pay_schemes
from quota_pool.api.fields import Code, Day, Facts, Line, Money, Row, Text, Truth, UnitToActIn, Whole
from quota_pool.api.resources import Deed, RowResource, act, write
from quota_pool.api.shapes import Piece, Shape
from quota_pool.refusals import restore
from staffing.dictionaries import Education, Mode, PostCategory, TitleLevel
from staffing.models import Engagement

MOST = Decimal("9999999.99")


def _told(simulation: dict | None) -> dict | None:
    """The simulation with its reasons in words."""
    if simulation is None:
        return None
    said = {name: [restore(one).as_dict() for one in simulation[name]] for name in ("reasons", "remarks")}
    return simulation | said


SCHEME = Shape(
    PayScheme,
    "id",
    "name",
    "from_day",
    "state",
    "decision_no",
    "note",
    "simulated_at",
    "adopted_at",
    "checked_at",
    "check_note",
    "version",
    "updated_at",
    unit="unit_id",
)
FULL = Shape(
    PayScheme,
    "terms",
    simulation=Piece(("simulation",), _told, serializers.JSONField),
    **SCHEME.pieces,
).called("PaySchemeInFull")
MARK = Shape(
    PayMark,
    "id",
    "kind",
    "code",
    "from_day",
    "to_day",
    "reason",
    "created_at",
    "struck_at",
    "strike_reason",
    "version",
    "updated_at",
    engagement="engagement_id",
    unit="engagement__unit_id",
    person_number="engagement__person__number",
)


def _yuan() -> Money:
    return Money(required=False, max_value=MOST)


class GradeFacts(Facts):
    """One pay grade: an amount a month, or a year where it is an annual salary."""

    code = Text(20)
    name = Text(40)
    amount = Money(max_value=MOST)
    is_annual = Truth(required=False)
    mode = Code(Mode.choices, required=False, allow_blank=True)
    education = Code(Education.choices, required=False, allow_blank=True)
    title_level = Code(TitleLevel.choices, required=False, allow_blank=True)


class PostFacts(Facts):
    """One post or post category; the coefficient in hundredths of a percent, 10000 is 1.00."""

    category = Code(PostCategory.choices, required=False, allow_blank=True)
    post = Line(60)
    coefficient = Whole(min_value=0, max_value=20 * WHOLE)
    is_key = Truth(required=False)
    post_allowance = _yuan()
    special = _yuan()
    hazard = _yuan()

    def validate(self, facts):
        if not (facts.get("category") or facts.get("post")):
            self.fail_at("category", "required", _("Name the category or the post."))
        return facts


PayRateFacts = type(
    "PayRateFacts",
    (Facts,),
    {"__doc__": "Rates in hundredths of a percent of the insurance base.", "__module__": __name__}
    | {name: Whole(required=False, min_value=0, max_value=WHOLE) for name in RATES},
)


class TermsFacts(Facts):
    """The terms of a scheme; percentages are whole, rates hundredths of a percent, money yuan."""

    grades = GradeFacts(many=True)
    posts = PostFacts(many=True, required=False)
    performance = _yuan()
    bonus_share = Whole(required=False, min_value=0, max_value=300)
    key_uplift = Whole(required=False, min_value=0, max_value=200)
    annual_monthly = Whole(required=False, min_value=0, max_value=100)
    insurance_base = _yuan()
    agency_fee = _yuan()
    agency_vat = Whole(required=False, min_value=0, max_value=WHOLE)
    union_fee = Whole(required=False, min_value=0, max_value=WHOLE)
    rates = PayRateFacts(required=False)


class SchemeFacts(Facts):
    """A scheme to draft."""

    words_of = (PayScheme,)
    unit = UnitToActIn()
    name = Text(80)
    from_day = Day()
    terms = TermsFacts()
    note = Line(300)


class ChangeSchemeFacts(Facts):
    """A scheme as it shall read from now on."""

    words_of = (PayScheme,)
    name = Text(80)
    from_day = Day()
    terms = TermsFacts()
    note = Line(300)


class AdoptSchemeFacts(Facts):
    """The decision of the street."""

    words_of = (PayScheme,)
    decision_no = Text(60)


class SchemeNoteFacts(Facts):
    """Words that may be left out."""

    words_of = (PayScheme,)
    note = Line(300)


class ReturnSchemeFacts(Facts):
    """The words that say why."""

    words_of = (PayScheme,)
    note = Text(300)


class PayReasonFacts(Facts):
    """Why it is given up or struck out."""

    reason = Text(300)


def _fen_names(facts: dict, *names: str) -> dict:
    """Amounts under the names the terms keep them by."""
    return {f"{name}_fen" if name in names else name: value for name, value in facts.items()}


def terms_of(facts: dict) -> Terms:
    """The terms as one value."""
    plain = _fen_names(dict(facts), "performance", "insurance_base", "agency_fee")
    plain["grades"] = tuple(Grade(**_fen_names(one, "amount")) for one in facts["grades"])
    allowances = ("post_allowance", "special", "hazard")
    plain["posts"] = tuple(Post(**_fen_names(one, *allowances)) for one in facts.get("posts", ()))
    return Terms(**plain | {"rates": USUAL_RATES | facts.get("rates", {})})


class PaySchemes(RowResource):
    """What streets pay for which post and grade: drafted, simulated, adopted, filed with finance."""

    model = PayScheme
    shape = SCHEME
    full = FULL
    filterset_class = SchemeFilter
    related = ("unit__district",)
    acts = {
        "list": "read_schemes",
        "retrieve": "read_schemes",
        "create": "draft_scheme",
        "partial_update": "draft_scheme",
        "simulate": "draft_scheme",
        "adopt": "adopt_scheme",
        "file": "check_scheme",
        "return_": "check_scheme",
        "withdraw": "draft_scheme",
    }

    @write(SchemeFacts, status=201)
    def create(self, deed: Deed) -> dict:
        """Begin a scheme."""
        facts = deed.facts | {"terms": terms_of(deed.facts["terms"])}
        return FULL.of(pay_schemes.draft_scheme(actor=deed.actor, key=deed.key, **facts))

    @write(ChangeSchemeFacts, needs_version=True)
    def partial_update(self, deed: Deed) -> dict:
        """Change a scheme that was not adopted; it is simulated anew."""
        facts = deed.facts | {"terms": terms_of(deed.facts["terms"])}
        what = {"scheme": deed.row, "actor": deed.actor, "seen": deed.seen}
        return FULL.of(pay_schemes.change_scheme(**what, **facts))

    @act("simulate")
    def simulate(self, deed: Deed) -> dict:
        """Try it on today's roster; what was found is kept with it."""
        return FULL.of(pay_schemes.simulate_scheme(scheme=deed.row, actor=deed.actor, seen=deed.seen))

    @act("adopt", AdoptSchemeFacts)
    def adopt(self, deed: Deed) -> dict:
        """The street's leader adopts it."""
        what = {"scheme": deed.row, "actor": deed.actor, "seen": deed.seen}
        return FULL.of(pay_schemes.adopt_scheme(**what, **deed.facts))

    @act("file", SchemeNoteFacts)
    def file(self, deed: Deed) -> dict:
        """Finance enters it on file."""
        what = {"scheme": deed.row, "actor": deed.actor, "seen": deed.seen}
        return FULL.of(pay_schemes.file_scheme(**what, **deed.facts))

    @act("return", ReturnSchemeFacts)
    def return_(self, deed: Deed) -> dict:
        """Finance sends it back."""
        what = {"scheme": deed.row, "actor": deed.actor, "seen": deed.seen}
        return FULL.of(pay_schemes.return_scheme(**what, **deed.facts))

    @act("withdraw", PayReasonFacts)
    def withdraw(self, deed: Deed) -> dict:
        """The street gives it up."""
        what = {"scheme": deed.row, "actor": deed.actor, "seen": deed.seen}
        return FULL.of(pay_schemes.withdraw_scheme(**what, **deed.facts))


class PayMarkFacts(Facts):
    """What holds about one person's pay from a day on; `code` names the grade or the result."""

    words_of = (PayMark,)
    engagement = Row(Engagement, "unit__district")
    kind = Code(PayMark.Kind.choices)
    code = Line(20)
    from_day = Day()
    to_day = Day(required=False, allow_null=True)
    reason = Text(300)

    def validate(self, facts):
        if facts.get("to_day") and facts["to_day"] < facts["from_day"]:
            self.fail_at("to_day", "ends_before_it_begins", _("The last day lies before the first."))
        if facts["kind"] == PayMark.Kind.ASSESSED and facts.get("code") not in pay_schemes.RESULTS:
            self.fail_at("code", "invalid_choice", _("Name the result of the assessment."))
        return facts


class PayMarks(RowResource):
    """Grades, assessments, trials and warnings of people, from a day on."""

    model = PayMark
    shape = MARK
    filterset_class = MarkFilter
    related = ("engagement__unit__district", "engagement__person")
    acts = {
        "list": "read_schemes",
        "retrieve": "read_schemes",
        "create": "draft_scheme",
        "strike": "draft_scheme",
    }

    @write(PayMarkFacts, status=201)
    def create(self, deed: Deed) -> dict:
        """Enter a mark."""
        return MARK.of(pay_schemes.enter_mark(actor=deed.actor, key=deed.key, **deed.facts))

    @act("strike", PayReasonFacts)
    def strike(self, deed: Deed) -> dict:
        """Strike out a mark that was wrong."""
        what = {"mark": deed.row, "actor": deed.actor, "seen": deed.seen}
        return MARK.of(pay_schemes.strike_mark(**what, **deed.facts))
