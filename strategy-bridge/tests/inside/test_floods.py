"""Attacks on a real bot: a flood in the channel, a held lock. Stops are executed as without the bridge, and the loop waits for no disk."""

from __future__ import annotations

import fcntl
import os
import statistics
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from channels import FileChannel, RedisServer
from conftest import PAIRS
from exchange import Exchange
from samples import a_signal, an_id, message_of

pytest.importorskip("freqtrade")

from live_bot import LiveBot, with_host  # noqa: E402

from agent_bridge import codes  # noqa: E402
from agent_bridge.journal import append_file  # noqa: E402

pytestmark = [pytest.mark.interpreter, pytest.mark.long]

IN_REDIS, IN_FILE = 9_000, 25_000
LATER_SEC = 1.0
"""The permitted delay of a stop compared with a run without the bridge, in the median."""


def flood(count: int, first: int, close: int) -> list[bytes]:
    """Valid signals of pairs that are not traded here, each with its own id and pair."""
    one = message_of(a_signal(an_id(0), close, "BTC/USDT"))
    return [one.replace(an_id(0).encode(), f"00000000-0000-5000-8000-{first + number:012x}".encode()).replace(
        b"BTC/USDT", b"F%d/USDT" % (first + number)) for number in range(count)]


class Attack:
    """The action right before each stop; `settings` are those of the bridge."""

    settings: dict[str, Any] = {}

    def __init__(self, folder: Path, close: int) -> None:
        self.folder, self.close, self.attacks = folder, close, 0

    def strike(self) -> None:
        raise NotImplementedError

    def end(self) -> None:
        pass

    def next_flood(self, count: int) -> list[bytes]:
        self.attacks += 1
        return flood(count, self.attacks * count, self.close)


class RedisFlood(Attack):
    def __init__(self, folder: Path, close: int) -> None:
        super().__init__(folder, close)
        self.server = RedisServer(folder)
        self.settings = {"source": "redis", "redis_url": self.server.url}

    def publish(self, message: bytes) -> None:
        self.server.push(message)

    def strike(self) -> None:
        self.server.push(*self.next_flood(IN_REDIS))

    def end(self) -> None:
        self.server.kill()


class FileFlood(Attack):
    def __init__(self, folder: Path, close: int) -> None:
        super().__init__(folder, close)
        self.channel = FileChannel(folder / "signals")

    def publish(self, message: bytes) -> None:
        self.channel.publish_bytes(message)

    def strike(self) -> None:
        self.channel.publish_bytes(b"\n".join(self.next_flood(IN_FILE)))


class HeldLock(FileFlood):
    def __init__(self, folder: Path, close: int) -> None:
        super().__init__(folder, close)
        self.held: list[Any] = []

    def strike(self) -> None:
        if not self.held:
            # The locks of the log and of the results; the bot holds its own.
            self.held = [path.open("r+b") for path in (self.folder / "decision_logs").glob("*.*.lock")]
            assert len(self.held) == 2
            for lock in self.held:
                fcntl.flock(lock, fcntl.LOCK_EX)

    def end(self) -> None:
        for lock in self.held:
            lock.close()


@pytest.fixture(params=[RedisFlood, FileFlood, HeldLock], ids=lambda attack: attack.__name__)
def attack(request: pytest.FixtureRequest, bot: LiveBot) -> Iterator[Attack]:
    made = request.param(bot.folder, bot.close)
    yield made
    made.end()


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Calls of the loop itself that may wait for a disk or for another process."""
    found: list[str] = []

    def watched(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            is_ours = threading.current_thread() is threading.main_thread()
            if is_ours and any(frame.name == "process" for frame in traceback.extract_stack()):
                found.append(name)
            return real(*arguments)

        return call

    monkeypatch.setattr(os, "fsync", watched("fsync", os.fsync))
    monkeypatch.setattr(append_file, "_take", watched("lock", append_file._take))
    return found


def seconds_of_stops(bot: LiveBot, exchange: Exchange, before: Callable[[], None]) -> list[float]:
    """The delay between the price's fall through each stop and its execution, in consecutive loops."""
    seconds = []
    for pair in PAIRS:
        (trade,) = bot.trades(pair, is_open=True)
        before()
        exchange.prices[pair] = 94.0
        fell = time.monotonic()
        while trade.is_open:
            assert time.monotonic() - fell < 120, f"the stop of {pair} was not executed"
            bot.loop()
        assert trade.exit_reason == "stop_loss"
        seconds.append(time.monotonic() - fell)
    return seconds


def without_us(folder: Path, exchange: Exchange) -> list[float]:
    folder.mkdir()
    bot = with_host(LiveBot(folder, exchange), "Plain", stoploss=-0.05)
    try:
        bot.start()
        bot.strategy.marks = dict.fromkeys(PAIRS, "theirs")
        bot.loop()
        return seconds_of_stops(bot, exchange, lambda: None)
    finally:
        bot.stop()


def test_stop_under_attack_is_executed_as_without_the_bridge(bot: LiveBot, exchange: Exchange, attack: Any, waits: list[str]) -> None:
    control = without_us(bot.folder / "control", exchange)
    exchange.prices.update(dict.fromkeys(PAIRS, 100.0))

    bot.config["agentbridge"].update(attack.settings)
    bot.start()
    for number, pair in enumerate(PAIRS):
        attack.publish(message_of(a_signal(an_id(number + 1), bot.close, pair)))
    bot.loop_until(lambda: len(bot.trades(is_open=True)) == len(PAIRS), "five trades", 60)
    bot.loop()
    waits.clear()
    found = seconds_of_stops(bot, exchange, attack.strike)
    assert statistics.median(found) <= statistics.median(control) + LATER_SEC, (found, control)
    assert waits == []

    # When the attack is over, everything is logged: each result once, and a part and a count of the flood.
    attack.end()
    bot.loop_until(lambda: len(bot.rows()) == len(PAIRS), "the results", 60)
    results = [action["result"] for action in bot.actions()]
    assert results.count("stop_loss") == len(PAIRS)
    if attack.attacks:
        assert 1 <= results.count(codes.SYMBOL_MISMATCH) < 200
