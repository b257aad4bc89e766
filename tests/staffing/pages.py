"""Nouns of the page tests: a browser at somebody's desk, and what a clerk types."""

import uuid
from datetime import date

from django.test import Client
from django.urls import reverse

from tests.factories import id_number

START = date(2026, 10, 30)


def at(user) -> Client:
    """A browser this person is signed in on."""
    client = Client()
    client.force_login(user)
    client.cookies["language"] = "en"
    return client


def page(name: str, *args) -> str:
    return reverse(f"staffing:{name}", args=args)


def typed(unit, **changes) -> dict:
    """What a clerk types to start an invented person."""
    return {
        "unit": unit.pk,
        "id_type": "id_card",
        "id_no": id_number(77),
        "name": "测试甲",
        "mode": "DIRECT",
        "post_category": "50",
        "primary_post": "网格员",
        "start_date": START.isoformat(),
        "entry_channel": "OPEN",
        "funding_source": "11",
        "key": str(uuid.uuid4()),
        **changes,
    }


def words(response) -> str:
    """What the page says, without its tags."""
    return response.content.decode()
