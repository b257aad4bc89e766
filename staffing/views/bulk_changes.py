"""Changing many people of the roster at once: chosen, looked at line by line, done, undone as a batch."""

import hashlib
import json
from datetime import date

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from quota_pool import access, figures, refusals
from quota_pool.listing import BadQuery, Column, ListPage, coded, day_of, opens, selected
from quota_pool.refusals import Refusal
from quota_pool.views.jobs import shown as job_shown
from staffing.dictionaries import label
from staffing.forms.bulk_changes import BulkChangeForm
from staffing.models import BulkChange, BulkChangeRow, Engagement
from staffing.services import bulk_changes
from staffing.views.people.roster import RosterPage

Status = BulkChangeRow.Status
MOST_SHOWN = 200
CARRIED = ("pk", "scope", "query")


def words(name: str, value) -> str:
    """A field's value as people read it."""
    if name in bulk_changes.DAYS and value:
        return figures.day(date.fromisoformat(value))
    return str(label(name, value)) if name == "post_category" and value else figures.cell(value)


def changes_in_words(changes: dict) -> list[tuple[str, str]]:
    """(what changes, what it becomes)."""
    fields = {field.name: field.verbose_name for field in Engagement._meta.get_fields() if field.concrete}
    return [(str(fields[name]), words(name, value)) for name, value in changes.items()]


def seen(form: BulkChangeForm, rows: list[Engagement]) -> str:
    """A mark of what the person has looked at: which rows, changed to what, from which day."""
    looked = [[row.pk for row in rows], form.changes(), form.cleaned_data["on"].isoformat()]
    return hashlib.sha256(json.dumps(looked).encode()).hexdigest()


class ChangeMany(LoginRequiredMixin, View):
    """Choose the change, see every row before and after, then do it; the same rows are sought each time."""

    def post(self, request):
        access.require(request.user, "hire")
        try:
            rows = self.rows()
        except BadQuery as bad:
            return self.answer(None, [], faults=bad.faults, status=400)
        posted = request.POST
        if "step" not in posted:
            return self.answer(BulkChangeForm(), rows)
        form = BulkChangeForm(posted)
        if not form.is_valid():
            return self.answer(form, rows, status=400)
        if posted["step"] == "do" and posted.get("seen") == seen(form, rows):
            return self.done(form, rows)
        return self.preview(form, rows)

    def rows(self) -> list[Engagement]:
        """What was ticked or matches now, as far as this person may change it, by name."""
        chosen = access.narrow(selected(RosterPage, self.request), self.request.user, "hire")
        chosen = chosen.select_related("unit__district", "person").order_by("name_key", "pk")
        return list(chosen[: bulk_changes.MOST + 1])

    def preview(self, form, rows):
        if self.request.POST["step"] == "do":
            messages.warning(
                self.request, _("The rows or the change are not those you looked at. Look again.")
            )
        said = form.cleaned_data
        lines = bulk_changes.preview(engagements=rows, on=said["on"], changes=form.changes())
        good = [line for line in lines if not line.reasons]
        skipped = [line for line in lines if line.reasons]
        after = [words(name, value) for name, value in form.changes().items()]
        return self.answer(
            form,
            rows,
            good=[(line, _told(line.before, after)) for line in good[:MOST_SHOWN]],
            good_count=len(good),
            seen=seen(form, rows),
            skipped=[(line, " ".join(one.detail for one in line.reasons)) for line in skipped[:MOST_SHOWN]],
            skipped_count=len(skipped),
            heads=[name for name, _value in changes_in_words(form.changes())],
        )

    def done(self, form, rows):
        said = form.cleaned_data
        try:
            batch = bulk_changes.change_many(
                engagements=rows,
                on=said["on"],
                changes=form.changes(),
                reason=said["reason"],
                actor=self.request.user,
                key=f"{self.request.user.pk}:{said['key']}",
            )
        except Refusal as refusal:
            return self.answer(form, rows, reasons=refusal.reasons, status=409)
        return redirect("staffing:bulk-change", batch.pk)

    def answer(self, form, rows, status: int = 200, **more):
        posted = self.request.POST
        context = {
            "title": _("Change many people's terms"),
            "form": form,
            "reasons": (),
            "seen": "",
            "count": len(rows),
            "most": bulk_changes.MOST,
            "carried": [(name, value) for name in CARRIED for value in posted.getlist(name)],
            "cancel_url": f"{reverse('staffing:roster')}?{posted.get('query', '')}".rstrip("?"),
            **more,
        }
        return render(self.request, "staffing/change_many.html", context, status=status)


