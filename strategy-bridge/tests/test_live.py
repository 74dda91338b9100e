"""The running bot's bridge with a test clock: what is logged, how often, and what stays refused."""

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
from agent_bridge.decided import Decided
from agent_bridge.journal import writer
from agent_bridge.journal.results import TradeResult
from agent_bridge.live import FOREIGN_A_LOOP, LiveBridge
from agent_bridge.live_journal import LOGGED_A_MINUTE
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
    """A feed that the test fills."""

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
    made = LiveBridge(settings, "dry-run", feed, Decided(), clock.now_ms, clock.monotonic)  # type: ignore[arg-type]
    assert made.open_journals() is None and made.start_feed(0) is None
    yield made
    made.stop()


def logged(bridge: LiveBridge, folder: Path) -> list[tuple[str, str]]:
    assert bridge.journal.flush(60)
    lines = [line for path in sorted(folder.glob("actions-*.jsonl")) for line in path.read_text().split("\n") if line]
    return [(action["action"], action["result"]) for action in map(json.loads, lines)]


def rationales(folder: Path) -> list[str]:
    return [json.loads(line)["rationale"] for path in folder.glob("actions-*.jsonl") for line in path.read_text().split("\n") if line]


def publish(feed: Feed, *numbers: int, **fields: Any) -> None:
    feed.book.offer([message_of(a_signal(an_id(number), **fields)) for number in numbers])


def wait_until(condition: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + 240
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.01)


def test_future_signal_stays_refused_when_its_time_has_come(bridge: LiveBridge, clock: Clock, feed: Feed, tmp_path: Path) -> None:
    publish(feed, 1, timestamp_ms=NOON + STEP)
    bridge.review([PAIR], {})
    clock.ms = NOON + STEP + 1_000
    bridge.review([PAIR], {})
    assert bridge.newest(PAIR) is None
    assert logged(bridge, tmp_path) == [("refuse", codes.SIGNAL_FROM_FUTURE)]


def test_signal_waits_for_its_candle_then_is_late(bridge: LiveBridge, clock: Clock, feed: Feed, tmp_path: Path) -> None:
    publish(feed, 1)
    signal = bridge.newest(PAIR)
    assert signal is not None
    assert bridge.place(signal, NOON - 2 * STEP, STEP) is None
    assert bridge.place(signal, NOON - STEP, STEP) is not None
    assert bridge.place(signal, NOON, STEP) is None
    assert bridge.newest(PAIR) is None
    assert logged(bridge, tmp_path) == [("refuse", codes.LATE)]


def test_consumed_decision_supersedes_older_ones_and_opens_nothing_again(
    bridge: LiveBridge, clock: Clock, feed: Feed, tmp_path: Path
) -> None:
    publish(feed, 1)
    bridge.adopt([an_id(1)])
    publish(feed, 2, timestamp_ms=NOON - STEP)
    bridge.review([PAIR], {})
    assert bridge.newest(PAIR) is None
    assert logged(bridge, tmp_path) == [("refuse", codes.SUPERSEDED)]


def test_reason_is_logged_once_per_decision_and_code(bridge: LiveBridge, feed: Feed, tmp_path: Path) -> None:
    publish(feed, 1)
    for _ in range(5):
        bridge.review([PAIR], {PAIR: an_id(9)})
        bridge.refuse(an_id(1), PAIR, codes.PRICE_MOVED)
    assert logged(bridge, tmp_path) == [("refuse", codes.POSITION_OPEN), ("refuse", codes.PRICE_MOVED)]


