"""Many filings at once: first what will be done and what will be left and why, then the act itself."""

import hashlib

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View

from quota_pool import access
from quota_pool.listing import selected
from staffing.examination import concerns
from staffing.forms import ReturnManyForm, UrgeForm
from staffing.models import Filing
from staffing.services import filings, urges
from staffing.views.filings.lists import FilingsPage

MOST_AT_ONCE = 200  # about two seconds of work; the rest follows by pressing again


def mark_of(rows: list[Filing]) -> str:
    """A mark of which filings a person looks at: what matches later may be others."""
    return hashlib.sha256(",".join(str(row.pk) for row in rows).encode()).hexdigest()


class BulkPage(LoginRequiredMixin, View):
    """The preview of a bulk act, and its doing once it was confirmed."""

    act = title = confirm_title = confirm_label = ""
    form_class = None
    seen = ""

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

    def asked(self, filing: Filing, actor) -> list:
        """The reasons that stop the act on one filing."""
        raise NotImplementedError

    def rows(self) -> list[Filing]:
        """What was ticked or matches, as far as this person may act on it, by deadline."""
        chosen = access.narrow(selected(FilingsPage, self.request), self.request.user, self.act)
        chosen = chosen.select_related("unit__district", "engagement__person").order_by("deadline", "pk")
        return list(chosen[: MOST_AT_ONCE + 1])

    def preview(self, rows: list[Filing], form, status: int = 200):
        outcome = filings.preview_many(filings=rows[:MOST_AT_ONCE], actor=self.request.user, asked=self.asked)
        for filing in outcome.done:
            filing.concerns = concerns(filing)
        posted = self.request.POST
        carried = [(name, value) for name in ("pk", "scope", "query") for value in posted.getlist(name)]
        carried.append(("seen", self.seen))
        context = {
            "title": self.title,
            "subtitle": _("only the first %(most)s in order of deadline") % {"most": MOST_AT_ONCE}
            if len(rows) > MOST_AT_ONCE
            else "",
            "confirm_title": self.confirm_title,
            "confirm_label": self.confirm_label,
            "confirm_url": self.request.path,
            "cancel_url": self.back(),
            "doing_count": len(outcome.done),
            "doing": outcome.done,
            "skipped": [(_label(filing), _why(reasons)) for filing, reasons in outcome.skipped],
            "carried": carried,
            "form": form,
        }
        return render(self.request, "staffing/filings_confirm.html", context, status=status)

    def done(self, rows: list[Filing], said: dict):
        outcome = self.do(rows[:MOST_AT_ONCE], said)
        if outcome.done:
            messages.success(self.request, self.done_words(len(outcome.done)))
        for filing, reasons in outcome.skipped[:20]:
            messages.warning(self.request, f"{_label(filing)}: {_why(reasons)}")
        return redirect(self.back())

    def back(self) -> str:
        """The list as it was left."""
        return f"{reverse('staffing:filings')}?{self.request.POST.get('query', '')}".rstrip("?")

    def do(self, rows: list[Filing], said: dict) -> filings.Outcome:
        raise NotImplementedError

    def done_words(self, count: int) -> str:
        raise NotImplementedError


class SubmitMany(BulkPage):
    """批量提交: the clerk sends in what is ready."""

    act = "submit_filing"
    title = gettext_lazy("Submit filings")
    confirm_title = gettext_lazy("Send these filings to the bureau?")
    confirm_label = gettext_lazy("Submit")

    def asked(self, filing, actor):
        return filings.submit_reasons(filing)

    def do(self, rows, said):
        return filings.submit_many(filings=rows, actor=self.request.user)

    def done_words(self, count):
        words = ngettext("%(n)s filing was submitted.", "%(n)s filings were submitted.", count)
        return words % {"n": count}


class AcceptMany(BulkPage):
    """批量备案: the bureau enters on record what nobody has to look at again."""

    act = "decide_filing"
    title = gettext_lazy("Accept filings")
    confirm_title = gettext_lazy("Enter these filings on the record?")
    confirm_label = gettext_lazy("Accept")

    def asked(self, filing, actor):
        return filings.decide_reasons(filing, actor, "accept")

    def do(self, rows, said):
        return filings.accept_many(filings=rows, actor=self.request.user)

    def done_words(self, count):
        words = ngettext("%(n)s filing is on record.", "%(n)s filings are on record.", count)
        return words % {"n": count}


class ReturnMany(BulkPage):
    """批量退回: the bureau sends many back for the same reasons."""

    act, form_class = "decide_filing", ReturnManyForm
    title = gettext_lazy("Return filings")
    confirm_title = gettext_lazy("Return these filings for correction?")
    confirm_label = gettext_lazy("Return for correction")

    def asked(self, filing, actor):
        return filings.decide_reasons(filing, actor, "return")

    def do(self, rows, said):
        return filings.return_many(filings=rows, actor=self.request.user, **said)

    def done_words(self, count):
        words = ngettext("%(n)s filing was returned.", "%(n)s filings were returned.", count)
        return words % {"n": count}


class UrgeMany(BulkPage):
    """批量催办: remind the other side of what is overdue in its hands."""

    act, form_class = "urge_filing", UrgeForm
    title = gettext_lazy("Remind of filings")
    confirm_title = gettext_lazy("Send a reminder of these filings?")
    confirm_label = gettext_lazy("Send the reminder")

    def asked(self, filing, actor):
        return urges.urge_reasons(filing, actor)

    def do(self, rows, said):
        return urges.urge_many(filings=rows, actor=self.request.user, **said)

    def done_words(self, count):
        words = ngettext("%(n)s reminder was sent.", "%(n)s reminders were sent.", count)
        return words % {"n": count}


def _label(filing: Filing) -> str:
    return f"{filing.engagement.person.name} · {filing.get_kind_display()} · {filing.unit.name}"


def _why(reasons) -> str:
    return " ".join(reason.detail for reason in reasons)
