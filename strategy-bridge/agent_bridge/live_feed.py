"""A running bot's view of its feed: whether entries are allowed, and the signals received."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from agent_bridge.book import Notice
from agent_bridge.feed import SignalFeed
from agent_bridge.rate_limits import Warnings
from agent_bridge.signal import TradingSignal
from agent_bridge.sources.clr_feed import ClrFeed


class LiveFeed:
    """The feed of a bot, which may have none. Called from Freqtrade's loop."""

    def __init__(self, feed: SignalFeed | ClrFeed | None, warnings: Warnings) -> None:
        self.guard_only: str | None = None
        self._feed = feed
        self._warnings = warnings

    def start(self, wait_sec: float) -> str | None:
        """Starts the feed's thread and waits for its first read; returns a problem in one line, if there is one."""
        if self._feed is None or self._feed.start(wait_sec):
            return None
        return self._feed.problem

    def stop(self) -> None:
        """Ends the feed's thread."""
        if self._feed is not None:
            self._feed.stop()

    def take_frame(self, dataframe: Any, pair: str, timeframe: str, price_step: float, feeds: Mapping[str, Any]) -> None:
        """Passes a pair's closed candles, and those of other pairs, to a feed that decides on them itself."""
        problem = self._feed.take_frame(dataframe, pair, timeframe, price_step, feeds) if self._feed is not None else None
        if problem is not None:
            self._warnings.warn(f"candles{problem}", f"no decision on {problem}")

    def blocked(self) -> str | None:
        """Why nothing may be entered now; None if entries are allowed."""
        if self.guard_only is not None:
            return self.guard_only
        if self._feed is None or self._feed.is_down():
            return f"the feed is down: {self._feed.problem if self._feed else 'there is none'}"
        return None

    def warn_if_blocked(self) -> None:
        """Warns once a minute that nothing is entered, and why."""
        reason = self.blocked()
        if reason is not None:
            self._warnings.warn("blocked", f"no entries: {reason}; open trades stay guarded")

    def signals(self) -> Sequence[TradingSignal]:
        """The signals in the book, in order of arrival."""
        return self._feed.book.signals() if self._feed else ()

    def signals_of(self, pair: str) -> Sequence[TradingSignal]:
        """Those of one pair."""
        return self._feed.book.signals_of(pair) if self._feed else ()

    def retire(self, decision_id: str) -> None:
        """Marks the signal as finished."""
        if self._feed is not None:
            self._feed.book.retire(decision_id)

    def drain_notices(self) -> list[Notice]:
        """The messages that the book rejected since the last call."""
        return self._feed.book.drain_notices() if self._feed else []
