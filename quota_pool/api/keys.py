"""Idempotency keys and dry runs: key, work and stored answer commit in one transaction (R-023..R-027).

A key belongs to one actor. Whoever comes second with the same key waits for the first at the database, and
then gets the stored answer; a refusal rolls the key back with everything else, so it may be tried again.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import OperationalError, transaction
from django.utils.translation import gettext_lazy as _

from quota_pool import refusals, retrying
from quota_pool.calendar import now
from quota_pool.models import StoredAnswer
from quota_pool.statements import Insert

from .body import dumps
from .problems import Problem, invalid, is_lock_wait

HEADER = "Idempotency-Key"
KEY = re.compile(r"[\x21-\x7e]{1,128}")
KEPT = timedelta(days=30)
CLAIM = Insert(StoredAnswer, or_skip=("actor_id", "key"))

KEY_REUSED = refusals.code(
    "key_reused",
    _("This key was already used for another request."),
    _("Send a new key with each new act; the same key only to repeat the same request."),
)
KEY_RUNNING = refusals.code(
    "key_running",
    _("The first request with this key is still at work."),
    _("Ask again in {seconds} seconds with the same key."),
)


@dataclass(frozen=True)
class Answer:
    """What a write answers: its status and its body, as JSON once it is stored."""

    status: int
    body: dict | None = None
    stored: str = ""
    replayed: bool = False


def key_of(request, *, required: bool) -> str:
    """The request's key, checked; a 400 when one is needed and missing."""
    key = request.headers.get(HEADER, "")
    if not key and HEADER not in request.headers:
        if required:
            raise invalid(HEADER, "key_missing", _("A write needs the header Idempotency-Key, a new UUID."))
        return ""
    if not KEY.fullmatch(key):
        raise invalid(HEADER, "key_malformed", _("A key has 1 to 128 visible ASCII characters."))
    return key


def fingerprint(request) -> str:
    """What the request asks for: method, path, version seen and body in canonical form."""
    parts = [request.method, request.path, request.headers.get("If-Match", ""), _canonical(request)]
    return hashlib.sha256(dumps(parts)).hexdigest()


def _canonical(request):
    """The body with its keys in order; an uploaded file stands by its hash."""
    if not request.FILES:
        return _sorted(request.data)
    fields = {name: request.data.getlist(name) for name in sorted(request.data) if name not in request.FILES}
    files = {name: [_digest(file) for file in request.FILES.getlist(name)] for name in sorted(request.FILES)}
    return [fields, files]


def _sorted(value):
    if isinstance(value, dict):
        return {name: _sorted(value[name]) for name in sorted(value)}
    return [_sorted(inner) for inner in value] if isinstance(value, list) else value


def _digest(file) -> list:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return [file.name, digest.hexdigest()]


def rehearsed(work: Callable[[], Answer]) -> Answer:
    """Do the work and take it back: the full answer of a dry run."""
    with transaction.atomic():
        answer = work()
        transaction.set_rollback(True)
    return answer


def once(actor, key: str, print_: str, work: Callable[[], Answer]) -> Answer:
    """Do the work under the key, or answer what it answered the first time."""
    return retrying.in_full(lambda: _once(actor, key, print_, work))


def _once(actor, key: str, print_: str, work: Callable[[], Answer]) -> Answer:
    if not key:
        with transaction.atomic():
            return work()
    with transaction.atomic():
        claimed = _claim(actor, key, print_)
        if claimed is None:
            return _replay(actor, key, print_)
        answer = work()
        stored = {"status": answer.status, "body": dumps(answer.body).decode()}
        StoredAnswer.objects.filter(pk=claimed.pk).update(**stored)
    return answer


def _claim(actor, key: str, print_: str) -> StoredAnswer | None:
    """The key's row, or None when it is taken; PostgreSQL waits here for whoever holds it."""
    row = StoredAnswer(actor_id=actor.pk, key=key, fingerprint=print_)
    try:
        return row if CLAIM(row) else None
    except OperationalError as fault:
        if not is_lock_wait(fault):
            raise
        raise Problem(409, KEY_RUNNING.reason(seconds=2), {"Retry-After": "2"}) from fault


def _replay(actor, key: str, print_: str) -> Answer:
    row = StoredAnswer.objects.get(actor_id=actor.pk, key=key)
    if row.fingerprint != print_:
        raise Problem(422, KEY_REUSED.reason())
    return Answer(row.status, stored=row.body, replayed=True)


def forget_old() -> int:
    """Drop answers past their time; how many."""
    old = StoredAnswer.objects.filter(created_at__lt=now() - KEPT)
    return old.delete()[0] if old.exists() else 0
