"""Placement, freshness, settings: rules tested without a bot."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import NOON, a_signal, an_id

from agent_bridge import codes
from agent_bridge.placement import MARK, WAIT, deciding_row, is_fresh, judge, rows_of
from agent_bridge.secret import Secret
from agent_bridge.settings import Settings, load_settings

FIVE = 300_000
HOUR = 3_600_000
TEN = 600_000


@given(st.integers(0, 10**13), st.sampled_from([60_000, FIVE, HOUR, 4 * HOUR]))
def test_row_closes_at_the_timestamp_or_first_after_it(timestamp: int, step: int) -> None:
    row = deciding_row(timestamp, step)
    assert row % step == 0
    assert row + step >= timestamp > row


def test_row_on_a_longer_host_is_the_running_candle() -> None:
    assert deciding_row(NOON, FIVE) == NOON - FIVE
    assert deciding_row(NOON, HOUR) == NOON - 5 * 60_000  # 12:05 belongs to 12:00 to 13:00, not to 11:00 to 12:00
    assert deciding_row(NOON - 5 * 60_000, HOUR) == NOON - 65 * 60_000


def test_weeks_begin_on_mondays() -> None:
    week, monday = 7 * 86_400_000, 1_748_822_400_000  # 2025-06-02
    assert deciding_row(monday, week) == monday - week
    assert deciding_row(monday + 1, week) == deciding_row(monday + week, week) == monday


@pytest.mark.parametrize(
    ("row", "now", "verdict"),
    [
        (NOON - FIVE, NOON, MARK),
        (NOON - FIVE, NOON - 5_000, MARK),
        (NOON - FIVE, NOON - 5_001, codes.SIGNAL_FROM_FUTURE),
        (NOON - 2 * FIVE, NOON, WAIT),
        (NOON, NOON + FIVE, codes.LATE),
        (NOON, NOON + TEN, codes.LATE),
        (NOON - FIVE, NOON + TEN, MARK),
        (NOON - FIVE, NOON + TEN + 1, codes.EXPIRED),
        (NOON + FIVE, NOON + TEN + 1, codes.EXPIRED),
    ],
)
def test_freshness_at_its_boundaries(row: int, now: int, verdict: str) -> None:
    assert judge(NOON, row, now, FIVE, TEN) == verdict


@pytest.mark.parametrize(("age", "fresh"), [(-5_001, False), (-5_000, True), (0, True), (TEN, True), (TEN + 1, False)])
def test_freshness_includes_both_ends(age: int, fresh: bool) -> None:
    assert is_fresh(NOON, NOON + age, TEN) is fresh


def test_of_signals_on_one_row_the_newest_wins_then_the_lowest_id() -> None:
    low, high = sorted([an_id(1), an_id(2)])
    newer = NOON + FIVE
    assert rows_of([a_signal(an_id(3)), a_signal(high, newer), a_signal(low, newer)], HOUR) == {NOON - FIVE: a_signal(low, newer)}


def problems(**section: object) -> tuple[str, ...]:
    return load_settings({"agentbridge": section}).problems


def test_settings_as_the_environment_types_them() -> None:
    settings = load_settings({"agentbridge": {
        "source": "redis", "redis_url": "redis://:12345@localhost:6380/3", "list": 12345, "max_age_sec": 300, "feed_timeout_sec": 5,
        "max_entry_slippage_r": 0.25,
    }})
    assert settings.problems == ()
    assert settings.list == "12345" and settings.max_age_sec == 300 and settings.max_entry_slippage_r == 0.25
    assert settings.redis_url is not None
    assert settings.redis_url.password == Secret("12345")
    assert (settings.redis_url.host, settings.redis_url.port, settings.redis_url.database) == ("localhost", 6380, 3)
    assert "12345@" not in str(settings.redis_url) + repr(settings)
    assert settings.mask("an error with 12345 in it") == "an error with *** in it"


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ({}, "source is missing"),
        ({"source": "redis"}, "redis_url is missing"),
        ({"source": "file"}, "file is missing"),
        ({"source": "file", "file": "x", "max_agesec": 3}, "did you mean max_age_sec?"),
        ({"source": "file", "file": "x", "colour": 3}, "is not a setting; expected one of"),
        ({"source": "file", "file": "x", "max_age_sec": 0}, "from 1 to 604800"),
        ({"source": "file", "file": "x", "max_age_sec": True}, "max_age_sec=true: expected a whole number"),
        ({"source": "file", "file": "x", "max_age_sec": 1.5}, "whole number"),
        ({"source": "file", "file": "x", "feed_timeout_sec": float("nan")}, "expected a number"),
        ({"source": "file", "file": ""}, "file='': is empty; expected a folder or a file"),
        ({"source": "file", "file": True}, "file=true: expected a folder or a file"),
        ({"source": "redis", "redis_url": "rediss://h"}, "TLS"),
        ({"source": "redis", "redis_url": "redis://user:hidden@h"}, "user name"),
        ({"source": "redis", "redis_url": "redis://h:0"}, "port"),
        ({"source": "redis", "redis_url": "redis://h/1024"}, "database"),
        ({"source": "redis", "redis_url": "redis://h/x"}, "database"),
        ({"source": "redis", "redis_url": "redis://:hidden@"}, "host"),
        ({"source": "redis", "redis_url": "redis://h", "list": "a b"}, "letters, digits"),
        ({"source": "file", "file": "x", "label": "a b"}, "letters, digits"),
        ({"source": "file", "file": "x", "label": "a|b"}, "letters, digits"),
        ({"source": "file", "file": "x", "label": "x" * 41}, "1 to 40"),
        ({"source": "file", "file": "x", "label": ""}, "label='': is empty; expected 1 to 40"),
    ],
)
def test_settings_problem_is_one_line_without_secrets(section: dict, words: str) -> None:
    found = problems(**section)
    assert len(found) == 1 and words in found[0]
    assert "hidden" not in found[0] and "\n" not in found[0]


@pytest.mark.parametrize("section", [None, [], "redis"])
def test_section_that_is_no_mapping_is_a_problem(section: object) -> None:
    config = {} if section is None else {"agentbridge": section}
    assert load_settings(config).problem


def test_settings_of_a_deciding_source_are_unused_if_signals_are_decided_elsewhere() -> None:
    given = {"file": "x", "strategy": {"name": "ema-cross"}, "risk": {"min_rr": 1}}
    assert load_settings({"agentbridge": {"source": "file", **given}}).unused == ("strategy", "risk")
    assert load_settings({"agentbridge": {"source": "file", "file": "x"}}).unused == ()
    assert load_settings({"agentbridge": {"source": "clr", "assembly": "y", **given}}).unused == ()


def test_defaults_are_the_documented_ones() -> None:
    assert Settings(source="file", file="x") == load_settings({"agentbridge": {"source": "file", "file": "x"}})
