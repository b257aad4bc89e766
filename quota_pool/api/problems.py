"""Problem documents (RFC 9457): one shape for every answer that is not what was asked for.

`code` is stable and machine-readable, `detail` speaks the reader's language, `reasons` names every fault or
every reason at once. No trace and no personal data ever stand here.
"""

import logging
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation, ValidationError
from django.db import OperationalError, connection
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions, status
from rest_framework.response import Response

from quota_pool import access, halts, refusals, sealed
from quota_pool.ledger import halted
from quota_pool.ledger.halted import Halted
from quota_pool.ledger.posting import LedgerFault
from quota_pool.papers.keeping import Gone
from quota_pool.private_files import Altered
from quota_pool.refusals import Reason, Refusal, Stale
from quota_pool.requests import is_api

from .body import dumps

log = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"
TITLES = {
    400: _("The request has faults"),
    401: _("Who asks is not known"),
    403: _("Not allowed"),
    404: _("Not found"),
    405: _("Not possible with this method"),
    406: _("This form of answer does not exist"),
    409: _("Not possible as things stand"),
    410: _("Given out no more"),
    412: _("Changed by somebody else meanwhile"),
    413: _("Too large"),
    415: _("This form of request is not read"),
    422: _("The key was used for something else"),
    429: _("Too many requests"),
    500: _("A fault of the system"),
    503: _("Not possible at the moment"),
}

INVALID = refusals.code("invalid", _("The request has {count} faults."), _("Mend each field named."))
NOT_SIGNED_IN = refusals.code(
    "not_signed_in",
    _("The request carries no valid token and no session."),
    _("Send the header Authorization: Bearer <token>."),
)
NOT_ALLOWED = refusals.code(
    "not_allowed", _("Your role does not include: {act}."), _("Ask an administrator for the role or scope.")
)
NOT_FOUND = refusals.code("not_found", _("There is nothing here that you may see."))
METHOD = refusals.code("method_not_allowed", _("{method} is not possible here."))
ACCEPT = refusals.code("not_acceptable", _("Answers are JSON."), _("Send Accept: application/json."))
MEDIA_TYPE = refusals.code("unsupported_media_type", _("A request of the type {media_type} is not read."))
FORGED = refusals.code(
    "forged_request",
    _("A session writes only with its token against forged requests."),
    _("Send the header X-CSRFToken, or ask with a token of your own."),
)
MALFORMED = refusals.code("malformed", _("The body cannot be read."))
TOO_LARGE = refusals.code("too_large", _("The body is larger than this address takes."))
TOO_MANY = refusals.code("too_many_requests", _("Too many requests."), _("Try again in {seconds} seconds."))
BUSY = refusals.code("busy", _("Others are writing the same rows."), _("Try again in {seconds} seconds."))
UNREADABLE = refusals.code(
    "sealed_value_unreadable",
    _("A sealed value of this record does not open: changed outside the system, or its key is missing."),
    _("Tell the administrator; `manage.py verify` names the record."),
)
ALTERED = refusals.code(
    "file_altered",
    _("The kept file is no longer what was kept: changed outside the system, or gone. It is not given out."),
    _("Tell the administrator; `manage.py verify` names the file."),
)
BROKEN = refusals.code("internal", _("The system failed; the fault is written down under the request's id."))


class Problem(Exception):
    """An answer other than the one asked for, raised anywhere below a view."""

    def __init__(self, status_code: int, reasons: Reason | Iterable[Reason], headers: dict | None = None):
        self.status = status_code
        self.reasons = [reasons] if isinstance(reasons, Reason) else list(reasons)
        self.headers = headers or {}
        super().__init__(", ".join(reason.code for reason in self.reasons))


class Invalid(Exception):
    """A 400 whose faults are already in their final shape."""

    def __init__(self, entries: list[dict]):
        self.entries = entries
        super().__init__(", ".join(one["code"] for one in entries))


