"""What was told wrongly: an entry mended while its filing is open, an exit taken back or on another day."""

from django.utils.translation import gettext_lazy

from quota_pool import calendar
from staffing.forms import CorrectEntryForm, LastDayForm, TakeBackExitForm
from staffing.services import corrections

from .changes import EngagementAct


class Correction(EngagementAct):
    """A correction of one engagement, for a reason, of the row as it was seen."""

    def given(self, form) -> dict:
        return {
            "engagement": self.target,
            "actor": self.request.user,
            "key": self.key(form),
            "reason": form.cleaned_data["reason"],
            "seen": form.cleaned_data["version"],
        }

    def get_initial(self):
        return {"version": self.target.version}


class CorrectEntry(Correction):
    """补正: first day, way of entry, funding source, legal employer, until the bureau has decided."""

    act = "hire"
    form_class = CorrectEntryForm
    template_name = "staffing/correct_entry.html"
    title = gettext_lazy("Correct the entry")
    submit_label = gettext_lazy("Record the correction")
    said = gettext_lazy("Corrected. The filing and its rules now show the entry as it is.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"engagement": self.target}

    def get_context_data(self, **more):
        closed = corrections.mending_reasons(self.target)
        return {"reasons": closed} | super().get_context_data(**{"reasons": closed, **more})

    def do(self, form):
        corrections.correct_entry(changes=form.changes(), **self.given(form))


class TakeBackExit(Correction):
    """撤销退出: the person has not left, or does not leave."""

    act = "exit"
    form_class = TakeBackExitForm
    template_name = "staffing/take_back_exit.html"
    title = gettext_lazy("Take back the exit")
    submit_label = gettext_lazy("Take back the exit")
    said = gettext_lazy("The exit is taken back; its filing is void.")

    def do(self, form):
        corrections.take_back_exit(**self.given(form))

    def get_context_data(self, **more):
        end = self.target.end_date
        return super().get_context_data(is_to_come=bool(end and end >= calendar.today()), **more)


class ChangeLastDay(Correction):
    """更正最后工作日: the exit taken back and recorded anew, in one act."""

    act = "exit"
    form_class = LastDayForm
    template_name = "staffing/change_last_day.html"
    title = gettext_lazy("Correct the last day")
    submit_label = gettext_lazy("Record the right day")
    said = gettext_lazy("The last day is corrected. The exit has a new filing; the one before is void.")

    def get_initial(self):
        return super().get_initial() | {"last_day": self.target.end_date}

    def do(self, form):
        corrections.change_last_day(last_day=form.cleaned_data["last_day"], **self.given(form))
