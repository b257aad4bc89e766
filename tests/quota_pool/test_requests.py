"""What every answer carries, and what no log line may."""

import logging
import sys

import pytest
from django.urls import reverse

from quota_pool import logs, requests

pytestmark = pytest.mark.requirement("R-066", "R-088", "R-089")


@pytest.fixture
def answer(client, db):
    return client.get(reverse("account_login"))


def test_no_answer_is_kept_by_a_cache(answer):
    assert "no-store" in answer["Cache-Control"]


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere(answer):
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "img-src 'self' data:" in policy


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Frame-Options", "DENY"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ],
)
def test_the_usual_guards_stand_in_the_header(answer, header, value):
    assert answer[header] == value


def test_cookies_are_kept_from_scripts_and_other_sites(answer):
    cookie = answer.cookies["csrf"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_a_stranger_does_not_choose_the_request_id(client, db):
    answer = client.get(reverse("account_login"), headers={"X-Request-ID": "forged-request-id"})
    assert answer["X-Request-ID"] != "forged-request-id"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "found"),
    [
        (0, "1.2.3.4", "10.0.0.9"),
        (1, "1.2.3.4, 5.6.7.8", "5.6.7.8"),
        (2, "1.2.3.4, 5.6.7.8, 10.0.0.8", "5.6.7.8"),
        (2, "", "10.0.0.9"),
        (1, "<script>", ""),
    ],
)
def test_only_proxies_of_ours_are_believed(settings, proxies, forwarded, found):
    settings.TRUSTED_PROXIES = proxies
    if not forwarded:
        assert requests.client_address({"REMOTE_ADDR": "10.0.0.9"}) == found
    else:
        meta = {"REMOTE_ADDR": "10.0.0.9", "HTTP_X_FORWARDED_FOR": forwarded}
        assert requests.client_address(meta) == found


@pytest.mark.parametrize(
    ("cookie", "header", "language"),
    [
        (None, "en-US", "zh-hans"),
        ("en", "zh-CN", "en"),
        ("zh-hans", "en", "zh-hans"),
        ("xx", "en", "zh-hans"),
    ],
)
def test_pages_are_chinese_until_somebody_chooses(client, db, cookie, header, language):
    if cookie:
        client.cookies["language"] = cookie
    answer = client.get(reverse("account_login"), headers={"Accept-Language": header})
    assert answer["Content-Language"] == language


def line(message, exc_info=None):
    record = logging.LogRecord("quota", logging.ERROR, __file__, 1, message, (), exc_info)
    return logs.PlainFormatter("%(message)s").format(record)


def test_a_log_line_masks_long_numbers():
    assert line("refused 440100199901010012 of 138 0000 0000") == "refused <number> of <number>"
    assert line("took 1234 ms") == "took 1234 ms"
    dated = logs.PlainFormatter("%(asctime)s %(message)s").format(logging.makeLogRecord({"msg": "now"}))
    assert "<number>" not in dated


def test_a_log_line_of_a_fault_tells_kind_and_place_but_not_what_it_said():
    try:
        raise ValueError("李文 440100199901010012")
    except ValueError:
        told = line("fault", sys.exc_info())
    assert "ValueError" in told
    assert "test_requests.py" in told
    assert "李文" not in told
