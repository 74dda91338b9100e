"""The bridge of a backtest: puts a history of signals on the rows of their deciding candles. No clock, no thread, writes no file."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pandas as pd

from agent_bridge.history_report import Frame, count
from agent_bridge.limits import NO_LIMITS, EntryLimits
from agent_bridge.marking import row_times
from agent_bridge.needs import NO_NEEDS
from agent_bridge.placement import rows_of
from agent_bridge.signal import TradingSignal
from agent_bridge.tag import Plan, format_tag, short_tag
from agent_bridge.tuning import Search

logger = logging.getLogger(__name__)


class HistoryBridge:
    """Signals by symbol; `problem` says, in one line, why there are none."""

    def __init__(
        self,
        signals: Mapping[str, tuple[TradingSignal, ...]],
        problem: str | None = None,
        limits: EntryLimits = NO_LIMITS,
        label: str = "signals",
        place: str = "",
    ) -> None:
        self.problem = problem
        self.limits = limits
        self.needs = NO_NEEDS
        """The requirements of the strategy that decides on the pair's candles."""
        self.trade_tag = short_tag(label)
        """The tag that a trade gets after its entry; its first order keeps the whole tag."""
        self._signals = signals
        self._place = place
        self._frames: dict[str, Frame] = {}
        self._is_reported = False
        self._tags: dict[tuple[str, int], dict[int, str]] = {}

    def set_parameters(self, values: Mapping[str, Any], search: Search | None) -> None:
        """What a strategy that decides on the pair's candles is set to from now on, and the hyperopt that sets it, where one does."""

    def tags_in(
        self,
        dataframe: pd.DataFrame,
        pair: str,
        timeframe: str,
        step_ms: int,
        price_step: float = 0.0,
        feeds: Mapping[str, pd.DataFrame] = MappingProxyType({}),
    ) -> Mapping[int, str]:
        """As `tags`, for a bridge that decides on the pair's candles itself."""
        times = row_times(dataframe)
        if len(times):
            self._frames[pair] = Frame(int(times[0]), int(times[-1]), step_ms)
        return self.tags(pair, step_ms)

    def report(self, begins_ms: int) -> None:
        """Logs, once, how the history's signals fit a backtest whose first trade may open at the given candle."""
        if self._is_reported or not self._place:
            return
        self._is_reported = True
        found = count(self._signals, self._frames, begins_ms)
        logger.log(logging.INFO if found.in_range else logging.WARNING, "agentbridge: %s: %s", self._place, found.line())

    def tags(self, pair: str, step_ms: int) -> Mapping[int, str]:
        """The enter_tags of a pair's long signals by the open time of the candle that marks each."""
        key = (pair, step_ms)
        if key not in self._tags:
            rows = rows_of((signal for signal in self._signals.get(pair, ()) if signal.side == "long"), step_ms)
            self._tags[key] = {time: format_tag(Plan.of(signal)) for time, signal in rows.items()}
        return self._tags[key]
