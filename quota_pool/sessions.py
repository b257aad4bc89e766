"""How long a session lives: thirty idle minutes, twelve hours in all, both counted on the server."""

import time

from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.signals import user_logged_in
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from . import passwords, refusals, saved_views
from .api import problems
from .requests import is_api

PASSWORD_DUE = refusals.code(
    "password_must_change", _("The password must be changed on the page before the API answers.")
)

IDLE_SECONDS = 30 * 60
WHOLE_SECONDS = 12 * 3600
# Reading pages should not write: the last visit is noted at most once a minute.
NOTE_EVERY_SECONDS = 60


def begin(request, user, **_said):
    """Note when somebody came in, and how their lists open."""
    request.session["began"] = request.session["seen"] = int(time.time())
    note_first_views(request, user)


def note_first_views(request, user) -> None:
    """Kept with the session, so that no list has to ask for them; another session learns it at its log-in."""
    request.session["first_views"] = saved_views.first_of(user)


def first_views(request) -> dict[str, str]:
    """The kept query each list opens with, by the name of the list."""
    return request.session.get("first_views", {})


user_logged_in.connect(begin, dispatch_uid="sessions.begin")


class TimeoutMiddleware:
    """End a session that was left alone or has lasted a working day."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        session = request.session
        if SESSION_KEY in session:
            now = int(time.time())
            if _is_over(session, now):
                logout(request)
            elif now - session["seen"] >= NOTE_EVERY_SECONDS:
                session["seen"] = now
        return self.get_response(request)


def _is_over(session, now: int) -> bool:
    idle = now - session.get("seen", 0)
    whole = now - session.get("began", 0)
    return idle >= IDLE_SECONDS or whole >= WHOLE_SECONDS


class PasswordAgeMiddleware:
    """Before anything else, somebody with a given or an old password chooses a new one."""

    ALLOWED = {"account_change_password", "account_logout", "account_reauthenticate", "set_language"}

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, _view, _args, _kwargs):
        user = request.user
        if request.resolver_match.url_name in self.ALLOWED or not user.is_authenticated:
            return None
        if not passwords.must_change(user):
            return None
        if is_api(request):
            return problems.page(request, 403, PASSWORD_DUE.reason())
        return redirect("account_change_password")