def test_flood_of_malformed_messages_is_logged_in_part_and_counted(bridge: LiveBridge, clock: Clock, feed: Feed, tmp_path: Path) -> None:
    feed.book.offer([b"{%d" % number for number in range(500)])
    bridge.review([PAIR], {})
    assert logged(bridge, tmp_path) == [("refuse", "INVALID_JSON")] * LOGGED_A_MINUTE
    publish(feed, 1)
    assert bridge.newest(PAIR) is not None
    clock.ms += 61_000
    bridge.review([PAIR], {})
    bridge.review([PAIR], {})
    assert logged(bridge, tmp_path)[LOGGED_A_MINUTE:] == [("refuse", "INVALID_JSON")]
    assert rationales(tmp_path)[-1] == f"{500 - LOGGED_A_MINUTE} more within a minute are not logged one by one"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"symbol": "FOREIGN/USDT"}, codes.SYMBOL_MISMATCH),
        ({"symbol": "FOREIGN/USDT", "timestamp_ms": NOON - 700_000}, codes.EXPIRED),
        ({"timestamp_ms": NOON - 700_000}, codes.EXPIRED),
        ({"timestamp_ms": NOON + STEP}, codes.SIGNAL_FROM_FUTURE),
        ({}, codes.SUPERSEDED),
    ],
    ids=["foreign", "foreign-old", "old", "future", "own-pair"],
)
def test_flood_of_valid_signals_is_logged_in_part_and_an_own_signal_still_opens(
    bridge: LiveBridge, clock: Clock, feed: Feed, tmp_path: Path, fields: dict, code: str
) -> None:
    publish(feed, *range(100, 3_600), **fields)
    for _ in range(2 + 3_500 // FOREIGN_A_LOOP):
        bridge.review([PAIR, "ETH/USDT"], {})
    flood = [result for _, result in logged(bridge, tmp_path)]
    assert flood == [code] * LOGGED_A_MINUTE
    # Another pair's refusal does not count as part of the flood.
    publish(feed, 1, symbol="ETH/USDT", side="short", initial_stop=105.0, tp1=97.0, tp2=90.0)
    publish(feed, 2, timestamp_ms=NOON + 1)
    bridge.review([PAIR, "ETH/USDT"], {})
    assert codes.SIDE_NOT_ALLOWED in [result for _, result in logged(bridge, tmp_path)]
    assert bridge.newest(PAIR).decision_id == an_id(2)
    if code != codes.SYMBOL_MISMATCH:
        # Signals that can't open any more are not examined again.
        assert len(feed.book.signals()) <= 2
    bridge.stop()
    counted = [line for line in rationales(tmp_path) if "more within a minute" in line]
    assert sum(int(line.split()[0]) for line in counted) >= 3_499 - LOGGED_A_MINUTE


def test_signal_of_a_pair_that_comes_to_the_list_later_opens(bridge: LiveBridge, feed: Feed, tmp_path: Path) -> None:
    publish(feed, 1, symbol="ETH/USDT")
    bridge.review([PAIR], {})
    assert logged(bridge, tmp_path) == [("refuse", codes.SYMBOL_MISMATCH)]
    bridge.review([PAIR, "ETH/USDT"], {})
    assert bridge.newest("ETH/USDT") is not None


def test_foreign_signal_that_expires_is_not_logged_again(bridge: LiveBridge, clock: Clock, feed: Feed, tmp_path: Path) -> None:
    publish(feed, 1, symbol="ETH/USDT")
    bridge.review([PAIR], {})
    clock.ms += 700_000
    bridge.review([PAIR], {})
    assert logged(bridge, tmp_path) == [("refuse", codes.SYMBOL_MISMATCH)] and feed.book.signals() == []


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
    assert logged(bridge, tmp_path) == [("close", "tp1")]


def test_entry_whose_line_can_not_be_written_is_refused_and_may_open_later(bridge: LiveBridge, feed: Feed, tmp_path: Path) -> None:
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
    assert logged(bridge, tmp_path) == [("refuse", codes.PRICE_MOVED), ("refuse", codes.JOURNAL_UNAVAILABLE)]
    bridge.review([PAIR], {})
    wait_until(lambda: bridge.confirm(plan, PAIR, 100.0), "the line of the entry")
    assert bridge.newest(PAIR) is None
    assert ("confirm", codes.CONFIRMED) in logged(bridge, tmp_path)
