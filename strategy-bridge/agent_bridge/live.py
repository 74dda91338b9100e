"""The bridge of a running bot (dry-run and live): which signal may open a trade now, and which never will."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any

from agent_bridge import codes
from agent_bridge.decided import Decided
from agent_bridge.feed import SignalFeed
from agent_bridge.journal.append_file import JournalError
from agent_bridge.journal.past import past_lines
from agent_bridge.journal.results import TradeResult
from agent_bridge.limits import EntryLimits
from agent_bridge.live_feed import LiveFeed
from agent_bridge.live_journal import LiveJournal
from agent_bridge.needs import NO_NEEDS, StrategyNeeds
from agent_bridge.placement import MARK, MAX_SKEW_MS, WAIT, by_rank, is_fresh, judge
from agent_bridge.rate_limits import Warnings
from agent_bridge.settings import Settings
from agent_bridge.signal import TradingSignal
from agent_bridge.sources.clr_feed import ClrFeed
from agent_bridge.tag import Plan, TagError, format_tag, parse_tag

logger = logging.getLogger(__name__)

FOREIGN_A_LOOP = 1_000


class LiveBridge:
    """State of one running bot. All methods are called from Freqtrade's loop; the feed and the journals have their own threads."""

    def __init__(
        self,
        settings: Settings,
        environment: str,
        feed: SignalFeed | ClrFeed | None,
        decided: Decided,
        now_ms: Callable[[], int] = lambda: int(time.time() * 1000),
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.settings = settings
        self._warnings = Warnings(settings.mask, monotonic)
        self.journal = LiveJournal(settings, environment, self._warnings, now_ms, monotonic)
        self.health = LiveFeed(feed, self._warnings)
        self._feed = feed
        self._now_ms = now_ms
        self._environment = environment
        self._decided = decided
        self._consumed, self._final = decided.consumed, decided.final
        self._foreign_from = 0

    @property
    def guard_only(self) -> str | None:
        """Why the bot only guards open trades until the next start; None if it trades normally."""
        return self.health.guard_only

    @guard_only.setter
    def guard_only(self, reason: str | None) -> None:
        self.health.guard_only = reason

    @property
    def limits(self) -> EntryLimits:
        """At which prices a signal may be entered."""
        return self.settings.limits

    def open_journals(self, bot: str = "", database: str = "") -> str | None:
        """Locks the journal folder and opens its files; returns a problem in one line, if there is one."""
        return self.journal.open(bot, database)

    def start_feed(self, wait_sec: float) -> str | None:
        """Starts the feed's thread and waits for its first read; returns a problem in one line, if there is one."""
        return self.health.start(wait_sec)

    def stop(self) -> None:
        """Ends the threads; queued lines are written first, for two seconds at most."""
        self.health.stop()
        self.journal.close()

    @property
    def needs(self) -> StrategyNeeds:
        """The requirements of the strategy that decides on the pairs' candles."""
        return self._feed.needs if isinstance(self._feed, ClrFeed) else NO_NEEDS

    def take_frame(self, dataframe: Any, pair: str, timeframe: str, price_step: float, feeds: Mapping[str, Any]) -> None:
        """Passes a pair's closed candles, and those of other pairs, to a feed that decides on them itself."""
        self.health.take_frame(dataframe, pair, timeframe, price_step, feeds)

    def adopt(self, consumed: Iterable[str]) -> None:
        """Loads the state from the trade table and the action log; signals that are already too old are counted, not logged one by one."""
        self._learn()
        self._consumed.update(consumed)
        old = [signal for signal in self.health.signals() if self._is_expired(signal) and signal.decision_id not in self._consumed]
        for signal in old:
            self._end(signal.decision_id)
        malformed = len(self.health.drain_notices())
        if old or malformed:
            age = self.settings.max_age_sec
            logger.info("agentbridge: in the channel at start: %d signals older than %d s, %d malformed messages", len(old), age, malformed)

    def blocked(self) -> str | None:
        """Why nothing may be entered now; None if entries are allowed."""
        return self.health.blocked()

    def review(self, pairs: Iterable[str], open_pairs: dict[str, str | None]) -> None:
        """Once per loop: refuses and logs signals that can't open a trade any more. `open_pairs`: pair to its trade's decision, if ours."""
        self.journal.begin_loop()
        self.health.warn_if_blocked()
        self._log_notices()
        known = set(pairs)
        for pair in sorted(known):
            self._review_pair(pair, open_pairs)
        self._review_foreign(known)

    def newest(self, pair: str) -> TradingSignal | None:
        """The pair's signal with the highest priority: fresh, not refused for good, not consumed; None if there is none."""
        if self.blocked() is not None:
            return None
        now = self._now_ms()
        fresh = [
            signal
            for signal in self.health.signals_of(pair)
            if signal.decision_id not in self._final
            and signal.side == "long"
            and is_fresh(signal.timestamp_ms, now, self.settings.max_age_sec * 1000)
        ]
        best = by_rank(fresh)[:1]
        return best[0] if best and best[0].decision_id not in self._consumed else None

    def place(self, signal: TradingSignal, last_row_ms: int, step_ms: int) -> str | None:
        """The tag, if the signal marks the last closed candle now; a refusal is logged once."""
        if signal.decision_id in self._final or signal.decision_id in self._consumed:
            return None
        verdict = judge(signal.timestamp_ms, last_row_ms, self._now_ms(), step_ms, self.settings.max_age_sec * 1000)
        if verdict == MARK:
            return format_tag(Plan.of(signal))
        if verdict != WAIT:
            self.refuse(signal.decision_id, signal.symbol, verdict)
        return None

    def refuse(self, decision_id: str, pair: str, code: str, detail: str = "") -> None:
        """Logs a refusal, once per decision and code; after a final one the decision never opens a trade."""
        self._decided.end(decision_id, code)
        if code in codes.FINAL:
            self.health.retire(decision_id)
        self.journal.refuse(decision_id, pair, code, detail)

    def confirm(self, plan: Plan, pair: str, rate: float) -> bool:
        """The final confirmation of an entry: given only once its line is written; the decision is used from then on."""
        if not self.journal.confirm(plan, pair, rate):
            self.refuse(plan.decision_id, pair, codes.JOURNAL_UNAVAILABLE, "the line of the entry could not be written in time")
            return False
        self._decided.confirm(plan.decision_id, pair)
        return True

    def order_placed(self, decision_id: str, order_id: str) -> None:
        """The exchange accepted a confirmed entry's order."""
        entry = self._decided.entries.get(decision_id)
        if entry is not None:
            entry.order_id = order_id

    def row_made(self, tag: str) -> None:
        """Freqtrade created the row of a trade of ours."""
        with suppress(TagError):
            entry = self._decided.entries.get(parse_tag(tag).decision_id)
            if entry is not None:
                entry.had_row = True

    def order_failed(self, decision_id: str, pair: str, code: str, detail: str) -> None:
        """A confirmed entry ends without a trade: its order was refused, is unknown, or was cancelled."""
        self._decided.end(decision_id, code)
        self.journal.end_entry(decision_id, pair, code, detail)

    def awaits(self, decision_id: str) -> bool:
        """Whether an entry was confirmed and its outcome is not logged yet."""
        return decision_id in self._decided.entries

    def see_open(self, trade: Any, plan: Plan | None, recovered: bool, bought: float) -> None:
        """Once per loop and filled trade of ours: logs the entry and the stop, once each. Recovered: found at startup."""
        if plan is not None:
            self._decided.entries.pop(plan.decision_id, None)
        self.journal.see_open(trade, plan, recovered, bought)

    def see_entries(self, waiting: set[str], empty: set[str]) -> None:
        """Once per loop, after all filled trades: determines which confirmed entries still wait, and which ended without a fill."""
        for decision_id, entry in list(self._decided.entries.items()):
            order = f"order {entry.order_id}" if entry.order_id else "its order"
            if decision_id in waiting:
                entry.had_row = True
            elif entry.had_row or decision_id in empty:
                self.order_failed(decision_id, entry.pair, codes.ORDER_CANCELLED, f"{order} ended with nothing filled")
            else:
                self.order_failed(decision_id, entry.pair, codes.ORDER_UNKNOWN, f"{order} is in no trade; check the exchange")

    def knows_closed(self) -> set[int]:
        """Row ids of closed trades with a result that is written or queued."""
        return self.journal.knows_closed()

    def see_closed(self, trade: Any, plan: Plan | None, result: TradeResult | None) -> None:
        """Queues a closed trade's result, once."""
        self.journal.see_closed(trade, plan, result)

    def warn(self, topic: str, text: str) -> None:
        """Logs a warning, at most once a minute for each topic."""
        self._warnings.warn(topic, text)

    def _review_pair(self, pair: str, open_pairs: dict[str, str | None]) -> None:
        ranked = by_rank([signal for signal in self.health.signals_of(pair) if not self._is_refused(signal, is_ours=True)])
        for signal in ranked[1:]:
            if signal.decision_id not in self._consumed:
                self.refuse(signal.decision_id, pair, codes.SUPERSEDED, f"{ranked[0].decision_id} takes precedence")
        if ranked and pair in open_pairs:
            first = ranked[0].decision_id
            if first not in self._consumed and open_pairs[pair] != first:
                self.refuse(first, pair, codes.POSITION_OPEN)

    def _review_foreign(self, pairs: set[str]) -> None:
        """Some of the signals of pairs not traded here, others in the next loop: there may be as many as the channel keeps."""
        signals = [signal for signal in self.health.signals() if signal.symbol not in pairs]
        start = self._foreign_from if self._foreign_from < len(signals) else 0
        for signal in signals[start : start + FOREIGN_A_LOOP]:
            if signal.decision_id not in self._consumed and not self._is_refused(signal, is_ours=False):
                self.journal.refuse(signal.decision_id, signal.symbol, codes.SYMBOL_MISMATCH, is_ours=False)
        self._foreign_from = start + FOREIGN_A_LOOP

    def _log_notices(self) -> None:
        for notice in self.health.drain_notices():
            self.journal.refuse(notice.decision_id or "", self.settings.list, notice.code, notice.detail, is_ours=False)

    def _learn(self) -> None:
        now = self._now_ms()
        since = now - self.settings.max_age_sec * 1000 - MAX_SKEW_MS
        try:
            self._decided.learn(past_lines(self.settings.journal_dir, self._environment, since, now))
        except JournalError as error:
            # Otherwise a used decision could be used again.
            self.guard_only = f"the action log's record of earlier decisions can't be read: {error}"

    def _is_refused(self, signal: TradingSignal, is_ours: bool) -> bool:
        """Whether the signal can't open a trade any more; logs why, if it is not logged yet."""
        decision_id = signal.decision_id
        if decision_id in self._final or (decision_id in self._consumed and self._is_expired(signal)):
            self._end(decision_id)
            return True
        if decision_id in self._consumed:
            return False
        code = None
        if not is_fresh(signal.timestamp_ms, self._now_ms(), self.settings.max_age_sec * 1000):
            code = codes.SIGNAL_FROM_FUTURE if signal.timestamp_ms > self._now_ms() else codes.EXPIRED
        elif signal.side != "long":
            code = codes.SIDE_NOT_ALLOWED
        if code is None:
            return False
        self._end(decision_id)
        # The reason is a pair that is not traded here, and is already logged.
        if not self.journal.has_refused(decision_id, codes.SYMBOL_MISMATCH):
            self.journal.refuse(decision_id, signal.symbol, code, is_ours=is_ours)
        return True

    def _end(self, decision_id: str) -> None:
        self._final.add(decision_id)
        self.health.retire(decision_id)

    def _is_expired(self, signal: TradingSignal) -> bool:
        return self._now_ms() - signal.timestamp_ms > self.settings.max_age_sec * 1000
