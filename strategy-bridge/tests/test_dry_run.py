"""A running Freqtrade in dry-run: one process per version, one pair per scenario; other processes only for kill and restart."""

from __future__ import annotations

import json
import math
import shutil
import signal
import sqlite3
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from channels import FileChannel, RedisServer
from conftest import BRIDGE
from exchange import STEP_MS, Exchange, wait_for_room
from freqtrade_env import TIMEOUT_SEC, VERSIONS, Bot, Freqtrade, make
from samples import a_signal, an_id, message_of

from agent_bridge.signal import TradingSignal

PAIRS = ["TP/USDT", "STOP/USDT", "BAD/USDT", "LATE/USDT", "MOVE/USDT", "BEYOND/USDT", "SHORT/USDT", "TWO/USDT"]
FOREIGN = "ELSE/USDT"


@pytest.fixture(scope="module")
def exchange() -> Iterator[Exchange]:
    server = Exchange(dict.fromkeys([*PAIRS, FOREIGN], 100.0))
    yield server
    server.close()


@pytest.fixture(params=VERSIONS)
def freqtrade(request: pytest.FixtureRequest, tmp_path: Path, exchange: Exchange) -> Freqtrade:
    exchange.prices.update(dict.fromkeys(exchange.prices, 100.0))
    home = make(request.param, tmp_path, exchange.url)
    home.config["exchange"]["pair_whitelist"] = list(PAIRS)
    home.config["max_open_trades"] = len(PAIRS)
    home.config["agentbridge"]["max_entry_slippage_r"] = 0.25
    return home


def last_close(seconds: float = 60) -> int:
    """Close time of the last closed candle. Waits if a boundary would pass while the test's signals are read: they would be late."""
    return wait_for_room(seconds)


def signal_of(pair: str, number: int, **fields: object) -> TradingSignal:
    return a_signal(an_id(number), fields.pop("timestamp_ms", None) or last_close(), pair, **fields)  # type: ignore[arg-type]


def actions(home: Freqtrade) -> list[dict]:
    return [json.loads(line) for path in sorted(home.journal.glob("actions-*.jsonl")) for line in path.read_text().split("\n") if line]


def codes_of(home: Freqtrade, number: int, before_ms: float = math.inf) -> list[str]:
    """The log lines of a decision, up to an instant: after the next candle an open one becomes LATE."""
    return [action["result"] for action in actions(home) if an_id(number) in action["input_refs"] and time_of(action) * 1000 < before_ms]


def time_of(action: dict) -> float:
    """When it happened according to the log, in seconds since 1970."""
    return datetime.strptime(action["timestamp"], "%Y-%m-%dT%H:%M:%S.%f%z").timestamp()


def first(home: Freqtrade, number: int, code: str) -> float:
    """When a code of a decision was first logged."""
    return next(time_of(action) for action in actions(home) if an_id(number) in action["input_refs"] and action["result"] == code)


def rows(home: Freqtrade) -> list[str]:
    path = home.journal / "trade_results.csv"
    return path.read_text().split("\n")[1:-1] if path.exists() else []


def start(home: Freqtrade, strategy: str = "AgentBridgeStrategy") -> Bot:
    bot = home.start("--strategy", strategy, "--strategy-path", str(home.folder / "strategies"))
    bot.wait_running()
    return bot


