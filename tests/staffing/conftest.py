"""Nouns of this floor's tests: a clock that stands on a working day, and a district at work."""

from datetime import date

import pytest
import time_machine

from tests.factories import Office


@pytest.fixture
def clock():
    """Friday 30 October 2026, ten in the morning in Shanghai; `clock.move_to` goes on."""
    with time_machine.travel("2026-10-30T02:00:00Z", tick=True) as traveller:
        yield traveller


@pytest.fixture
def office(clock):
    """A district with two streets, everybody who acts in them and a thousand heads in the reserve."""
    return Office()


@pytest.fixture
def import_office(clock, settings, tmp_path):
    """The same at the door of an import: jobs wait for `run_waiting`, files lie in the test's own folder."""
    settings.JOBS_IMMEDIATE = False
    settings.MEDIA_ROOT = tmp_path
    office = Office(reserve=0)
    office.issue(1000, on=date(2026, 9, 1))
    return office
