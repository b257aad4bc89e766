"""Configuration says what is wrong in one sentence, and never guesses."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from quota_pool import env

BASE = Path("/srv/quota")


def test_the_embedded_database_waits_its_turn_and_survives_a_power_cut():
    found = env.database("sqlite:///var/quota.sqlite3", BASE)
    assert found["NAME"] == "/srv/quota/var/quota.sqlite3"
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert found["OPTIONS"]["timeout"] == 20
    assert "synchronous=" in found["OPTIONS"]["init_command"]
    assert "ATOMIC_REQUESTS" not in found


def test_an_absolute_path_stays_where_it_is():
    assert env.database("sqlite:////data/q.sqlite3", BASE)["NAME"] == "/data/q.sqlite3"


def test_a_server_address_is_taken_apart():
    found = env.database("postgresql://quota:p%40ss@db.lan:5433/pool?sslmode=require", BASE)
    assert (found["USER"], found["PASSWORD"], found["HOST"]) == ("quota", "p@ss", "db.lan")
    assert (found["PORT"], found["NAME"]) == ("5433", "pool")
    assert found["OPTIONS"]["sslmode"] == "require"
    assert "lock_timeout=3s" in found["OPTIONS"]["options"]
    assert found["CONN_HEALTH_CHECKS"]


def test_a_socket_folder_may_be_named():
    found = env.database("postgresql://postgres:@/postgres?host=/run/pg", BASE)
    assert (found["HOST"], found["NAME"]) == ("/run/pg", "postgres")
    assert "host" not in found["OPTIONS"]


@pytest.mark.parametrize(
    "url",
    [
        "quota",
        "mysql://a@b/c",
        "postgresql://db.lan",
        "postgresql://db.lan/",
        "postgresql://db.lan:fivefour/pool",
        "postgresql://[::1/pool",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
    ],
)
def test_a_wrong_address_is_answered_with_the_right_form(url):
    with pytest.raises(ImproperlyConfigured, match="write postgresql://user:password@host"):
        env.database(url, BASE)


def test_a_wrong_address_never_shows_its_password():
    with pytest.raises(ImproperlyConfigured) as told:
        env.database("postgres+x://quota:s3cret@db.lan/pool", BASE)
    assert "s3cret" not in str(told.value)


def test_a_misspelt_flag_is_refused(monkeypatch):
    monkeypatch.setenv("DEMO", "ture")
    with pytest.raises(ImproperlyConfigured, match="DEMO must be 1 or 0"):
        env.flag("DEMO")


@pytest.mark.parametrize(("written", "meant"), [("1", True), ("yes", True), ("0", False), ("", False)])
def test_a_flag_is_yes_or_no(monkeypatch, written, meant):
    monkeypatch.setenv("DEMO", written)
    assert env.flag("DEMO") is meant


def test_a_number_has_bounds(monkeypatch):
    monkeypatch.setenv("PORT", "0")
    with pytest.raises(ImproperlyConfigured, match="from 1 to"):
        env.number("PORT", 8000, least=1)


def test_the_secrets_file_yields_to_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("HASH_KEY", "from the environment")
    monkeypatch.delenv("QUOTA_TEST_KEY", raising=False)
    file = tmp_path / "secrets.env"
    file.write_text("# made once\nHASH_KEY=from the file\nQUOTA_TEST_KEY=abc==\n")
    env.load_file(file)
    assert env.text("HASH_KEY") == "from the environment"
    assert env.text("QUOTA_TEST_KEY") == "abc=="
    monkeypatch.delenv("QUOTA_TEST_KEY")