def test_signals_from_entry_to_exit(freqtrade: Freqtrade, exchange: Exchange) -> None:
    channel = FileChannel(freqtrade.folder / "signals")
    bot = start(freqtrade)
    try:
        close = last_close()
        exchange.prices.update({"MOVE/USDT": 101.5, "BEYOND/USDT": 94.0})
        channel.publish(signal_of("TP/USDT", 1, timestamp_ms=close))
        channel.publish(signal_of("STOP/USDT", 2, timestamp_ms=close))
        channel.publish_bytes(b'{"version":"1.0"}')
        channel.publish_bytes(message_of(signal_of("BAD/USDT", 3, timestamp_ms=close)).replace(b'"long"', b'"buy"'))
        channel.publish(signal_of("BAD/USDT", 4, timestamp_ms=close + STEP_MS))  # future
        channel.publish(signal_of("BAD/USDT", 5, timestamp_ms=int(time.time() * 1000) - 700_000))  # expired
        channel.publish(signal_of("LATE/USDT", 6, timestamp_ms=close - STEP_MS))
        channel.publish(signal_of("MOVE/USDT", 7, timestamp_ms=close))
        channel.publish(signal_of("BEYOND/USDT", 8, timestamp_ms=close))
        channel.publish(signal_of("SHORT/USDT", 9, timestamp_ms=close, side="short", initial_stop=105.0, tp1=97.0, tp2=90.0))
        channel.publish(signal_of(FOREIGN, 10, timestamp_ms=close))
        low, high = sorted([11, 12], key=an_id)
        channel.publish(signal_of("TWO/USDT", high, timestamp_ms=close))
        channel.publish(signal_of("TWO/USDT", low, timestamp_ms=close))

        bot.wait_until(lambda: sum("STOP_SET" in codes_of(freqtrade, number) for number in (1, 2, low)) == 3, "three stops")
        assert {trade["pair"]: trade["stop_loss"] for trade in bot.trades()} == {"TP/USDT": 95.0, "STOP/USDT": 95.0, "TWO/USDT": 95.0}
        assert all(490 < trade["stake_amount"] <= 500 for trade in bot.trades())

        # The same message again, a conflict, and another signal during the open trade.
        channel.publish(signal_of("TP/USDT", 1, timestamp_ms=close))
        channel.publish(signal_of("STOP/USDT", 2, timestamp_ms=close, rationale="other words"))
        bot.wait_until(lambda: "DECISION_CONFLICT" in codes_of(freqtrade, 2), "the conflict")
        exchange.prices.update({"TP/USDT": 103.2, "STOP/USDT": 94.0, "TWO/USDT": 102.9})
        bot.wait_until(lambda: len(rows(freqtrade)) == 2, "two results")
        bot.wait_loops()

        closed = {trade["pair"]: trade for trade in bot.trades() if not trade["is_open"]}
        assert closed["TP/USDT"]["exit_reason"] == "tp1" and closed["TP/USDT"]["close_rate"] == 103.2
        assert closed["STOP/USDT"]["exit_reason"] == "stop_loss" and closed["STOP/USDT"]["close_rate"] == 94.0
        assert {trade["pair"] for trade in bot.trades() if trade["is_open"]} == {"TWO/USDT"}
        assert len(bot.trades()) == 3
    finally:
        bot.stop()

    results = dict(row.split(",", 1) for row in rows(freqtrade))
    for pair, number in (("TP/USDT", 1), ("STOP/USDT", 2)):
        trade = closed[pair]
        price, pnl = (float(part) for part in results[an_id(number)].split(","))
        assert price == trade["close_rate"]
        # R is measured from the signal's reference price to its stop.
        assert pnl == pytest.approx(trade["close_profit_abs"] / (trade["amount"] * 5.0), rel=1e-12)
    assert codes_of(freqtrade, 1) == ["CONFIRMED", "OPENED", "STOP_SET", "tp1"]
    # The feed and the loop are two threads: either may be first.
    assert sorted(codes_of(freqtrade, 2)) == ["CONFIRMED", "DECISION_CONFLICT", "OPENED", "STOP_SET", "stop_loss"]
    assert codes_of(freqtrade, 3) == []
    assert codes_of(freqtrade, 4) == ["SIGNAL_FROM_FUTURE"]
    assert codes_of(freqtrade, 5) == ["EXPIRED"]
    assert codes_of(freqtrade, 6, close + STEP_MS) == ["LATE"]
    assert codes_of(freqtrade, 7, close + STEP_MS) == ["PRICE_MOVED"]
    assert codes_of(freqtrade, 8, close + STEP_MS) == ["ENTRY_BEYOND_LEVELS"]
    assert codes_of(freqtrade, 9, close + STEP_MS) == ["SIDE_NOT_ALLOWED"]
    assert codes_of(freqtrade, 10, close + STEP_MS) == ["SYMBOL_MISMATCH"]
    assert codes_of(freqtrade, high, close + STEP_MS) == ["SUPERSEDED"]
    assert [action["result"] for action in actions(freqtrade) if not action["input_refs"]] == ["MISSING_FIELD", "INVALID_SIDE"]
    assert "Traceback" not in bot.log
    assert "safe value" not in bot.log


