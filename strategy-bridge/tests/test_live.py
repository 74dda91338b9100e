"""The running bot's bridge with a clock of the test: what is told, how often, and what stays refused."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from samples import NOON, a_signal, an_id, message_of

from agent_bridge import codes
from agent_bridge.book import SignalBook
from agent_bridge.live import MAX_NOTICES, LiveBridge
from agent_bridge.settings import Settings

STEP = 300_000
PAIR = "BTC/USDT"


class Clock:
    def __init__(self) -> None:
        self.ms = NOON + 1_000

    def now_ms(self) -> int:
        return self.ms

    def monotonic(self) -> float:
        return self.ms / 1000


class Feed:
    """A feed that the test fills by hand."""

    def __init__(self) -> None:
        self.book = SignalBook()
        self.problem = ""
        self.down = False

    def start(self, wait_sec: float) -> bool:
        return True

    def stop(self) -> None:
        pass

    def is_down(self) -> bool:
        return self.down


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def feed() -> Feed:
    return Feed()


@pytest.fixture
def bridge(tmp_path: Path, clock: Clock, feed: Feed) -> LiveBridge:
    settings = Settings(source="file", file="x", journal_dir=str(tmp_path))
    made = LiveBridge(settings, "dry-run", feed, set(), clock.now_ms, clock.monotonic)  # type: ignore[arg-type]
    assert made.open_journals() is None and made.start_feed(0) is None
    return made


def told(folder: Path) -> list[tuple[str, str]]:
    lines = [line for path in sorted(folder.glob("actions-*.jsonl")) for line in path.read_text().split("\n") if line]
    return [(action["action"], action["result"]) for action in map(json.loads, lines)]


def publish(feed: Feed, *numbers: int, **fields: Any) -> None:
    feed.book.offer([message_of(a_signal(an_id(number), **fields)) for number in numbers])


def test_future_signal_stays_refused_when_its_time_has_come(bridge: LiveBridge, clock: Clock, feed: Feed, tmp_path: Path) -> None:
    publish(feed, 1, timestamp_ms=NOON + STEP)
    bridge.review([PAIR], {})
    clock.ms = NOON + STEP + 1_000
    bridge.review([PAIR], {})
    assert bridge.newest(PAIR) is None
    assert told(tmp_path) == [("refuse", codes.SIGNAL_FROM_FUTURE)]


def test_signal_waits_for_its_candle_then_is_late(bridge: LiveBridge, clock: Clock, feed: Feed, tmp_path: Path) -> None:
    publish(feed, 1)
    signal = bridge.newest(PAIR)
    assert signal is not None
    assert bridge.place(signal, NOON - 2 * STEP, STEP) is None
    assert bridge.place(signal, NOON - STEP, STEP) is not None
    assert bridge.place(signal, NOON, STEP) is None
    assert bridge.newest(PAIR) is None
    assert told(tmp_path) == [("refuse", codes.LATE)]


def test_consumed_decision_supersedes_older_ones_and_opens_nothing_again(
    bridge: LiveBridge, clock: Clock, feed: Feed, tmp_path: Path
) -> None:
    publish(feed, 1)
    bridge.adopt([an_id(1)])
    publish(feed, 2, timestamp_ms=NOON - STEP)
    bridge.review([PAIR], {})
    assert bridge.newest(PAIR) is None
    assert told(tmp_path) == [("refuse", codes.SUPERSEDED)]


def test_reason_is_told_once_a_decision_and_code(bridge: LiveBridge, feed: Feed, tmp_path: Path) -> None:
    publish(feed, 1)
    for _ in range(5):
        bridge.review([PAIR], {PAIR: an_id(9)})
        bridge.refuse(an_id(1), PAIR, codes.PRICE_MOVED)
    assert told(tmp_path) == [("refuse", codes.POSITION_OPEN), ("refuse", codes.PRICE_MOVED)]


def test_flood_of_malformed_messages_does_not_hold_up_the_loop(bridge: LiveBridge, feed: Feed, tmp_path: Path) -> None:
    feed.book.offer([b"{%d" % number for number in range(500)])
    bridge.review([PAIR], {})
    assert told(tmp_path) == [("refuse", "INVALID_JSON")] * MAX_NOTICES
    publish(feed, 1)
    assert bridge.newest(PAIR) is not None


def test_feed_down_warns_once_a_minute(bridge: LiveBridge, clock: Clock, feed: Feed, caplog: pytest.LogCaptureFixture) -> None:
    publish(feed, 1)
    feed.down, feed.problem = True, "Redis is gone"
    for _ in range(125):
        bridge.review([PAIR], {})
        assert bridge.newest(PAIR) is None
        clock.ms += 1_000
    assert sum("no entries: the feed is down: Redis is gone" in record.message for record in caplog.records) == 3


def test_result_that_could_not_be_written_is_written_later(bridge: LiveBridge, tmp_path: Path) -> None:
    from datetime import datetime, timezone

    from agent_bridge.journal.results import TradeResult
    from agent_bridge.tag import Plan

    trade = SimpleNamespace(
        id=1, pair=PAIR, exit_reason="tp1", close_profit_abs=12.5, close_date_utc=datetime(2025, 6, 1, tzinfo=timezone.utc)
    )
    plan, result = Plan.of(a_signal(an_id(1))), TradeResult(an_id(1), 103.0, 0.5)
    path = tmp_path / "trade_results.csv"
    path.rename(tmp_path / "away")
    path.mkdir()
    bridge.see_closed(trade, plan, result)
    assert bridge.knows_closed() == set()
    path.rmdir()
    (tmp_path / "away").rename(path)
    for _ in range(3):
        bridge.see_closed(trade, plan, result)
    assert bridge.knows_closed() == {1}
    assert path.read_text().split("\n")[1:] == [f"{an_id(1)},103,0.5", ""]
    assert told(tmp_path) == [("close", "tp1")]
