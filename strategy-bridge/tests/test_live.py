"""The running bot's bridge with a clock of the test: what is told, how often, and what stays refused."""

from __future__ import annotations

import fcntl
import json
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from samples import NOON, a_signal, an_id, message_of

from agent_bridge import codes
from agent_bridge.book import SignalBook
from agent_bridge.journal import writer
from agent_bridge.journal.results import TradeResult
from agent_bridge.live import MAX_NOTICES, LiveBridge
from agent_bridge.settings import Settings
from agent_bridge.tag import Plan

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
def bridge(tmp_path: Path, clock: Clock, feed: Feed, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveBridge]:
    monkeypatch.setattr(writer, "RETRY_SEC", 0.05)
    settings = Settings(source="file", file="x", journal_dir=str(tmp_path))
    made = LiveBridge(settings, "dry-run", feed, set(), clock.now_ms, clock.monotonic)  # type: ignore[arg-type]
    assert made.open_journals() is None and made.start_feed(0) is None
    yield made
    made.stop()


def told(bridge: LiveBridge, folder: Path) -> list[tuple[str, str]]:
    assert bridge.journal.flush(60)
    lines = [line for path in sorted(folder.glob("actions-*.jsonl")) for line in path.read_text().split("\n") if line]
    return [(action["action"], action["result"]) for action in map(json.loads, lines)]


def publish(feed: Feed, *numbers: int, **fields: Any) -> None:
    feed.book.offer([message_of(a_signal(an_id(number), **fields)) for number in numbers])


def wait_until(condition: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.01)


def test_future_signal_stays_refused_when_its_time_has_come(bridge: LiveBridge, clock: Clock, feed: Feed, tmp_path: Path) -> None:
    publish(feed, 1, timestamp_ms=NOON + STEP)
    bridge.review([PAIR], {})
    clock.ms = NOON + STEP + 1_000
    bridge.review([PAIR], {})
    assert bridge.newest(PAIR) is None
    assert told(bridge, tmp_path) == [("refuse", codes.SIGNAL_FROM_FUTURE)]


def test_signal_waits_for_its_candle_then_is_late(bridge: LiveBridge, clock: Clock, feed: Feed, tmp_path: Path) -> None:
    publish(feed, 1)
    signal = bridge.newest(PAIR)
    assert signal is not None
    assert bridge.place(signal, NOON - 2 * STEP, STEP) is None
    assert bridge.place(signal, NOON - STEP, STEP) is not None
    assert bridge.place(signal, NOON, STEP) is None
    assert bridge.newest(PAIR) is None
    assert told(bridge, tmp_path) == [("refuse", codes.LATE)]


def test_consumed_decision_supersedes_older_ones_and_opens_nothing_again(
    bridge: LiveBridge, clock: Clock, feed: Feed, tmp_path: Path
) -> None:
    publish(feed, 1)
    bridge.adopt([an_id(1)])
    publish(feed, 2, timestamp_ms=NOON - STEP)
    bridge.review([PAIR], {})
    assert bridge.newest(PAIR) is None
    assert told(bridge, tmp_path) == [("refuse", codes.SUPERSEDED)]


def test_reason_is_told_once_a_decision_and_code(bridge: LiveBridge, feed: Feed, tmp_path: Path) -> None:
    publish(feed, 1)
    for _ in range(5):
        bridge.review([PAIR], {PAIR: an_id(9)})
        bridge.refuse(an_id(1), PAIR, codes.PRICE_MOVED)
    assert told(bridge, tmp_path) == [("refuse", codes.POSITION_OPEN), ("refuse", codes.PRICE_MOVED)]


def test_flood_of_malformed_messages_does_not_hold_up_the_loop(bridge: LiveBridge, feed: Feed, tmp_path: Path) -> None:
    feed.book.offer([b"{%d" % number for number in range(500)])
    bridge.review([PAIR], {})
    assert told(bridge, tmp_path) == [("refuse", "INVALID_JSON")] * MAX_NOTICES
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
    trade = SimpleNamespace(
        id=1, pair=PAIR, exit_reason="tp1", close_profit_abs=12.5, close_date_utc=datetime(2025, 6, 1, tzinfo=timezone.utc)
    )
    plan, result = Plan.of(a_signal(an_id(1))), TradeResult(an_id(1), 103.0, 0.5)
    path = tmp_path / "trade_results.csv"
    path.rename(tmp_path / "away")
    path.mkdir()
    bridge.see_closed(trade, plan, result)
    assert bridge.knows_closed() == {1}
    wait_until(lambda: bridge.journal.problem != "", "problem of the journal")
    path.rmdir()
    (tmp_path / "away").rename(path)
    assert bridge.journal.flush(60) and bridge.journal.problem == ""
    assert path.read_text().split("\n")[1:] == [f"{an_id(1)},103,0.5", ""]
    assert told(bridge, tmp_path) == [("close", "tp1")]


def test_entry_whose_line_can_not_be_written_is_none_and_may_be_one_later(bridge: LiveBridge, feed: Feed, tmp_path: Path) -> None:
    publish(feed, 1)
    plan = Plan.of(a_signal(an_id(1)))
    bridge.refuse(an_id(9), PAIR, codes.PRICE_MOVED)
    assert bridge.journal.flush(60)
    (path,) = tmp_path.glob("actions-*.jsonl.lock")
    with open(path, "r+b") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        bridge.review([PAIR], {})
        assert not bridge.confirm(plan, PAIR, 100.0) and not bridge.confirm(plan, PAIR, 100.0)
    assert bridge.newest(PAIR) is not None
    assert told(bridge, tmp_path) == [("refuse", codes.PRICE_MOVED), ("refuse", codes.JOURNAL_UNAVAILABLE)]
    bridge.review([PAIR], {})
    wait_until(lambda: bridge.confirm(plan, PAIR, 100.0), "the line of the entry")
    assert bridge.newest(PAIR) is None
    assert ("confirm", codes.CONFIRMED) in told(bridge, tmp_path)
