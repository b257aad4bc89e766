"""Figures are written as offices write them, and every drawing says in words what it shows."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from quota_pool import figures, marks


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("fen", "yuan"),
    [(680_000, "6,800.00"), (5, "0.05"), (0, "0.00"), (-222_600, "−2,226.00"), (None, "–")],
)
def test_money_has_two_decimals_and_thousands_marks(fen, yuan):
    assert figures.money(fen) == yuan


@pytest.mark.parametrize(
    ("fen", "places", "wan"),
    [
        (2_307_000_000, 1, "2,307.0"),
        (760_000, 2, "0.76"),
        (5_000, 2, "0.01"),
        (-400_000, 1, "−0.4"),
        (None, 2, "–"),
    ],
)
def test_summaries_are_in_ten_thousand_yuan_half_up(fen, places, wan):
    assert figures.wan(fen, places) == wan


def test_a_moment_is_told_in_china_time():
    assert figures.moment(datetime(2026, 3, 4, 16, 7, tzinfo=UTC)) == "2026-03-05 00:07"


def test_days_stand_short_in_tables_and_long_on_papers():
    assert figures.day(date(2026, 3, 5)) == "2026-03-05"
    with translation.override("zh-hans"):
        assert figures.paper_day(date(2026, 3, 5)) == "2026年3月5日"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        ("", "–"),
        (1234, "1,234"),
        (Decimal("-1.50"), "−1.50"),
        (True, "yes"),
        ("甲街道", "甲街道"),
    ],
)
def test_a_table_cell_is_never_empty(value, text):
    assert figures.cell(value) == text


@pytest.mark.parametrize(("part", "whole", "share"), [(893, 1000, "89.3%"), (1, 0, "–"), (1, 3, "33.3%")])
def test_a_share_of_nothing_is_no_share(part, whole, share):
    assert figures.percent(part, whole) == share


def widths(bar: str) -> dict[str, float]:
    parts = re.findall(r'class="bar-(\w+)" x="([\d.]+)%" width="([\d.]+)%"', bar)
    assert all(float(left) + float(width) <= 100.01 for _kind, left, width in parts)
    return {kind: float(width) for kind, _left, width in parts}


def test_a_bar_fills_as_far_as_heads_are_used():
    bar = marks.head_bar(marks.Heads(granted=200, occupied=100, held=20, reserved=10))
    assert widths(bar) == {"occ": 50, "held": 10, "res": 5}
    words = "granted 200, occupied 100, held 20, reserved 10, free 70"
    assert f'aria-label="{words}"' in bar
    assert "style" not in bar


def test_heads_over_the_quota_are_drawn_once_and_in_their_share():
    bar = marks.head_bar(marks.Heads(granted=100, occupied=110, held=10, over=20))
    assert widths(bar) == {
        "occ": pytest.approx(75, abs=0.01),
        "held": pytest.approx(8.33, abs=0.01),
        "over": 16.67,
    }
    assert "over 20" in bar


def test_people_without_a_head_stand_beside_the_free_heads():
    """Unseated people are over quota although the pool itself has room."""
    bar = marks.head_bar(marks.Heads(granted=100, occupied=50, over=5))
    assert widths(bar) == {"occ": 50, "over": 5}


@pytest.mark.parametrize("granted", [1, 10_000])
def test_one_head_can_always_be_seen(granted):
    assert widths(marks.head_bar(marks.Heads(granted=granted, held=1)))["held"] >= marks.NARROWEST


@pytest.mark.parametrize(
    ("left", "tone", "words"),
    [
        (-3, "red", "3 days late"),
        (-1, "red", "1 day late"),
        (0, "red", "today"),
        (1, "amber", "1 day left"),
        (10, "amber", "10 days left"),
        (11, "green", "11 days left"),
    ],
)
def test_a_deadline_has_a_word_and_an_icon_with_its_colour(left, tone, words):
    shown = marks.deadline(left, date(2026, 3, 6))
    assert f"due-{tone}" in shown
    assert words in shown
    assert 'aria-hidden="true"' in shown
    assert 'title="2026-03-06"' in shown


def test_what_people_wrote_is_never_markup():
    assert "&lt;b&gt;" in marks.badge("<b>", "red")
    assert "&lt;b&gt;" in marks.badges([("<b>", "red")])
    assert "&lt;b&gt;" in marks.share_bar(1, 2, "<b>")


@pytest.mark.parametrize(("part", "whole", "width"), [(1, 2, "50.00"), (5, 2, "100.00"), (1, 0, "0.00")])
def test_a_share_bar_stays_in_its_frame(part, whole, width):
    assert f'class="bar-spent" width="{width}%"' in marks.share_bar(part, whole, "spent")
