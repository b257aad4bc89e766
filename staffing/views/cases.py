"""One case (a freeze, a recruitment, a transfer): what it says, who did what, which steps are open."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import TemplateView

from quota_pool import access, figures
from quota_pool.refusals import Reason
from quota_pool.views.acts import Guard
from staffing.forms.grants import ApproveForm, RefuseForm
from staffing.four_eyes import own_work
from staffing.views.acts import ActPage, warn


@dataclass(frozen=True)
class Step:
    """What somebody may do to the case: from which states, with which right, by which form."""

    name: str
    states: tuple[str, ...]
    act: str
    form: type[forms.Form]
    title: Any
    words: Any
    is_danger: bool = False
    by_another: bool = False  # four eyes: whoever had a hand in the case does not take this step


def approve(states: tuple[str, ...], act: str, title, words, form=ApproveForm, **more) -> Step:
    """Somebody else's yes."""
    return Step("approve", states, act, form, title, words, by_another=True, **more)


def refuse(states: tuple[str, ...], act: str, title, words, **more) -> Step:
    """Somebody else's no, with the words that say why."""
    return Step("refuse", states, act, RefuseForm, title, words, by_another=True, **more)


def by(user, moment) -> str:
    """Who did something, and when."""
    return f"{user} · {figures.moment(moment)}"


@dataclass(frozen=True)
class Shown:
    """A step drawn on the page."""

    step: Step
    form: forms.Form
    url: str


class Case(Guard):
    """Finds the case in the reader's sight and says everything its page shows."""

    act = "read_pool"
    model: Any = None
    space = "staffing"  # the floor whose pages these are
    noun = ""
    page = ""  # the name of its page, where that is not the noun
    related: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    tones: dict[str, str] = {}
    crumb: tuple[Any, str] = ("", "")
    template_name = "staffing/case.html"

    def find_target(self):
        rows = self.model.objects.visible_to(self.request.user)
        return get_object_or_404(rows.select_related(*self.related), pk=self.kwargs["pk"])

    @property
    def url(self) -> str:
        return self.address()

    def address(self, step: str = "") -> str:
        """Where the case, or a step of it, stands."""
        name = f"{self.space}:{self.page or self.noun}"
        return reverse(f"{name}-{step}" if step else name, args=[self.target.pk])

    def facts(self) -> Iterator[tuple]:
        """(label, value, address) of what the case says; empty values are left out."""
        raise NotImplementedError

    def heading(self) -> dict:
        """Title and subtitle."""
        raise NotImplementedError

    def place_of(self, step: Step):
        """The unit a step is done in."""
        return self.target.unit

    def hands(self) -> tuple[int | None, ...]:
        """Who has had a hand in the case so far."""
        return ()

    def is_own(self, step: Step) -> bool:
        """Whether four eyes keep this reader from the step."""
        return step.by_another and access.had_a_hand(self.request.user, *self.hands())

    def own_work(self) -> list[Reason]:
        """What four eyes say where they are all that stands between this reader and a step."""
        is_asked = any(step.by_another for step in self.open_steps)
        return own_work(self.request.user, *self.hands()) if is_asked else []

    @cached_property
    def open_steps(self) -> list[Step]:
        """The steps that lead on from here and that this reader holds the right to."""
        state, user = self.target.state, self.request.user
        return [
            one for one in self.steps if state in one.states and access.can(user, one.act, self.place_of(one))
        ]

    def shown(self, bound: forms.Form | None = None) -> list[Shown]:
        found = []
        for step in self.open_steps:
            if self.is_own(step):
                continue
            form = bound if isinstance(bound, step.form) else self.form_of(step)
            found.append(Shown(step, form, self.address(step.name)))
        return found

    def form_of(self, step: Step) -> forms.Form:
        """The step's form, not yet filled."""
        return step.form(initial={"version": self.target.version})

    def get_context_data(self, **more):
        context = {
            **self.heading(),
            "case": self.target,
            "tone": self.tones[self.target.state],
            "crumb": (self.crumb[0], reverse(self.crumb[1])),
            "facts": [fact for fact in self.facts() if fact[1] not in (None, "")],
            "shown": self.shown(more.get("form")),
            "own_work": self.own_work(),
            "reasons": (),
            "trial": None,
        }
        return super().get_context_data(**{**context, **more})


class CasePage(LoginRequiredMixin, Case, TemplateView):
    """The case for whoever may see it."""


class CaseAct(Case, ActPage):
    """One step sent from the case's page; a refusal shows the page again with every reason."""

    http_method_names = ("post",)
    name = ""
    called = ""  # by what name the service knows the case, where it is not the noun
    said: Any = ""
    service: Any = None  # called with the case, the actor, the version seen and what the form says

    @property
    def step(self) -> Step:
        return next(one for one in self.steps if one.name == self.name)

    @property
    def act(self) -> str:
        return self.step.act

    def unit(self):
        return self.place_of(self.step)

    def get_form_class(self):
        return self.step.form

    def perform(self, form) -> str:
        said = dict(form.cleaned_data)
        what = {"actor": self.request.user, "seen": said.pop("version")}
        if said.pop("key", None):
            what["key"] = self.key(form)
        done = self.service(**{self.called or self.noun: self.target}, **what, **said)
        warn(self.request, done.remarks)
        messages.success(self.request, self.said)
        return self.url
