"""The feed of a running bot on C# signals: no thread, each new closed candle is decided when Freqtrade passes it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from agent_bridge.book import SignalBook
from agent_bridge.codes import FEED_MISSING, GENERATOR_FAILED
from agent_bridge.marking import row_times
from agent_bridge.needs import NO_NEEDS
from agent_bridge.settings import Settings
from agent_bridge.sources.clr import ClrAgent, agent_of
from agent_bridge.sources.clr_runtime import BAD_ARGUMENT, BAD_CANDLES, CONFLICT, LATE, PENDING, ClrError

logger = logging.getLogger(__name__)

logger = logging.getLogger(__name__)

CANDLES = 999
"""The minimum number of newest closed candles in a decision's window: as many as Freqtrade keeps for any pair."""

_OF_ONE_PAIR = (BAD_ARGUMENT, BAD_CANDLES, CONFLICT)


class ClrFeed:
    """Like a SignalFeed, but without a thread. Called from Freqtrade's loop only."""

    def __init__(self, settings: Settings, environment: str, timeframe: str = "") -> None:
        self.book = SignalBook()
        self.needs = NO_NEEDS
        """The strategy's requirements; none before the start."""
        self._timeframe = timeframe
        self._settings = settings
        self._environment = environment
        self._agent: ClrAgent | None = None
        self._problem = "it has not been opened yet"
        self._decided: dict[str, int] = {}
        self._late: set[str] = set()

    @property
    def problem(self) -> str:
        """Why the C# side can't be used; empty if it can."""
        return self._problem

    def start(self, wait_sec: float) -> bool:
        """Loads the C# side, and returns whether that succeeded."""
        try:
            self._agent = agent_of(self._settings, self._environment)
            self.needs = self._agent.needs(self._timeframe) if self._timeframe else NO_NEEDS
        except ClrError as error:
            self._problem = str(error)
            return False
        logger.info("agentbridge: C# runs in this process through %s", self._agent.origin)
        self._problem = ""
        return True

    def stop(self) -> None:
        """Nothing to stop: there is no thread."""

    def is_down(self) -> bool:
        """Whether the C# side can't be used, or its journal could not be written last time."""
        return bool(self._problem)

    def take_frame(
        self,
        dataframe: pd.DataFrame,
        pair: str,
        timeframe: str,
        price_step: float = 0.0,
        feeds: Mapping[str, pd.DataFrame] = MappingProxyType({}),
    ) -> str | None:
        """Decides on a pair's closed candles; returns a problem of this pair alone, in one line, if there is one."""
        if self._agent is None or len(dataframe) == 0:
            return None
        try:
            problem = self._decide(self._agent, dataframe, pair, timeframe, price_step, feeds)
        except ClrError as error:
            if error.status == PENDING or (error.status == LATE and pair in self._late):
                # In time so far, or already reported.
                return None
            if error.status == LATE:
                self._late.add(pair)
                return f"{pair}: {error}"
            if error.status in _OF_ONE_PAIR:
                return f"{pair}: {error}"
            self._problem = str(error)
            return None
        self._problem = ""
        return f"{pair}: {problem}" if problem else None

    def _decide(
        self,
        agent: ClrAgent,
        dataframe: pd.DataFrame,
        pair: str,
        timeframe: str,
        price_step: float,
        feeds: Mapping[str, pd.DataFrame],
    ) -> str:
        """Decides the newest candle if it is not decided yet; returns why there is no decision, if that is new."""
        problem = ""
        last = int(row_times(dataframe)[-1])
        if self._decided.get(pair) != last:
            agent.set_feeds(feeds, timeframe)
            made = agent.generate(dataframe.iloc[-max(CANDLES, self.needs.warm_up) :], pair, timeframe, price_step)
            if made.newest_lacks_feed:
                problem = f"{FEED_MISSING}, retrying until the next close"
            elif made.newest_failed:
                problem = f"{GENERATOR_FAILED}: {made.failure}"
            if pair in self._late:
                self._late.discard(pair)
                logger.info("agentbridge: %s: the strategy answers again", pair)
            # A running candle is decided once it has closed, one without its feeds once they are available.
            if not made.left_out and not made.newest_lacks_feed:
                self._decided[pair] = last
        message = agent.fetch_latest(pair, self._settings.max_age_sec)
        if message is not None:
            self.book.offer([message])
        return problem
