"""Marks on a dataframe's rows, in a way that pandas 2 and 3 both carry out: whole new columns only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

MARK_COLUMN = "ab_mark"
_MOST_DECIMALS = 13


def row_times(dataframe: pd.DataFrame) -> np.ndarray:
    """The rows' open times in UTC milliseconds, whatever the unit of the column is."""
    return dataframe["date"].dt.as_unit("ms").astype("int64").to_numpy()


def is_finer(dataframe: pd.DataFrame, prices: Iterable[float]) -> bool:
    """Whether a price has more decimals than the frame's candles: newer releases round stops and exits of a backtest to those."""
    candles = dataframe[["open", "high", "low", "close"]].to_numpy(dtype="float64").ravel()
    wanted = np.fromiter(prices, dtype="float64")
    # Prices may carry the last bits of a sum.
    noise = wanted * 1e-12
    for decimals in range(_MOST_DECIMALS):
        if np.all(np.round(candles, decimals) == candles):
            return bool(np.any(np.abs(np.round(wanted, decimals) - wanted) > noise))
    return False


def cleared(dataframe: pd.DataFrame) -> pd.DataFrame:
    """The frame without our marks of an earlier pass: lookahead-analysis gives the same frame twice, the second time without tags."""
    if MARK_COLUMN not in dataframe.columns or "enter_long" not in dataframe.columns:
        return dataframe
    enter = dataframe["enter_long"].to_numpy(copy=True)
    enter[dataframe[MARK_COLUMN].to_numpy() == 1] = 0
    return dataframe.assign(enter_long=enter)


def with_columns(dataframe: pd.DataFrame) -> pd.DataFrame:
    """The frame with `enter_long` and `enter_tag`; old names of a host are renamed as Freqtrade would."""
    if "enter_long" not in dataframe.columns:
        dataframe = dataframe.rename({"buy": "enter_long", "buy_tag": "enter_tag"}, axis="columns")
    missing = {}
    if "enter_long" not in dataframe.columns:
        missing["enter_long"] = np.zeros(len(dataframe), dtype="int64")
    if "enter_tag" not in dataframe.columns:
        missing["enter_tag"] = np.full(len(dataframe), "", dtype=object)
    return dataframe.assign(**missing) if missing else dataframe


def is_taken(dataframe: pd.DataFrame, position: int) -> bool:
    """Whether the host marks the row."""
    return any(name in dataframe.columns and dataframe[name].iat[position] == 1 for name in ("enter_long", "enter_short"))


def mark(dataframe: pd.DataFrame, tags: Mapping[int, str]) -> pd.DataFrame:
    """A new frame in which the rows at these positions enter long with these tags, and are known as ours."""
    ours = np.zeros(len(dataframe), dtype="int64")
    if not tags:
        return dataframe.assign(**{MARK_COLUMN: ours})
    enter = dataframe["enter_long"].to_numpy(copy=True)
    tag = dataframe["enter_tag"].to_numpy(dtype=object, copy=True)
    for position, text in tags.items():
        enter[position] = 1
        tag[position] = text
        ours[position] = 1
    return dataframe.assign(enter_long=enter, enter_tag=tag, **{MARK_COLUMN: ours})
