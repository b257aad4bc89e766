"""附件: uploaded beside the form that needs them, opened as a download alone, voided with a reason."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from quota_pool import access, scanning
from quota_pool.refusals import Refusal
from staffing.forms.attachments import AttachForm, VoidAttachmentForm, offer_papers, paper_name
from staffing.models import Attachment, Engagement, Filing
from staffing.services import attachments
from staffing.views.acts import ActPage, person_url


def shelf(engagement: Engagement, user, filing: Filing | None = None) -> dict:
    """What the panel of attachments beside a form prints, and the form to add one."""
    rows = Attachment.objects.visible_to(user).filter(engagement=engagement).select_related("uploaded_by")
    return {
        "engagement": engagement,
        "rows": rows,
        "may_open": access.can(user, "open_files", engagement.unit),
        "may_attach": access.can(user, "attach", engagement.unit) and engagement.voided_at is None,
        "is_scanned": scanning.is_on(),
        "form": AttachForm(initial={"filing": filing and filing.pk}, auto_id=f"attach{engagement.pk}_%s"),
    }


class PapersBeside:
    """An act page that takes the papers the act needs; they are kept once the act is done."""

    paper_kinds: tuple[str, ...] = ()
    paper_act = "attach"  # the right by which the papers of this act are kept
    engagement: Engagement | None = None

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        if access.can(self.request.user, self.paper_act):
            offer_papers(form, self.paper_kinds, self.request.user)
        return form

    def form_valid(self, form):
        """Done is what is answered with another page; a trial or a refusal leaves the files waiting."""
        answer = super().form_valid(form)
        if answer.status_code == HTTPStatus.FOUND:
            self.keep_papers(form)
        return answer

    def keep_papers(self, form) -> None:
        """Attach each file; the act stands, so a file that is not taken is said and nothing more."""
        sent = {kind: form.cleaned_data.get(paper_name(kind)) for kind in self.paper_kinds}
        filing = Filing.objects.filter(engagement=self.engagement).order_by("-pk").first()
        for kind, waiting in sent.items():
            if waiting is not None:
                self.keep_paper(kind, waiting, filing)

    def keep_paper(self, kind: str, waiting, filing: Filing | None) -> None:
        try:
            attachments.attach(
                engagement=self.engagement,
                kind=kind,
                file=waiting.file(),
                filing=filing,
                actor=self.request.user,
                act=self.paper_act,
            )
        except Refusal as refusal:
            for reason in refusal.reasons:
                if reason.code != attachments.SAME_FILE.name:
                    messages.warning(self.request, f"{waiting.name}: {reason.detail} {reason.remedy}")
        else:
            waiting.done()


class AttachFile(ActPage):
    """A file for one engagement, from the page of the person or of the filing."""

    act = "attach"
    form_class = AttachForm
    may_try = False  # a file is kept
    title = gettext_lazy("Attach a file")
    submit_label = gettext_lazy("Attach")

    def find_target(self) -> Engagement:
        rows = Engagement.objects.visible_to(self.request.user).select_related("unit", "person")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @property
    def subtitle(self) -> str:
        return self.target.person.name

    @property
    def cancel_url(self) -> str:
        return person_url(self.target.person)

    def perform(self, form) -> str:
        said = form.cleaned_data
        filing = self.filing(said["filing"])
        attachments.attach(
            engagement=self.target,
            kind=said["kind"],
            file=said["file"],
            note=said["note"],
            filing=filing,
            actor=self.request.user,
        )
        messages.success(self.request, _("The file is kept."))
        return reverse("staffing:filing", args=[filing.pk]) if filing else self.cancel_url

    def filing(self, pk: int | None) -> Filing | None:
        """The filing the file was sent beside, when it is one of this engagement."""
        rows = Filing.objects.visible_to(self.request.user).filter(engagement=self.target)
        return rows.filter(pk=pk).first() if pk else None


class OneAttachment:
    """Looks up one attachment the person may see."""

    def find_target(self) -> Attachment:
        rows = Attachment.objects.visible_to(self.request.user).select_related("unit", "person")
        return get_object_or_404(rows, pk=self.kwargs["pk"])


class OpenAttachment(LoginRequiredMixin, OneAttachment, View):
    """The file to take away; no browser shows it in place."""

    def get(self, request, pk: int):
        return attachments.open_file(attachment=self.find_target(), actor=request.user)


class VoidAttachment(OneAttachment, ActPage):
    """A file that no longer counts; it stays."""

    act = "attach"
    form_class = VoidAttachmentForm
    title = gettext_lazy("Void an attachment")
    submit_label = gettext_lazy("Void it")

    def get_initial(self):
        return {"version": self.target.version}

    @property
    def subtitle(self) -> str:
        return f"{self.target.person.name} · {self.target.file_name}"

    @property
    def cancel_url(self) -> str:
        return person_url(self.target.person)

    def perform(self, form) -> str:
        said = form.cleaned_data
        attachments.void(
            attachment=self.target, reason=said["reason"], actor=self.request.user, seen=said["version"]
        )
        messages.success(self.request, _("Voided; the file itself stays."))
        return self.cancel_url
