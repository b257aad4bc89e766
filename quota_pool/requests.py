"""Every request's frame: its id, the address it came from, and what no answer may leave behind."""

import ipaddress
import re
import uuid

from django.conf import settings
from django.http import HttpResponseForbidden
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers

from . import audit, logs

PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
KNOWN_ID = re.compile(r"[A-Za-z0-9-]{8,40}")


def is_api(request) -> bool:
    """Whether a machine asks, so that the answer is JSON and the language its own choice."""
    return request.path.startswith("/api/")


class RequestMiddleware:
    """Name the request, find its true address, and forbid shared caches to keep the answer."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.request_id = _request_id(request)
        request.client_address = client_address(request.META)
        token = logs.current_id.set(request.request_id)
        try:
            channel = "api" if is_api(request) else "page"
            with audit.context(channel, request.client_address, request.request_id):
                response = self.answer(request)
        finally:
            logs.current_id.reset(token)
        if request.method == "POST" and getattr(request.resolver_match, "url_name", "") == "account_logout":
            # Shared desks: what a page kept in the browser leaves with the person.
            response.headers["Clear-Site-Data"] = '"storage"'
        return _headed(response, request.request_id)

    def answer(self, request):
        """The demonstration has published passwords, so it answers this machine only."""
        if settings.DEMO and not _is_loopback(request.client_address):
            return HttpResponseForbidden("The demonstration answers this machine only.")
        return self.get_response(request)


def _headed(response, request_id: str):
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["Permissions-Policy"] = PERMISSIONS_POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["X-Request-ID"] = request_id
    return response


def _request_id(request) -> str:
    """A proxy of ours may have named the request already; a stranger may not choose what we log."""
    given = request.headers.get("X-Request-ID", "")
    if settings.TRUSTED_PROXIES and KNOWN_ID.fullmatch(given):
        return given
    return uuid.uuid4().hex


def client_address(meta: dict) -> str:
    """The address seen by the outermost proxy of ours; what stands left of it anybody may have written."""
    seen = [meta.get("REMOTE_ADDR", "")]
    if settings.TRUSTED_PROXIES:
        forwarded = meta.get("HTTP_X_FORWARDED_FOR", "").split(",")
        seen = [*filter(None, forwarded), *seen]
    candidate = seen[max(-len(seen), -1 - settings.TRUSTED_PROXIES)].strip()
    try:
        return str(ipaddress.ip_address(candidate))
    except ValueError:
        return ""


def _is_loopback(address: str) -> bool:
    return bool(address) and ipaddress.ip_address(address).is_loopback


class LanguageMiddleware(LocaleMiddleware):
    """Pages speak Chinese until somebody chooses; only machines are asked what they accept.

    Office browsers are often set up in English, which says nothing about the clerk before them.
    """

    def process_request(self, request):
        if is_api(request):
            super().process_request(request)
            return
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = (
            chosen if translation.check_for_language(chosen) and chosen in dict(settings.LANGUAGES) else ""
        )
        translation.activate(known or settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request, response):
        response.headers.setdefault("Content-Language", translation.get_language())
        if is_api(request):
            patch_vary_headers(response, ("Accept-Language",))
        return response
