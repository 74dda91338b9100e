"""A trader's own strategy with the bridge added: its trades do not change, and none of its rules ends a bridge trade."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from conftest import BRIDGE
from exchange import Exchange
from freqtrade_env import STEP_MS, VERSIONS, Freqtrade, make
from samples import a_signal, an_id

START = 1748736000000
CANDLES = 6000
HOUR_MS = 12 * STEP_MS


@pytest.fixture(params=VERSIONS)
def freqtrade(request: pytest.FixtureRequest, tmp_path: Path, exchange: Exchange) -> Freqtrade:
    home = make(request.param, tmp_path, exchange.url)
    shutil.copy(BRIDGE / "tests" / "hosts" / "hosts.py", home.folder / "strategies")
    home.config["exchange"]["pair_whitelist"] = ["BTC/USDT", "ETH/USDT"]
    home.config.pop("timeframe")
    for seed, pair in enumerate(("BTC/USDT", "ETH/USDT"), 7):
        candles = walk(seed)
        home.write_candles(pair, candles)
        path = home.folder / "user_data" / "data" / "binance" / f"{pair.replace('/', '_')}-1h.json"
        path.write_text(str(hours_of(candles)), encoding="utf-8")
    return home


def walk(seed: int) -> list[list]:
    rng = random.Random(seed)
    price, candles = 100.0, []
    for number in range(CANDLES):
        close = round(price * (1 + rng.gauss(0, 0.003)), 2)
        high = round(max(price, close) * (1 + abs(rng.gauss(0, 0.001))), 2)
        low = round(min(price, close) * (1 - abs(rng.gauss(0, 0.001))), 2)
        candles.append([START + number * STEP_MS, price, high, low, close, 10.0])
        price = close
    return candles


def hours_of(candles: list[list]) -> list[list]:
    hours = [candles[start : start + 12] for start in range(0, len(candles), 12)]
    return [[part[0][0], part[0][1], max(c[2] for c in part), min(c[3] for c in part), part[-1][4], 120.0] for part in hours]


@pytest.mark.parametrize("host", ["FastHost", *(pytest.param(name, marks=pytest.mark.long) for name in ("SlowHost", "TrailingHost"))])
@pytest.mark.long_on("2024.2")
def test_host_trades_as_without_the_bridge(freqtrade: Freqtrade, host: str) -> None:
    eth = walk(8)
    signals = []
    for number in range(100, CANDLES - 300, 400):
        close = eth[number][4]
        levels = {"entry_price": close, "initial_stop": close * 0.97, "tp1": close * 1.04, "tp2": close * 1.08}
        signals.append(a_signal(an_id(number), eth[number][0] + STEP_MS, "ETH/USDT", **levels))
    freqtrade.config["agentbridge"]["file"] = str(freqtrade.write_history(signals))

    alone = freqtrade.backtest(host)
    bridged = freqtrade.backtest(f"Bridged{host}")

    theirs = [trade for trade in bridged if trade["pair"] == "BTC/USDT"]
    ours = [trade for trade in bridged if trade["pair"] == "ETH/USDT"]
    assert len(alone) > 20 and len({trade["exit_reason"] for trade in alone}) > 1
    assert theirs == alone
    assert len(ours) >= 5
    # Neither ROI nor trailing nor the host's exits end a bridge trade.
    assert {trade["exit_reason"] for trade in ours} <= {"tp1", "stop_loss", "force_exit"}
    assert {"tp1", "stop_loss"} <= {trade["exit_reason"] for trade in ours}


def test_signal_marks_no_hour_that_closed_before_it(freqtrade: Freqtrade) -> None:
    at = START + 20 * HOUR_MS + STEP_MS  # five minutes into the hour
    price = walk(8)[20 * 12][4]
    levels = {"entry_price": price, "initial_stop": price * 0.5, "tp1": price * 1.5, "tp2": price * 2}
    freqtrade.config["agentbridge"]["file"] = str(freqtrade.write_history([a_signal(an_id(1), at, "ETH/USDT", **levels)]))
    ours = [trade for trade in freqtrade.backtest("BridgedSlowHost") if trade["pair"] == "ETH/USDT"]
    # Marked on the running hour, so entered when it has closed.
    assert [trade["open_date"] for trade in ours] == [START + 21 * HOUR_MS]


def test_class_that_hides_our_methods_is_refused(freqtrade: Freqtrade) -> None:
    freqtrade.config["agentbridge"]["file"] = str(freqtrade.write_history([]))
    done = freqtrade.run(
        "backtesting", "--strategy", "HidingHost", "--strategy-path", str(freqtrade.folder / "strategies"), "--export", "none"
    )
    assert "agentbridge: HidingHost.custom_exit hides the bridge's" in done.stdout + done.stderr
