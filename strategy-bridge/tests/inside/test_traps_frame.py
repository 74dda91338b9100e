"""Frames of each release's pandas, and of hosts: the bridge's marks are written, the host's are kept."""

from __future__ import annotations

from dataclasses import replace
from inspect import Parameter, signature
from typing import Any

import numpy as np
import pytest
from samples import NOON, an_id

pytest.importorskip("freqtrade")

import pandas as pd  # noqa: E402
from freqtrade.enums import SignalDirection  # noqa: E402
from freqtrade.strategy.interface import IStrategy  # noqa: E402
from loaded import PAIR, STEP, frame, publish  # noqa: E402

from agent_bridge.marking import cleared, free_rows, is_taken, mark, renamed, row_times  # noqa: E402
from agent_bridge.mixin import AgentBridgeMixin  # noqa: E402

pytestmark = pytest.mark.interpreter

ROWS = 10
TAG = f"ab1|{an_id(1)}|e=100|sl=95|tp1=103|tp2=110|cap=0.05"
ENTERS: dict[str, Any] = {
    "int": pd.Series(np.zeros(ROWS, dtype="int64")),
    "int8": pd.Series(np.zeros(ROWS, dtype="int8")),
    "bool": pd.Series(np.zeros(ROWS, dtype="bool")),
    "float": pd.Series(np.zeros(ROWS)),
    "float-nan": pd.Series(np.full(ROWS, np.nan)),
    "object": pd.Series([None] * ROWS, dtype=object),
    "nullable": pd.Series([0] * ROWS, dtype="Int64"),
    "nullable-bool": pd.Series([False] * ROWS, dtype="boolean"),
}
TAGS: dict[str, Any] = {
    "none": None,
    "empty": pd.Series([""] * ROWS),
    "object": pd.Series([None] * ROWS, dtype=object),
    "string": pd.Series([None] * ROWS, dtype="string"),
    "nan": pd.Series([np.nan] * ROWS),
    "category": pd.Series(["x"] * ROWS, dtype="category"),
}


def a_frame(enter: Any, tag: Any, unit: str = "ms") -> pd.DataFrame:
    dates = pd.to_datetime([NOON + number * STEP for number in range(ROWS)], unit="ms", utc=True).as_unit(unit)
    made = pd.DataFrame({"date": dates, "close": 100.0, "enter_long": enter})
    return made if tag is None else made.assign(enter_tag=tag)


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_times_are_milliseconds_whatever_the_unit(unit: str) -> None:
    assert row_times(a_frame(0, None, unit)).tolist() == [NOON + number * STEP for number in range(ROWS)]


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("enter", ENTERS)
def test_mark_is_written_into_any_kind_of_column(enter: str, tag: str) -> None:
    before = renamed(a_frame(ENTERS[enter], TAGS[tag]))
    copy = before.copy(deep=True)
    marked = mark(before, np.array([3, ROWS - 1]), [TAG, TAG])
    # As Freqtrade asks: the row's value equals 1, and its tag is a text.
    assert [position for position in range(ROWS) if is_taken(marked, position)] == [3, ROWS - 1]
    assert marked["enter_tag"].iat[-1] == TAG and isinstance(marked["enter_tag"].iat[-1], str)
    assert [position for position in range(ROWS) if str(marked["enter_tag"].iat[position]) == TAG] == [3, ROWS - 1]
    # A new frame: the given one is unchanged, even if its arrays are read-only.
    pd.testing.assert_frame_equal(before, copy)
    assert not any(is_taken(cleared(marked), position) for position in range(ROWS))


def test_frame_whose_arrays_are_read_only_is_marked() -> None:
    values = np.zeros(ROWS, dtype="int64")
    values.flags.writeable = False
    tags = np.array([""] * ROWS, dtype=object)
    tags.flags.writeable = False
    marked = mark(a_frame(values, tags), np.array([0]), [TAG])
    assert marked["enter_long"].tolist() == [1] + [0] * (ROWS - 1) and marked["enter_tag"].tolist() == [TAG] + [""] * (ROWS - 1)


def test_old_names_and_missing_columns_are_added() -> None:
    bare = a_frame(0, None).drop(columns="enter_long")
    made = mark(renamed(bare))
    assert made["enter_long"].tolist() == [0] * ROWS and made["enter_tag"].tolist() == [""] * ROWS
    old = renamed(bare.assign(buy=[0] * (ROWS - 1) + [1], buy_tag="theirs"))
    assert is_taken(old, -1) and old["enter_tag"].iat[-1] == "theirs"