@pytest.mark.long_on("2026.9")
def test_killed_with_open_trades_recovers_from_the_tag(freqtrade: Freqtrade, exchange: Exchange) -> None:
    channel = FileChannel(freqtrade.folder / "signals")
    bot = start(freqtrade)
    try:
        close = last_close()
        for number, pair in enumerate(("TP/USDT", "STOP/USDT", "LATE/USDT"), 1):
            channel.publish(signal_of(pair, number, timestamp_ms=close))
        bot.wait_until(lambda: all("STOP_SET" in codes_of(freqtrade, number) for number in (1, 2, 3)), "three stops")
    finally:
        bot.kill()
    channel.remove()

    # A broken configuration with an open trade of ours: guard-only, no new entry.
    freqtrade.config["agentbridge"]["sorce"] = "file"
    exchange.prices.update({"TP/USDT": 103.5, "STOP/USDT": 94.5})
    bot = start(freqtrade)
    try:
        bot.wait_until(lambda: len(rows(freqtrade)) == 2, "two results")
        channel.publish(signal_of("MOVE/USDT", 4))
        bot.wait_loops(3)
        assert {trade["exit_reason"] for trade in bot.trades()} == {"tp1", "stop_loss", None}
    finally:
        bot.kill()
    assert "guard-only" in freqtrade.log and "did you mean source?" in freqtrade.log
    assert "no entries" in freqtrade.log

    # Closed while the bridge was not running: found in the trade table at the next start, once.
    exchange.prices["LATE/USDT"] = 103.5
    freqtrade.config["agentbridge"].pop("sorce")
    written = rows(freqtrade)
    bot = start(freqtrade)
    try:
        bot.wait_until(lambda: len(rows(freqtrade)) == 3, "the third result")
    finally:
        bot.kill()
    (freqtrade.journal / "trade_results.csv").write_text("decision_id,exit_price,pnl_r_multiple\n" + "".join(row + "\n" for row in written))
    bot = start(freqtrade)
    try:
        bot.wait_until(lambda: len(rows(freqtrade)) == 3, "the row of a trade that closed unseen")
        bot.wait_loops()
    finally:
        bot.stop()
    assert len({row.split(",")[0] for row in rows(freqtrade)}) == len(rows(freqtrade)) == 3
    assert codes_of(freqtrade, 1) == ["CONFIRMED", "OPENED", "STOP_SET", "RECOVERED", "tp1"]


def test_fault_without_a_trade_ends_the_start(freqtrade: Freqtrade) -> None:
    freqtrade.config["agentbridge"] = {"source": "redis", "redis_url": "redis://:hidden-password@127.0.0.1:1/0"}
    done = freqtrade.run("trade", "--strategy", "AgentBridgeStrategy", "--strategy-path", str(freqtrade.folder / "strategies"))
    output = done.stdout + done.stderr
    # Freqtrade prints its own trace below; the first line is the one to read.
    assert "ERROR - agentbridge: Redis at 127.0.0.1:1 can't be reached: is it running" in output
    assert "hidden-password" not in output and "RUNNING" not in output
    assert not (freqtrade.folder / "trades.sqlite").exists()


