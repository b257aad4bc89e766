"""Forms about pay schemes: the terms with lines of grades and posts, the steps, a person's marks."""

from decimal import ROUND_HALF_UP, Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from budgets.models import PayMark
from budgets.pay import Grade, Post, Terms
from budgets.pay.terms import RATES, USUAL_RATES, WHOLE
from quota_pool.calendar import today
from quota_pool.forms.fields import (
    DayField,
    YuanField,
    coded,
    key_field,
    reason_field,
    text,
    version_field,
    yuan,
)
from quota_pool.models import Unit
from staffing.dictionaries import Education, Mode, PostCategory, TitleLevel
from staffing.dictionaries import Grade as Assessed

MOST_LINES = 60
BASIC_EDUCATION = [(code, label) for code, label in Education.choices if code.endswith("0")]
TITLES = [(code, label) for code, label in TitleLevel.choices if code != TitleLevel.NONE]
RATE_WORDS = {
    "pension": _("pension, own share"),
    "medical": _("medical, own share"),
    "unemployment": _("unemployment, own share"),
    "housing_fund": _("housing fund, own share"),
    "employer_pension": _("pension, employer"),
    "employer_medical": _("medical, employer"),
    "employer_unemployment": _("unemployment, employer"),
    "employer_injury": _("work injury, employer"),
    "employer_maternity": _("maternity, employer"),
    "employer_housing_fund": _("housing fund, employer"),
}


PLAIN_TERMS = (
    "performance_fen",
    "bonus_share",
    "key_uplift",
    "annual_monthly",
    "insurance_base_fen",
    "agency_fee_fen",
    "agency_vat",
    "union_fee",
)


class HundredthsField(forms.DecimalField):
    """A number with two decimals, kept as a whole number of its hundredths (a percentage, say)."""

    factor = 100

    def __init__(self, **more):
        kept = {"min_value": 0, "max_value": 100, "decimal_places": 2, "required": False}
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **(kept | more))

    def clean(self, value):
        number = super().clean(value)
        return 0 if number is None else int((number * self.factor).to_integral_value(ROUND_HALF_UP))

    def prepare_value(self, value):
        return plain(value, self.factor) if isinstance(value, int) else value


class CoefficientField(HundredthsField):
    """A coefficient such as 1.20."""

    factor = WHOLE

    def __init__(self, **more):
        super().__init__(**{"max_value": 20, **more})


def plain(value: int, factor: int) -> str:
    """A kept number as a person writes it: 550 as 5.5."""
    return f"{(Decimal(value) / factor).normalize():f}"


class FenField(YuanField):
    """Yuan a month; empty is nothing."""

    def __init__(self, **more):
        super().__init__(**{"required": False, **more})

    def clean(self, value):
        return super().clean(value) or 0

    def prepare_value(self, value):
        return (yuan(value) if value else "") if isinstance(value, int) else value


def percent(label, most: int, **more) -> forms.IntegerField:
    """A whole percentage."""
    return forms.IntegerField(label=label, min_value=0, max_value=most, **more)


class GradeForm(forms.Form):
    """One grade: its name, its amount, and who belongs to it."""

    code = text(_("Code"), 20)
    name = text(_("pay grade"), 40)
    amount_fen = FenField(label=_("Yuan a month, or a year"))
    is_annual = forms.BooleanField(label=_("annual salary"), required=False)
    mode = coded(Mode.choices, _("only for"))
    education = coded(BASIC_EDUCATION, _("at least education"))
    title_level = coded(TITLES, _("or at least title"))

    def clean(self):
        said = super().clean()
        if any(said.get(name) for name in ("code", "name", "amount_fen")):
            for name in ("code", "name", "amount_fen"):
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, _("This field is required."))
        return said

    def line(self) -> Grade | None:
        said = self.cleaned_data
        return Grade(**said) if said.get("code") else None


class PostForm(forms.Form):
    """One post or category: its coefficient and its allowances."""

    category = coded(PostCategory.choices, _("post category"))
    post = text(_("post"), 60)
    coefficient = CoefficientField(label=_("coefficient"))
    is_key = forms.BooleanField(label=_("key post"), required=False)
    post_allowance_fen = FenField(label=_("post allowance"))
    special_fen = FenField(label=_("special-post allowance"))
    hazard_fen = FenField(label=_("hazardous-post allowance"))

    def clean(self):
        said = super().clean()
        is_named = said.get("category") or said.get("post")
        if not is_named and any(said.get(name) for name in ("coefficient", "post_allowance_fen", "is_key")):
            self.add_error("category", _("Name the category or the post."))
        return said

    def line(self) -> Post | None:
        said = self.cleaned_data
        if not (said.get("category") or said.get("post")):
            return None
        return Post(**{**said, "coefficient": said["coefficient"] or WHOLE})


def _lines(form) -> type:
    return forms.formset_factory(form, extra=3, max_num=MOST_LINES, validate_max=True)


GradeLines, PostLines = _lines(GradeForm), _lines(PostForm)


