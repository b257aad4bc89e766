"""Who comes in: one text for known and unknown names, and a slow-down that never shuts out an office."""

import hashlib
import logging

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from . import access, audit
from .calendar import now
from .models import User

logger = logging.getLogger(__name__)

# Failures only: a success takes its own try back. The first pair counts one name from one address, so a
# colleague behind the same router is not touched; the others slow a guesser who changes name or address.
LIMITS = {
    "name_and_address": "5/5m/key,20/1h/key",
    "name": "30/15m/key",
    "address": "200/15m/key",
}
# Whoever came in from an address is known there, so strangers cannot shut them out of their own office.
KNOWN_SECONDS = 30 * 86400


def may_enter(user) -> bool:
    """Whether the account may be used at all: active, and a demonstration account only in one."""
    return user.is_active and (settings.DEMO or not user.is_demo)


class Backend(ModelBackend):
    """Check name and password; every later request asks again whether the account may be used."""

    def user_can_authenticate(self, user):
        return may_enter(user) and not user.is_client

    def get_user(self, user_id):
        user = access.person(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None


class Adapter(DefaultAccountAdapter):
    """allauth's doors as this house wants them: no sign-up, own limits, every entry in the audit."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("The user name or the password is not right."),
        "too_many_login_attempts": _(
            "Too many wrong tries for this user name from here. Wait five minutes, or ask an administrator."
        ),
    }

    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        return request.client_address

    def pre_authenticate(self, request, **credentials):
        self._tries = []
        for limit, key in _counted(request, credentials.get("username", "")):
            usage = _count(request, limit, key)
            if usage is None:
                self._take_back()
                raise self.validation_error("too_many_login_attempts")
            self._tries.append(usage)

    def _take_back(self):
        for usage in self._tries:
            usage.rollback()

    def _rollback_login_failed_rl_usage(self):
        self._take_back()

    def authentication_failed(self, request, **credentials):
        logger.warning("login failed from %s", request.client_address)
        if user := User.objects.filter(username=credentials.get("username")).first():
            _tell(None, "session.refuse", user)

    def post_login(self, request, user, **how):
        cache.set(_known(user.get_username(), request.client_address), True, KNOWN_SECONDS)
        _tell(user, "session.open", user)
        return super().post_login(request, user, **how)

    def logout(self, request):
        if request.user.is_authenticated:
            _tell(request.user, "session.close", request.user)
        super().logout(request)

    def set_password(self, user, password):
        user.set_password(password)
        user.password_changed_at = now()
        user.must_change_password = False
        user.save(update_fields=["password", "password_changed_at", "must_change_password"])
        _tell(user, "password.change", user)


def _counted(request, name: str):
    """Which counters this try goes to, the narrowest first."""
    name, address = name.strip().casefold(), request.client_address
    yield "name_and_address", f"{name}|{address}"
    if not cache.get(_known(name, address)):
        yield "name", name
        yield "address", address


def _count(request, limit: str, key: str):
    return ratelimit.consume(request, app="login", action=limit, config=LIMITS, key=key)


def _known(name: str, address: str) -> str:
    digest = hashlib.sha256(f"{name.strip().casefold()}|{address}".encode()).hexdigest()
    return f"login:known:{digest}"


@transaction.atomic
def _tell(actor, act: str, user) -> None:
    """Write the audit row in the chain of each district the person works in."""
    for district_id in sorted({grip.district_id for grip in access.grips(user)}):
        deed = audit.Deed(act, user, label=user.get_username())
        audit.record_many(actor, [deed], district_id=district_id)
