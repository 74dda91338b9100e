"""The bridge of a backtest on C# signals: generated over the pair's own dataframe, without files and without Redis."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Any

import pandas as pd
from freqtrade.exceptions import OperationalException

from agent_bridge.history_bridge import HistoryBridge
from agent_bridge.marking import row_times
from agent_bridge.needs import StrategyParameter
from agent_bridge.settings import Settings
from agent_bridge.sources.clr import ClrAgent, agent_of
from agent_bridge.sources.clr_runtime import BAD_OPTIONS, ClrError
from agent_bridge.sources.interruptible import interruptibly
from agent_bridge.tag import short_tag
from agent_bridge.tuning import Search, corners, tuned

logger = logging.getLogger(__name__)


class ClrHistory(HistoryBridge):
    """Holds settings only: it is pickled for hyperopt's workers, each of which loads .NET itself."""

    def __init__(self, settings: Settings, timeframe: str) -> None:
        super().__init__({}, settings.problem, settings.limits)
        self._settings = settings
        self._timeframe = timeframe
        self._chosen = settings
        self._search: Search | None = None
        self._has_warned = False

    def check(self) -> None:
        """Loads the C# side; `problem` says why that failed."""
        if self.problem is None:
            try:
                agent = self._agent()
                if self._timeframe:
                    self.needs = agent.needs(self._timeframe)
                    self.trade_tag = short_tag(self.needs.label)
            except ClrError as error:
                self.problem = str(error)
            else:
                logger.info("agentbridge: C# runs in this process through %s", agent.origin)

    def tags_in(
        self,
        dataframe: pd.DataFrame,
        pair: str,
        timeframe: str,
        step_ms: int,
        price_step: float = 0.0,
        feeds: Mapping[str, pd.DataFrame] = MappingProxyType({}),
    ) -> Mapping[int, str]:
        times = row_times(dataframe)
        try:
            agent = agent_of(self._chosen, "backtest")
            first, counted = self._search.rows(times, agent.needs(timeframe).warm_up, step_ms) if self._search else (0, 0)
            if counted == len(times) > 0:
                self._warn_once(f"a warm-up of {agent.needs(timeframe).warm_up} candles is longer than what this run has before its range")
                return {}
            agent.set_feeds(feeds, timeframe)
            tags = interruptibly(lambda: agent.marks(dataframe.iloc[first:], pair, timeframe, price_step))
        except ClrError as error:
            if self._search is not None and error.status == BAD_OPTIONS:
                # Some of hyperopt's combinations of parameters are invalid.
                self._warn_once(str(error))
                return {}
            raise OperationalException(f"agentbridge: {pair}: {error}") from None
        if counted > first:
            tags = {time: tag for time, tag in tags.items() if time >= times[counted]}
        logger.info("agentbridge: %s: C# approved %d signals in %d candles", pair, len(tags), len(dataframe))
        return tags

    def set_parameters(self, values: Mapping[str, Any], search: Search | None) -> None:
        self._chosen, self._search = tuned(self._settings, values), search

    def longest_warm_up(self, parameters: Collection[StrategyParameter]) -> int:
        """The longest that any values of the parameters are likely to need."""
        longest = 0
        for values in corners(parameters):
            with suppress(ClrError):
                longest = max(longest, agent_of(tuned(self._settings, values), "backtest").needs(self._timeframe).warm_up)
        return longest

    def _warn_once(self, why: str) -> None:
        if not self._has_warned:
            self._has_warned = True
            logger.warning("agentbridge: no signals in this pass, and in others like it: %s", why)

    def _agent(self) -> ClrAgent:
        return agent_of(self._settings, "backtest")