class SchemeForm(forms.Form):
    """The whole scheme of a street; its lines of grades and posts stand in tables of their own."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("unit"), empty_label=None)
    name = text(_("Name of the scheme"), 80, required=True)
    from_day = DayField(label=_("In force from"), help_text=_("the first day of a month"))
    performance_fen = FenField(
        label=_("Performance pay a month"), help_text=_("times the coefficient of the post")
    )
    bonus_share = percent(
        _("Year-end bonus, % of the year's performance pay"), 300, initial=0, help_text=_("0: none")
    )
    key_uplift = percent(_("Key posts: coefficient up by %"), 200, initial=0)
    annual_monthly = percent(
        _("Annual salaries: % paid month by month"),
        100,
        initial=60,
        help_text=_("the rest waits for the assessment"),
    )
    insurance_base_fen = FenField(
        label=_("Insurance base a month"), help_text=_("empty: what each person earned in the month")
    )
    agency_fee_fen = FenField(label=_("Agency fee a head and month"))
    agency_vat = HundredthsField(label=_("Tax on the agency fee, %"), initial=600)
    union_fee = HundredthsField(label=_("Union fee, % of gross pay"), initial=0)
    note = text(_("Remarks"), 300, lines=2)
    key = key_field()

    def __init__(self, *args, units, terms: Terms | None = None, **more):
        super().__init__(*args, **more)
        if terms:
            self.initial = {name: getattr(terms, name) for name in PLAIN_TERMS} | self.initial
        self.fields["unit"].queryset = units
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.fields["unit"].initial = units[0].pk
        kept = terms or Terms()
        for name, label in RATE_WORDS.items():
            initial = (terms.rates if terms else USUAL_RATES)[name]
            self.fields[f"rate_{name}"] = HundredthsField(label=label, initial=initial)
        data = self.data if self.is_bound else None
        self.grades = GradeLines(data, prefix="grades", initial=[vars(one) for one in kept.grades])
        self.posts = PostLines(data, prefix="posts", initial=[vars(one) for one in kept.posts])

    @property
    def rate_fields(self) -> list:
        return [self[f"rate_{name}"] for name in RATES]

    @property
    def plain_fields(self) -> list:
        return [field for field in self.visible_fields() if not field.name.startswith("rate_")]

    def clean_from_day(self):
        day = self.cleaned_data["from_day"]
        if day.day != 1:
            raise ValidationError(_("Pay is made by the month: choose the first day of a month."))
        return day

    def clean(self):
        said = super().clean()
        for lines, words in ((self.grades, _("pay grades")), (self.posts, _("posts"))):
            if not lines.is_valid():
                self.add_error(None, _("Look at the table of %(what)s below.") % {"what": words})
        return said

    def terms(self) -> Terms:
        """The terms as one value."""
        said = self.cleaned_data
        return Terms(
            grades=tuple(line for form in self.grades if (line := form.line())),
            posts=tuple(line for form in self.posts if (line := form.line())),
            rates={name: said[f"rate_{name}"] for name in RATES},
            **{name: said[name] for name in PLAIN_TERMS},
        )


class ChangeSchemeForm(SchemeForm):
    """The same for a scheme there is already."""

    version = version_field()


class AdoptForm(forms.Form):
    """The leader's yes, by a decision of the street."""

    decision_no = text(_("Number of the street's decision"), 60, required=True)
    version = version_field()


class FileForm(forms.Form):
    """Finance has held it against envelope and ceiling."""

    note = text(_("Words of finance"), 300, lines=2)
    version = version_field()


class ReturnForm(forms.Form):
    """Finance sends it back."""

    note = text(_("Why it is returned"), 300, required=True, lines=2)
    version = version_field()


class WithdrawForm(forms.Form):
    """The street gives it up."""

    reason = reason_field(_("Why this is done"))
    version = version_field()


def first_day() -> object:
    """The first day of next month: what a scheme usually begins on."""
    day = today()
    return day.replace(year=day.year + day.month // 12, month=day.month % 12 + 1, day=1)


class MarkForm(forms.Form):
    """What holds about one person's pay from a day on."""

    kind = coded(PayMark.Kind.choices, _("What it is"), required=True)
    grade = coded((), _("pay grade"))
    result = coded(Assessed.choices, _("result of the assessment"))
    from_day = DayField(label=_("From"), initial=first_day)
    to_day = DayField(label=_("To"), required=False, help_text=_("empty: until further notice"))
    reason = reason_field(_("Ground"), hint=_("the paper or the meeting it rests on"))
    key = key_field()

    def __init__(self, *args, grades: dict[str, str], **more):
        super().__init__(*args, **more)
        self.fields["grade"].choices = [*self.fields["grade"].choices, *grades.items()]

    def clean(self):
        said = super().clean()
        needed = {PayMark.Kind.GRADE: "grade", PayMark.Kind.ASSESSED: "result"}.get(said.get("kind"))
        if needed and not said.get(needed):
            self.add_error(needed, _("This field is required."))
        first, last = said.get("from_day"), said.get("to_day")
        if first and last and last < first:
            self.add_error("to_day", _("The last day lies before the first."))
        return said

    def facts(self) -> dict:
        """What the service is given."""
        said = self.cleaned_data
        code = {PayMark.Kind.GRADE: said["grade"], PayMark.Kind.ASSESSED: said["result"]}
        names = ("kind", "from_day", "to_day", "reason")
        return {name: said[name] for name in names} | {"code": code.get(said["kind"], "")}


class StrikeForm(forms.Form):
    """A mark that was wrong."""

    reason = reason_field(_("Why it was wrong"))
    version = version_field()
