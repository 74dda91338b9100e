"""Backtests with `--timeframe-detail`, in which newer releases ask for an entry on each finer candle: a decision is used once."""

from __future__ import annotations

import json

import pytest
from exchange import Exchange
from freqtrade_env import STEP_MS, VERSIONS, Freqtrade, make
from samples import a_signal, an_id

START = 1748736000000
MINUTE_MS = 60_000
DECIDING = 60
QUIET = [100.0, 100.5, 99.5, 100.0]

# The minutes of the candle after the deciding one (entry 100, stop 95, TP1 103), and the exits of the expected trades.
MINUTES = {
    "stopped": ([[100, 100.2, 94, 96], [96, 99, 96, 99], [99, 104, 99, 104], [104, 105, 103, 104], QUIET], ["stop_loss"]),
    "at-tp1": ([[100, 103.5, 100, 102], [102, 102, 99, 99], [99, 104, 99, 104], QUIET, QUIET], ["tp1"]),
    "opens-above": ([[104, 104, 102, 102], [102, 102, 100, 100], QUIET, [100, 104, 100, 103], QUIET], []),
    "opens-below": ([[94, 96, 94, 96], [96, 100, 96, 100], [100, 104, 99, 104], QUIET, QUIET], []),
    "held": ([QUIET, QUIET, QUIET, QUIET, QUIET], ["force_exit"]),
}


@pytest.fixture(params=VERSIONS)
def freqtrade(request: pytest.FixtureRequest, tmp_path, exchange: Exchange) -> Freqtrade:
    return make(request.param, tmp_path, exchange.url)


def five_of(minutes: list) -> list[float]:
    return [minutes[0][0], max(minute[1] for minute in minutes), min(minute[2] for minute in minutes), minutes[-1][3]]


def write(freqtrade: Freqtrade, pair: str, minutes: list) -> None:
    fives = [[QUIET] * 5] * (DECIDING + 1) + [minutes] + [[QUIET] * 5] * 20
    freqtrade.write_candles(pair, [[START + number * STEP_MS, *five_of(five), 10.0] for number, five in enumerate(fives)])
    rows = [[START + number * MINUTE_MS, *minute, 2.0] for number, minute in enumerate(minute for five in fives for minute in five)]
    path = freqtrade.folder / "user_data" / "data" / "binance" / f"{pair.replace('/', '_')}-1m.json"
    path.write_text(json.dumps(rows), encoding="utf-8")


def test_decision_opens_one_trade_for_any_minutes(freqtrade: Freqtrade) -> None:
    pairs = [f"{coin}/USDT" for coin in ("BTC", "ETH", "XRP", "ADA", "LTC")]
    freqtrade.config["exchange"]["pair_whitelist"] = pairs
    for pair, (minutes, _) in zip(pairs, MINUTES.values()):
        write(freqtrade, pair, minutes)
    signals = [a_signal(an_id(number), START + (DECIDING + 1) * STEP_MS, pair) for number, pair in enumerate(pairs)]
    freqtrade.config["agentbridge"]["file"] = str(freqtrade.write_history(signals))

    trades = freqtrade.backtest("AgentBridgeStrategy", "--timeframe-detail", "1m")

    exits = {pair: [trade["exit_reason"] for trade in trades if trade["pair"] == pair] for pair in pairs}
    assert exits == {pair: expected for pair, (_, expected) in zip(pairs, MINUTES.values())}
