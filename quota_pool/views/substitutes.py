"""代办: hand a role over to a colleague for some days, see what is handed over, take it back."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from quota_pool import substitutes
from quota_pool.calendar import today
from quota_pool.forms.substitutes import SubstituteForm
from quota_pool.views.acts import ActPage

MOST = 50


class SubstitutesPage(ActPage):
    """What I have handed over, what was handed to me, and the form."""

    act = "hand_over"
    template_name = "quota_pool/substitutes.html"
    form_class = SubstituteForm
    title = gettext_lazy("Hand over")
    subtitle = gettext_lazy("a colleague acts in your role for some days; the audit says in whose name")
    submit_label = gettext_lazy("Hand over")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def perform(self, form) -> str:
        row = substitutes.name_substitute(actor=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("Handed over: it begins and ends by itself."))
        if substitutes.four_eyes_meet(row.user, [row.member.role]):
            words = _("%(name)s and you do not decide on each other's work until then (four eyes).")
            messages.warning(self.request, words % {"name": row.user})
        return reverse("substitutes")

    def get_context_data(self, **more):
        day = today()
        rows = substitutes.of(self.request.user)[:MOST]
        me = self.request.user
        lines = [(row, self.state(row, day), row.user == me) for row in rows]
        return super().get_context_data(**{"lines": lines, **more})

    @staticmethod
    def state(row, day) -> str:
        """Whether it is still to come, runs, or is over."""
        if row.ended_at is not None or row.to_day < day:
            return "over"
        return "running" if row.from_day <= day else "to_come"


class EndSubstitute(LoginRequiredMixin, View):
    """Take the role back before its last day."""

    def post(self, request, pk):
        row = get_object_or_404(substitutes.of(request.user), pk=pk)
        substitutes.end_substitute(substitute=row, actor=request.user)
        messages.success(request, _("Taken back."))
        return redirect("substitutes")

    def get(self, request, pk):
        get_object_or_404(substitutes.of(request.user), pk=pk)
        return redirect("substitutes")
