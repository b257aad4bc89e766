"""A page on which one act of business is sent: its form, its refusal beside what was typed, its way back."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.messages.storage.base import BaseStorage
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.generic import FormView

from quota_pool import access
from quota_pool.ledger.halted import Halted
from quota_pool.refusals import Reason, Refusal, Stale
from quota_pool.rehearsal import rehearsed


@dataclass(frozen=True)
class Trial:
    """What an act would change, found by doing it and taking it back: (figure, before, after).

    `remarks`: what it would have warned of.
    """

    changes: tuple[tuple[str, int, int], ...]
    remarks: tuple[str, ...] = ()

    @classmethod
    def between(cls, before: Mapping[str, int], after: Mapping[str, int], remarks: Iterable[str]) -> "Trial":
        """Only the figures that move."""
        moved = ((name, before[name], value) for name, value in after.items() if before[name] != value)
        return cls(tuple(moved), tuple(remarks))


class Unsaid(BaseStorage):
    """What a trial would have said to the person: nothing from before, nothing kept."""

    def _get(self, *args, **kwargs):
        return [], True

    def _store(self, said, response, *args, **kwargs):
        return []

    @property
    def warnings(self) -> list[str]:
        """The warnings among it."""
        return [str(one) for one in self if one.level == messages.WARNING]


def warn(request, reasons: Iterable[Reason]) -> None:
    """Say what a rule lets pass with a warning, each with its numbers and what to do about it."""
    for reason in reasons:
        messages.warning(request, f"{reason.detail} {reason.remedy}".strip())


class Guard:
    """Finds what the page is about and asks for the right to the act before anything is shown."""

    act = ""

    def dispatch(self, request, *args, **kwargs):
        self.target = self.find_target()
        access.require(request.user, self.act, self.unit())
        return super().dispatch(request, *args, **kwargs)

    def find_target(self):
        """The row the page is about; Http404 when it is out of this person's sight."""

    def unit(self):
        """The unit the act is done in."""
        return getattr(self.target, "unit", None)


class ActPage(LoginRequiredMixin, Guard, FormView):
    """One form, one act. A shape fault answers 400, a refusal 409, a stale version 412; the input stays.

    Each can be tried first, unless it says why not.
    """

    template_name = "form_page.html"
    title = subtitle = submit_label = cancel_url = ""
    may_try = True

    def perform(self, form) -> str | HttpResponseBase:
        """Do the act and name the page to go to, or give the page that shows what is shown once."""
        raise NotImplementedError

    def form_valid(self, form):
        if self.may_try and "try" in self.request.POST:
            return self.tried(form)
        try:
            done = self.perform(form)
        except Refusal as refusal:
            return self.refused(form, refusal)
        return done if isinstance(done, HttpResponseBase) else redirect(done)

    def tried(self, form):
        """试算: do it, look, and take it back; nothing is kept, not even what it would have said."""
        before = self.figures()
        try:
            with rehearsed(), self.unheard() as unsaid:
                self.perform(form)
                trial = Trial.between(before, self.figures(), unsaid.warnings)
        except Refusal as refusal:
            return self.refused(form, refusal)
        self.target = self.find_target()
        return self.render_to_response(self.get_context_data(form=form, trial=trial))

    def figures(self) -> dict[str, int]:
        """The figures a trial compares, by their words."""
        return {}

    @contextmanager
    def unheard(self) -> Iterator[Unsaid]:
        """What is said to the person inside is not said."""
        request, self.request = self.request, copy(self.request)
        self.request._messages = unsaid = Unsaid(self.request)
        try:
            yield unsaid
        finally:
            self.request = request

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=400)

    def refused(self, form, refusal: Refusal):
        """Show every reason, and the words of each at its field."""
        _tell_fields(form, refusal)
        if isinstance(refusal, Stale):
            _see_version_now(form, refusal)
        context = self.get_context_data(form=form, reasons=refusal.reasons)
        return self.render_to_response(context, status=status_of(refusal))

    def key(self, form) -> str:
        """The service's key: nobody can spend another person's."""
        return f"{self.request.user.pk}:{form.cleaned_data['key']}"

    def get_context_data(self, **more):
        frame = {
            "title": self.title,
            "subtitle": self.subtitle,
            "submit_label": self.submit_label,
            "cancel_url": self.cancel_url,
            "may_try": self.may_try,
            "trial": None,
        }
        return super().get_context_data(**{"reasons": (), **frame, **more})


def status_of(refusal: Refusal) -> int:
    """A stale version, halted books, or simply not as things stand."""
    if isinstance(refusal, Stale):
        return 412
    return 503 if isinstance(refusal, Halted) else 409


def _tell_fields(form, refusal: Refusal) -> None:
    for reason in refusal.reasons:
        if reason.field in form.fields:
            form.add_error(reason.field, reason.detail)


def _see_version_now(form, refusal: Refusal) -> None:
    """The person has now been told of the change, so the next sending is meant."""
    if "version" in form.fields:
        form.data = form.data.copy()
        form.data["version"] = refusal.reasons[0].facts["now"]
