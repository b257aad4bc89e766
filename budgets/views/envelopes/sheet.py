"""One envelope: its figures, books, landing and movements, and the steps of its life."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets import charts, selectors
from budgets.forms import envelopes as forms
from budgets.landing import Landing, landing
from budgets.models import Envelope
from budgets.services import envelopes
from budgets.views.envelopes.lists import TONES
from quota_pool import access, figures
from quota_pool.calendar import today
from staffing import movements
from staffing.forms.fields import SendForm
from staffing.positions_table import Alert
from staffing.views.cases import Case, CaseAct, CasePage, Step, approve, by

State = Envelope.State
CHANGES, ENTRIES = 12, 12  # newest ones on an envelope's page; the lists have them all


class OneEnvelope(Case):
    """What the page of an envelope says, and its steps."""

    model = Envelope
    space, noun = "budgets", "envelope"
    related = ("unit__district", "document", "fund", "drafted_by", "decided_by")
    tones = TONES
    crumb = (gettext_lazy("Envelopes"), "budgets:envelopes")
    template_name = "budgets/envelope.html"
    steps = (
        approve(
            (State.CALCULATED,),
            "approve_envelope",
            gettext_lazy("Approve"),
            gettext_lazy("On a document; the sum over streets stays within the appropriation."),
            forms.ApproveEnvelopeForm,
        ),
        Step(
            "in-force",
            (State.APPROVED,),
            "approve_envelope",
            forms.ForceForm,
            gettext_lazy("Put in force"),
            gettext_lazy("What everybody on post costs to the end of the year is held at once."),
        ),
        Step(
            "withdraw",
            (State.DRAFT, State.CALCULATED),
            "draft_envelope",
            forms.ReasonForm,
            gettext_lazy("Withdraw"),
            gettext_lazy("It stays readable as withdrawn."),
            is_danger=True,
        ),
        Step(
            "begin-close",
            (State.IN_FORCE,),
            "close_envelope",
            SendForm,
            gettext_lazy("Begin the close"),
            gettext_lazy("From 31 December: pay of the last months is posted still."),
        ),
        Step(
            "close",
            (State.CLOSING,),
            "settle_year",
            forms.CloseForm,
            gettext_lazy("Close the year"),
            gettext_lazy("What is left is returned or carried over, book by book."),
            by_another=True,
        ),
    )

    def hands(self):
        return (self.target.drafted_by_id,)

    @property
    def open_steps(self):
        """Too early for the close: the step is not offered before the year is over."""
        is_early = today() < date(self.target.year, 12, 31)
        return [step for step in super().open_steps if not (step.name == "begin-close" and is_early)]

    def form_of(self, step: Step):
        first = {"version": self.target.version}
        if issubclass(step.form, forms.WithDocument):
            return step.form(initial=first, user=self.request.user)
        return step.form(initial=first)

    def heading(self) -> dict:
        return {"title": f"{self.target.unit.name} {self.target.year}", "subtitle": str(self.target.year)}

    def facts(self):
        one = self.target
        yield _("Street or town"), one.unit.name, reverse("staffing:street", args=[one.unit_id])
        yield _("Funding basis"), one.get_basis_display(), ""
        yield _("Approved total (yuan)"), figures.money(one.total_fen), ""
        if one.base_fen:
            yield _("Base (yuan)"), figures.money(one.base_fen), ""
        yield _("Reduction plan"), one.reduction_plan, ""
        yield _("Budget subject"), one.get_budget_subject_display(), ""
        yield _("Pays from"), figures.day(one.pays_from), ""
        if one.document:
            yield _("Document"), one.document.number, reverse("document", args=[one.document_id])
        yield _("Drafted"), by(one.drafted_by, one.drafted_at), ""
        if one.decided_at:
            yield _("Approved"), by(one.decided_by, one.decided_at), ""
        yield _("Balance at year end"), one.get_balance_policy_display(), ""
        yield _("Remarks"), one.note, ""

    def get_context_data(self, **more):
        one, user = self.target, self.request.user
        return super().get_context_data(**{**self.money(), **self.ways(one, user), **more})

    def ways(self, one: Envelope, user) -> dict:
        is_draft = one.state in (State.DRAFT, State.CALCULATED)
        return {
            "lines": list(one.lines.all()),
            "changes": list(one.changes.select_related("document", "pool")[:CHANGES]),
            "may_calculate": is_draft and access.can(user, "draft_envelope", one.unit),
            "may_change": one.state == State.IN_FORCE and access.can(user, "propose_adjustment", one.unit),
            "entries_url": self.entries_url,
        }

    @property
    def entries_url(self) -> str:
        place = reverse("budgets:envelope-entries")
        return f"{place}?unit={self.target.unit_id}&year={self.target.year}"

    def money(self) -> dict:
        """Position, books and landing of an envelope that has been in force."""
        if not self.target.fund_id:
            return {"landing": None}
        found = landing(self.target)
        rows = selectors.entries_of(self.target).order_by("-id")[:ENTRIES]
        return {
            "landing": found,
            "kpis": self.kpis(found),
            "alerts": list(alerts(found)),
            "chart": charts.landing_chart(found, self.entries_url),
            "books": selectors.books_of(self.target),
            "entries": movements.read(rows, self.request.user, "hold__subject_id"),
        }

    def kpis(self, found: Landing) -> list[dict]:
        """The position, each figure opening its movements."""
        money, url = found.money, self.entries_url
        left = found.at_end
        band = {"low": figures.wan(found.at_end_low), "high": figures.wan(found.at_end_high)}
        short = _("short %(n)s") % {"n": figures.wan(money.short)} if money.short else ""
        return [
            _kpi(_("Approved"), money.planned, url="#landing-title"),
            _kpi(_("Adjusted"), money.adjusted, url=reverse("budgets:envelope-changes") + self.of_this),
            _kpi(_("Set aside"), money.held, url=url),
            _kpi(_("Spent"), money.all_spent, url=url),
            _kpi(_("Available"), money.free, short, "free"),
            _kpi(_("Left on 31 December"), left, _("%(low)s to %(high)s") % band, "red" if left < 0 else ""),
        ]

    @property
    def of_this(self) -> str:
        return f"?envelope={self.target.pk}"


def _kpi(label, fen: int, note: str = "", tone: str = "", url: str = "") -> dict:
    """A figure in ten thousand yuan."""
    note = note or _("10,000 yuan")
    return {"label": label, "value": figures.wan(fen), "note": note, "tone": tone, "url": url}


def alerts(found: Landing):
    """What the landing says aloud (domain.md section 10)."""
    if found.runs_dry_on:
        words = _("The money is expected to run out in %(month)s.")
        yield Alert(words % {"month": f"{found.runs_dry_on:%Y-%m}"}, "red", "")
    if found.burns:
        words = _("Money runs before time: %(money)s%% of it is spent, %(time)s%% of the year is over.")
        yield Alert(words % {"money": found.money_share, "time": found.time_share}, "amber", "")
    if found.money.short:
        words = _("%(short)s yuan of what is held are not covered; nobody is hired before they are.")
        yield Alert(words % {"short": figures.money(found.money.short)}, "red", "")


class EnvelopePage(OneEnvelope, CasePage):
    """One envelope."""

    act = "read_money"


class EnvelopeStep(OneEnvelope, CaseAct):
    """A step of an envelope's life."""

    called = "envelope"

    def get_form_kwargs(self):
        asks = issubclass(self.step.form, forms.WithDocument)
        return {**super().get_form_kwargs(), **({"user": self.request.user} if asks else {})}


class ApproveEnvelope(EnvelopeStep):
    """The leader's yes."""

    name = "approve"
    said = gettext_lazy("Approved; put it in force when its time has come.")
    service = staticmethod(envelopes.approve)


class PutInForce(EnvelopeStep):
    """From now on every hire asks it."""

    name = "in-force"
    said = gettext_lazy("In force: from now on every hire holds its cost here.")
    service = staticmethod(envelopes.put_in_force)


class WithdrawEnvelope(EnvelopeStep):
    """Given up before it came into force."""

    name = "withdraw"
    said = gettext_lazy("Withdrawn.")
    service = staticmethod(envelopes.withdraw)


class BeginClose(EnvelopeStep):
    """The year is over."""

    name = "begin-close"
    said = gettext_lazy("The close has begun.")
    service = staticmethod(envelopes.begin_close)


class CloseYear(EnvelopeStep):
    """What is left finds its place."""

    name = "close"
    said = gettext_lazy("Closed; what was left has found its place.")
    service = staticmethod(envelopes.close_year)
