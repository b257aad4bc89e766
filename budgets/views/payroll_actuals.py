"""财政实发: what the finance system says was paid, with corrections visible."""

from django.urls import reverse
from django.utils.translation import gettext_lazy

from budgets import monthly
from budgets.filters import PayrollActualFilter
from budgets.models import Component, PayrollActual
from quota_pool import figures, marks
from quota_pool.listing import Column, ListPage, coded, day_of, fen


def month_column(**more) -> Column:
    """The column of the month."""
    return Column("month", gettext_lazy("month"), show=monthly.written, css="day", **more)


def standing(row) -> str:
    """Whether a row counts by itself, was taken back, or takes one back."""
    if row["reverses_id"]:
        return marks.badge(gettext_lazy("takes a row back"), "amber")
    if row["reversed_by__id"]:
        return marks.badge(gettext_lazy("taken back"), "grey")
    return marks.badge(gettext_lazy("stands"), "green")


class PayrollActualsPage(ListPage):
    """Payments as finance booked them, the last sent first."""

    model = PayrollActual
    act = "read_pay"
    title = gettext_lazy("Paid by finance")
    subtitle = gettext_lazy("what the finance system sent in, each row once")
    filterset_class = PayrollActualFilter
    conditions_in_front = ("month", "unit", "component")
    conditions_by_link = ("batch",)
    order = ("-id",)
    export_name = "payroll-actuals"
    purpose = gettext_lazy(
        "The finance system sends what it paid over REST; nobody types it here. A corrected row takes the"
        " earlier one back, so the rows always add up to what was paid."
    )
    columns = [
        month_column(sort="month"),
        Column("unit", gettext_lazy("Street or town"), value="unit__name"),
        Column(
            "name",
            gettext_lazy("full name"),
            value="person__name",
            fields=("person__number",),
            link=lambda row: reverse("staffing:person", args=[row["person__number"]]),
        ),
        coded("component", gettext_lazy("component"), Component.choices),
        fen("amount_fen", gettext_lazy("amount (yuan)")),
        Column("source_no", gettext_lazy("source number")),
        Column("revision", gettext_lazy("revision"), numeric=True),
        day_of("paid_on", gettext_lazy("paid on")),
        Column(
            "standing",
            gettext_lazy("State"),
            value=standing,
            fields=("reverses_id", "reversed_by__id"),
            export=lambda row: "" if row["reverses_id"] or row["reversed_by__id"] else "1",
        ),
        Column("recorded_at", gettext_lazy("recorded"), show=figures.moment, css="day", optional=True),
    ]

    def row_class(self, row) -> str:
        return "is-quiet" if row.get("reversed_by__id") else ""
