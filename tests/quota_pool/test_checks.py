"""The house does not open where an acknowledged act could be lost, or without its keys."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from quota_pool import checks, env, sqlite

GOOD = {"synchronous": 2, "foreign_keys": 1, "journal_mode": "wal"}
MENDED, FAULTY = (3, 51, 3), (3, 51, 2)
ON = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}

pytestmark = pytest.mark.requirement("R-039")


def ids(faults):
    return [fault.id for fault in faults]


def test_a_safe_embedded_database_passes():
    assert checks.judge_sqlite(GOOD, MENDED, "ext4") == []


@pytest.mark.parametrize(
    ("pragma", "fault"),
    [
        ({"synchronous": 1}, "quota_pool.E010"),
        ({"synchronous": 0}, "quota_pool.E010"),
        ({"foreign_keys": 0}, "quota_pool.E011"),
    ],
)
def test_an_unsafe_pragma_is_refused(pragma, fault):
    assert ids(checks.judge_sqlite(GOOD | pragma, MENDED, "ext4")) == [fault]


def test_wal_is_refused_with_the_library_that_may_corrupt_it():
    assert "quota_pool.E012" in ids(checks.judge_sqlite(GOOD, FAULTY, "ext4"))


def test_the_old_library_works_with_the_rollback_journal_and_says_so():
    rollback = GOOD | {"synchronous": 3, "journal_mode": "truncate"}
    found = checks.judge_sqlite(rollback, FAULTY, "ext4")
    assert ids(found) == ["quota_pool.W010"]
    assert not found[0].is_serious()
    assert "TRUNCATE" in sqlite.init_command(FAULTY)
    assert "EXTRA" in sqlite.init_command(FAULTY)


def test_a_network_folder_is_refused():
    assert ids(checks.judge_sqlite(GOOD, MENDED, "nfs4")) == ["quota_pool.E013"]


@pytest.mark.parametrize("name", list(ON))
def test_a_server_that_may_forget_is_refused(name):
    assert ids(checks.judge_postgresql(ON | {name: "off"}, 180004)) == ["quota_pool.E020"]


def test_an_old_server_is_refused():
    assert ids(checks.judge_postgresql(ON, 130009)) == ["quota_pool.E021"]


@pytest.mark.django_db
def test_this_very_database_is_safe():
    serious = [fault for fault in checks.databases(databases=["default"]) if fault.is_serious()]
    assert serious == []


@pytest.mark.django_db
def test_the_embedded_connection_really_has_what_it_was_given():
    if connection.vendor != "sqlite":
        assert checks._ask(connection, "SHOW lock_timeout") == "3s"
        assert checks._ask(connection, "SHOW idle_in_transaction_session_timeout") == "30s"
        return
    assert checks._ask(connection, "PRAGMA journal_mode") == ("wal" if sqlite.wal_is_safe() else "truncate")
    assert checks._ask(connection, "PRAGMA synchronous") >= 2
    assert connection.transaction_mode == "IMMEDIATE"


def test_a_change_of_a_pragma_in_the_settings_would_be_seen():
    for command in (sqlite.WAL, sqlite.ROLLBACK):
        assert "foreign_keys=ON" in command
    assert env.database("sqlite:///x", Path("/"))["OPTIONS"]["init_command"] in (sqlite.WAL, sqlite.ROLLBACK)


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("SECRET_KEY", "", "quota_pool.E001"),
        ("FIELD_KEYS", "", "quota_pool.E002"),
        ("FIELD_KEYS", "k1:short", "quota_pool.E002"),
        ("FIELD_KEYS", "QUFB" * 10 + "QUE=", "quota_pool.E002"),
        ("FIELD_KEYS", f"a:{'QUFB' * 10}QUE=,a:{'QUFB' * 10}QUE=", "quota_pool.E002"),
        ("HASH_KEY", "not base64!", "quota_pool.E003"),
    ],
)
def test_a_missing_or_crippled_key_is_refused(settings, name, value, fault):
    setattr(settings, name, value)
    assert ids(checks.keys()) == [fault]


@pytest.mark.django_db
def test_boot_says_every_fault_in_words(settings):
    settings.HASH_KEY = ""
    settings.FIELD_KEYS = ""
    with pytest.raises(ImproperlyConfigured, match=r"FIELD_KEYS is not set.*HASH_KEY must be"):
        checks.boot()


def test_the_folder_of_the_database_is_found_on_its_file_system(tmp_path):
    assert checks.file_system(tmp_path) not in checks.NETWORK_SYSTEMS
