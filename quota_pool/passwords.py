"""What a password must be, and how long it is good for (profile of GB/T 22239 level 3)."""

import re
import unicodedata
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .calendar import now

CLASSES = (re.compile(r"[a-z]"), re.compile(r"[A-Z]"), re.compile(r"[0-9]"), re.compile(r"[^A-Za-z0-9]"))
LEAST_CLASSES = 3
# What an attacker who knows the office tries first.
CONTEXT_WORDS = (
    "huangpu",
    "guangzhou",
    "quota",
    "bianzhi",
    "zhibiao",
    "jiedao",
    "password",
    "123456",
    "888888",
)


class ClassesValidator:
    """At least three of: small letters, capitals, digits, other characters."""

    def validate(self, password, user=None):
        if sum(bool(kind.search(password)) for kind in CLASSES) < LEAST_CLASSES:
            raise ValidationError(self.get_help_text(), code="password_too_simple")

    def get_help_text(self):
        return _("Use at least three of: small letters, capitals, digits, other characters.")


class ContextValidator:
    """No word that everybody in the office would try: the district, the system, the person's own name."""

    def validate(self, password, user=None):
        folded = unicodedata.normalize("NFKC", password).casefold()
        for word in (*CONTEXT_WORDS, *_own_words(user)):
            if word in folded:
                raise ValidationError(self.get_help_text(), code="password_in_context")

    def get_help_text(self):
        return _("Do not use the district's or the system's name, your user name, or number rows.")


def _own_words(user) -> list[str]:
    names = [getattr(user, "username", ""), getattr(user, "full_name", "")] if user else []
    return [name.casefold() for name in names if len(name) >= 2]


def must_change(user) -> bool:
    """Whether the person has to choose a new password first; a machine's key has its own expiry."""
    if user.is_demo or user.is_client:
        return False
    return user.must_change_password or _is_old(user)


def _is_old(user) -> bool:
    days = settings.PASSWORD_DAYS
    changed = user.password_changed_at
    return bool(days and changed and now() - changed > timedelta(days=days))
