"""A backtest's report on the signals of its file: every one is in one of the counts."""

from __future__ import annotations

import pandas as pd
import pytest
from samples import a_signal, an_id

from agent_bridge.history_bridge import HistoryBridge
from agent_bridge.history_report import Frame, count
from agent_bridge.signal import TradingSignal

STEP = 300_000
# Ten candles; the first five warm up, so that trades begin in candle 6 at the earliest, on a signal of candle 5.
FRAME = Frame(0, 9 * STEP, STEP)
BEGINS = 6 * STEP


def signals_of(*signals: TradingSignal) -> dict[str, tuple[TradingSignal, ...]]:
    by_pair: dict[str, tuple[TradingSignal, ...]] = {}
    for signal in signals:
        by_pair[signal.symbol] = (*by_pair.get(signal.symbol, ()), signal)
    return by_pair


@pytest.mark.parametrize(
    ("candle", "is_in_range"), [(0, False), (4, False), (5, True), (8, True), (9, False), (10, False)],
    ids=["first", "warm-up", "first-that-counts", "last-with-a-next", "last", "behind"],
)
def test_signal_counts_where_a_trade_can_begin_on_the_next_candle(candle: int, is_in_range: bool) -> None:
    found = count(signals_of(a_signal(an_id(1), (candle + 1) * STEP)), {"BTC/USDT": FRAME}, BEGINS)
    assert (found.in_range, found.out_of_range) == ((1, 0) if is_in_range else (0, 1))


def test_each_signal_is_in_one_count_and_all_are_reported_in_one_line() -> None:
    found = count(
        signals_of(
            a_signal(an_id(1), 7 * STEP),
            a_signal(an_id(2), 7 * STEP),
            a_signal(an_id(3), 8 * STEP, side="short", initial_stop=105, tp1=97, tp2=90),
            a_signal(an_id(4), STEP),
            a_signal(an_id(5), 7 * STEP, "ETH/USDT"),
            a_signal(an_id(6), 7 * STEP, "ETH/USDT"),
            a_signal(an_id(7), 7 * STEP, "XRP/USDT"),
        ),
        {"BTC/USDT": FRAME},
        BEGINS,
    )
    assert found.read == 7 == found.in_range + found.out_of_range + sum(found.of_other_pairs.values()) + found.shorts + found.superseded
    assert found.line() == (
        "7 signals read: 1 in the range of this backtest, 1 before or after it, 3 of other pairs (ETH/USDT 2, XRP/USDT 1),"
        " 2 unusable (1 short, 1 of a candle that marks another)"
    )


def test_longer_candles_of_the_host_count_by_the_candle_that_marks() -> None:
    hour = 12 * STEP
    found = count(signals_of(a_signal(an_id(1), 2 * hour + STEP)), {"BTC/USDT": Frame(0, 5 * hour, hour)}, 3 * hour)
    assert found.in_range == 1


def test_empty_history_and_many_pairs() -> None:
    assert count({}, {}, 0).line() == "0 signals read: 0 in the range of this backtest, 0 before or after it, 0 of other pairs, 0 unusable"
    many = signals_of(*(a_signal(an_id(number), STEP, f"C{number}/USDT") for number in range(5)))
    assert "5 of other pairs (C0/USDT 1, C1/USDT 1, C2/USDT 1, …)" in count(many, {}, 0).line()


def test_pair_without_candles_marks_nothing_and_breaks_nothing() -> None:
    frame = pd.DataFrame({"date": pd.to_datetime([], utc=True)})
    bridge = HistoryBridge(signals_of(a_signal(an_id(1), 7 * STEP)), place="signals.jsonl")
    assert bridge.tags_in(frame, "ETH/USDT", "5m", STEP) == {}
