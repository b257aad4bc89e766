"""薪酬明细: the lines of pay runs in the columns of a pay sheet, and what is entered by hand."""

from functools import cached_property

from django.contrib import messages
from django.db.models import F, Sum
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.filters.pay_runs import LineFilter
from budgets.forms import pay_runs as forms
from budgets.models import PayLine, PayRun
from budgets.pay_columns import amounts
from budgets.services import pay_runs
from budgets.views.pay_runs import month_of
from quota_pool import access
from quota_pool.listing import Column, ListPage, coded, fen, marked
from staffing.dictionaries import Mode, PostCategory
from staffing.links import list_url
from staffing.models import Engagement
from staffing.views.acts import ActPage

Standing = PayLine.Standing
LINE_TONES = {
    Standing.CHARGED: "green",
    Standing.UNFILED: "amber",
    Standing.BLOCKED: "red",
    Standing.PERSONAL: "red",
}


class LinesPage(ListPage):
    """The lines of pay runs as they were calculated last, in the columns of a pay sheet."""

    model = PayLine
    act = "read_pay"
    title = gettext_lazy("Pay lines")
    subtitle = gettext_lazy("one person and month a line")
    filterset_class = LineFilter
    conditions_by_link = ("run", "engagement")
    order = ("-month", "name_key", "id")
    export_name = "pay-lines"
    signed = True
    purpose = gettext_lazy("They come with the calculation of a pay run.")
    columns = [
        Column(
            "name",
            gettext_lazy("full name"),
            value="engagement__person__name",
            fields=("engagement__person__number",),
            link=lambda row: reverse("staffing:person", args=[row["engagement__person__number"]]),
            sort="name_key",
        ),
        Column("unit", gettext_lazy("Street or town"), value="unit__name", optional=True),
        month_of("month", gettext_lazy("month of work")),
        coded("post_category", gettext_lazy("post category"), PostCategory.choices),
        Column("primary_post", gettext_lazy("post"), optional=True),
        coded("mode", gettext_lazy("employment mode"), Mode.choices, optional=True),
        Column("grade", gettext_lazy("pay grade")),
        Column("days", gettext_lazy("days on post"), numeric=True, optional=True),
        *(
            fen(name, words, optional=not is_shown, sort="total_fen" if name == "total_fen" else ())
            for name, words, is_shown in amounts()
        ),
        marked("standing", gettext_lazy("borne by"), Standing.choices, LINE_TONES),
        Column(
            "items",
            gettext_lazy("By hand"),
            value=lambda row: _("Enter") if row["run__state"] in pay_runs.IN_MAKING else "",
            fields=("run__state", "run_id", "engagement_id"),
            link=lambda row: (
                reverse("budgets:pay-item", args=[row["run_id"], row["engagement_id"]])
                if row["run__state"] in pay_runs.IN_MAKING
                else ""
            ),
            on_paper=False,
        ),
    ]

    def get_queryset(self):
        return super().get_queryset().filter(calculation=F("run__calculation"))

    def get_columns(self):
        if access.can(self.request.user, "make_pay_run"):
            return self.columns
        return [column for column in self.columns if column.key != "items"]

    def totals(self, rows) -> dict:
        names = [name for name, _words, _shown in amounts()]
        found = rows.order_by().aggregate(**{f"sum_{name}": Sum(name) for name in names})
        return {name: found[f"sum_{name}"] for name in names}

    def row_label(self, row) -> str:
        return row["engagement__person__name"]


class EnterItem(ActPage):
    """Overtime, leave or severance of one person in one month."""

    act = "make_pay_run"
    form_class = forms.ItemForm
    title = gettext_lazy("Enter by hand")
    submit_label = gettext_lazy("Enter")

    def find_target(self):
        rows = PayRun.objects.visible_to(self.request.user).select_related("unit__district")
        return get_object_or_404(rows, pk=self.kwargs["run"])

    @cached_property
    def engagement(self) -> Engagement:
        rows = Engagement.objects.visible_to(self.request.user).select_related("person")
        return get_object_or_404(rows, pk=self.kwargs["pk"], unit=self.target.unit)

    @property
    def cancel_url(self) -> str:
        return list_url("pay-lines", run=self.target.pk)

    def get_initial(self):
        return {"version": self.target.version}

    def get_context_data(self, **more):
        month = f"{self.target.month:%Y-%m}"
        return super().get_context_data(subtitle=f"{self.engagement.person} · {month}", **more)

    def perform(self, form) -> str:
        said = form.cleaned_data
        pay_runs.enter_item(
            run=self.target,
            engagement=self.engagement,
            component=said["component"],
            amount_fen=said["amount"],
            note=said["note"],
            actor=self.request.user,
            seen=said["version"],
        )
        messages.success(self.request, _("Entered. Calculate the run again when all is entered."))
        return reverse("budgets:pay-run", args=[self.target.pk])
