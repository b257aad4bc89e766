"""Saved views: kept from a list, opened in its menu, tidied on one page."""

from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.views import View

from quota_pool import access, saved_views, sessions
from quota_pool.listing import BadQuery, ListPage
from quota_pool.models import SavedView
from quota_pool.refusals import Refusal


class ViewForm(forms.Form):
    """The name of a view, and with whom it is shared."""

    name = forms.CharField(max_length=40)
    query = forms.CharField(max_length=2000, required=False)
    share = forms.BooleanField(required=False)
    as_default = forms.BooleanField(required=False)


def list_at(path: str) -> type[ListPage]:
    """The list behind an address of ours; anything else is not there."""
    try:
        found = getattr(resolve(path).func, "view_class", None)
    except Resolver404:
        found = None
    if found is None or not issubclass(found, ListPage) or resolve(path).kwargs:
        raise Http404
    return found


class SaveView(LoginRequiredMixin, View):
    """Keep what the list shows now under a name, and stay there."""

    def post(self, request):
        path = request.POST.get("path", "")
        page, form = list_at(path), ViewForm(request.POST)
        if page.act:
            access.require(request.user, page.act)
        back = f"{path}?{request.POST.get('query', '')}".rstrip("?")
        faults = [fault for told in form.errors.values() for fault in told] or self.faults(page, form)
        if not faults:
            faults = self.save(form, path)
        for fault in faults:
            messages.error(request, fault)
        return redirect(back)

    def faults(self, page: type[ListPage], form) -> list[str]:
        """What the list does not know in the address: it is not kept."""
        shown = page()
        self.request.GET = QueryDict(form.cleaned_data["query"])
        shown.setup(self.request)
        try:
            shown.wish()
        except BadQuery as bad:
            return bad.faults
        return []

    def save(self, form, path: str) -> list[str]:
        said = form.cleaned_data
        try:
            saved_views.save(
                page=resolve(path).view_name,
                name=said["name"],
                query=QueryDict(said["query"]),
                actor=self.request.user,
                share=said["share"],
                as_default=said["as_default"],
            )
        except Refusal as refusal:
            return [reason.detail for reason in refusal.reasons]
        sessions.note_first_views(self.request, self.request.user)
        messages.success(self.request, _("View “%(name)s” is saved.") % {"name": said["name"]})
        return []


class ViewsMenu(LoginRequiredMixin, View):
    """The views of one list, one's own and those of colleagues, put into its menu when that is opened."""

    def get(self, request):
        path = request.GET.get("path", "")
        page = list_at(path)
        if page.act:
            access.require(request.user, page.act)
        here = urlsplit(request.htmx.current_url or "").query
        views = saved_views.in_sight(request.user, resolve(path).view_name).order_by("name", "id")
        rows = [(view, saved_views.opened(view.query)) for view in views]
        context = {
            "mine": [row for row in rows if row[0].owner_id == request.user.pk],
            "shared": [row for row in rows if row[0].owner_id != request.user.pk],
            "here": QueryDict(here).urlencode(safe=","),
            "path": path,
        }
        return render(request, "_views_menu.html", context)


class SavedViews(LoginRequiredMixin, View):
    """One's own views of all lists: shared or not, opened first or not, dropped."""

    def get(self, request):
        access.require(request.user, "read_rules")
        rows = [(view, *_list_of(view)) for view in saved_views.of_owner(request.user)]
        context = {
            "title": _("Saved views"),
            "rows": [row for row in rows if row[1]],
            "may_share": access.can(request.user, "share_views"),
        }
        return render(request, "quota_pool/saved_views.html", context)


def _list_of(view: SavedView) -> tuple[str, str]:
    """(title of the list, address of the view); nothing where the list is no more."""
    path = reverse(view.page)
    return list_at(path).title, f"{path}?{saved_views.opened(view.query)}"


class OwnView(LoginRequiredMixin, View):
    """An act on one of one's own views."""

    def post(self, request, pk: int):
        view = get_object_or_404(saved_views.of_owner(request.user), pk=pk)
        self.act(view)
        sessions.note_first_views(request, request.user)
        return redirect("saved-views")

    def act(self, view: SavedView) -> None:
        raise NotImplementedError


class ChangeView(OwnView):
    """Shared or not, opened first or not."""

    def act(self, view):
        posted = self.request.POST
        saved_views.change(
            view=view, actor=self.request.user, share="share" in posted, as_default="as_default" in posted
        )


class DropView(OwnView):
    """Take it away."""

    def act(self, view):
        saved_views.drop(view=view, actor=self.request.user)
        messages.success(self.request, _("View “%(name)s” is dropped.") % {"name": view.name})
