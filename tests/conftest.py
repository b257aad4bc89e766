"""What every test may lean on: both engines, profiles of invented data, and a browser."""

import os

import hypothesis
import pytest
from django.conf import settings
from django.db import connections

from quota_pool import catalogue
from tests import chromium as browsers
from tests import migrated, requirements

hypothesis.settings.register_profile(
    "quick", max_examples=25, stateful_step_count=25, deadline=None, derandomize=True, database=None
)
hypothesis.settings.register_profile("big", max_examples=1000, stateful_step_count=60, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def pytest_configure():
    """The words as people will read them; the first process compiles for its workers."""
    catalogue.compile_stale(settings.LOCALE_PATHS)


def pytest_terminal_summary(terminalreporter, config):
    """The whole suite says which requirements have no test."""
    if config.args == config.getini("testpaths"):
        terminalreporter.write_line(requirements.summary())


def _without_triggers(vendor, flush):
    """Flushing between tests is not business: the append-only triggers step aside for that moment."""

    def sqlite(ops, sql_list):
        with ops.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _sql in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
        try:
            return flush(ops, sql_list)
        finally:
            with ops.connection.cursor() as cursor:
                for _name, sql in triggers:
                    cursor.execute(sql)

    def postgresql(ops, sql_list):
        with ops.connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
        try:
            return flush(ops, sql_list)
        finally:
            with ops.connection.cursor() as cursor:
                cursor.execute("SET session_replication_role = origin")

    return {"sqlite": sqlite, "postgresql": postgresql}[vendor]


def _sqlite_place() -> str:
    database = settings.DATABASES["default"]
    return database["TEST"]["NAME"] if database["ENGINE"].endswith("sqlite3") else ""


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings) -> bool:
    """Whether the database is there already, all migrations behind it."""
    return bool(_sqlite_place()) and migrated.put(_sqlite_place())


@pytest.fixture(scope="session")
def django_db_setup(django_db_keepdb, django_db_setup):
    """The test database, which may be emptied although its ledger is append-only."""
    if _sqlite_place() and not django_db_keepdb:
        migrated.keep(_sqlite_place())
    # For the class, not one connection: threads and a browser's event loop have connections of their own.
    ops = type(connections["default"].ops)
    ops.execute_sql_flush = _without_triggers(connections["default"].vendor, ops.execute_sql_flush)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser for the journeys."""
    path = browsers.find()
    assert path, browsers.MISSING
    return path