def _told(before: dict, after: list[str]) -> list[tuple[str, str]]:
    """(before, after) of each field of one row."""
    return list(zip((words(name, value) for name, value in before.items()), after, strict=True))


class BulkChangesPage(ListPage):
    """What was changed for many at once, the newest first."""

    model = BulkChange
    act = "read_staff"
    title = gettext_lazy("Bulk changes")
    order = ("-id",)
    fields = ("unit_id",)
    columns = (
        Column(
            "created_at",
            gettext_lazy("recorded"),
            show=figures.moment,
            link=opens("staffing:bulk-change"),
            sort="id",
            css="day",
        ),
        Column("unit", gettext_lazy("unit"), value="unit__name"),
        day_of("on", gettext_lazy("from which day"), sort="on"),
        Column(
            "changes",
            gettext_lazy("changes"),
            value=lambda row: "; ".join(": ".join(pair) for pair in changes_in_words(row["changes"])),
            fields=("changes",),
            css="wrap",
        ),
        coded("state", gettext_lazy("state"), BulkChange.State.choices),
        Column("by", gettext_lazy("By"), value="created_by__full_name"),
        Column("reason", gettext_lazy("reason for the change"), css="wrap"),
    )
    purpose = gettext_lazy("Choose rows in the roster and press “Change terms”; each change stands here.")
    export_name = "bulk-changes"


class BulkChangePage(LoginRequiredMixin, View):
    """One bulk change: how far it is, each row before and after, and the way back."""

    def get(self, request, pk: int):
        batch = find(request, pk)
        rows = batch.rows.select_related("engagement__person").order_by("pk")
        after = [words(name, value) for name, value in batch.changes.items()]
        counts = dict.fromkeys(Status.values, 0)
        for status in rows.values_list("status", flat=True):
            counts[status] += 1
        context = {
            "title": _("Bulk change"),
            "subtitle": batch.get_state_display(),
            "batch": batch,
            "heads": [name for name, _value in changes_in_words(batch.changes)],
            "rows": [(row, _told(row.before, after), _why(row)) for row in rows[:MOST_SHOWN]],
            "counts": [(Status(status).label, count) for status, count in counts.items() if count],
            "total": sum(counts.values()),
            "may_undo": batch.state == BulkChange.State.DONE
            and counts[Status.DONE]
            and access.can(request.user, "hire", batch.unit),
            **(job_shown(batch.job, request.user) if batch.job else {}),
        }
        return render(request, "staffing/bulk_change.html", context)


def _why(row: BulkChangeRow) -> str:
    return " ".join(reason.detail for reason in map(refusals.restore, row.reasons))


def find(request, pk: int) -> BulkChange:
    """The bulk change, if it is in sight."""
    rows = BulkChange.objects.visible_to(request.user).select_related("unit__district", "job", "created_by")
    batch = get_object_or_404(rows, pk=pk)
    if not access.can(request.user, "read_staff", batch.unit):
        raise PermissionDenied
    return batch


class UndoBulkChange(LoginRequiredMixin, View):
    """Set the rows back on which nothing later rests."""

    def post(self, request, pk: int):
        bulk_changes.undo(batch=find(request, pk), actor=request.user)
        return redirect("staffing:bulk-change", pk)
