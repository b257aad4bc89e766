"""Tokens of connected systems: made once, shown once, kept as a keyed hash, found by their beginning."""

import hmac
import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction

from quota_pool import access, audit, sealed
from quota_pool.calendar import now
from quota_pool.models import ApiToken, District, Unit, User
from quota_pool.statements import Lookup

LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
PREFIX_LENGTH = 12
MOST_LENGTH = 120
# Asked with every request, so it is written out once (speed.md).
BY_PREFIX = Lookup(
    ApiToken,
    User,
    tables="quota_pool_apitoken JOIN quota_pool_user ON quota_pool_user.id = quota_pool_apitoken.user_id"
    " WHERE quota_pool_apitoken.prefix = %s",
)


def find(given: str) -> ApiToken | None:
    """The token that was sent, if it is one of ours, in force and right; with its user."""
    prefix, mark, secret = given.partition(".")
    if not mark or len(prefix) != PREFIX_LENGTH or len(given) > MOST_LENGTH or not given.isascii():
        return None
    for token, user in BY_PREFIX(prefix):
        if hmac.compare_digest(_digest(secret), bytes(token.digest)) and is_in_force(token):
            token.user = user
            return token
    return None


def is_in_force(token: ApiToken) -> bool:
    """Whether the token has neither expired nor been revoked."""
    return token.revoked_at is None and token.expires_at > now()


def _digest(secret: str) -> bytes:
    """Keyed, so that whoever can write to the database still cannot make a token."""
    return sealed.keyed_hash("token", secret)


@transaction.atomic
def issue(
    *,
    user: User,
    district: District,
    name: str,
    scopes: list[str],
    expires_at: datetime,
    actor: User | None,
    unit: Unit | None = None,
    published: str = "",
) -> tuple[ApiToken, str]:
    """Make a token and return it with its text, which nobody can read again. Raises KeyError on a scope.

    `published`: a text everybody knows, for the demonstration alone.
    """
    if actor is not None:
        access.require(actor, "manage_members", unit)
    if published and not settings.DEMO:
        raise PermissionError("A published token opens nothing outside the demonstration.")
    if unknown := sorted(set(scopes) - set(access.ACTS)):
        raise KeyError(unknown[0])
    prefix = "".join(secrets.choice(LETTERS) for _ in range(PREFIX_LENGTH))
    secret = secrets.token_urlsafe(32)
    if published:
        prefix, _dot, secret = published.partition(".")
    token = ApiToken.objects.create(
        user=user,
        district=district,
        unit=unit,
        name=name,
        prefix=prefix,
        digest=_digest(secret),
        scopes=sorted(set(scopes)),
        expires_at=expires_at,
        created_by=actor,
    )
    audit.record(actor, "token.issue", token, unit=unit, after=_shown(token), label=name)
    return token, f"{prefix}.{secret}"


@transaction.atomic
def revoke(*, token: ApiToken, actor: User | None, reason: str = "") -> ApiToken:
    """End a token at once; the next request with it is a stranger's."""
    if actor is not None:
        access.require(actor, "manage_members", token.unit)
    token = ApiToken.objects.select_for_update(no_key=True, of=("self",)).get(pk=token.pk)
    if token.revoked_at is None:
        token.revoked_at = now()
        token.save(update_fields=["revoked_at"])
        audit.record(actor, "token.revoke", token, unit=token.unit, reason=reason, label=token.name)
    return token


def _shown(token: ApiToken) -> dict:
    return {"user": token.user_id, "scopes": token.scopes, "expires_at": token.expires_at}
