"""薪酬方案: the list, the editor, one scheme with its simulation and its steps."""

from functools import cached_property

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.filters.pay_schemes import SchemeFilter
from budgets.forms import pay_schemes as forms
from budgets.models import PayScheme
from budgets.pay import Terms
from budgets.pay.terms import RATES, WHOLE
from budgets.services import pay_schemes
from budgets.simulation import in_force
from quota_pool import access, figures
from quota_pool.calendar import today
from quota_pool.listing import Column, ListPage, day_of, fen, marked, opens
from quota_pool.models import Unit
from quota_pool.refusals import restore
from staffing.dictionaries import label
from staffing.forms.fields import SendForm
from staffing.views.acts import ActPage
from staffing.views.cases import Case, CaseAct, CasePage, Step, by

State = PayScheme.State
TONES = {
    State.DRAFT: "grey",
    State.SIMULATED: "blue",
    State.ADOPTED: "amber",
    State.FILED: "green",
    State.RETURNED: "red",
    State.WITHDRAWN: "grey",
}


class SchemesPage(ListPage):
    """Pay schemes, the newest first day first."""

    model = PayScheme
    act = "read_schemes"
    title = gettext_lazy("Pay schemes")
    subtitle = gettext_lazy("what a street pays for which post and grade")
    filterset_class = SchemeFilter
    order = ("-from_day", "-id")
    export_name = "pay-schemes"
    purpose = gettext_lazy(
        "A street makes its own pay scheme inside its envelope: the clerk drafts and simulates it, the leader"
        " adopts it, finance holds it against the ceiling."
    )
    columns = [
        Column("name", gettext_lazy("name"), link=opens("budgets:pay-scheme")),
        Column("unit", gettext_lazy("Street or town"), value="unit__name", sort="unit__code"),
        day_of("from_day", gettext_lazy("in force from"), sort="from_day"),
        Column("heads", gettext_lazy("people"), value="simulation__heads", numeric=True),
        fen("full_year_fen", gettext_lazy("cost of a full year"), value="simulation__full_year_fen"),
        fen("average_fen", gettext_lazy("a head and year"), value="simulation__average_fen"),
        marked("state", gettext_lazy("State"), State.choices, TONES),
        Column("decision_no", gettext_lazy("number of the street's decision"), optional=True),
    ]

    def row_label(self, row) -> str:
        return row["name"]

    @property
    def first_step(self):
        if access.can(self.request.user, "draft_scheme"):
            return (_("Draft a pay scheme"), "budgets:pay-scheme-new")
        return None


class SchemeEditor(ActPage):
    """The terms of a scheme in one form with two tables."""

    act = "draft_scheme"
    template_name = "budgets/pay_scheme_edit.html"
    submit_label = gettext_lazy("Keep the draft")

    @cached_property
    def units(self):
        return Unit.objects.visible_to(self.request.user, "draft_scheme").pool_owners().order_by("code")

    def terms(self) -> Terms | None:
        """The terms the form begins with."""
        raise NotImplementedError

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"units": self.units, "terms": self.terms()}

    def get_context_data(self, **more):
        told = {
            "grades_title": _("Pay grades"),
            "grades_hint": _(
                "Who meets a condition belongs to the best such grade; one grade without conditions takes all"
                " others. An annual salary is for rehired staff and specialists."
            ),
            "posts_title": _("Posts"),
            "posts_hint": _(
                "A line for a category, a post, or both; whoever is not named has the coefficient 1."
                " Coefficients are fixed for the year."
            ),
        }
        return super().get_context_data(**told, **more)


class DraftScheme(SchemeEditor):
    """A new scheme; it begins with the terms of the one in force."""

    form_class = forms.SchemeForm
    title = gettext_lazy("Draft a pay scheme")

    @property
    def cancel_url(self) -> str:
        return reverse("budgets:pay-schemes")

    def terms(self) -> Terms | None:
        before = in_force(self.units[0], today()) if len(self.units) == 1 else None
        return Terms.read(before.terms) if before else None

    def get_initial(self):
        return {"from_day": forms.first_day()}

    def perform(self, form) -> str:
        said = form.cleaned_data
        scheme = pay_schemes.draft_scheme(
            **{name: said[name] for name in ("unit", "name", "from_day", "note")},
            terms=form.terms(),
            actor=self.request.user,
            key=self.key(form),
        )
        messages.success(self.request, _("Kept as a draft. Simulate it next."))
        return reverse("budgets:pay-scheme", args=[scheme.pk])


