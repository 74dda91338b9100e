"""The bridge of a backtest: a history of signals on the rows of the candles that decided them. No clock, no thread, no file written."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from agent_bridge.limits import NO_LIMITS, EntryLimits
from agent_bridge.placement import rows_of
from agent_bridge.signal import TradingSignal
from agent_bridge.tag import Plan, format_tag, short_tag


class HistoryBridge:
    """Signals by symbol; `problem` says, in one line, why there are none."""

    def __init__(
        self,
        signals: Mapping[str, tuple[TradingSignal, ...]],
        problem: str | None = None,
        limits: EntryLimits = NO_LIMITS,
        label: str = "signals",
    ) -> None:
        self.problem = problem
        self.limits = limits
        self.trade_tag = short_tag(label)
        """What a trade's own tag is made after its entry; the whole one stays with its first order."""
        self._signals = signals
        self._tags: dict[tuple[str, int], dict[int, str]] = {}

    def tags_in(self, dataframe: pd.DataFrame, pair: str, timeframe: str, step_ms: int, price_step: float = 0.0) -> Mapping[int, str]:
        """As `tags`, for a bridge that decides on the pair's candles itself."""
        return self.tags(pair, step_ms)

    def tags(self, pair: str, step_ms: int) -> Mapping[int, str]:
        """The enter_tags of a pair's long signals by the open time of the candle that marks each."""
        key = (pair, step_ms)
        if key not in self._tags:
            rows = rows_of((signal for signal in self._signals.get(pair, ()) if signal.side == "long"), step_ms)
            self._tags[key] = {time: format_tag(Plan.of(signal)) for time, signal in rows.items()}
        return self._tags[key]
