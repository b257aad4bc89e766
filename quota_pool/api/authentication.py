"""Who asks: a connected system by its token, a person by the session of the pages."""

from datetime import timedelta

from django.db.models import Q
from rest_framework.authentication import BaseAuthentication
from rest_framework.authentication import SessionAuthentication as DrfSessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import BasePermission

from quota_pool import access, tokens
from quota_pool.calendar import now
from quota_pool.login import may_enter
from quota_pool.models import ApiToken

from .problems import FORGED, Problem

NOTE_EVERY = timedelta(minutes=1)


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <token>`: the token's scopes and unit narrow what its user may do."""

    def authenticate(self, request):
        kind, _blank, given = request.headers.get("Authorization", "").partition(" ")
        if not kind:
            return None
        token = tokens.find(given.strip()) if kind.lower() == "bearer" else None
        if token is None or not may_enter(token.user):
            raise AuthenticationFailed
        _note_use(token)
        token.user.token = token
        return token.user, token

    def authenticate_header(self, request):
        return "Bearer"


def _note_use(token: ApiToken) -> None:
    """Reading should not write: the last use is noted at most once a minute."""
    moment = now()
    if token.last_used_at and moment - token.last_used_at < NOTE_EVERY:
        return
    unnoted = Q(last_used_at=None) | Q(last_used_at__lte=moment - NOTE_EVERY)
    ApiToken.objects.filter(unnoted, pk=token.pk).update(last_used_at=moment)


class SessionAuthentication(DrfSessionAuthentication):
    """The session of the pages, with its guard against forged requests."""

    def enforce_csrf(self, request):
        try:
            super().enforce_csrf(request)
        except PermissionDenied as fault:
            raise Problem(403, FORGED.reason()) from fault


class ByAct(BasePermission):
    """Default deny: a view names the act of each of its methods, and the asker must hold it somewhere."""

    def has_permission(self, request, view):
        if not request.user.is_authenticated:
            return False
        if view.action in (None, "metadata"):  # a method the resource does not have: 405, not 403
            return True
        needed = view.acts.get(view.action, ())
        acts = (needed,) if isinstance(needed, str) else needed
        if any(access.can(request.user, act) for act in acts):
            return True
        if acts:
            raise access.Forbidden(acts[0])
        return False