class ChangeScheme(SchemeEditor):
    """The terms of a scheme that was not adopted."""

    form_class = forms.ChangeSchemeForm
    title = gettext_lazy("Change the pay scheme")

    def find_target(self):
        rows = PayScheme.objects.visible_to(self.request.user).select_related("unit__district")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @cached_property
    def units(self):
        return Unit.objects.visible_to(self.request.user).filter(pk=self.target.unit_id)

    @property
    def cancel_url(self) -> str:
        return reverse("budgets:pay-scheme", args=[self.target.pk])

    def terms(self) -> Terms:
        return Terms.read(self.target.terms)

    def get_initial(self):
        names = ("unit", "name", "from_day", "note", "version")
        return {name: getattr(self.target, name) for name in names}

    def perform(self, form) -> str:
        said = form.cleaned_data
        pay_schemes.change_scheme(
            scheme=self.target,
            **{name: said[name] for name in ("name", "from_day", "note")},
            terms=form.terms(),
            actor=self.request.user,
            seen=said["version"],
        )
        messages.success(self.request, _("Changed. Simulate it anew."))
        return self.cancel_url


class OneScheme(Case):
    """What the page of a scheme says, and its steps."""

    act = "read_schemes"
    model = PayScheme
    space, noun, page = "budgets", "scheme", "pay-scheme"
    template_name = "budgets/pay_scheme.html"
    related = ("unit__district", "created_by", "adopted_by", "checked_by")
    tones = TONES
    crumb = (gettext_lazy("Pay schemes"), "budgets:pay-schemes")
    steps = (
        Step(
            "simulate",
            pay_schemes.OPEN,
            "draft_scheme",
            SendForm,
            gettext_lazy("Simulate on the roster"),
            gettext_lazy("Everybody on post is paid by it for a year on trial; nothing is paid."),
        ),
        Step(
            "adopt",
            (State.SIMULATED,),
            "adopt_scheme",
            forms.AdoptForm,
            gettext_lazy("Adopt the scheme"),
            gettext_lazy("It is tried once more on today's roster, then goes to finance."),
            by_another=True,
        ),
        Step(
            "file",
            (State.ADOPTED,),
            "check_scheme",
            forms.FileForm,
            gettext_lazy("Enter on file"),
            gettext_lazy("It is within envelope and ceiling, and is paid by from its first day."),
        ),
        Step(
            "return",
            (State.ADOPTED,),
            "check_scheme",
            forms.ReturnForm,
            gettext_lazy("Return for correction"),
            gettext_lazy("Your words go to the street."),
        ),
        Step(
            "withdraw",
            pay_schemes.OPEN,
            "draft_scheme",
            forms.WithdrawForm,
            gettext_lazy("Give the scheme up"),
            gettext_lazy("The draft stays to be read, and is never paid by."),
            is_danger=True,
        ),
    )

    def hands(self):
        return self.target.created_by_id, self.target.changed_by_id

    def heading(self) -> dict:
        return {"title": self.target.name, "subtitle": self.target.unit.name}

    def facts(self):
        one, terms = self.target, Terms.read(self.target.terms)
        yield _("Street or town"), one.unit.name, reverse("staffing:street", args=[one.unit_id])
        yield _("In force from"), figures.day(one.from_day), ""
        yield _("Performance pay a month"), figures.money(terms.performance_fen), ""
        if terms.bonus_share:
            yield _("Year-end bonus, % of the year's performance pay"), f"{terms.bonus_share}%", ""
        if terms.key_uplift:
            yield _("Key posts: coefficient up by %"), f"{terms.key_uplift}%", ""
        if any(grade.is_annual for grade in terms.grades):
            yield _("Annual salaries: % paid month by month"), f"{terms.annual_monthly}%", ""
        if terms.insurance_base_fen:
            yield _("Insurance base a month"), figures.money(terms.insurance_base_fen), ""
        yield _("Employer's rates together"), f"{forms.plain(terms.employer_rate, 100)}%", ""
        if terms.agency_fee_fen:
            yield _("Agency fee a head and month"), figures.money(terms.agency_fee_fen), ""
        yield _("Remarks"), one.note, ""
        yield _("Drafted"), by(one.created_by, one.created_at), ""
        if one.adopted_at:
            yield _("Adopted"), by(one.adopted_by, one.adopted_at), ""
            yield _("Number of the street's decision"), one.decision_no, ""
        if one.checked_at:
            yield _("Checked by finance"), by(one.checked_by, one.checked_at), ""
            yield _("Words of finance"), one.check_note, ""

    def get_context_data(self, **more):
        terms, user = Terms.read(self.target.terms), self.request.user
        is_open = self.target.state in pay_schemes.OPEN
        context = {
            "grades": [_grade(one) for one in terms.grades],
            "posts": [_post(terms, one) for one in terms.posts],
            "rates": [(forms.RATE_WORDS[name], forms.plain(terms.rates[name], 100)) for name in RATES],
            "found": _found(self.target.simulation),
            "may_edit": is_open and access.can(user, "draft_scheme", self.target.unit),
        }
        return super().get_context_data(**{**context, **more})