def invalid(field: str, code: str, detail) -> Invalid:
    """A 400 about one field or parameter."""
    return Invalid([entry(field, code, str(detail))])


def entry(field: str, code: str, detail: str) -> dict:
    """One entry of `reasons` about a field or parameter."""
    return {"code": code, "detail": detail, "facts": {}, "remedy": "", "field": field}


def body(status_code: int, code: str, detail: str, reasons: list[dict], request=None) -> dict:
    """The document itself."""
    return {
        "type": f"/api/guide/#{code}",
        "title": str(TITLES[status_code]),
        "status": status_code,
        "code": code,
        "detail": detail,
        "reasons": reasons,
        "request_id": getattr(request, "request_id", ""),
    }


def handle(exc: Exception, context: dict) -> Response | None:
    """DRF's exception hook: every known exception becomes a problem document; others stay faults (500)."""
    request = context.get("request")
    django_request = getattr(request, "_request", request)
    if isinstance(exc, Invalid):
        return _answer(400, _invalid_body(exc.entries, django_request))
    if isinstance(exc, exceptions.ValidationError):
        return _answer(400, _invalid_body(list(_entries(exc.detail)), django_request))
    if isinstance(exc, ValidationError):
        entries = [entry("", exc.code or "invalid", message) for message in exc.messages]
        return _answer(400, _invalid_body(entries, django_request))
    if isinstance(getattr(exc, "reason", None), Reason):  # a value that cannot be trusted
        return _answer(400, _invalid_body([{"field": "", **exc.reason.as_dict()}], django_request))
    problem = as_problem(exc, django_request)
    if problem is None:
        return None
    return _answer(problem.status, _problem_body(problem, django_request), problem.headers)


def as_problem(exc: Exception, request) -> Problem | None:
    """The problem an exception stands for; None for a fault of the system."""
    if isinstance(exc, Problem):
        return exc
    if isinstance(exc, Stale):
        return Problem(412, exc.reasons)
    if isinstance(exc, (Halted, Gone)):
        return Problem(503 if isinstance(exc, Halted) else 410, exc.reasons)
    if isinstance(exc, Refusal):
        return Problem(409, exc.reasons)
    for kinds, make in _KNOWN:
        if isinstance(exc, kinds):
            return make(exc, request)
    return None


def _unknown(exc, _request) -> Problem:
    return Problem(401, NOT_SIGNED_IN.reason(), {"WWW-Authenticate": "Bearer"})


def _forbidden(exc, _request) -> Problem:
    words = str(exc) if isinstance(exc, access.Forbidden) else str(getattr(exc, "detail", "") or exc)
    facts = {"act": words or "-"}
    if isinstance(exc, access.Forbidden):
        facts["act_code"] = exc.act
    return Problem(403, NOT_ALLOWED.reason(**facts))


def _method(_exc, request) -> Problem:
    return Problem(405, METHOD.reason(method=request.method[:20]))


def _throttled(exc, _request) -> Problem:
    seconds = int(exc.wait or 60)
    return Problem(429, TOO_MANY.reason(seconds=seconds), {"Retry-After": str(seconds)})


def _busy(exc, _request) -> Problem | None:
    """A lock that was waited for too long is answered; any other database error is a fault of the system."""
    if not is_lock_wait(exc):
        return None
    return Problem(503, BUSY.reason(seconds=2), {"Retry-After": "2"})


def _frozen(exc, request) -> Problem:
    """A movement that the books contradict is a fault of ours: cried out, and the books are halted."""
    log.critical("%s", exc)
    found = halted.reasons(halts.after_posting(exc, getattr(request, "user", None)))
    return Problem(503, found or BROKEN.reason())


def is_lock_wait(exc: OperationalError) -> bool:
    """Whether a database error only says that another writer holds the row."""
    if connection.vendor == "postgresql":
        return getattr(exc.__cause__, "pgcode", "") in ("55P03", "40P01", "40001")
    return "locked" in str(exc)


