"""Marks rows of a dataframe in a way that works on pandas 2 and 3: only by replacing whole columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

MARK_COLUMN = "ab_mark"
NO_ROWS = np.empty(0, dtype=np.int64)
_MOST_DECIMALS = 13
_SAMPLED_ROWS = 2000


def row_times(dataframe: pd.DataFrame) -> np.ndarray:
    """The rows' open times in UTC milliseconds, whatever the unit of the column is."""
    return dataframe["date"].dt.as_unit("ms").astype("int64").to_numpy()


def is_finer(dataframe: pd.DataFrame, prices: Iterable[float]) -> bool:
    """Whether a price has more decimals than the frame's candles, to which newer releases round stops and exits of a backtest."""
    # A sample is enough: all candles of a pair have the same number of decimals.
    rows = dataframe.iloc[:: max(1, len(dataframe) // _SAMPLED_ROWS)]
    candles = rows[["open", "high", "low", "close"]].to_numpy(dtype="float64").ravel()
    wanted = np.fromiter(prices, dtype="float64")
    # Prices may contain the rounding error of a sum.
    noise = wanted * 1e-12
    for decimals in range(_MOST_DECIMALS):
        if np.all(np.round(candles, decimals) == candles):
            return bool(np.any(np.abs(np.round(wanted, decimals) - wanted) > noise))
    return False


def cleared(dataframe: pd.DataFrame) -> pd.DataFrame:
    """The frame without our marks of an earlier pass: lookahead-analysis passes the same frame twice, the second time without tags."""
    if MARK_COLUMN not in dataframe.columns or "enter_long" not in dataframe.columns:
        return dataframe
    enter = dataframe["enter_long"].to_numpy(copy=True)
    enter[dataframe[MARK_COLUMN].to_numpy() == 1] = 0
    return dataframe.assign(enter_long=enter)


def renamed(dataframe: pd.DataFrame) -> pd.DataFrame:
    """The frame with a host's old names renamed as Freqtrade would."""
    if "enter_long" in dataframe.columns:
        return dataframe
    return dataframe.rename({"buy": "enter_long", "buy_tag": "enter_tag"}, axis="columns")


def is_taken(dataframe: pd.DataFrame, position: int) -> bool:
    """Whether the host marks the row."""
    return any(name in dataframe.columns and dataframe[name].iat[position] == 1 for name in ("enter_long", "enter_short"))


def free_rows(dataframe: pd.DataFrame, tags: Mapping[int, str]) -> tuple[np.ndarray, list[str]]:
    """The positions of the rows, oldest first, whose open times have a tag and which the host does not mark; and their tags.

    Rows are sorted by date, as in Freqtrade; in unsorted ones some rows are missed, but none is matched wrongly.
    """
    if len(dataframe) == 0 or not tags:
        return NO_ROWS, []
    times = row_times(dataframe)
    wanted = np.fromiter(tags, dtype=np.int64, count=len(tags))
    positions = np.minimum(np.searchsorted(times, wanted), len(times) - 1)
    found = times[positions] == wanted
    for name in ("enter_long", "enter_short"):
        if name in dataframe.columns:
            found &= ~dataframe[name].iloc[positions].eq(1).to_numpy(dtype=bool, na_value=False)
    kept = np.flatnonzero(found)
    kept = kept[np.argsort(positions[kept], kind="stable")]
    texts = list(tags.values())
    return positions[kept], [texts[index] for index in kept.tolist()]


def mark(dataframe: pd.DataFrame, positions: np.ndarray = NO_ROWS, tags: list[str] | None = None) -> pd.DataFrame:
    """A new frame, with all columns of entries, in which the rows at these positions enter long with these tags, and are known as ours."""
    count = len(dataframe)
    columns = {MARK_COLUMN: np.zeros(count, dtype="int64")}
    columns[MARK_COLUMN][positions] = 1
    if "enter_long" not in dataframe.columns:
        columns["enter_long"] = columns[MARK_COLUMN].copy()
    elif tags:
        columns["enter_long"] = dataframe["enter_long"].to_numpy(copy=True)
        columns["enter_long"][positions] = 1
    if tags or "enter_tag" not in dataframe.columns:
        known = "enter_tag" in dataframe.columns
        columns["enter_tag"] = dataframe["enter_tag"].to_numpy(dtype=object, copy=True) if known else np.full(count, "", dtype=object)
        columns["enter_tag"][positions] = tags or []
    return dataframe.assign(**columns)
