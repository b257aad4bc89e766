"""附件 of a document: added several at once, taken away, voided."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View

from quota_pool import access, enclosures
from quota_pool.forms.documents import EnclosuresForm, VoidForm
from quota_pool.models import Enclosure
from quota_pool.views.acts import ActPage
from quota_pool.views.documents import ActOnDocument


class AddEnclosures(ActOnDocument):
    """Further scans beside the paper, in order."""

    form_class = EnclosuresForm
    may_try = False  # files would be kept and thrown away
    form_name = "enclosures_form"

    def perform(self, form) -> str:
        said = form.cleaned_data
        kept = enclosures.add(
            document=self.target,
            files=said["files"],
            title=said["title"],
            actor=self.request.user,
            seen=said["version"],
        )
        words = ngettext("%(n)s enclosure is kept.", "%(n)s enclosures are kept.", len(kept))
        messages.success(self.request, words % {"n": len(kept)})
        return self.back


def in_sight(user, pk: int) -> Enclosure:
    """An enclosure of a document the person may read."""
    return get_object_or_404(Enclosure.objects.visible_to(user).select_related("document"), pk=pk)


class EnclosureFile(LoginRequiredMixin, View):
    """The file to take away; never shown in place."""

    def get(self, request, pk: int):
        access.require(request.user, "read_documents")
        return enclosures.take(in_sight(request.user, pk))


class VoidEnclosure(ActPage):
    """An enclosure that does not belong there; it stays readable."""

    act = "write_documents"
    form_class = VoidForm
    title = gettext_lazy("Void an enclosure")
    submit_label = gettext_lazy("Void")

    def find_target(self) -> Enclosure:
        return in_sight(self.request.user, self.kwargs["pk"])

    def unit(self):
        """A document is the district's, not a unit's."""

    def get_initial(self):
        return {"version": self.target.version}

    @property
    def cancel_url(self) -> str:
        return reverse("document", args=[self.target.document_id])

    def perform(self, form) -> str:
        said = form.cleaned_data
        enclosures.void(
            enclosure=self.target, reason=said["reason"], actor=self.request.user, seen=said["version"]
        )
        messages.success(self.request, _("Voided; it can still be read."))
        return self.cancel_url
