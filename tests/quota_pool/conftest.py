"""Fixtures of the ground floor's tests."""

import pytest
import time_machine

from quota_pool.models import Role
from tests import factories
from tests.factories import Office


@pytest.fixture
def put(tmp_path):
    """Write bytes to a file of that name."""

    def put(data, name="roster.xlsx"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return put


@pytest.fixture
def office():
    """A district at work on Monday 2 November 2026, and its administrator."""
    with time_machine.travel("2026-11-02T02:00:00Z", tick=True):
        place = Office()
        place.admin = factories.member(Role.ADMIN, place.district)
        yield place


@pytest.fixture
def enter(client):
    """Sign somebody in and give the browser."""

    def enter(user):
        client.cookies["language"] = "en"
        client.force_login(user)
        return client

    return enter
