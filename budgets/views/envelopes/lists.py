"""Lists of envelopes and of the movements of their fen."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets import selectors
from budgets.filters.envelopes import EnvelopeEntryFilter, EnvelopeFilter
from budgets.models import Envelope
from budgets.services.envelopes.appropriations import appropriated, given_out
from quota_pool import access, figures
from quota_pool.calendar import today
from quota_pool.listing import Column, ListPage, coded, day_of, fen, marked, opens
from quota_pool.models import Act, District, Entry, Measure
from staffing import movements
from staffing.views.ledger import person_url

State = Envelope.State
TONES = {
    State.DRAFT: "grey",
    State.CALCULATED: "amber",
    State.APPROVED: "blue",
    State.IN_FORCE: "green",
    State.CLOSING: "amber",
    State.CLOSED: "grey",
    State.WITHDRAWN: "grey",
}
FIGURES = (
    ("adjusted", gettext_lazy("Adjusted"), lambda row: row["money"].adjusted),
    ("held", gettext_lazy("Set aside"), lambda row: row["money"].held),
    ("spent", gettext_lazy("Spent"), lambda row: row["money"].all_spent),
    ("free", gettext_lazy("Available"), lambda row: row["money"].free),
    ("short", gettext_lazy("Short"), lambda row: row["money"].short),
)


def _figure(name: str, label, value) -> Column:
    """A figure of the row's money, which `prepare` has read for the whole page."""
    return Column(
        name,
        label,
        value=value,
        numeric=True,
        show=figures.money,
        export=lambda row: Decimal(value(row)).scaleb(-2),
        css="free" if name == "free" else "",
    )


class EnvelopesPage(ListPage):
    """Envelopes, the newest year first."""

    model = Envelope
    act = "read_money"
    template_name = "budgets/envelopes.html"
    title = gettext_lazy("Envelopes")
    subtitle = gettext_lazy("what each street is given for a year, holds, has spent and has free")
    filterset_class = EnvelopeFilter
    order = ("-year", "unit__code")
    fields = ("fund_id", "total_fen")
    export_name = "envelopes"
    purpose = gettext_lazy(
        "An envelope is a street's money for contract staff in one year: worked out by finance, approved by"
        " another, then every hire holds its cost in it."
    )
    columns = [
        Column(
            "unit",
            gettext_lazy("Street or town"),
            value="unit__name",
            sort="unit__code",
            link=opens("budgets:envelope"),
        ),
        Column("year", gettext_lazy("Year"), sort="year", show=str),
        coded("basis", gettext_lazy("Funding basis"), Envelope.Basis.choices),
        fen("total_fen", gettext_lazy("Approved"), sort="total_fen"),
        *(_figure(*one) for one in FIGURES),
        marked("state", gettext_lazy("State"), State.choices, TONES),
    ]

    def prepare(self, rows):
        found = selectors.money_of(row["fund_id"] for row in rows if row["fund_id"])
        for row in rows:
            row["money"] = found.get(row["fund_id"], selectors.Money())
            row["money"].planned = row["total_fen"] if row["fund_id"] else 0
        return rows

    def row_class(self, row) -> str:
        return "is-late" if row["money"].short or row["money"].overspent else ""

    @property
    def first_step(self):
        if access.can(self.request.user, "draft_envelope"):
            return (_("Draft an envelope"), "budgets:envelope-draft")
        return None

    def more_context(self) -> dict:
        user = self.request.user
        return {"may_appropriate": access.can(user, "appropriate"), "years": self.year_figures()}

    def year_figures(self) -> list[dict]:
        """What the district was given for this year, and what of it is given out."""
        district = District.objects.filter(pk=access.district_of(self.request.user)).first()
        if district is None or access.unit_of(self.request.user) is not None:
            return []
        year = today().year
        given, out = appropriated(district, year), given_out(district, year)
        told = (
            (_("Appropriated %(year)s") % {"year": year}, given, ""),
            (_("Given to streets"), out, ""),
            (_("Not given out"), given - out, "free" if given >= out else "red"),
        )
        unit = _("10,000 yuan")
        return [
            {"label": label, "value": figures.wan(fen), "tone": tone, "note": unit}
            for label, fen, tone in told
        ]


class EnvelopeEntriesPage(ListPage):
    """经费台账: every movement of fen, the newest first."""

    model = Entry
    act = "read_money"
    title = gettext_lazy("Movements of money")
    subtitle = gettext_lazy("every fen from one book to another, and the document it stands on")
    filterset_class = EnvelopeEntryFilter
    order = ("-id",)
    fields = movements.FIELDS
    export_name = "envelope-entries"
    purpose = gettext_lazy("What is given, held, paid, cut and carried stands here as movements.")
    columns = [
        day_of("effective", gettext_lazy("True from"), sort="effective"),
        Column(
            "recorded",
            gettext_lazy("Recorded"),
            value="recorded_at",
            show=figures.moment,
            sort="id",
            css="day",
        ),
        coded(
            "kind",
            gettext_lazy("Act"),
            Act.Kind.choices,
            value="act__kind",
            link=opens("staffing:act", "act_id"),
        ),
        Column("unit", gettext_lazy("Street or town"), value="unit__name", sort="unit__code"),
        Column("between", gettext_lazy("Movement"), value=movements.between),
        fen("amount", gettext_lazy("Amount (yuan)")),
        Column(
            "document",
            gettext_lazy("Document"),
            value="act__document__number",
            link=opens("document", "act__document_id"),
        ),
        Column("person", gettext_lazy("Person"), value="person", link=person_url),
        Column("actor", gettext_lazy("By"), value=movements.actor),
        Column("balances", gettext_lazy("Before and after"), value=movements.balances),
        Column("reason", gettext_lazy("Reason"), value="act__reason", optional=True),
        Column("act_id", gettext_lazy("Number of the act"), optional=True),
    ]

    def get_queryset(self):
        rows = super().get_queryset().filter(source__measure=Measure.FEN)
        return movements.with_people(rows, self.request.user, "hold__subject_id")
