"""SQLite is told how big its tables are when they have grown; on PostgreSQL there is nothing to tell."""

import pytest
from django.db import connection

from quota_pool import row_counts
from tests.factories import district

pytestmark = pytest.mark.django_db


def test_grown_tables_are_analysed_once(monkeypatch):
    monkeypatch.setattr(row_counts, "SMALL", 0)
    district()
    assert row_counts.refresh() is (connection.vendor == "sqlite")
    assert not row_counts.refresh()


def test_small_tables_are_left_alone():
    district()
    assert not row_counts.refresh()
