"""An API client of the tests: one connected system or person at their desk, and what they send."""

import json
import uuid
from datetime import timedelta

from django.test import Client

from quota_pool import access, tokens
from quota_pool.calendar import now
from quota_pool.models import User
from tests.factories import invented

V1 = "/api/v1/"


class Desk:
    """Requests of one asker; `call` returns the response with its parsed body as `.answer`."""

    def __init__(self, user: User, token: str = "", client: Client | None = None):
        self.user, self.client = user, client or Client()
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}
        if not token:
            self.client.force_login(user)

    def get(self, path: str, **query):
        return self.call("GET", path, query=query)

    def post(self, path: str, body=None, *, key: str | None = "", **more):
        """A write with a fresh key; `key=None` sends none."""
        headers = dict(more.pop("headers", {}))
        if key is not None:
            headers["Idempotency-Key"] = key or str(uuid.uuid4())
        return self.call(more.pop("method", "POST"), path, body, headers=headers, **more)

    def call(self, method: str, path: str, body=None, *, query=None, headers=None, raw: bytes | None = None):
        address = path if path.startswith("/") else V1 + path
        data = raw if raw is not None else json.dumps(body if body is not None else {}).encode()
        response = self.client.generic(
            method,
            address,
            data if method not in ("GET", "HEAD") else b"",
            content_type="application/json",
            query_params=query or None,
            headers={**self.headers, **(headers or {})},
        )
        is_json = "json" in response.headers.get("Content-Type", "")
        response.answer = json.loads(response.content) if is_json and response.content else None
        return response


def token_for(user: User, *, unit=None, scopes=None, days: int = 30, actor=None) -> str:
    """A token of this user, with every scope unless some are named."""
    member = user.memberships.select_related("district").first()
    _row, text = tokens.issue(
        user=user,
        district=member.district,
        unit=unit,
        name="测试系统",
        scopes=sorted(access.ACTS) if scopes is None else scopes,
        expires_at=now() + timedelta(days=days),
        actor=actor,
    )
    return text


def desk(user: User, **how) -> Desk:
    """A desk that asks by token."""
    return Desk(user, token_for(user, **how))


def start_body(unit, on: str = "2026-11-02", **changes) -> dict:
    """The body of a hire of an invented person."""
    body = {
        "unit": unit.pk,
        "person": invented(),
        "start_date": on,
        "mode": "DIRECT",
        "post_category": "50",
        "primary_post": "网格员",
        "entry_channel": "OPEN",
    }
    return body | changes
