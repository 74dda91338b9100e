"""The bridge of a backtest on C# signals: generated over the pair's own dataframe, without files and without Redis."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd
from freqtrade.exceptions import OperationalException

from agent_bridge.history_bridge import HistoryBridge
from agent_bridge.settings import Settings
from agent_bridge.sources.clr import ClrAgent, agent_of
from agent_bridge.sources.clr_runtime import ClrError
from agent_bridge.sources.interruptible import interruptibly
from agent_bridge.tag import short_tag

logger = logging.getLogger(__name__)


class ClrHistory(HistoryBridge):
    """Holds settings only: it travels to hyperopt's workers, and each of them loads .NET by itself."""

    def __init__(self, settings: Settings, timeframe: str) -> None:
        super().__init__({}, settings.problem, settings.limits)
        self._settings = settings
        self._timeframe = timeframe

    def check(self) -> None:
        """Loads the C# side; `problem` says why it can't be."""
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
        try:
            agent = self._agent()
            agent.set_feeds(feeds, timeframe)
            tags = interruptibly(lambda: agent.marks(dataframe, pair, timeframe, price_step))
        except ClrError as error:
            raise OperationalException(f"agentbridge: {pair}: {error}") from None
        logger.info("agentbridge: %s: C# approved %d signals in %d candles", pair, len(tags), len(dataframe))
        return tags

    def _agent(self) -> ClrAgent:
        return agent_of(self._settings, "backtest")