@pytest.mark.long
def test_redis_killed_keeps_guarding_and_comes_back(freqtrade: Freqtrade, exchange: Exchange, tmp_path: Path) -> None:
    server = RedisServer(tmp_path)
    freqtrade.config["agentbridge"].update({"source": "redis", "redis_url": server.url, "feed_timeout_sec": 2})
    bot = start(freqtrade)
    try:
        close = last_close()
        server.push(message_of(signal_of("STOP/USDT", 1, timestamp_ms=close)))
        bot.wait_until(lambda: "STOP_SET" in codes_of(freqtrade, 1), "a stop")
        # This candle is marked, then the feed goes down: nothing opens on a stale signal.
        exchange.prices["LATE/USDT"] = 101.5
        server.push(message_of(signal_of("LATE/USDT", 2, timestamp_ms=close)))
        bot.wait_until(lambda: codes_of(freqtrade, 2) == ["PRICE_MOVED"], "a refusal that may pass")
        server.kill()
        down = time.monotonic()
        bot.wait_for("no entries: the feed is down")
        exchange.prices.update({"LATE/USDT": 100.0, "STOP/USDT": 94.0})
        bot.wait_until(lambda: len(rows(freqtrade)) == 1, "the stop's result")
        bot.wait_loops()
        assert [trade["exit_reason"] for trade in bot.trades()] == ["stop_loss"]
        # Once a minute.
        assert freqtrade.log.count("no entries: the feed is down") <= 1 + (time.monotonic() - down) // 60
        again = message_of(signal_of("TP/USDT", 3))
        server.start()
        back = time.time()
        server.push(again)
        bot.wait_until(lambda: "STOP_SET" in codes_of(freqtrade, 3), "an entry after the feed is back")
        # The feed is back within 5 s (test_sources, measured 0.5), plus the entering loop, the fill and the log (2 in all).
        assert first(freqtrade, 3, "OPENED") - back < 10
        # The mark of the old candle opens again, unless it is late by now.
        bot.wait_until(lambda: {"STOP_SET", "LATE"} & set(codes_of(freqtrade, 2)), "the entry that is possible again")
        assert "STOP_SET" in codes_of(freqtrade, 2) or first(freqtrade, 2, "LATE") * 1000 >= close + STEP_MS
    finally:
        bot.stop()
        server.kill()
    assert "Traceback" not in bot.log


@pytest.mark.long
def test_redis_down_at_start_with_an_open_trade_guards_and_recovers(freqtrade: Freqtrade, exchange: Exchange, tmp_path: Path) -> None:
    server = RedisServer(tmp_path)
    freqtrade.config["agentbridge"].update({"source": "redis", "redis_url": server.url, "feed_timeout_sec": 2})
    bot = start(freqtrade)
    try:
        server.push(message_of(signal_of("STOP/USDT", 1)))
        bot.wait_until(lambda: "STOP_SET" in codes_of(freqtrade, 1), "a stop")
    finally:
        bot.kill()
        server.kill()
    bot = start(freqtrade)
    try:
        assert "guard-only, because a trade of ours is open" in freqtrade.log
        exchange.prices["STOP/USDT"] = 94.0
        bot.wait_until(lambda: len(rows(freqtrade)) == 1, "the stop's result")
        server.start()
        server.push(message_of(signal_of("TP/USDT", 3)))
        bot.wait_until(lambda: "STOP_SET" in codes_of(freqtrade, 3), "an entry after the feed is back")
    finally:
        bot.stop()
        server.kill()


