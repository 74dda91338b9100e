"""The bridge of a backtest: a history of signals on the rows of the candles that decided them. No clock, no thread, no file written."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from agent_bridge.placement import rows_of
from agent_bridge.signal import TradingSignal


class HistoryBridge:
    """Signals by symbol; `problem` says, in one line, why there are none."""

    def __init__(
        self,
        signals: Mapping[str, tuple[TradingSignal, ...]],
        problem: str | None = None,
        max_entry_slippage_r: float | None = None,
    ) -> None:
        self.problem = problem
        self.max_entry_slippage_r = max_entry_slippage_r
        self._signals = signals
        self._rows: dict[tuple[str, int], dict[int, TradingSignal]] = {}

    def rows_in(self, dataframe: pd.DataFrame, pair: str, timeframe: str, step_ms: int) -> Mapping[int, TradingSignal]:
        """As `rows`, for a bridge that decides on the pair's candles itself."""
        return self.rows(pair, step_ms)

    def rows(self, pair: str, step_ms: int) -> Mapping[int, TradingSignal]:
        """The long signals of a pair by the open time of the candle that marks them."""
        key = (pair, step_ms)
        if key not in self._rows:
            longs = (signal for signal in self._signals.get(pair, ()) if signal.side == "long")
            self._rows[key] = rows_of(longs, step_ms)
        return self._rows[key]
