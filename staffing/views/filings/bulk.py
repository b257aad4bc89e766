"""Many filings at once: first what will be done and what will be left and why, then the act itself."""

import hashlib
from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from quota_pool import access
from quota_pool.listing import selected
from staffing.examination import concerns
from staffing.forms import ReturnManyForm, UrgeForm
from staffing.models import Filing
from staffing.services import bulk_filings, filings, urges
from staffing.services.bulk_filings import AT_ONCE, MANY, MOST, NAMED, done_words, label_of, why
from staffing.views.filings.lists import FilingsPage


def mark_of(rows: list[Filing]) -> str:
    """A mark of which filings a person looks at: what matches later may be others."""
    return hashlib.sha256(",".join(str(row.pk) for row in rows).encode()).hexdigest()


class BulkPage(LoginRequiredMixin, View):
    """The preview of a bulk act, and its doing once it was confirmed."""

    name = title = confirm_title = confirm_label = ""
    form_class = None
    seen = ""

    @property
    def act(self) -> str:
        """What a person must be allowed to do."""
        return MANY[self.name].right

    def post(self, request):
        access.require(request.user, self.act)
        rows, form = self.rows(), self.form()
        self.seen = mark_of(rows)
        if "confirmed" not in request.POST:
            return self.preview(rows, form)
        if form is not None and not form.is_valid():
            return self.preview(rows, form, status=400)
        if request.POST.get("scope") == "all" and request.POST.get("seen") != self.seen:
            messages.warning(request, _("Others match now than those you looked at. Look again."))
            return self.preview(rows, form)
        return self.done(rows, form.cleaned_data if form is not None else {})

    def form(self):
        """What else has to be said with the act, where anything has."""
        if self.form_class is None:
            return None
        return self.form_class(self.request.POST if "confirmed" in self.request.POST else None)

    def asked(self, rows: list[Filing], actor) -> Callable:
        """What gives, of a filing and the actor, the reasons that stop the act on it."""
        raise NotImplementedError

    def rows(self) -> list[Filing]:
        """What was ticked or matches, as far as this person may act on it, by deadline."""
        chosen = access.narrow(selected(FilingsPage, self.request), self.request.user, self.act)
        chosen = chosen.select_related("unit__district", "engagement__person").order_by("deadline", "pk")
        return list(chosen[: MOST + 1])

    def preview(self, rows: list[Filing], form, status: int = 200):
        rows, is_cut = rows[:MOST], len(rows) > MOST
        asked = self.asked(rows, self.request.user)
        outcome = filings.preview_many(filings=rows, actor=self.request.user, asked=asked)
        for filing in outcome.done:
            filing.concerns = concerns(filing)
        posted = self.request.POST
        carried = [(name, value) for name in ("pk", "scope", "query") for value in posted.getlist(name)]
        carried.append(("seen", self.seen))
        context = {
            "title": self.title,
            "subtitle": _("only the first %(most)s in order of deadline") % {"most": MOST} if is_cut else "",
            "confirm_title": self.confirm_title,
            "confirm_label": self.confirm_label,
            "confirm_url": self.request.path,
            "cancel_url": self.back(),
            "doing_count": len(outcome.done),
            "doing": outcome.done,
            "skipped": [(label_of(filing), why(reasons)) for filing, reasons in outcome.skipped],
            "carried": carried,
            "form": form,
        }
        return render(self.request, "staffing/filings_confirm.html", context, status=status)

    def done(self, rows: list[Filing], said: dict):
        rows, actor = rows[:MOST], self.request.user
        if len(rows) > AT_ONCE:
            job = bulk_filings.order(filings=rows, act=self.name, said=said, actor=actor)
            return redirect("job", job.pk)
        outcome = MANY[self.name].do(filings=rows, actor=actor, **said)
        if outcome.done:
            messages.success(self.request, done_words(self.name, len(outcome.done)))
        for filing, reasons in outcome.skipped[:NAMED]:
            messages.warning(self.request, f"{label_of(filing)}: {why(reasons)}")
        return redirect(self.back())

    def back(self) -> str:
        """The list as it was left."""
        return f"{reverse('staffing:filings')}?{self.request.POST.get('query', '')}".rstrip("?")


class SubmitMany(BulkPage):
    """批量提交: the clerk sends in what is ready."""

    name = "submit"
    title = gettext_lazy("Submit filings")
    confirm_title = gettext_lazy("Send these filings to the bureau?")
    confirm_label = gettext_lazy("Submit")

    def asked(self, rows, actor):
        return filings.submit_reasons


class AcceptMany(BulkPage):
    """批量备案: the bureau enters on record what nobody has to look at again."""

    name = "accept"
    title = gettext_lazy("Accept filings")
    confirm_title = gettext_lazy("Enter these filings on the record?")
    confirm_label = gettext_lazy("Accept")

    def asked(self, rows, actor):
        return partial(filings.decide_reasons, own=filings.own_work(rows, actor))


class ReturnMany(BulkPage):
    """批量退回: the bureau sends many back for the same reasons."""

    name, form_class = "return", ReturnManyForm
    title = gettext_lazy("Return filings")
    confirm_title = gettext_lazy("Return these filings for correction?")
    confirm_label = gettext_lazy("Return for correction")

    def asked(self, rows, actor):
        return partial(filings.decide_reasons, own=filings.own_work(rows, actor))


class UrgeMany(BulkPage):
    """批量催办: remind the other side of what is overdue in its hands."""

    name, form_class = "urge", UrgeForm
    title = gettext_lazy("Remind of filings")
    confirm_title = gettext_lazy("Send a reminder of these filings?")
    confirm_label = gettext_lazy("Send the reminder")

    def asked(self, rows, actor):
        return urges.urge_reasons