_KNOWN = (
    ((exceptions.NotAuthenticated, exceptions.AuthenticationFailed), _unknown),
    ((Http404, exceptions.NotFound), lambda exc, request: Problem(404, NOT_FOUND.reason())),
    ((PermissionDenied, exceptions.PermissionDenied), _forbidden),
    (exceptions.MethodNotAllowed, _method),
    (exceptions.NotAcceptable, lambda exc, request: Problem(406, ACCEPT.reason())),
    (
        exceptions.UnsupportedMediaType,
        lambda exc, request: Problem(415, MEDIA_TYPE.reason(media_type=request.content_type[:60])),
    ),
    (exceptions.Throttled, _throttled),
    (RequestDataTooBig, lambda exc, request: Problem(413, TOO_LARGE.reason())),
    ((exceptions.ParseError, SuspiciousOperation), lambda exc, request: Problem(400, MALFORMED.reason())),
    (OperationalError, _busy),
    (LedgerFault, _frozen),
    (sealed.SealedError, lambda exc, request: Problem(503, UNREADABLE.reason())),
    (Altered, lambda exc, request: Problem(503, ALTERED.reason())),
)


def _problem_body(problem: Problem, request) -> dict:
    reasons = [reason.as_dict() for reason in problem.reasons]
    details = dict.fromkeys(reason["detail"] for reason in reasons)
    return body(problem.status, reasons[0]["code"], " ".join(details), reasons, request)


def _invalid_body(entries: list[dict], request) -> dict:
    detail = INVALID.reason(count=len(entries)).detail
    return body(400, INVALID.name, detail, entries, request)


def _entries(detail, path: str = "") -> Iterable[dict]:
    """Every fault of a serializer as one flat list, each with the path of its field."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            own = "" if name == "non_field_errors" else str(name)
            yield from _entries(inner, ".".join(part for part in (path, own) if part))
    elif isinstance(detail, list):
        for place, inner in enumerate(detail):
            yield from _entries(inner, f"{path}.{place}" if isinstance(inner, dict) else path)
    else:
        yield entry(path, getattr(detail, "code", "invalid"), str(detail))


def _answer(status_code: int, document: dict, headers: dict | None = None) -> Response:
    return Response(document, status_code, headers=headers, content_type=CONTENT_TYPE)


def page(request, status_code: int, reason: Reason) -> HttpResponse:
    """A problem document outside DRF: addresses that do not exist, faults of the system."""
    document = _problem_body(Problem(status_code, reason), request)
    return HttpResponse(dumps(document), status=status_code, content_type=CONTENT_TYPE)


STOPPED = (sealed.SealedError, Altered, Gone, Halted, LedgerFault, OperationalError)


def stopped(request, exc: Exception) -> HttpResponse | None:
    """What stops this act alone, in words of its own; None for any other fault."""
    problem = as_problem(exc, request) if isinstance(exc, STOPPED) else None
    if problem is None:
        return None
    reason, *_more = problem.reasons
    if is_api(request):
        answer = page(request, problem.status, reason)
    else:
        answer = render(
            request, "503.html", {"reason": reason, "title": TITLES[problem.status]}, status=problem.status
        )
    for name, value in problem.headers.items():
        answer.headers[name] = value
    return answer


def bad_request(request, exception=None) -> HttpResponse:
    """What Django refuses before a view is asked, for machines and people alike."""
    if is_api(request):
        return page(request, status.HTTP_400_BAD_REQUEST, MALFORMED.reason())
    return defaults.bad_request(request, exception)


def broken(request) -> HttpResponse:
    """A fault of the system, without a word of what it was."""
    if is_api(request):
        return page(request, status.HTTP_500_INTERNAL_SERVER_ERROR, BROKEN.reason())
    return defaults.server_error(request)


@csrf_exempt
def nothing_here(request) -> HttpResponse:
    """Any address under /api/ that no resource answers."""
    return page(request, status.HTTP_404_NOT_FOUND, NOT_FOUND.reason())
