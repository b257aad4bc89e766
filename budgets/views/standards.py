"""定额标准: the standards per head, proposed by finance and approved by its leader."""

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.filters import StandardFilter
from budgets.forms.standards import NotApprovedForm, StandardForm
from budgets.models import Standard
from budgets.services import standards
from quota_pool import access, figures
from quota_pool.listing import Column, ListPage, coded, day_of, fen, marked, opens
from quota_pool.views.acts import ActPage
from quota_pool.views.rules import own_district
from staffing.dictionaries import PostCategory
from staffing.forms.fields import SendForm
from staffing.views.cases import Case, CaseAct, CasePage, Step, by

State = Standard.State
TONES = {State.PROPOSED: "amber", State.IN_FORCE: "green", State.REFUSED: "grey"}


class StandardsPage(ListPage):
    """Standards per head by post category, the newest first."""

    model = Standard
    act = "read_money"
    title = gettext_lazy("Standards per head")
    subtitle = gettext_lazy("what one head of a post category costs in a year")
    filterset_class = StandardFilter
    order = ("post_category", "-valid_from", "-id")
    export_name = "standards"
    purpose = gettext_lazy("Finance enters the standard of each post category; cost sheets reckon with it.")
    columns = [
        coded(
            "post_category",
            gettext_lazy("post category"),
            PostCategory.choices,
            sort="post_category",
            link=opens("budgets:standard"),
        ),
        fen("amount", gettext_lazy("a head and year (yuan)"), value="amount_fen", sort="amount_fen"),
        day_of("valid_from", gettext_lazy("valid from"), sort="valid_from"),
        Column("document", gettext_lazy("Document"), value="document__number"),
        marked("state", gettext_lazy("State"), State.choices, TONES),
        Column("note", gettext_lazy("Remarks"), css="wrap", optional=True),
    ]

    @property
    def first_step(self):
        if access.can(self.request.user, "set_standards"):
            return (_("Enter a standard"), "budgets:standard-propose")
        return None


class ProposeStandard(ActPage):
    """Finance's officer proposes; the leader decides."""

    act = "set_standards"
    form_class = StandardForm
    title = gettext_lazy("Enter a standard")
    submit_label = gettext_lazy("Propose")

    @property
    def cancel_url(self) -> str:
        return reverse("budgets:standards")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def perform(self, form) -> str:
        user = self.request.user
        made = standards.propose_standard(district=own_district(user), actor=user, **form.cleaned_data)
        messages.success(self.request, _("Proposed; the leader of finance decides."))
        return reverse("budgets:standard", args=[made.pk])


class OneStandard(Case):
    """What the page of a standard says, and its steps."""

    act = "read_money"
    model = Standard
    space = "budgets"
    noun = "standard"
    related = ("document", "proposed_by", "decided_by")
    tones = TONES
    crumb = (gettext_lazy("Standards per head"), "budgets:standards")
    steps = (
        Step(
            "approve",
            (State.PROPOSED,),
            "approve_standards",
            SendForm,
            gettext_lazy("Approve"),
            gettext_lazy("From its day on cost sheets reckon with it; older sheets stay as they are."),
            by_another=True,
        ),
        Step(
            "refuse",
            (State.PROPOSED,),
            "approve_standards",
            NotApprovedForm,
            gettext_lazy("Do not approve"),
            gettext_lazy("Your words stay with the proposal."),
            is_danger=True,
            by_another=True,
        ),
    )

    def place_of(self, step: Step):
        return None

    def hands(self):
        return (self.target.proposed_by_id,)

    def heading(self) -> dict:
        one = self.target
        return {"title": str(one.get_post_category_display()), "subtitle": figures.day(one.valid_from)}

    def facts(self):
        one = self.target
        yield _("post category"), one.get_post_category_display(), ""
        yield _("standard a head and year (yuan)"), figures.money(one.amount_fen), ""
        yield _("valid from"), figures.day(one.valid_from), ""
        yield _("Document"), one.document.number, reverse("document", args=[one.document_id])
        yield _("Remarks"), one.note, ""
        yield _("Proposed"), by(one.proposed_by, one.proposed_at), ""
        if one.decided_at:
            yield _("Decided"), by(one.decided_by, one.decided_at), ""
        yield _("Remarks on the decision"), one.decision_note, ""


class StandardPage(OneStandard, CasePage):
    """One standard."""


class ApproveStandard(CaseAct, OneStandard):
    """It is in force from its day on."""

    name = "approve"
    said = gettext_lazy("Approved.")
    service = staticmethod(standards.approve_standard)


class RefuseStandard(CaseAct, OneStandard):
    """It never was in force."""

    name = "refuse"
    said = gettext_lazy("Not approved; the words that say why are kept.")
    service = staticmethod(standards.refuse_standard)