@pytest.mark.long
def test_stop_above_the_price_exits_at_once_and_an_unreadable_tag_too(freqtrade: Freqtrade, exchange: Exchange) -> None:
    channel = FileChannel(freqtrade.folder / "signals")
    bot = start(freqtrade)
    try:
        close = last_close()
        for number, pair in enumerate(("STOP/USDT", "BAD/USDT"), 1):
            channel.publish(signal_of(pair, number, timestamp_ms=close))
        bot.wait_until(lambda: all("STOP_SET" in codes_of(freqtrade, number) for number in (1, 2)), "two stops")
    finally:
        bot.kill()
    connection = sqlite3.connect(freqtrade.folder / "trades.sqlite")
    with connection:
        # As if killed between order and stop, with the price below the stop since then; and a truncated tag.
        connection.execute("UPDATE trades SET stop_loss = 1.0, stop_loss_pct = -0.99 WHERE pair = 'STOP/USDT'")
        connection.execute("UPDATE trades SET enter_tag = substr(enter_tag, 1, 50) WHERE pair = 'BAD/USDT'")
    connection.close()
    exchange.prices["STOP/USDT"] = 94.0
    bot = start(freqtrade)
    try:
        bot.wait_until(lambda: all(not trade["is_open"] for trade in bot.trades()), "two exits")
        bot.wait_until(lambda: len(rows(freqtrade)) == 1, "the result")
        assert [trade["exit_reason"] for trade in bot.trades()] == ["ab_invalid_stop"] * 2
    finally:
        bot.stop()


@pytest.mark.long
def test_closed_terminal_ends_a_bot_in_good_order(freqtrade: Freqtrade, exchange: Exchange) -> None:
    channel = FileChannel(freqtrade.folder / "signals")
    bot = start(freqtrade)
    try:
        channel.publish(signal_of("STOP/USDT", 1))
        bot.wait_until(lambda: len(bot.trades()) == 1, "a trade")
        # Between two loops: an interrupt in the middle of a commit is Freqtrade's own problem.
        bot.wait_loops(1)
        bot.wait_idle()
        bot.process.send_signal(signal.SIGHUP)
        assert bot.process.wait(TIMEOUT_SEC) in (0, 130) and "SIGINT received, aborting" in freqtrade.log
    finally:
        bot.stop()
    assert {"CONFIRMED", "OPENED", "STOP_SET"} <= set(codes_of(freqtrade, 1))


@pytest.mark.long_on("2026.9")
def test_host_and_bridge_side_by_side(freqtrade: Freqtrade, exchange: Exchange) -> None:
    shutil.copy(BRIDGE / "tests" / "hosts" / "running.py", freqtrade.folder / "strategies")
    # The bot must have started before the boundary: the host marks its first candle.
    close = last_close(75)
    channel = FileChannel(freqtrade.folder / "signals")
    channel.publish(signal_of("MOVE/USDT", 1, timestamp_ms=close))
    bot = start(freqtrade, "BridgedRunningHost")
    try:
        # The host has analysed its candle; a signal that arrives now still opens.
        bot.wait_until(lambda: len(bot.trades()) == 1, "the host's trade")
        channel.publish(signal_of("TP/USDT", 2))
        bot.wait_until(lambda: "STOP_SET" in codes_of(freqtrade, 2), "a stop")
        bot.wait_loops(3)
        held = {trade["pair"]: trade for trade in bot.trades() if trade["is_open"]}
        assert held["MOVE/USDT"]["enter_tag"] == "theirs" and held["MOVE/USDT"]["stake_amount"] == pytest.approx(333, abs=0.01)
        assert held["MOVE/USDT"]["stop_loss"] == pytest.approx(80.01, abs=0.02)
        assert held["TP/USDT"]["stop_loss"] == 95.0 and held["TP/USDT"]["stake_amount"] == pytest.approx(500, abs=2)
        exchange.prices.update({"TP/USDT": 103.5, "MOVE/USDT": 106.0})
        bot.wait_until(lambda: not any(trade["is_open"] for trade in bot.trades()[:2]), "both exits")
        bot.wait_until(lambda: len(rows(freqtrade)) == 1, "our result")
        assert {trade["pair"]: trade["exit_reason"] for trade in bot.trades()[:2]} == {"MOVE/USDT": "theirs", "TP/USDT": "tp1"}
    finally:
        bot.stop()
    logged = codes_of(freqtrade, 1, close + STEP_MS)
    assert set(logged) <= {"HOST_SIGNAL", "POSITION_OPEN"} and "HOST_SIGNAL" in logged
    assert "safe value" not in bot.log
