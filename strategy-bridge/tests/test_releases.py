"""One database, two releases: an open bridge trade is guarded by whichever release starts next, however the last one ended."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from channels import FileChannel
from exchange import Exchange
from freqtrade_env import TIMEOUT_SEC, make
from test_dry_run import codes_of, last_close, rows, signal_of, start

PAIRS = ["TP/USDT", "STOP/USDT"]


@pytest.fixture
def exchange() -> Iterator[Exchange]:
    server = Exchange(dict.fromkeys(PAIRS, 100.0))
    yield server
    server.close()


@pytest.mark.long
def test_open_trades_survive_an_upgrade_and_a_downgrade(tmp_path: Path, exchange: Exchange) -> None:
    pythons = {version: make(version, tmp_path / version, exchange.url).python for version in ("2024.2", "2026.9")}
    home = make("2024.2", tmp_path / "home", exchange.url)
    home.config["exchange"]["pair_whitelist"] = list(PAIRS)
    close = last_close()
    channel = FileChannel(home.folder / "signals")
    bot = start(home)
    try:
        for number, pair in enumerate(PAIRS, 1):
            channel.publish(signal_of(pair, number, timestamp_ms=close))
        bot.wait_until(lambda: all("STOP_SET" in codes_of(home, number) for number in (1, 2)), "two stops")
    finally:
        bot.kill()

    # The newest release migrates the tables. If it is stopped at the moment it starts running, it may interrupt the migration.
    home.python = pythons["2026.9"]
    bot = start(home)
    bot.process.send_signal(signal.SIGTERM)
    bot.process.wait(TIMEOUT_SEC)
    bot = start(home)
    try:
        assert {trade["pair"]: (trade["stop_loss"], trade["is_open"]) for trade in bot.trades()} == dict.fromkeys(PAIRS, (95.0, 1))
        exchange.prices["STOP/USDT"] = 94.0
        bot.wait_until(lambda: len(rows(home)) == 1, "the stop's result")
    finally:
        bot.kill()

    home.python = pythons["2024.2"]
    bot = start(home)
    try:
        exchange.prices["TP/USDT"] = 103.2
        bot.wait_until(lambda: len(rows(home)) == 2, "TP1's result")
        assert {trade["pair"]: trade["exit_reason"] for trade in bot.trades()} == {"TP/USDT": "tp1", "STOP/USDT": "stop_loss"}
        # The same signals are still in the channel: used on both releases.
        assert len(bot.trades()) == 2 and "safe value" not in home.log
    finally:
        bot.stop()
    assert codes_of(home, 1) == ["CONFIRMED", "OPENED", "STOP_SET", "RECOVERED", "RECOVERED", "RECOVERED", "tp1"]
