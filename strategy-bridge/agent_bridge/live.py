"""The bridge of a running bot (dry-run and live): which signal may open a trade now, and the record of what happened."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterable
from typing import Any

from agent_bridge import __version__, codes
from agent_bridge.feed import SignalFeed
from agent_bridge.journal.actions import Action, ActionLog, Origin
from agent_bridge.journal.append_file import JournalError
from agent_bridge.journal.results import Outcome, TradeResults
from agent_bridge.placement import MARK, WAIT, by_rank, is_fresh, judge
from agent_bridge.settings import Settings
from agent_bridge.signal import TradingSignal, format_timestamp
from agent_bridge.sources.clr_feed import ClrFeed
from agent_bridge.tag import Plan, format_tag

logger = logging.getLogger(__name__)

WARN_EVERY_SEC = 60.0
MAX_NOTICES = 20


class LiveBridge:
    """State of one running bot. All methods but the feed's own thread are called from Freqtrade's loop."""

    def __init__(
        self,
        settings: Settings,
        environment: str,
        feed: SignalFeed | ClrFeed | None,
        consumed: set[str],
        now_ms: Callable[[], int] = lambda: int(time.time() * 1000),
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.settings = settings
        self.guard_only: str | None = None
        self._environment = environment
        self._feed = feed
        self._now_ms = now_ms
        self._monotonic = monotonic
        self._consumed = consumed
        self._final: set[str] = set()
        self._said: set[tuple[str, str]] = set()
        self._warned: dict[str, float] = {}
        self._results: TradeResults | None = None
        self._log: ActionLog | None = None
        self._pending: list[Action] = []
        self._written: set[int] = set()
        self._opened: set[int] = set()
        self._stops: set[int] = set()

    @property
    def max_entry_slippage_r(self) -> float | None:
        """How far beyond the reference price an entry may be, in R."""
        return self.settings.max_entry_slippage_r

    def open_journals(self) -> str | None:
        """Opens trade_results.csv and the action log; what is wrong, in one line, where something is."""
        run = f"freqtrade-{format_timestamp(self._now_ms())[:19].replace(':', '')}Z-{os.getpid()}"
        origin = Origin(run, "agent_bridge", __version__, self._environment)
        try:
            self._results = TradeResults(self.settings.journal_dir)
            self._log = ActionLog(self.settings.journal_dir, origin, self.settings.mask, self._now_ms)
        except JournalError as error:
            return f"journal_dir: {error}"
        return None

    def start_feed(self, wait_sec: float) -> str | None:
        """Starts the feed's thread and waits for its first read; what is wrong, in one line, where something is."""
        if self._feed is None or self._feed.start(wait_sec):
            return None
        return self._feed.problem

    def stop(self) -> None:
        """Ends the feed's thread."""
        if self._feed is not None:
            self._feed.stop()

    def take_frame(self, dataframe: Any, pair: str, timeframe: str) -> None:
        """Hands a pair's closed candles to a feed that decides on them by itself."""
        problem = self._feed.take_frame(dataframe, pair, timeframe) if self._feed is not None else None
        if problem is not None:
            self.warn(f"candles{pair}", f"no decision on {problem}")

    def adopt(self, consumed: Iterable[str]) -> None:
        """Takes over the decisions that the trade table knows; what is already too old is counted, not told one by one."""
        self._consumed |= set(consumed)
        old = [signal for signal in self._signals() if self._is_expired(signal) and signal.decision_id not in self._consumed]
        self._final.update(signal.decision_id for signal in old)
        malformed = len(self._feed.book.drain_notices()) if self._feed else 0
        if old or malformed:
            age = self.settings.max_age_sec
            logger.info("agentbridge: in the channel at start: %d signals older than %d s, %d malformed messages", len(old), age, malformed)

    def blocked(self) -> str | None:
        """Why nothing may be entered now; None where entries are allowed."""
        if self.guard_only is not None:
            return self.guard_only
        if self._feed is None or self._feed.is_down():
            return f"the feed is down: {self._feed.problem if self._feed else 'there is none'}"
        return None

    def review(self, pairs: Iterable[str], open_pairs: dict[str, str | None]) -> None:
        """Once a loop: refuses what can't open a trade any more, and says so. `open_pairs`: pair to its trade's decision, if ours."""
        self._tell_pending()
        reason = self.blocked()
        if reason is not None:
            self.warn("blocked", f"no entries: {reason}; open trades stay guarded")
        known = set(pairs)
        by_symbol: dict[str, list[TradingSignal]] = {}
        self._tell_notices()
        for signal in self._signals():
            if signal.decision_id not in self._final and not self._is_refused(signal, known):
                by_symbol.setdefault(signal.symbol, []).append(signal)
        for pair, signals in by_symbol.items():
            self._review_pair(pair, by_rank(signals), open_pairs)

    def newest(self, pair: str) -> TradingSignal | None:
        """The signal of a pair that goes first: fresh, not refused for good, not consumed; None where there is none."""
        if self.blocked() is not None:
            return None
        now = self._now_ms()
        fresh = [
            signal
            for signal in (self._feed.book.signals_of(pair) if self._feed else ())
            if signal.decision_id not in self._final
            and signal.side == "long"
            and is_fresh(signal.timestamp_ms, now, self.settings.max_age_sec * 1000)
        ]
        best = by_rank(fresh)[:1]
        return best[0] if best and best[0].decision_id not in self._consumed else None

    def place(self, signal: TradingSignal, last_row_ms: int, step_ms: int) -> str | None:
        """The tag, where the signal marks the last closed candle now; a refusal is told once."""
        if signal.decision_id in self._final or signal.decision_id in self._consumed:
            return None
        verdict = judge(signal.timestamp_ms, last_row_ms, self._now_ms(), step_ms, self.settings.max_age_sec * 1000)
        if verdict == MARK:
            return format_tag(Plan.of(signal))
        if verdict != WAIT:
            self.refuse_for_good(signal.decision_id, signal.symbol, verdict)
        return None

    def refuse(self, decision_id: str, pair: str, code: str, detail: str = "") -> None:
        """Tells a refusal that may pass, once a decision and code."""
        self._refuse_once(decision_id, pair, code, detail)

    def refuse_for_good(self, decision_id: str, pair: str, code: str, detail: str = "") -> None:
        """Tells a refusal after which the decision never opens a trade."""
        self._final.add(decision_id)
        self._refuse_once(decision_id, pair, code, detail)

    def consume(self, plan: Plan) -> None:
        """Notes that the decision has had its entry."""
        self._consumed.add(plan.decision_id)

    def see_open(self, trade: Any, plan: Plan | None, recovered: bool) -> None:
        """Once a loop and open trade of ours: tells the entry and the stop, once each. Recovered: found at the start."""
        refs = (plan.decision_id,) if plan else ()
        if trade.id not in self._opened:
            self._opened.add(trade.id)
            result = codes.INVALID_STOP if plan is None else "RECOVERED" if recovered else "OPENED"
            self._tell("open", trade.pair, result, refs, {
                "open_time": format_timestamp(int(trade.open_date_utc.timestamp() * 1000)),
                "open_rate": trade.open_rate,
                "amount": trade.amount,
                "stake": trade.stake_amount,
                **({"stop": plan.stop, "tp1": plan.tp1} if plan else {}),
            })
        if plan and trade.id not in self._stops and is_stop_set(trade, plan):
            self._stops.add(trade.id)
            if recovered:
                return
            self._tell("stop", trade.pair, "STOP_SET", refs, {"stop_rate": trade.stop_loss})

    def knows_closed(self) -> set[int]:
        """Row ids of closed trades that have their result."""
        return self._written

    def see_closed(self, trade: Any, plan: Plan | None, result: Any) -> None:
        """Writes a closed trade's result, once; a journal that can't be written is tried again in the next loop."""
        if plan is None or result is None or self._results is None:
            if plan is None:
                self._written.add(trade.id)
                self.warn(f"tag{trade.id}", f"trade {trade.id} of {trade.pair} has an unreadable tag: it has no result row")
            return
        try:
            outcome = self._results.append_trade_result(result)
        except (JournalError, ValueError) as error:
            self.warn("results", f"the result of trade {trade.id} could not be written and is tried again: {error}")
            return
        self._written.add(trade.id)
        if outcome == Outcome.APPENDED:
            self._tell("close", trade.pair, str(trade.exit_reason), (plan.decision_id,), {
                "close_time": format_timestamp(int(trade.close_date_utc.timestamp() * 1000)),
                "close_rate": result.exit_price,
                "profit_abs": trade.close_profit_abs,
                "pnl_r_multiple": result.pnl_r_multiple,
            })
        elif outcome == Outcome.CONFLICT:
            self.warn(f"conflict{trade.id}", f"trade_results.csv has another result of {plan.decision_id}; it is kept")

    def warn(self, topic: str, text: str) -> None:
        """Logs a warning, at most once a minute and topic."""
        now = self._monotonic()
        last = self._warned.get(topic)
        if last is None or now - last >= WARN_EVERY_SEC:
            self._warned[topic] = now
            logger.warning("agentbridge: %s", self.settings.mask(text))

    def _review_pair(self, pair: str, ranked: list[TradingSignal], open_pairs: dict[str, str | None]) -> None:
        for signal in ranked[1:]:
            if signal.decision_id not in self._consumed:
                self.refuse_for_good(signal.decision_id, pair, codes.SUPERSEDED, f"{ranked[0].decision_id} goes first")
        first = ranked[0].decision_id
        if pair in open_pairs and first not in self._consumed and open_pairs[pair] != first:
            self.refuse(first, pair, codes.POSITION_OPEN)

    def _tell_notices(self) -> None:
        notices = self._feed.book.drain_notices() if self._feed else []
        for notice in notices[:MAX_NOTICES]:
            self._refuse_once(notice.decision_id or "", self.settings.list, notice.code, notice.detail, once=notice.decision_id is not None)
        # A flood must not hold up the loop that watches stops: a line on the disk takes its time.
        if len(notices) > MAX_NOTICES:
            self.warn("flood", f"{len(notices) - MAX_NOTICES} more malformed messages in the channel")

    def _is_refused(self, signal: TradingSignal, pairs: set[str]) -> bool:
        if signal.decision_id in self._consumed:
            if self._is_expired(signal):
                self._final.add(signal.decision_id)
            return self._is_expired(signal)
        now, age = self._now_ms(), self.settings.max_age_sec * 1000
        code = None
        if not is_fresh(signal.timestamp_ms, now, age):
            code = codes.SIGNAL_FROM_FUTURE if signal.timestamp_ms > now else codes.EXPIRED
        elif signal.side != "long":
            code = codes.SIDE_NOT_ALLOWED
        elif signal.symbol not in pairs:
            code = codes.SYMBOL_MISMATCH
        if code is not None:
            self.refuse_for_good(signal.decision_id, signal.symbol, code)
        return code is not None

    def _is_expired(self, signal: TradingSignal) -> bool:
        return self._now_ms() - signal.timestamp_ms > self.settings.max_age_sec * 1000

    def _signals(self) -> list[TradingSignal]:
        return self._feed.book.signals() if self._feed else []

    def _refuse_once(self, decision_id: str, target: str, code: str, detail: str, once: bool = True) -> None:
        if once and (decision_id, code) in self._said:
            return
        self._said.add((decision_id, code))
        logger.info("agentbridge: refused %s %s: %s%s", target, decision_id or "(no id)", code, f": {detail}" if detail else "")
        self._tell("refuse", target, code, (decision_id,) if decision_id else (), {}, detail)

    def _tell(
        self, action: str, target: str, result: str, refs: tuple[str, ...], parameters: dict[str, Any], rationale: str = ""
    ) -> None:
        self._pending.append(Action(action, target, result, {"host": "freqtrade", **parameters}, refs, rationale))
        self._tell_pending()

    def _tell_pending(self) -> None:
        while self._pending and self._log is not None:
            try:
                self._log.append(self._pending[0])
            except JournalError as error:
                self.warn("log", f"the action log could not be written and is tried again: {error}")
                # Bounded: a disk that stays full must not fill the memory.
                del self._pending[: max(0, len(self._pending) - 1000)]
                return
            del self._pending[0]


def is_stop_set(trade: Any, plan: Plan) -> bool:
    """Whether the trade's stop is the plan's (or above it); ticks are rounded up, doubles to 15 digits."""
    return trade.stop_loss is not None and trade.stop_loss >= plan.stop * (1 - 1e-9)