def _grade(grade) -> dict:
    """One grade in words."""
    wanted = (("education", grade.education), ("title_level", grade.title_level))
    least = [_("at least %(what)s") % {"what": label(name, code)} for name, code in wanted if code]
    mode = str(label("employment_mode", grade.mode)) if grade.mode else ""
    told = " ".join(filter(None, (mode, _(" or ").join(least))))
    who = told or _("everybody else, or by placement")
    return {"grade": grade, "amount": figures.money(grade.amount_fen), "who": who}


def _post(terms: Terms, post) -> dict:
    return {
        "post": post,
        "name": f"{label('post_category', post.category) if post.category else ''} {post.post}".strip(),
        "coefficient": f"{terms.coefficient_of(post) / WHOLE:.2f}",
        "allowances": [
            figures.money(fen) for fen in (post.post_allowance_fen, post.special_fen, post.hazard_fen)
        ],
    }


def _found(simulation: dict | None) -> dict | None:
    """What the simulation found, ready to be printed."""
    if simulation is None:
        return None
    lines = [{**line, "name": label("post_category", line["category"])} for line in simulation["by_category"]]
    told = {name: [restore(one) for one in simulation[name]] for name in ("reasons", "remarks")}
    return {**simulation, **told, "by_category": lines}


class SchemePage(OneScheme, CasePage):
    """One scheme."""


class SchemeStep(OneScheme, CaseAct):
    """A step of a scheme; it asks for its own right, not for reading."""

    act = CaseAct.act


class SimulateScheme(SchemeStep):
    """Try it on the roster."""

    name = "simulate"
    said = gettext_lazy("Simulated; look at what it would cost.")
    service = staticmethod(pay_schemes.simulate_scheme)


class AdoptScheme(SchemeStep):
    """The street's leader adopts it."""

    name = "adopt"
    said = gettext_lazy("Adopted; finance holds it against the ceiling.")
    service = staticmethod(pay_schemes.adopt_scheme)


class FileScheme(SchemeStep):
    """Finance enters it on file."""

    name = "file"
    said = gettext_lazy("On file; it is paid by from its first day.")
    service = staticmethod(pay_schemes.file_scheme)


class ReturnScheme(SchemeStep):
    """Finance sends it back."""

    name = "return"
    said = gettext_lazy("Returned to the street.")
    service = staticmethod(pay_schemes.return_scheme)


class WithdrawScheme(SchemeStep):
    """The street gives it up."""

    name = "withdraw"
    said = gettext_lazy("Given up; the draft stays to be read.")
    service = staticmethod(pay_schemes.withdraw_scheme)