@pytest.mark.parametrize("enter", [*ENTERS, "nullable-na"])
def test_rows_that_the_host_marks_are_not_free(enter: str) -> None:
    column = pd.Series([None] * ROWS, dtype="Int64") if enter == "nullable-na" else ENTERS[enter].copy()
    column.iloc[4] = True if enter in ("bool", "nullable-bool") else 1
    frame = a_frame(column, None, "us")
    wanted = {NOON + number * STEP: f"tag {number}" for number in (8, 4, 2, -1, ROWS)}
    positions, tags = free_rows(frame, {**wanted, NOON + 1: "between two candles"})
    assert positions.tolist() == [2, 8] and tags == ["tag 2", "tag 8"]
    short = a_frame(0, None).assign(enter_short=column.to_numpy(dtype=object))
    assert free_rows(short, wanted)[1] == ["tag 2", "tag 8"]


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
def test_frame_with_more_columns_in_another_order_keeps_them_and_its_rows(
    strategy: Any, channel: Any, close: int, unit: str
) -> None:
    publish(strategy, channel, close)
    # The columns that 2026.9's backtester adds, a host's own, and an index that does not start at 0.
    given = frame(close)[["volume", "close", "low", "high", "open", "date"]]
    given = given.assign(date=given["date"].dt.as_unit(unit), open_count=1, high_count=1, low_count=2, close_count=1, max_count=2, ema=0.5)
    given.index = given.index + 1000
    columns = list(given.columns)
    marked = strategy.populate_entry_trend(given, {"pair": PAIR})
    assert [name for name in marked.columns if name in columns] == columns
    assert marked.index.equals(given.index) and marked["date"].equals(given["date"])
    assert marked["enter_long"].tolist() == [0] * 59 + [1] and marked["enter_tag"].iat[-1] == TAG


def test_empty_frame_is_no_signal(strategy: Any, channel: Any, close: int) -> None:
    publish(strategy, channel, close)
    assert len(strategy.populate_entry_trend(frame(close).iloc[:0], {"pair": PAIR})) == 0
    assert strategy.get_entry_signal(PAIR, "5m", frame(close).iloc[:0]) == (None, None)


def test_row_older_than_freqtrade_accepts_enters_nothing(strategy: Any, channel: Any, close: int) -> None:
    # Freqtrade's limit: two timeframes and five minutes.
    old = close - 4 * STEP
    strategy._ab_live.settings = replace(strategy._ab_live.settings, max_age_sec=604_800)
    publish(strategy, channel, old)
    analyzed = strategy.populate_exit_trend(frame(old), {"pair": PAIR})
    assert strategy.get_entry_signal(PAIR, "5m", analyzed) == (None, None)
    assert not strategy.confirm_trade_entry(PAIR, "market", 1.0, 100.0, "GTC", None, TAG, "long")


def test_mark_of_a_host_without_a_tag_stays_the_hosts(strategy: Any, channel: Any, close: int) -> None:
    publish(strategy, channel, close)
    for tag in (None, float("nan"), "nan", ""):
        host = frame(close).assign(enter_long=1, exit_long=0, enter_tag=pd.Series([tag] * 60, dtype=object))
        direction, found = strategy.get_entry_signal(PAIR, "5m", host)
        assert direction == SignalDirection.LONG and found in (None, "")


def test_frame_passes_freqtrades_own_checks(strategy: Any, channel: Any, close: int) -> None:
    publish(strategy, channel, close)
    given = frame(close)
    analyzed = strategy.analyze_ticker(given.copy(), {"pair": PAIR})
    assert analyzed["enter_long"].iat[-1] == 1
    # The check was moved and reordered since then.
    if hasattr(strategy, "assert_df"):
        strategy.assert_df(analyzed, len(given), given["close"].iat[-1], given["date"].iat[-1])
    else:
        from freqtrade.strategy.interface import StrategyResultValidator

        StrategyResultValidator(given).assert_df(analyzed)


@pytest.mark.parametrize("name", sorted(name for name in vars(AgentBridgeMixin) if callable(getattr(IStrategy, name, None))))
def test_our_methods_take_what_this_release_passes(name: str) -> None:
    if name.startswith("__"):
        return
    theirs, ours = signature(getattr(IStrategy, name)).parameters, signature(getattr(AgentBridgeMixin, name)).parameters
    takes_any = any(parameter.kind is Parameter.VAR_KEYWORD for parameter in ours.values())
    assert all(parameter in ours or takes_any for parameter in theirs if theirs[parameter].kind is not Parameter.VAR_POSITIONAL)
    if name == "custom_stoploss":
        assert "after_fill" in ours
