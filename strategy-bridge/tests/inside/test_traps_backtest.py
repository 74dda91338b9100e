"""The effect of each release on the prices of a backtest, on its own backtester inside the tests' process."""

from __future__ import annotations

import json
import logging

import numpy as np
import pytest
from exchange import STEP_MS
from samples import a_signal, an_id, message_of

pytest.importorskip("freqtrade")

import freqtrade  # noqa: E402
import pandas as pd  # noqa: E402
from freqtrade.enums import RunMode  # noqa: E402
from freqtrade.optimize.backtesting import Backtesting  # noqa: E402
from live_bot import LiveBot  # noqa: E402

from agent_bridge.marking import is_finer  # noqa: E402

pytestmark = pytest.mark.interpreter

START = 1748736000000
IS_OLD = freqtrade.__version__ == "2024.2"
WARNING = "more decimals than the candles"


def trades_of(bot: LiveBot, candles: list[list[float]], **plan: float) -> list[dict]:
    """The trades of a backtest over the candles, the 61st of which decides."""
    folder = bot.folder / "user_data" / "data" / "binance"
    folder.mkdir(parents=True, exist_ok=True)
    rows = [[START + number * STEP_MS, *candle, 10.0] for number, candle in enumerate(candles)]
    (folder / "BTC_USDT-5m.json").write_text(json.dumps(rows), encoding="utf-8")
    (bot.folder / "history.jsonl").write_bytes(message_of(a_signal(an_id(1), START + 61 * STEP_MS, **plan)) + b"\n")
    bot.config["agentbridge"]["file"] = str(bot.folder / "history.jsonl")
    bot.config["exchange"]["pair_whitelist"] = ["BTC/USDT"]
    tester = Backtesting(bot.effective(RunMode.BACKTEST))
    try:
        data, timerange = tester.load_bt_data()
        tester.backtest_one_strategy(tester.strategylist[0], data, timerange)
        held = next(iter((tester.all_results if IS_OLD else tester.all_bt_content).values()))
        return json.loads(held["results"].to_json(orient="records", double_precision=15))
    finally:
        tester.cleanup()
        tester.exchange.close()


def flat(price: float, count: int) -> list[list[float]]:
    return [[price, price + 0.5, price - 0.5, price]] * count


def test_tp1_far_from_the_open_fills_at_its_price_whatever_the_distance_allowed(bot: LiveBot) -> None:
    # Freqtrade keeps a running bot's prices within this distance of its own proposal.
    bot.config["custom_price_max_distance_ratio"] = 0.0
    candles = [*flat(100.0, 63), [100.0, 130.0, 99.5, 128.0], *flat(128.0, 10)]
    (trade,) = trades_of(bot, candles, entry_price=100.0, initial_stop=95.0, tp1=125.5, tp2=150.0)
    assert (trade["exit_reason"], trade["close_rate"]) == ("tp1", 125.5)


@pytest.mark.parametrize(("low", "high", "old", "new"), [(94.0, 100.5, 95.05, 95.1), (99.5, 104.0, 103.25, 103.3)], ids=["stop", "tp1"])
def test_plan_finer_than_the_candles_is_rounded_by_newer_releases_and_gives_a_warning(
    bot: LiveBot, caplog: pytest.LogCaptureFixture, low: float, high: float, old: float, new: float
) -> None:
    candles = [*flat(100.0, 63), [100.0, high, low, 100.0], *flat(100.0, 10)]
    with caplog.at_level(logging.WARNING):
        (trade,) = trades_of(bot, candles, entry_price=100.0, initial_stop=95.05, tp1=103.25, tp2=110.0)
    assert trade["close_rate"] == (old if IS_OLD else new)
    assert sum(WARNING in record.getMessage() for record in caplog.records) == 1


def test_plan_as_fine_as_the_candles_is_kept_by_all_releases_without_a_warning(bot: LiveBot, caplog: pytest.LogCaptureFixture) -> None:
    candles = [*flat(100.0, 62), [100.0, 100.55, 99.45, 100.0], [100.0, 100.5, 94.0, 100.0], *flat(100.0, 10)]
    with caplog.at_level(logging.WARNING):
        (trade,) = trades_of(bot, candles, entry_price=100.0, initial_stop=95.05, tp1=103.25, tp2=110.0)
    assert (trade["exit_reason"], trade["close_rate"]) == ("stop_loss", 95.05)
    assert WARNING not in caplog.text


@pytest.mark.parametrize(
    ("candle", "price", "finer"),
    [(100.0, 95.0, False), (100.0, 95.5, True), (100.25, 95.5, False), (100.25, 0.1 + 0.2, False), (0.00001234, 0.00001233, False),
     (0.00001234, 0.000012335, True), (104211.25, 103800.505, True)],
)
def test_decimals_are_compared(candle: float, price: float, finer: bool) -> None:
    frame = pd.DataFrame({name: [1.0, candle] for name in ("open", "high", "low", "close")})
    assert is_finer(frame, [price]) is finer
    assert not is_finer(frame, [])


def test_candles_of_any_double_are_as_fine_as_any_plan() -> None:
    values = np.random.default_rng(1).uniform(1, 2, 100)
    assert not is_finer(pd.DataFrame(dict.fromkeys(("open", "high", "low", "close"), values)), [1.23456789])
