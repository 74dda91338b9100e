"""The tags of a backtest's trades: one for all of them, so that the report stays short, without a change to the trades."""

from __future__ import annotations

import random

import pytest
from exchange import Exchange
from freqtrade_env import STEP_MS, VERSIONS, Freqtrade, make
from samples import a_signal, an_id

START = 1748736000000
SIGNALS = 40

# The same strategy, whose trades keep the complete tags.
WHOLE = """
from AgentBridgeStrategy import AgentBridgeStrategy


class WholeTags(AgentBridgeStrategy):
    def _ab_shorten_tag(self, trade):
        pass
"""


@pytest.fixture(params=VERSIONS)
def freqtrade(request: pytest.FixtureRequest, tmp_path, exchange: Exchange) -> Freqtrade:
    home = make(request.param, tmp_path, exchange.url)
    (home.folder / "strategies" / "WholeTags.py").write_text(WHOLE, encoding="utf-8")
    rng, close = random.Random(7), 100.0
    candles, signals = [], []
    for number in range(600):
        opened, close = close, round(min(max(close + rng.uniform(-1.5, 1.5), 80), 120), 2)
        high, low = round(max(opened, close) + rng.uniform(0, 1), 2), round(min(opened, close) - rng.uniform(0, 1), 2)
        candles.append([START + number * STEP_MS, opened, high, low, close, 10.0])
        if number > 60 and number % 13 == 0 and len(signals) < SIGNALS:
            levels = {"entry_price": close, "initial_stop": round(close - 3, 2), "tp1": round(close + 3, 2), "tp2": round(close + 6, 2)}
            signals.append(a_signal(an_id(number), START + (number + 1) * STEP_MS, **levels))
    home.write_candles("BTC/USDT", candles)
    home.config["agentbridge"]["file"] = str(home.write_history(signals))
    return home


def without_tags(trades: list[dict]) -> list[dict]:
    return [{name: value for name, value in trade.items() if name != "enter_tag"} for trade in trades]


def rows_of_report(freqtrade: Freqtrade, strategy: str) -> int:
    """The number of rows with bridge tags in Freqtrade's report."""
    place = ("--strategy-path", str(freqtrade.folder / "strategies"))
    done = freqtrade.run("backtesting", "--strategy", strategy, *place, "--export", "none", "--cache", "none")
    assert done.returncode == 0, done.stderr[-3000:]
    (freqtrade.folder / "trades.json").unlink()
    return sum("ab1|" in line for line in done.stdout.split("\n"))


@pytest.mark.long_on("2026.9")
def test_trades_are_the_same_with_one_tag_for_all(freqtrade: Freqtrade) -> None:
    short, whole = freqtrade.backtest("AgentBridgeStrategy"), freqtrade.backtest("WholeTags")

    assert len(short) > 15 and {trade["exit_reason"] for trade in short} >= {"tp1", "stop_loss"}
    assert without_tags(short) == without_tags(whole)
    assert {trade["enter_tag"] for trade in short} == {"ab1|signals"}
    assert [trade["order_tag"] for trade in short] == [trade["enter_tag"] for trade in whole]


@pytest.mark.long
def test_report_has_one_row_for_all_trades(freqtrade: Freqtrade) -> None:
    freqtrade.config["agentbridge"]["label"] = "mine/3"
    assert {trade["enter_tag"] for trade in freqtrade.backtest("AgentBridgeStrategy")} == {"ab1|mine/3"}
    # The tag, and its pairs with an exit reason if the release has such a table.
    assert 1 <= rows_of_report(freqtrade, "AgentBridgeStrategy") <= 4
    assert rows_of_report(freqtrade, "WholeTags") > 15
